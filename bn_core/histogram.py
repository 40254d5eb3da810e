"""Histograms: counts and edges, fast on many values, and cheap to move."""

from __future__ import annotations

from dataclasses import dataclass
from math import erf, sqrt
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bn_core.arguments import FloatArray, finite_number, float_array, interval, whole_number
from bn_core.engine.threads import in_threads

__all__ = ["Histogram", "histogram", "normal_counts"]

_BLOCK_VALUES = 1 << 17
# From here on a second thread saves more than its start costs.
_MANY_VALUES = 1 << 18


@dataclass(frozen=True, eq=False)
class Histogram:
    """Counts between edges, as ``np.histogram`` gives them.

    Attributes
    ----------
    counts : ndarray of int64
        Shape (bins,).
    edges : ndarray of float64
        Shape (bins + 1,), increasing. A value on an inner edge belongs to the bin on its right, the last edge to the last bin.

    Examples
    --------
    >>> histogram(np.array([0.0, 1.0, 1.0, 2.0]), bins=2).affine(-1.0, 1.0)
    Histogram(counts=array([3, 1]), edges=array([-1.,  0.,  1.]))
    """

    counts: NDArray[np.int64]
    edges: NDArray[np.float64]

    def affine(self, scale: float, shift: float) -> Histogram:
        """Return the histogram of ``scale * x + shift`` without a second pass over `x`.

        Only the edges move; a negative scale reverses the counts, which moves a value that lies exactly on an edge to the
        neighbouring bin. A scale of 0, or so small that float64 cannot tell the moved edges apart, puts all values at `shift`.
        """
        scale, shift = finite_number("scale", scale), finite_number("shift", shift)
        turn = slice(None, None, -1 if scale < 0 else 1)
        with np.errstate(over="ignore"):
            edges = (self.edges * scale + shift)[turn]
        if not np.isfinite(edges[[0, -1]]).all():
            raise ValueError(f"scale and shift must leave finite edges, got {scale!r} and {shift!r}")
        if (edges[1:] > edges[:-1]).all():
            return Histogram(self.counts[turn], edges)
        counts = np.zeros_like(self.counts)
        counts[len(counts) // 2] = self.counts.sum()
        return Histogram(counts, np.linspace(*ends_of_bins(shift, shift, len(counts)), len(counts) + 1))

    def quantiles(self, count: int) -> NDArray[np.float64]:
        """Return `count` values, increasing, that stand for all: equally many lie between each and the next, to a bin's width.

        Examples
        --------
        >>> Histogram(np.array([3, 1]), np.array([0.0, 1.0, 2.0])).quantiles(4)
        array([0.5, 0.5, 0.5, 1.5])
        """
        ranks = (np.arange(count) + 0.5) / count * self.counts.sum()
        middles = (self.edges[1:] + self.edges[:-1]) / 2
        found: NDArray[np.float64] = middles[np.searchsorted(np.cumsum(self.counts), ranks)]
        return found


def histogram(x: ArrayLike, bins: int, range: tuple[float, float] | None = None) -> Histogram:
    """Count the values of `x` in bins of equal width.

    Parameters
    ----------
    x : array_like of real numbers
        Any shape.
    bins : int
        Number of bins, at least 1.
    range : (float, float), optional
        First and last edge; values outside are left out. The minimum and maximum of `x` where it is not given; half a unit to
        either side where all values are equal, 0 and 1 where there are none, and farther apart where float64 could not tell edges
        between them from each other, which ``np.histogram`` refuses.

    Returns
    -------
    Histogram
        The counts and edges of ``np.histogram(x, bins, range)``. Bins are cut where exact arithmetic has the edges, and a value
        within rounding below may lie to the right: to look at each again, as NumPy does, would take half as long again.

    Raises
    ------
    TypeError, ValueError
        `x` holds NaN or infinity, or lies too far apart for a distance that is finite; `range` is too narrow for edges that
        increase; `bins` or `range` is out of its range.

    Examples
    --------
    >>> histogram(np.array([0.0, 1.0, 1.0, 2.0]), bins=2).counts
    array([1, 3])
    """
    values = np.ascontiguousarray(float_array("x", x)).reshape(-1)
    bins = whole_number("bins", bins, least=1)
    least, greatest = _extremes(values) if values.size else (0.0, 1.0)
    if not (np.isfinite(least) and np.isfinite(greatest)):
        raise ValueError("x must be finite, got NaN or infinity")
    first, last = (least, greatest) if range is None else interval("range", range, may_be_empty=True)
    if range is None or first == last:
        first, last = ends_of_bins(first, last, bins)
    width = (last - first) / bins
    if not (np.spacing(max(abs(first), abs(last))) <= width < np.inf and 1 / width < np.inf):
        given = "x" if range is None else "range"
        raise ValueError(f"{given} must leave {bins} bins edges that increase, at a finite distance, got {first!r} to {last!r}")
    if least < first or greatest > last:
        # NumPy would round a float to the dtype of values, an end of the range to another one.
        values = values[(values >= np.float64(first)) & (values <= np.float64(last))]
    return Histogram(_counts(values, bins, first, last), np.linspace(first, last, bins + 1))


def ends_of_bins(least: float, greatest: float, bins: int) -> tuple[float, float]:
    """Return the first and the last edge of bins for values from `least` to `greatest`, in which float64 has all edges."""
    first, last = (least, greatest) if least < greatest else (least - 0.5, greatest + 0.5)
    spacing = max(float(np.spacing(max(abs(first), abs(last)))), float(np.finfo(np.float64).tiny))
    if (last - first) / bins >= spacing:
        return first, last
    # Twice as wide: farther from 0 the spacing may be that of the next power of two.
    beyond = (2 * spacing * bins - (last - first)) / 2
    return first - beyond, last + beyond


def normal_counts(places: ArrayLike, width: float, count: int, mean: float, standard_deviation: float) -> NDArray[np.float64]:
    """Return how many of `count` normally distributed values are expected in a bin of `width` around each of `places`.

    All of them around the mean where the standard deviation is 0; half of them where that is an end of the bin.

    Parameters
    ----------
    places : array_like of real numbers
        The middles of bins, any shape; bins may overlap.
    width : float
        How wide each bin is, above 0.
    count : int
        How many values there are.
    mean, standard_deviation : float
        Those of the normal distribution.

    Examples
    --------
    >>> normal_counts([0.0, 1.0], width=2.0, count=1000, mean=0.0, standard_deviation=1.0).round(1)
    array([682.7, 477.2])
    """
    middles = np.asarray(places, np.float64)
    away = np.stack([middles - width / 2, middles + width / 2]) - mean
    with np.errstate(divide="ignore", invalid="ignore"):
        ends = np.where(away == 0, 0.0, away / (standard_deviation * sqrt(2)))
    below, above = np.vectorize(erf, otypes=[np.float64])(ends)
    expected: NDArray[np.float64] = 0.5 * count * (above - below)
    return expected


def _extremes(values: FloatArray) -> tuple[float, float]:
    if len(values) < _MANY_VALUES:
        return float(values.min()), float(values.max())
    runs = in_threads(lambda run: (values[run].min(), values[run].max()), len(values))
    return float(np.min(runs)), float(np.max(runs))  # NaN in any run stays NaN


def _counts(values: FloatArray, bins: int, first: float, last: float) -> NDArray[np.int64]:
    if len(values) < _MANY_VALUES:
        return _counts_of_run(values, bins, first, last)
    runs = in_threads(lambda run: _counts_of_run(values[run], bins, first, last), len(values))
    counts: NDArray[np.int64] = np.sum(runs, axis=0)
    return counts


def _counts_of_run(values: FloatArray, bins: int, first: float, last: float) -> NDArray[np.int64]:
    """Find each value's bin in blocks that stay in the cache; in float64, as float32 would misplace values near an edge."""
    index: NDArray[Any] = np.empty(len(values), np.uint16 if bins < 256 else np.intp)
    position = np.empty(min(len(values), _BLOCK_VALUES))
    per_unit = np.nextafter(bins / (last - first), np.inf)  # rounded down, it would put 49 of 0 to 98 in the first of two bins
    for start in range(0, len(values), _BLOCK_VALUES):
        block = values[start : start + _BLOCK_VALUES]
        at = position[: len(block)]
        np.copyto(at, block)  # faster than a subtraction that converts
        np.subtract(at, first, out=at)
        np.multiply(at, per_unit, out=at)
        np.copyto(index[start : start + len(block)], at, casting="unsafe")
    # A run has to hold many more values than its table of pairs.
    in_pairs = bins < 256 and 4 * (bins + 1) ** 2 <= len(index)
    counts = _count_pairs(index, bins + 1) if in_pairs else np.bincount(index, minlength=bins + 1)
    counts[bins - 1] += counts[bins]  # the last edge belongs to the last bin
    return counts[:bins]


def _count_pairs(index: NDArray[np.uint16], bins: int) -> NDArray[np.int64]:
    """Count two at a time: half as many steps, and neighbours that share a bin no longer wait for each other."""
    half = len(index) // 2
    # Converted here, as bincount would do it while it keeps the GIL, and the other thread waits.
    pairs = (index[:half] * np.uint16(bins) + index[half : 2 * half]).astype(np.intp)
    table = np.bincount(pairs, minlength=bins * bins).reshape(bins, bins)
    counts: NDArray[np.int64] = table.sum(axis=0) + table.sum(axis=1)
    counts[index[2 * half :]] += 1
    return counts
