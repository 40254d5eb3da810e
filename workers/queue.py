"""All runs of the server: equal ones are trained once, a few at a time, the others wait in line; finished ones are kept."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Sequence

from workers.job import Job, Tasks
from workers.steps import Task, advance, get_ready
from workers.worker import Worker

__all__ = ["QueueFullError", "Runs", "new_workers"]

_log = logging.getLogger(__name__)


def new_workers() -> list[Worker]:
    """Return two workers, or one where there are two cores or fewer: the server has pages to draw meanwhile."""
    return [Worker(threads=1, nice=5) for _ in range(max(1, min(2, (os.cpu_count() or 1) - 1)))]


class QueueFullError(RuntimeError):
    """Too many runs wait already."""


class Runs:
    """Trains what sessions ask for, in worker processes that start at the first run and stop when idle.

    A run's chunks take turns with those of the other runs in progress. A run that nobody has looked at for `patience` seconds
    stops: whoever looks says so by `watch`.
    """

    def __init__(
        self,
        *,
        workers: Sequence[Worker] | None = None,
        at_once: int = 4,
        waiting: int = 40,
        kept: int = 16,
        patience: float = 10.0,
        chunk_seconds: float = 0.15,
        most_seconds: float = 60.0,
    ) -> None:
        self._workers = new_workers() if workers is None else list(workers)
        self._threads: list[threading.Thread | None] = [None] * len(self._workers)
        self._lock = threading.Lock()
        self._open: OrderedDict[Tasks, Job] = OrderedDict()
        self._done: OrderedDict[Tasks, Job] = OrderedDict()
        self._at_once, self._waiting, self._kept = at_once, waiting, kept
        self._patience, self._chunk_seconds, self._most_seconds = patience, chunk_seconds, most_seconds

    def get_ready(self) -> None:
        """Start the processes before the first run is asked for, and wait for nothing."""
        for worker in self._workers:
            worker.submit(get_ready)

    def ask(self, tasks: Tasks, watcher: str, *, anew: bool = False) -> Job:
        """Return the run of these tasks: the finished one unless it is wanted `anew`, the one in progress or a new one.

        Raises
        ------
        QueueFullError
            It would be a new one, and too many wait already.
        """
        with self._lock:
            if tasks in self._done and not anew:
                self._done.move_to_end(tasks)
                return self._done[tasks]
            if tasks not in self._open:
                self._drop_unwatched()
                if len(self._open) >= self._at_once + self._waiting:
                    raise QueueFullError(f"{len(self._open)} runs are in progress or wait")
                self._open[tasks] = Job(tasks)
            job = self._open[tasks]
            job.seen[watcher] = time.monotonic()
            self._start_lanes()
            return job

    def watch(self, job: Job, watcher: str) -> int:
        """Say that somebody still looks; return the run's place in line, 0 where it is in progress or over."""
        with self._lock:
            job.seen[watcher] = time.monotonic()
            if job.state != "open":
                return 0
            return max(0, list(self._open.values()).index(job) + 1 - self._at_once)

    def leave(self, job: Job, watcher: str) -> None:
        """Say that somebody looks no more: if nobody else does, the run stops."""
        with self._lock:
            job.seen.pop(watcher, None)
            self._drop_unwatched()

    def stop_all(self) -> None:
        """Stop every run; the processes end when they have been idle for a while."""
        with self._lock:
            for job in list(self._open.values()):
                self._close(job, "stopped")

    def _start_lanes(self) -> None:
        for lane in range(len(self._workers)):
            if self._threads[lane] is None:
                thread = threading.Thread(target=self._serve, args=(lane,), name=f"training {lane}", daemon=True)
                self._threads[lane] = thread
                thread.start()

    def _serve(self, lane: int) -> None:
        """Hand chunk after chunk to a worker, until there is nothing left for it."""
        while (next_one := self._next(lane)) is not None:
            job, task = next_one
            try:
                taken, still_open = len(job.items[task]), self._open_numbers()
                # The first point of every task comes before the second of any.
                seconds = self._chunk_seconds if taken else 0.0
                chunk = self._workers[lane].call(
                    advance, job.number, task, taken, seconds, still_open, seconds=self._most_seconds
                )
            except Exception:
                # Whatever it was, the sessions that wait must hear of it, and the others must go on.
                _log.warning("a training ended before its time", exc_info=True)
                with self._lock:
                    self._close(job, "died")
                continue
            with self._lock:
                if job.state == "open":
                    job.take(task, chunk)
                    if job.is_complete:
                        self._close(job, "done")

    def _open_numbers(self) -> list[int]:
        with self._lock:
            return [job.number for job in self._open.values()]

    def _next(self, lane: int) -> tuple[Job, Task] | None:
        """Return the run whose turn it is, and its task that is farthest behind."""
        with self._lock:
            self._drop_unwatched()
            lanes = len(self._workers)
            in_progress = list(self._open.values())[: self._at_once]
            turns = [(job.served.get(lane, 0.0), job.number, job) for job in in_progress if job.unfinished(lane, lanes)]
            if not turns:
                # A run that waits gets its turn when one in progress is over; whoever closes that one starts this lane again.
                self._threads[lane] = None
                return None
            job = min(turns)[-1]
            job.served[lane] = time.monotonic()
            return job, min(job.unfinished(lane, lanes), key=lambda task: (len(job.items[task]) > 0, job.step(task)))

    def _close(self, job: Job, state: str) -> None:
        # The last chunk of a run that was stopped may fail while the same settings are trained anew.
        if self._open.get(job.tasks) is not job:
            return
        del self._open[job.tasks]
        job.state = state
        if state == "done":
            self._done[job.tasks] = job
            while len(self._done) > self._kept:
                self._done.popitem(last=False)
        if self._open:
            self._start_lanes()

    def _drop_unwatched(self) -> None:
        oldest = time.monotonic() - self._patience
        for job in list(self._open.values()):
            if all(at < oldest for at in job.seen.values()):
                self._close(job, "stopped")
