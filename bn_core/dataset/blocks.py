"""The summary of one array, slab by slab, so that it may be a file in memory-mapped pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bn_core.arguments import FloatArray
from bn_core.dataset.bins import BINS, Bins, bin_of, exponent_for, trimmed
from bn_core.dataset.summary import ChannelSummary, from_counts, of_nothing, side_by_side
from bn_core.engine.threads import scratch
from bn_core.moments import Moments

# So many values at once stay in the cache while they are looked at again and again.
SLAB_VALUES = 1 << 18
# With many channels a slab is larger, as each of them costs some Python, and its float64 copy still no more than 16 MB.
_VALUES_A_CHANNEL, _MOST_SLAB_VALUES = 1 << 13, 1 << 21
# A histogram of a thousand channels takes 2 MB in every part that waits to be merged.
MOST_HISTOGRAMS = 1024
# So few values are looked at for a guess of the mean.
_SAMPLES = 64
# From here on to count in pairs saves more than its table of 65,536 costs.
_MANY = 1 << 16
# Beyond, a power of two that float32 cannot hold may be asked for.
_FLOAT32_EXPONENTS = range(-100, 100)


def merged(array: NDArray[Any], channel_axis: int | None) -> NDArray[Any]:
    """Return a view with three axes, of which the second has the channels; a copy where the order in memory allows no view."""
    if channel_axis is None:
        return array.reshape(1, 1, -1)
    axis = channel_axis % array.ndim
    return array.reshape(int(np.prod(array.shape[:axis])), array.shape[axis], int(np.prod(array.shape[axis + 1 :])))


def summary_of_array(array: NDArray[Any], *, histogram: bool = True, dtype: str | None = None) -> ChannelSummary:
    """Return the summary of an array of real numbers with three axes, of which the second has the channels.

    With a `dtype` the values are first rounded to it.
    """
    channels = array.shape[1]
    histogram = histogram and channels <= MOST_HISTOGRAMS
    if array.dtype == np.bool_:
        array = array.view(np.uint8)
    if array.dtype == np.uint8:
        counts = np.zeros((channels, BINS), np.int64)
        for slab in slabs(array):
            counts += counts_of_bytes(_rows(slab, np.dtype(np.uint8)))
        return from_counts(counts, histogram=histogram)
    # Float32 holds each float16; the sums are in float64 anyway. Longdouble is rounded to float64.
    working = np.dtype(np.float32 if array.dtype.kind == "f" and array.dtype.itemsize <= 4 else np.float64)
    seen = of_nothing(channels, histogram=histogram)
    for slab in slabs(array):
        with np.errstate(over="ignore"):  # what is too large for the dtype is counted as infinite
            rounded = slab if dtype is None else slab.astype(dtype, copy=False)
        seen = seen | _of_rows(_rows(rounded, working), whole=array.dtype.kind in "iu", histogram=histogram)
    return seen


def slabs(array: NDArray[Any]) -> Iterator[NDArray[Any]]:
    """Cut an array with three axes along the first, or along the last one where one step along the first is too much."""
    outer, channels, inner = array.shape
    most = min(max(SLAB_VALUES, _VALUES_A_CHANNEL * channels), _MOST_SLAB_VALUES)
    step = most // max(1, channels * inner)
    if step:
        yield from (array[start : start + step] for start in range(0, outer, step))
        return
    step = max(1, most // channels)
    yield from (array[i : i + 1, :, start : start + step] for i in range(outer) for start in range(0, inner, step))


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


def _rows(slab: NDArray[Any], dtype: np.dtype[Any]) -> NDArray[Any]:
    """Return a slab as one row a channel, copied where it does not lie so, and in another dtype."""
    rows = np.moveaxis(slab, 1, 0).reshape(slab.shape[1], -1)
    return np.ascontiguousarray(rows, dtype)


def _of_rows(rows: FloatArray, *, whole: bool, histogram: bool) -> ChannelSummary:
    channels, length = rows.shape
    if length == 0:
        return of_nothing(channels, histogram=histogram)
    least, greatest = rows.min(axis=1), rows.max(axis=1)
    if not (np.isfinite(least).all() and np.isfinite(greatest).all()):
        return side_by_side([_of_finite(row[np.isfinite(row)], length, whole, histogram) for row in rows])
    bins: tuple[Bins, ...] = ()
    least, greatest = least.astype(np.float64), greatest.astype(np.float64)
    moments = _moments(rows)
    if histogram:
        exponents = [exponent_for(*ends, whole=whole) for ends in zip(least.tolist(), greatest.tolist(), strict=True)]
        firsts = [bin_of(low, exponent) for low, exponent in zip(least.tolist(), exponents, strict=True)]
        counts = counts_of_bytes(_index(rows, exponents, firsts))
        bins = tuple(trimmed(*of_channel) for of_channel in zip(exponents, firsts, counts, strict=True))
    return ChannelSummary(moments, least, greatest, np.zeros(channels, np.int64), bins)


def _of_finite(values: FloatArray, length: int, whole: bool, histogram: bool) -> ChannelSummary:
    """Return the summary of what is finite in a row of this length."""
    missing = np.array([length - len(values)])
    part = _of_rows(values[np.newaxis], whole=whole, histogram=histogram)
    return ChannelSummary(part.moments, part.least, part.greatest, missing, part.bins)


def _moments(rows: FloatArray) -> Moments:
    """Return the moments of rows, from sums around a guessed mean in float64: `bn_core.moments` sums float32 in float32.

    Where the guess was off by more than two deviations the difference of squares would cancel: once more then.
    """
    length = rows.shape[1]
    guess = rows[:, :: max(1, length // _SAMPLES)].mean(axis=1, dtype=np.float64)
    for again in (True, False):
        with np.errstate(over="ignore", invalid="ignore"):
            y = np.subtract(rows, guess[:, np.newaxis], out=scratch(rows.shape, np.float64))
            residual = y.sum(axis=1) / length
            # einsum, for the reason given in bn_core/summary.py.
            variance = np.maximum(np.einsum("cn,cn->c", y, y) / length - residual * residual, 0.0)
        if not np.isfinite(variance).all():
            raise ValueError("values must be small enough for their squares to be finite, got larger ones")
        if not again or not (residual * residual > 4 * variance).any():
            break
        guess = guess + residual
    return Moments(np.full(len(rows), length, np.int64), guess + residual, variance)


def _index(rows: FloatArray, exponents: list[int], firsts: list[int]) -> NDArray[np.uint8]:
    """Return the number of each value's bin, from the first one on: a product with a power of two is exact."""
    fits = rows.dtype == np.float64 or all(exponent in _FLOAT32_EXPONENTS for exponent in exponents)
    working = rows.dtype if fits else np.dtype(np.float64)
    y = np.multiply(rows, np.ldexp(1.0, np.negative(exponents)).astype(working)[:, np.newaxis], out=scratch(rows.shape, working))
    np.floor(y, out=y)
    np.subtract(y, np.array(firsts, working)[:, np.newaxis], out=y)
    index: NDArray[np.uint8] = y.astype(np.uint8)
    return index
