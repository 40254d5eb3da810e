"""Chunks to worker processes of this machine, outcomes back in whatever order they come."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import contextmanager
from multiprocessing import forkserver
from multiprocessing.context import BaseContext
from typing import Any

from bn_core.dataset.chunks import Chunk, Options, Outcome, Skipped
from bn_core.dataset.files import name_of, read

Numbered = tuple[int, Chunk]
# Chunks that wait beside each worker, so that none waits for the next.
_AHEAD = 2
# A file that ends its reader so often is taken for damaged: a decoder may crash, or want more memory than there is.
_MOST_DEATHS = 2
_ENVIRONMENT = {
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    # Where psutil is installed, loky takes the import of a reader for a leak.
    "LOKY_MAX_MEMORY_LEAK_SIZE": "1e12",
}


def run_here(chunks: list[Numbered], options: Options) -> Iterator[tuple[int, Outcome]]:
    """Read all chunks in this process."""
    for number, chunk in chunks:
        yield number, read(chunk, options)


def forked_pool(workers: int) -> Executor:
    """Return a pool of processes that are there at once, as forks of this one: with what it has imported.

    For a process that has begun no thread: what a thread has locked stays locked in a fork. (Those of NumPy's BLAS expect forks.)
    """
    with _environment():
        pool: Executor = _pool_in(multiprocessing.get_context("fork"), workers)
        pool.submit(os.getpid)  # starts all of them
    return pool


def run_in_processes(chunks: list[Numbered], options: Options, workers: int, pool: Any = None) -> Iterator[tuple[int, Outcome]]:
    """Read the chunks in the processes of a pool; one that dies is replaced, and what it read is read once more."""
    from loky.process_executor import BrokenProcessPool

    line = _Line(chunks)
    pool, running = pool or _pool(workers), dict[Future[Outcome], Numbered]()
    try:
        while line.left or running:
            for numbered in line.next_ones(list(running.values()), workers * _AHEAD):
                try:
                    running[pool.submit(read, numbered[1], options)] = numbered
                except BrokenProcessPool:  # a process died between two chunks; those of the others say so below
                    line.left.append(numbered)
                    if not running:
                        pool.shutdown(wait=True, kill_workers=True)
                        pool = _pool(workers)
                    break
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                numbered = running.pop(future)
                try:
                    yield numbered[0], future.result()
                except BrokenProcessPool:
                    pool.shutdown(wait=True, kill_workers=True)
                    pool = _pool(workers)
                    given_up = line.again([numbered, *running.values()])
                    running.clear()
                    yield from given_up
                    break
    finally:
        # One that is killed leaves a semaphore behind now and then, of which loky warns whoever started the command.
        pool.shutdown(wait=True, kill_workers=bool(running))


class _Line:
    """The chunks that are still to be read; those that were being read when a process died go alone, to see which it was."""

    def __init__(self, chunks: list[Numbered]) -> None:
        self.left = list(reversed(chunks))
        self._deaths: dict[int, int] = {}

    def next_ones(self, running: list[Numbered], most: int) -> Iterator[Numbered]:
        """Return the chunks to begin with while those are running."""
        busy, alone = len(running), any(number in self._deaths for number, _chunk in running)
        while self.left and busy < most and not alone:
            alone = self.left[-1][0] in self._deaths
            if alone and busy:
                return
            busy += 1
            yield self.left.pop()

    def again(self, lost: list[Numbered]) -> list[tuple[int, Outcome]]:
        """Put what was lost in front; return as read what has ended too many processes, none of which read anything else."""
        given_up = []
        for number, chunk in lost:
            self._deaths[number] = self._deaths.get(number, 0) + 1
            if len(lost) == 1 and self._deaths[number] > _MOST_DEATHS:
                given_up.append((number, gave_up(chunk)))
            else:
                self.left.append((number, chunk))
        return given_up


def gave_up(chunk: Chunk) -> Outcome:
    """Return what comes of a chunk that ends whichever process reads it."""
    count = len(chunk.details)
    parts = "and is left out" if count == 1 else f"and {count} files of it are left out"
    return Outcome(skipped=(Skipped(name_of(chunk), f"ended each process that read it, {parts}"),))


def _pool(workers: int) -> Any:
    return _pool_in(_context(), workers)


def _pool_in(context: BaseContext | None, workers: int) -> Any:
    from loky import ProcessPoolExecutor

    return ProcessPoolExecutor(max_workers=workers, timeout=None, context=context, env=_ENVIRONMENT, initializer=_settle_in)


def _context() -> BaseContext | None:
    """Return how processes start: as forks of one that has imported what they need, or, on Windows, each from nothing.

    That one starts here, imports once for all of them, and this process imports the rest meanwhile.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return None
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["loky.process_executor", "bn_core.dataset.readers.arrays"])
    with _environment():
        forkserver.ensure_running()
    return context


@contextmanager
def _environment() -> Iterator[None]:
    """Set, for a while, what a process has from the one that starts it."""
    before = dict(os.environ)
    os.environ.update(_ENVIRONMENT)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _settle_in() -> None:
    """Prepare a worker: Ctrl-C is for the command to hear, and a worker goes when the command is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(multiprocessing.parent_process(),), daemon=True).start()


def _end_with(command: multiprocessing.process.BaseProcess | None) -> None:
    if command is not None:
        command.join()
        os._exit(1)
