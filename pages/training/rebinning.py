"""Histograms with edges of their own, counted again on common ones."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bn_core.engine.arguments import whole_number

__all__ = ["central_range", "rebinned"]


def rebinned(counts: ArrayLike, edges: ArrayLike, low: float, high: float, bins: int) -> NDArray[np.float64]:
    """Return which share of each histogram lies in equal bins from `low` to `high`.

    Parameters
    ----------
    counts : array_like
        Shape (histograms, own bins): counts in equal bins, not all of a histogram 0.
    edges : array_like
        Shape (histograms, 2): where the first bin begins and the last one ends. Within a bin values count as evenly spread; a
        histogram of equal edges lies in one point.
    low, high : float
        Finite, `low` below `high`.
    bins : int
        At least 1.

    Returns
    -------
    ndarray of float64
        Shape (histograms, bins). What lies outside is left out.

    Raises
    ------
    ValueError, TypeError
        The shapes do not fit; `low` is not below `high`; `bins` is not a whole number from 1 on.

    Examples
    --------
    >>> rebinned([[2, 2]], [[0.0, 4.0]], 0.0, 8.0, 4)
    array([[0.5, 0.5, 0. , 0. ]])
    """
    whole_number("bins", bins, least=1)
    own, ends = np.asarray(counts, np.float64), np.asarray(edges, np.float64)
    if own.ndim != 2 or ends.shape != (len(own), 2):
        raise ValueError(f"counts must be (histograms, bins) and edges (histograms, 2), got {own.shape} and {ends.shape}")
    if not low < high:
        raise ValueError(f"low must be below high, got {low!r} and {high!r}")
    common = np.linspace(low, high, bins + 1)
    cumulated = np.pad(np.cumsum(own, axis=1), ((0, 0), (1, 0)))
    shares = np.empty((len(own), bins))
    for i, (first, last) in enumerate(ends):
        total = cumulated[i, -1]
        if first == last:
            shares[i] = np.histogram([first], common)[0]
        else:
            shares[i] = np.diff(np.interp(common, np.linspace(first, last, own.shape[1] + 1), cumulated[i])) / total
    return shares


def central_range(counts: ArrayLike, edges: ArrayLike, tail: float = 0.002) -> tuple[float, float]:
    """Return from where to where the histograms lie, but for a share `tail` at each end, so that outliers do not set the scale.

    Parameters
    ----------
    counts, edges : array_like
        As for `rebinned`.
    tail : float
        From 0 to below 0.5.

    Returns
    -------
    tuple of float
        Equal only where all values are.

    Raises
    ------
    ValueError
        As for `rebinned`; `tail` is out of range.

    Examples
    --------
    >>> central_range([[50, 50], [50, 50]], [[0.0, 1.0], [0.0, 2.0]], tail=0.0)
    (0.0, 2.0)
    """
    if not 0 <= tail < 0.5:
        raise ValueError(f"tail must be from 0 to below 0.5, got {tail!r}")
    ends = np.asarray(edges, np.float64)
    low, high = float(ends.min()), float(ends.max())
    if low == high:
        return low, high
    fine = 2000
    together = np.cumsum(rebinned(counts, ends, low, high, fine).sum(axis=0))
    together /= together[-1]
    inside = np.flatnonzero((together > tail) & (np.concatenate([[0.0], together[:-1]]) < 1 - tail))
    scale = np.linspace(low, high, fine + 1)
    return float(scale[inside[0]]), float(scale[inside[-1] + 1])
