"""Histograms of a training run, each with bins of its own, counted in the same bins."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bn_core.histogram import ends_of_bins, histogram

__all__ = ["CommonBins", "common_bins"]

# In so many bins the range is looked for that holds all but the outliers.
_FINE = 2000


class CommonBins(NamedTuple):
    """Histograms in equal bins from `low` to `high`: which share of each lies in each bin, shape (histograms, bins)."""

    shares: NDArray[np.float64]
    low: float
    high: float


def common_bins(counts: ArrayLike, ends: ArrayLike, bins: int, tail: float = 0.002) -> CommonBins:
    """Return histograms in bins that all of them share, over their whole range but for a share `tail` of all at either end.

    Within its own bins values count as evenly spread; a histogram of equal ends lies in one point.

    Parameters
    ----------
    counts : array_like of int
        Shape (histograms, own bins).
    ends : array_like of float
        Shape (histograms, 2): the first and the last edge of each.

    Examples
    --------
    >>> common_bins([[2, 2], [0, 4]], [[0.0, 4.0], [2.0, 6.0]], bins=3, tail=0.0)
    CommonBins(shares=array([[0.5, 0.5, 0. ],
           [0. , 0. , 1. ]]), low=0.0, high=6.0)
    """
    given, edges = np.asarray(counts), np.asarray(ends, np.float64)
    low, high = float(edges.min()), float(edges.max())
    if low == high:
        low, high = ends_of_bins(low, high, _FINE)
    else:
        up_to = np.cumsum(_shares(given, edges, low, high, _FINE).sum(axis=0))
        up_to /= up_to[-1]
        inside = np.flatnonzero((up_to > tail) & (np.concatenate([[0.0], up_to[:-1]]) < 1 - tail))
        scale = np.linspace(low, high, _FINE + 1)
        low, high = float(scale[inside[0]]), float(scale[inside[-1] + 1])
    return CommonBins(_shares(given, edges, low, high, bins), low, high)


def _shares(counts: NDArray[np.integer], ends: NDArray[np.float64], low: float, high: float, bins: int) -> NDArray[np.float64]:
    below = np.pad(np.cumsum(counts, axis=1, dtype=np.float64), ((0, 0), (1, 0)))
    common = np.linspace(low, high, bins + 1)
    shares = np.empty((len(below), bins))
    for i, (first, last) in enumerate(ends):
        if first == last:
            shares[i] = histogram(first, bins, (low, high)).counts
        else:
            own = np.linspace(first, last, below.shape[1])
            shares[i] = np.diff(np.interp(common, own, below[i])) / below[i, -1]
    return shares
