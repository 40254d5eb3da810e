"""The summary of one array, some values at a time, so that it may be a file in memory-mapped pages."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bn_core.arguments import FloatArray
from bn_core.dataset.bins import BINS, Bins, bin_of, exponent_for, trimmed
from bn_core.dataset.grid import Grid
from bn_core.dataset.summary import ChannelSummary, from_counts, of_nothing, side_by_side, whole_moments
from bn_core.engine.layout import lanes_of
from bn_core.engine.threads import scratch
from bn_core.moments import Moments

# So many values get one histogram, and so many of them stay in the cache while they are looked at again and again.
GROUP_VALUES, BLOCK_VALUES = 1 << 21, 1 << 16
# A histogram of a thousand channels takes 2 MB in every part that waits to be merged.
MOST_HISTOGRAMS = 1024
# So few values of a channel, and so few rows of lanes, are looked at for a guess of the mean.
_SAMPLES, _FEWEST = 64, 8
# From here on to count in pairs saves more than its table of 65,536 costs.
_MANY = 1 << 16
# BLAS starts threads for dot products that are longer than ten thousand.
_DOT_VALUES = 4096
# So many squares of bytes, and 65,536 bytes, add up to less than 2²⁴: float32 has every whole number up to there.
_EXACT = 256
# Beyond, a power of two that float32 cannot hold may be asked for.
_FLOAT32_EXPONENTS = range(-100, 100)


def merged(array: NDArray[Any], channel_axis: int | None) -> NDArray[Any]:
    """Return a view with three axes, of which the second has the channels; a copy where the order in memory allows no view."""
    return array.reshape(merged_shape(array.shape, None if channel_axis is None else channel_axis % array.ndim))


def merged_shape(shape: tuple[int, ...], axis: int | None) -> tuple[int, int, int]:
    """Return the shape of that view."""
    return (1, 1, prod(shape)) if axis is None else (prod(shape[:axis]), shape[axis], prod(shape[axis + 1 :]))


def summary_of_array(array: NDArray[Any], *, histogram: bool = True, dtype: str | None = None) -> ChannelSummary:
    """Return the summary of an array of real numbers with three axes, of which the second has the channels.

    With a `dtype` the values are first rounded to it.
    """
    channels = array.shape[1]
    histogram = histogram and channels <= MOST_HISTOGRAMS
    if array.dtype == np.bool_:
        array = array.view(np.uint8)
    if array.dtype == np.uint8 and not histogram:
        return _of_bytes(array)
    if array.dtype == np.uint8:
        counts = np.zeros((channels, BINS), np.int64)
        for group in _groups(array):
            grid = Grid(group)
            counts += counts_of_bytes(grid.by_channel(grid.matrix))
        return from_counts(counts)
    seen = of_nothing(channels, histogram=histogram)
    for group in _groups(array):
        with np.errstate(over="ignore"):  # what is too large for the dtype is counted as infinite
            rounded = group if dtype is None else group.astype(dtype, copy=False)
        seen = seen | _of_grid(Grid(rounded), histogram=histogram)
    return seen


def counts_of_bytes(rows: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return how often each row has each of the 256 values."""
    channels, length = rows.shape
    if length < _MANY:
        index = rows + np.arange(channels, dtype=np.intp)[:, np.newaxis] * BINS
        return np.bincount(index.reshape(-1), minlength=channels * BINS).reshape(channels, BINS)
    counts = np.empty((channels, BINS), np.int64)
    for i, row in enumerate(rows):
        # Two neighbours are one number of 16 bits: half as many steps.
        pairs = np.bincount(row[: length - length % 2].view(np.uint16), minlength=BINS * BINS).reshape(BINS, BINS)
        counts[i] = pairs.sum(axis=0) + pairs.sum(axis=1)
        if length % 2:
            counts[i, row[-1]] += 1
    return counts


