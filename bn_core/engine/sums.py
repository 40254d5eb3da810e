"""Sums over groups, staged so that they are as fast as the array's own dtype and nearly as exact as float64."""

from __future__ import annotations

from collections.abc import Callable
from string import ascii_letters

import numpy as np
from numpy.typing import NDArray

from bn_core.arguments import FloatArray
from bn_core.engine.layout import Index, Layout
from bn_core.engine.threads import for_each

# So many values in a row are summed in the array's own dtype before float64 takes over: rounding errors grow with additions in a
# row, and where all values are alike they do not even cancel.
STRETCH = 8
# Along the last axis NumPy keeps several sums side by side, 32 in float32 where the processor has AVX2: as exact, measured.
STRETCH_ALONG_ROWS = 128

Sums = tuple[NDArray[np.float64], NDArray[np.float64]]


def sums_over_groups(of_block: Callable[[Index], Sums], layout: Layout, itemsize: int, nbytes: int) -> Sums:
    """Add up the two sums that `of_block` gives for each block, into arrays with the shape of the statistics."""
    first, second = np.zeros(layout.statistics), np.zeros(layout.statistics)

    def folded(index: Index) -> tuple[Index, FloatArray, FloatArray]:  # to keep the lanes of all blocks would cost memory
        where = layout.index_of_statistics(index)
        shape = first[where].shape
        of_first, of_second = of_block(index)
        return where, _fold_lanes(of_first, shape), _fold_lanes(of_second, shape)

    for where, of_first, of_second in for_each(folded, layout.blocks(itemsize), nbytes):
        first[where] += of_first
        second[where] += of_second
    return first, second


def staged_sum(y: FloatArray, reduced: tuple[bool, ...]) -> NDArray[np.float64]:
    """Sum a block: short stretches of it in the block's own dtype, which is fast, and the rest in float64, which is exact."""
    if _axis(y, reduced) == y.ndim - 1:
        partial = [np.einsum("...a->...", stretches) for stretches in _stretches(y, reduced)]
    else:
        partial = [np.add.reduce(stretches, axis=_axis(y, reduced) + 1) for stretches in _stretches(y, reduced)]
    return _rest_in_double(partial, reduced)


def staged_sum_of_products(y: FloatArray, z: FloatArray, reduced: tuple[bool, ...]) -> NDArray[np.float64]:
    """Sum y · z over a block in the same two stages, without an array of products."""
    pairs = zip(_stretches(y, reduced), _stretches(z, reduced), strict=True)
    if _axis(y, reduced) == y.ndim - 1:
        return _rest_in_double([np.vecdot(a, b) for a, b in pairs], reduced)
    every, summed = ascii_letters[: y.ndim + 1], ascii_letters[_axis(y, reduced) + 1]
    products = f"{every},{every}->{every.replace(summed, '')}"
    return _rest_in_double([np.einsum(products, a, b) for a, b in pairs], reduced)


def _stretches(y: FloatArray, reduced: tuple[bool, ...]) -> list[FloatArray]:
    """Cut the last reduced axis in two, stretches and the values in each; what is left over is one shorter stretch."""
    axis = _axis(y, reduced)
    before, after, length = y.shape[:axis], y.shape[axis + 1 :], y.shape[axis]
    values = STRETCH_ALONG_ROWS if axis == y.ndim - 1 else STRETCH
    whole = length - length % values
    along = (slice(None),) * axis
    cut = []
    if whole:
        cut.append(y[(*along, slice(whole))].reshape(*before, whole // values, values, *after))
    if whole < length:
        cut.append(y[(*along, np.newaxis, slice(whole, None))])
    return cut


def _rest_in_double(partial: list[FloatArray], reduced: tuple[bool, ...]) -> NDArray[np.float64]:
    axes = {a for a, r in enumerate(reduced) if r} | {_axis(partial[0], reduced)}
    sums: list[NDArray[np.float64]] = [p.sum(axis=tuple(axes), keepdims=True, dtype=np.float64) for p in partial]
    return sum(sums[1:], start=sums[0])


def _axis(y: FloatArray, reduced: tuple[bool, ...]) -> int:
    """Return the last reduced axis; lanes of values that are all reduced are a second one."""
    return y.ndim - 1 if reduced[-1] else max(a for a, r in enumerate(reduced) if r)


def _fold_lanes(lane_sums: NDArray[np.float64], shape: tuple[int, ...]) -> NDArray[np.float64]:
    sums: NDArray[np.float64] = lane_sums.reshape(-1, *shape).sum(axis=0)
    return sums
