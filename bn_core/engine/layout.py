"""Arrays cut into blocks that fit the cache, so that each value is fetched from memory once a pass.

Neighbouring axes that are all reduced, or all kept, are merged first: NHWC per channel becomes (N·H·W, C), NCHW (N, C, H·W),
one mean per pixel position (N, H·W·C). Whatever the axes were, the arithmetic then works on two or three.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from math import prod

import numpy as np
from numpy.typing import DTypeLike

from bn_core.arguments import FloatArray
from bn_core.engine.threads import worker_count, worth_threads

# Smaller blocks pay Python's overhead and threads that wait for each other; larger ones leave the cache, and the working memory
# of two threads would be more than a twentieth of 50 MB.
BLOCK_BYTES = 1 << 20
# A ufunc's inner loop runs along the last axis. Three channels would make it three values long, so that a row of channels is
# repeated ("lanes") until it has at least this many values.
LANE_VALUES = 1024

# Up to so many values, and so many runs of neighbours in memory, one pass over the whole array is faster than blocks.
_MOST_VALUES, _MOST_RUNS = 1 << 14, 1 << 10

Index = tuple[slice, ...]


def is_small(x: FloatArray, axes: tuple[int, ...]) -> bool:
    """Return whether the plain way takes `x` over these axes: it is small, or longdouble, and the engine sums in float64."""
    if x.dtype.itemsize > 8:
        return True
    return x.size <= _MOST_VALUES and (x.size <= _MOST_RUNS or x.size <= _MOST_RUNS * merged_axes(x.shape, axes)[0][-1])


class Layout:
    """How an array and the statistics of its groups are laid out for block work.

    Attributes
    ----------
    shape, reduced : tuple
        Of the merged array: its lengths, and whether each of its axes is reduced.
    statistics : tuple of int
        `shape` with the reduced axes of length 1.
    groups : tuple of int
        Shape of the statistics before the axes were merged.
    """

    def __init__(self, shape: tuple[int, ...], axes: tuple[int, ...]) -> None:
        """Merge the axes."""
        self.shape, self.reduced = merged_axes(shape, axes)
        self.groups = tuple(1 if a in axes else n for a, n in enumerate(shape))
        self.statistics = tuple(1 if r else n for n, r in zip(self.shape, self.reduced, strict=True))
        self._lanes = _lanes(self.shape, self.reduced)

    def merge(self, array: FloatArray) -> FloatArray:
        """Return the array with merged axes, copied where it is not contiguous."""
        return np.ascontiguousarray(array).reshape(self.shape)

    def blocks(self, itemsize: int) -> list[Index]:
        """Return indices of blocks that cover a merged array, each of about `BLOCK_BYTES` or one row of the last axis."""
        return blocks(self.shape, self._lanes, itemsize)

    def block(self, merged: FloatArray, index: Index) -> FloatArray:
        """Return a view of a block with its rows laid side by side in lanes, or as it is where they do not come out even."""
        block = merged[index]
        if self._lanes == 1 or len(block) % self._lanes:
            return block
        return block.reshape(len(block) // self._lanes, -1)

    def tile_to_lanes(self, statistic: FloatArray, dtype: DTypeLike) -> FloatArray:
        """Return a statistic, or what broadcasts to one, repeated for each lane, as one row."""
        if statistic.shape != self.statistics:
            statistic = np.broadcast_to(statistic, self.groups).reshape(self.statistics)
        merged = statistic.astype(dtype, copy=False)
        return merged if self._lanes == 1 else merged.reshape(1, -1).repeat(self._lanes, axis=0).reshape(1, -1)

    def index_of_statistics(self, index: Index) -> Index:
        """Return where the statistics of a block stand."""
        return tuple(slice(None) if r else s for s, r in zip(index, self.reduced, strict=False))

    def fit_to_block(self, block: FloatArray, index: Index, *tiled: FloatArray) -> list[FloatArray]:
        """Return of each tiled statistic what belongs to the block, with as many lanes as it has."""
        where, width = self.index_of_statistics(index), block.shape[-1]
        if block.ndim == 1:
            return [statistic[where].reshape(-1)[:width] for statistic in tiled]
        return [statistic[where][..., :width] for statistic in tiled]


@lru_cache(maxsize=512)
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
    if not any(reduced):  # one value per group: a reduced axis of length 1 at the end says so
        return (*lengths, 1), (*reduced, True)
    return tuple(lengths), tuple(reduced)


def _lanes(shape: tuple[int, ...], reduced: tuple[bool, ...]) -> int:
    """Return how many rows of a merged array are laid side by side to make long inner loops."""
    if reduced == (True,):
        return LANE_VALUES
    return lanes_of(shape[1]) if reduced == (True, False) else 1


def lanes_of(length: int) -> int:
    """Return how many rows of this length have as many values as a lane should.

    A power of two: it divides most batch and image sizes, so that no rows are left over, and rows begin on cache lines.
    """
    return 1 << (-(-LANE_VALUES // length) - 1).bit_length()


def blocks(shape: tuple[int, ...], lanes: int, itemsize: int) -> list[Index]:
    """Return indices of blocks with whole lanes that cover a merged array."""
    return list(_blocks(shape, lanes, itemsize, _block_bytes(prod(shape) * itemsize)))


def _block_bytes(nbytes: int) -> int:
    """Return about `BLOCK_BYTES`, such that every thread has as many blocks: each step in Python counts there."""
    if not worth_threads(nbytes):
        return BLOCK_BYTES
    return -(-nbytes // (worker_count() * max(1, nbytes // (worker_count() * BLOCK_BYTES))))


def _blocks(shape: tuple[int, ...], lanes: int, itemsize: int, block_bytes: int) -> Iterator[Index]:
    row_bytes = prod(shape[1:]) * itemsize
    if row_bytes > block_bytes and len(shape) > 1:
        for i in range(shape[0]):
            for rest in _blocks(shape[1:], 1, itemsize, block_bytes):
                yield (slice(i, i + 1), *rest)
        return
    rows = max(1, block_bytes // (row_bytes * lanes)) * lanes
    whole = shape[0] - shape[0] % lanes
    for start in range(0, whole, rows):
        yield (slice(start, min(start + rows, whole)),)
    if whole < shape[0]:
        yield (slice(whole, shape[0]),)
