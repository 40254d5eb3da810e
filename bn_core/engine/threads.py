"""Threads for large arrays (NumPy releases the GIL), and the working memory of each."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from math import prod
from typing import TypeVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

from bn_core.arguments import FloatArray

# Below this size starting two threads costs more than the second one saves.
THREADED_BYTES = 2 << 20

Item = TypeVar("Item")
Result = TypeVar("Result")

_of_thread = threading.local()
_NOTHING = np.empty(0, np.uint8)


def worth_threads(nbytes: int) -> bool:
    """Return whether arrays of so many bytes are worked on by several threads."""
    return nbytes >= THREADED_BYTES


def for_each(work: Callable[[Item], Result], items: list[Item], nbytes: int) -> list[Result]:
    """Call `work` for every item, on several threads where `nbytes` are worth them; the results keep the order."""
    if not worth_threads(nbytes):
        return [work(item) for item in items]
    results = in_threads(lambda run: [work(item) for item in items[run]], len(items))
    return [result for run in results for result in run]


def in_threads(work: Callable[[slice], Result], length: int) -> list[Result]:
    """Cut `length` things into one run for each thread and call `work` for every run."""
    # A thread of the pool that waited for the pool could wait for itself.
    workers = 1 if getattr(_of_thread, "in_pool", False) else worker_count()
    share = -(-length // workers)
    runs = [slice(start, start + share) for start in range(0, length, share)]
    left, results = deque(enumerate(runs)), {}

    def take_runs() -> None:
        while left:
            try:
                number, run = left.popleft()
            except IndexError:  # another thread took the last one
                return
            results[number] = work(run)

    # The calling thread works as well: to wake one more thread costs as much as several blocks.
    others: list[Future[None]] = []
    with suppress(RuntimeError):  # no thread can be started: the interpreter ends, or the system has no more of them
        others.extend(_pool(workers - 1).submit(take_runs) for _ in runs[1:])
    try:
        take_runs()
    finally:
        for other in others:
            other.exception()  # waits, and costs a tenth of what `concurrent.futures.wait` does
    for other in others:
        other.result()  # raises what was raised there
    return [results[number] for number in range(len(runs))]


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def worker_count() -> int:
    """Return the number of threads that share a large array."""
    return min(processors(), 4)


def working_dtype(*arrays: FloatArray) -> np.dtype[np.floating]:
    """Return the dtype in which one works with arrays: their own, or float32 where that is half as wide."""
    dtype: np.dtype[np.floating] = np.result_type(*arrays, np.float32)
    return dtype


def scratch(shape: tuple[int, ...], dtype: DTypeLike) -> FloatArray:
    """Return this thread's working memory, uninitialized: memory fresh from the system costs more than the arithmetic."""
    size = prod(shape) * np.dtype(dtype).itemsize
    if getattr(_of_thread, "memory", _NOTHING).nbytes < size:
        _of_thread.memory = np.empty(size, np.uint8)
    memory: NDArray[np.uint8] = _of_thread.memory
    return memory[:size].view(dtype).reshape(shape)


@cache  # for each process: a forked child has the pool of its parent, and none of its threads
def _pool(workers: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(workers, thread_name_prefix="bn_core", initializer=lambda: setattr(_of_thread, "in_pool", True))


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_pool.cache_clear)
