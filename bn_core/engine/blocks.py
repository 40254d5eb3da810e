"""Arrays cut into blocks that fit the cache, so that each value is fetched from memory once a pass.

Neighbouring axes with the same fate, reduced or kept, are merged first: NHWC per channel becomes (N·H·W, C), NCHW (N, C, H·W),
one mean per pixel position (N, H·W·C). Whatever the axes were, the arithmetic then sees two or three.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from math import prod
from typing import TypeVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

from bn_core.engine.arguments import FloatArray

# Smaller blocks pay Python's overhead and threads that wait for each other; larger ones leave the cache, and the working memory
# of two threads would be more than a twentieth of 50 MB.
BLOCK_BYTES = 1 << 20
# A ufunc's inner loop runs along the last axis. Three channels would make it three values long, so that a row of channels is
# repeated ("lanes") until it has at least this many values.
LANE_VALUES = 1024
# So many rows are summed in the array's own dtype before float64 takes over: rounding errors grow with additions in a row, and
# where all values are alike they do not even cancel.
STRETCH = 32
# Below this size starting two threads costs more than the second one saves.
THREADED_BYTES = 2 << 20

Index = tuple[slice, ...]
Result = TypeVar("Result")

_of_thread = threading.local()
_NOTHING = np.empty(0, np.uint8)


def merged_axes(shape: tuple[int, ...], axes: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[bool, ...]]:
    """Return the merged shape and, for each merged axis, whether it is reduced."""
    lengths: list[int] = []
    reduced: list[bool] = []
    for a, n in enumerate(shape):
        if n == 1:
            continue
        if reduced and reduced[-1] == (a in axes):
            lengths[-1] *= n
        else:
            lengths.append(n)
            reduced.append(a in axes)
    if not any(reduced):  # one value a group: a reduced axis of length 1 at the end says so
        return (*lengths, 1), (*reduced, True)
    return tuple(lengths), tuple(reduced)


def lanes(shape: tuple[int, ...], reduced: tuple[bool, ...]) -> int:
    """Return how many rows of a merged array are laid side by side to make long inner loops."""
    if reduced == (True,):
        return LANE_VALUES
    if reduced == (True, False) and shape[1] < LANE_VALUES:
        # A power of two: it divides most batch and image sizes, so that no rows are left over, and rows begin on cache lines.
        return 1 << (-(-LANE_VALUES // shape[1]) - 1).bit_length()
    return 1


def blocks(shape: tuple[int, ...], reduced: tuple[bool, ...], itemsize: int) -> list[Index]:
    """Return indices of blocks that cover a merged array, each of about `BLOCK_BYTES` or one row of the last axis."""
    return list(_blocks(shape, lanes(shape, reduced), itemsize, _block_bytes(prod(shape) * itemsize)))


def _block_bytes(nbytes: int) -> int:
    """Return about `BLOCK_BYTES`, such that every thread has as many blocks: each step in Python counts there."""
    if nbytes < THREADED_BYTES:
        return BLOCK_BYTES
    return -(-nbytes // (worker_count() * max(1, nbytes // (worker_count() * BLOCK_BYTES))))


def _blocks(shape: tuple[int, ...], side_by_side: int, itemsize: int, block_bytes: int) -> Iterator[Index]:
    row_bytes = prod(shape[1:]) * itemsize
    if row_bytes > block_bytes and len(shape) > 1:
        for i in range(shape[0]):
            for rest in _blocks(shape[1:], 1, itemsize, block_bytes):
                yield (slice(i, i + 1), *rest)
        return
    rows = max(1, block_bytes // (row_bytes * side_by_side)) * side_by_side
    whole = shape[0] - shape[0] % side_by_side
    for start in range(0, whole, rows):
        yield (slice(start, min(start + rows, whole)),)
    if whole < shape[0]:
        yield (slice(whole, shape[0]),)


def of_statistics(index: Index, reduced: tuple[bool, ...]) -> Index:
    """Return the part of the statistics that belongs to a block."""
    return tuple(slice(None) if r else s for s, r in zip(index, reduced, strict=False))


def spread(statistic: FloatArray, side_by_side: int) -> FloatArray:
    """Return a statistic repeated for each lane, as one row; unchanged where there is one lane."""
    if side_by_side == 1:
        return statistic
    return statistic.reshape(1, -1).repeat(side_by_side, axis=0).reshape(1, -1)


def in_lanes(block: FloatArray, side_by_side: int) -> FloatArray:
    """Return a view of a block with `side_by_side` rows laid out as one; the block itself where they do not come out even."""
    if side_by_side == 1 or len(block) % side_by_side:
        return block
    return block.reshape(len(block) // side_by_side, -1)


def beside(block: FloatArray, statistic: FloatArray) -> FloatArray:
    """Return as many lanes of a spread statistic as the block has."""
    if block.ndim == 1:
        statistic = statistic.reshape(-1)
    return statistic[..., : block.shape[-1]]


def scratch(shape: tuple[int, ...], dtype: DTypeLike) -> FloatArray:
    """Return this thread's working memory, with anything in it: memory fresh from the system costs more than the arithmetic."""
    size = prod(shape) * np.dtype(dtype).itemsize
    if getattr(_of_thread, "memory", _NOTHING).nbytes < size:
        _of_thread.memory = np.empty(size, np.uint8)
    memory: NDArray[np.uint8] = _of_thread.memory
    return memory[:size].view(dtype).reshape(shape)


def each_block(work: Callable[[Index], Result], indices: list[Index], nbytes: int) -> list[Result]:
    """Call `work` for every block, in the order given, on several threads where the array is large (NumPy releases the GIL)."""
    if nbytes < THREADED_BYTES:
        return [work(index) for index in indices]
    done = in_threads(lambda run: [work(index) for index in indices[run]], len(indices))
    return [result for results in done for result in results]


def in_threads(work: Callable[[slice], Result], length: int) -> list[Result]:
    """Cut `length` things into one run for each thread and call `work` for every run."""
    # A thread of the pool that waited for the pool could wait for itself.
    workers = 1 if getattr(_of_thread, "in_pool", False) else worker_count()
    share = -(-length // workers)
    runs = [slice(start, start + share) for start in range(0, length, share)]
    # The calling thread takes the first run itself: to wake one more thread costs as much as several blocks.
    others = [_pool(workers - 1).submit(work, run) for run in runs[1:]]
    try:
        results = [work(runs[0])]
    finally:
        for other in others:
            other.exception()  # waits, and costs a tenth of what `concurrent.futures.wait` does
    return results + [other.result() for other in others]


def worker_count() -> int:
    """Return the number of threads that large arrays are spread over."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, 4)


@cache
def _pool(workers: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(workers, thread_name_prefix="bn_core", initializer=lambda: setattr(_of_thread, "in_pool", True))