def tiles(shape: tuple[int, int, int], values: int, lanes: int = 1) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Cut an array into tiles of so many values at most: from where to where along the outer axis, and along the inner one.

    The inner one only where one step along the outer is too much. What does not fill the `lanes` is a tile of its own.
    """
    outer, channels, inner = shape
    step = values // max(1, channels * inner) // lanes * lanes
    if step:
        even = outer - outer % lanes
        ends = [*range(0, even, step), even, *([outer] if outer > even else [])]
        yield from ((run, (0, inner)) for run in pairwise(ends))
        return
    step = max(1, values // channels)
    for i in range(outer):
        yield from (((i, i + 1), (start, min(start + step, inner))) for start in range(0, inner, step))


def _groups(array: NDArray[Any]) -> Iterator[NDArray[Any]]:
    lanes = lanes_of(array.shape[1]) if array.shape[2] == 1 else 1  # what does not fill them is slow
    return (array[slice(*outer), :, slice(*inner)] for outer, inner in tiles(array.shape, GROUP_VALUES, lanes))


def _of_grid(grid: Grid, *, histogram: bool) -> ChannelSummary:
    matrix = grid.matrix
    if matrix.size == 0:
        return of_nothing(grid.channels, histogram=histogram)
    moments, least, greatest = _moments_and_extremes(grid)
    if not (np.isfinite(least).all() and np.isfinite(greatest).all()):
        return side_by_side([_of_finite(row, histogram) for row in grid.by_channel(matrix)])
    if not np.isfinite(moments.variance).all():
        raise ValueError("holds values whose squares are too large for float64")
    bins = _bins(grid, least.tolist(), greatest.tolist()) if histogram else ()
    return ChannelSummary(moments, least, greatest, np.zeros(grid.channels, np.int64), bins)


def _of_finite(row: FloatArray, histogram: bool) -> ChannelSummary:
    """Return the summary of what is finite in one channel."""
    values = row[np.isfinite(row)]
    part = _of_grid(Grid(values.reshape(1, 1, -1)), histogram=histogram)
    return ChannelSummary(part.moments, part.least, part.greatest, np.array([len(row) - len(values)]), part.bins)


def _moments_and_extremes(grid: Grid) -> tuple[Moments, NDArray[np.float64], NDArray[np.float64]]:
    """Return the moments, from sums in float64 (`bn_core.moments` sums float32 in float32), and the extremes.

    The sums are around 0, or around a guessed mean where that is more than two deviations from 0, as the difference of squares
    would cancel then. Where the guess was as far off: once more, from the mean that it led to.
    """
    guess = _guess(grid)
    mean, variance, least, greatest = _around(grid, guess)
    if (np.abs(mean - guess) > 2 * np.sqrt(variance)).any():
        mean, variance, _least, _greatest = _around(grid, mean)
    return Moments(np.full(grid.channels, grid.count, np.int64), mean, variance), least, greatest


def _guess(grid: Grid) -> NDArray[np.float64]:
    length = grid.matrix.shape[grid.axis]
    lanes = grid.matrix.shape[1] // grid.channels if grid.axis == 0 else 1
    few = slice(None, None, max(1, length // max(_FEWEST, _SAMPLES // lanes)))
    sample = (grid.matrix[few] if grid.axis == 0 else grid.matrix[:, few]).astype(np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        mean, deviation = sample.mean(axis=grid.axis), sample.std(axis=grid.axis)
    mean, deviation = (grid.fold(part, np.add) * grid.channels / len(part) for part in (mean, deviation))
    return np.where(np.abs(mean) > deviation, mean, 0.0)


def _around(grid: Grid, guess: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    """Return mean, variance and extremes; NaN where a value is NaN."""
    shift = grid.spread(guess) if guess.any() else None
    with np.errstate(over="ignore", invalid="ignore"):
        sums, squares, least, greatest = _sums_and_extremes(grid, np.float64, BLOCK_VALUES, shift)
        residual = sums / grid.count
        variance = np.maximum(squares / grid.count - residual * residual, 0.0)
    return guess + residual, variance, least, greatest


def _of_bytes(array: NDArray[np.uint8]) -> ChannelSummary:
    """Return the summary of bytes, exact, without their histogram.

    It takes a third of the time that counting them does: float32 holds the sum of so few bytes, and of their squares, whatever
    the order of the additions.
    """
    channels = array.shape[1]
    sums, squares = np.zeros((2, channels), np.int64)
    least, greatest = np.full(channels, np.inf), np.full(channels, -np.inf)
    for grid in map(Grid, _groups(array)):
        most = min(BLOCK_VALUES, _EXACT * grid.matrix.shape[1]) if grid.axis == 0 else BLOCK_VALUES
        found = _sums_and_extremes(grid, np.float32, most)
        sums += found[0].astype(np.int64)
        squares += found[1].astype(np.int64)
        least, greatest = np.minimum(least, found[2]), np.maximum(greatest, found[3])
    counts = np.full(channels, array.shape[0] * array.shape[2], np.int64)
    return ChannelSummary(whole_moments(counts, sums, squares), least, greatest, np.zeros(channels, np.int64))


def _sums_and_extremes(
    grid: Grid, working: type[np.floating[Any]], most: int, shift: FloatArray | None = None
) -> tuple[NDArray[np.float64], ...]:
    """Return the sums of each channel and of its squares, less a shift, and its extremes, each block looked at in the cache."""
    width = grid.matrix.shape[1 - grid.axis]
    sums, squares, least, greatest = np.zeros(width), np.zeros(width), np.full(width, np.inf), np.full(width, -np.inf)
    for _run, block in grid.blocks(most):
        np.minimum(least, block.min(axis=grid.axis), out=least)
        np.maximum(greatest, block.max(axis=grid.axis), out=greatest)
        y = scratch(block.shape, working)
        np.copyto(y, block)
        if shift is not None:
            np.subtract(y, shift, out=y)
        sums += y.sum(axis=grid.axis)
        squares += _squares(y, grid.axis)
    return grid.fold(sums, np.add), grid.fold(squares, np.add), grid.fold(least, np.minimum), grid.fold(greatest, np.maximum)


def _squares(y: FloatArray, axis: int) -> NDArray[np.float64]:
    if axis == 0:
        columns: NDArray[np.float64] = np.einsum("kc,kc->c", y, y).astype(np.float64)
        return columns
    piece = _DOT_VALUES if y.dtype == np.float64 else _EXACT
    whole = y.shape[1] - y.shape[1] % piece
    pieces = y[:, :whole].reshape(len(y), -1, piece)
    rows: NDArray[np.float64] = np.vecdot(pieces, pieces).sum(axis=1, dtype=np.float64) + np.vecdot(y[:, whole:], y[:, whole:])
    return rows


def _bins(grid: Grid, least: list[float], greatest: list[float]) -> tuple[Bins, ...]:
    """Count the values: a product with a power of two is exact, and so is the number of a bin."""
    whole = grid.matrix.dtype.kind in "iu"
    exponents = [exponent_for(low, high, whole=whole) for low, high in zip(least, greatest, strict=True)]
    firsts = [bin_of(low, exponent) for low, exponent in zip(least, exponents, strict=True)]
    narrow = grid.matrix.dtype.kind == "f" and grid.matrix.dtype.itemsize <= 4
    fits = narrow and all(exponent in _FLOAT32_EXPONENTS for exponent in exponents)
    working = np.dtype(np.float32 if fits else np.float64)
    factor = grid.spread(np.ldexp(1.0, np.negative(exponents)).astype(working))
    first = grid.spread(np.array(firsts, working))
    index = np.empty(grid.matrix.shape, np.uint8)
    for run, block in grid.blocks(BLOCK_VALUES):
        y = np.multiply(block, factor, out=scratch(block.shape, working), casting="same_kind")
        np.floor(y, out=y)
        np.subtract(y, first, out=y)
        np.copyto(index[run] if grid.axis == 0 else index[:, run], y, casting="unsafe")
    counts = counts_of_bytes(grid.by_channel(index))
    return tuple(trimmed(*of_channel) for of_channel in zip(exponents, firsts, counts, strict=True))
