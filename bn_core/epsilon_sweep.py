"""One histogram for each of many values of epsilon, for a picture under an epsilon slider."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bn_core.arguments import Axis, float_array, non_negative_number, reduced_axes, sequence, statistics_shape, whole_number
from bn_core.engine.affine import affine_around
from bn_core.histogram import Histogram, ends_of_bins, histogram
from bn_core.moments import moments
from bn_core.plain import inverse_deviation
from bn_core.summary import Summary

__all__ = ["EpsilonSweep", "epsilon_sweep"]


@dataclass(frozen=True, eq=False)
class EpsilonSweep:
    """Histograms and statistics of (x − mean) / √(variance + epsilon), one row for each epsilon.

    gamma and beta map every row affinely, so that these rows hold batch normalization for all gamma and beta. The mean of every
    row is 0, as that of every group is.

    Attributes
    ----------
    counts : ndarray of int64
        Shape (epsilons, bins).
    minimum, maximum, standard_deviation : ndarray of float64
        Shape (epsilons,), over all values.
    """

    counts: NDArray[np.int64]
    minimum: NDArray[np.float64]
    maximum: NDArray[np.float64]
    standard_deviation: NDArray[np.float64]

    def histogram(self, row: int) -> Histogram:
        """Return the histogram of a row, with the edges that `histogram` gives it."""
        counts, first, last = self.counts[row], self.minimum[row].item(), self.maximum[row].item()
        return Histogram(counts, np.linspace(*ends_of_bins(first, last, counts.size), counts.size + 1))

    def summary(self, row: int) -> Summary:
        """Return the summary of a row; its shape, which takes all values, is NaN."""
        spread = self.standard_deviation[row].item(), self.minimum[row].item(), self.maximum[row].item()
        return Summary(int(self.counts[row].sum()), 0.0, *spread, nan, nan)


def epsilon_sweep(x: ArrayLike, epsilons: Sequence[float], *, axis: Axis, bins: int) -> EpsilonSweep:
    """Return the histogram of normalized values for each epsilon.

    Parameters
    ----------
    x, axis
        As in `batch_norm`.
    epsilons : sequence of float
        Each finite, not negative.
    bins : int
        Bins of each histogram, between the least and the greatest normalized value.

    Examples
    --------
    >>> epsilon_sweep(np.array([1.0, 3.0]), [0.0, 3.0], axis=0, bins=2).maximum
    array([1. , 0.5])
    """
    array = float_array("x", x)
    axes = reduced_axes(axis, array.ndim)
    statistics_shape(array.shape, axes)
    bins, epsilons = whole_number("bins", bins, least=1), sequence("epsilons", epsilons)
    batch = moments(array, axes)
    normalized = np.empty(array.shape, array.dtype)  # of an array in any order
    counts = np.zeros((len(epsilons), bins), np.int64)
    minimum, maximum, deviation = np.zeros((3, len(epsilons)))
    for row, epsilon in enumerate(epsilons):
        inverse = inverse_deviation(batch.variance, non_negative_number("epsilon", epsilon))
        affine_around(array, axes, batch.mean, inverse, np.zeros_like(inverse), out=normalized)
        counts[row] = histogram(normalized, bins).counts
        minimum[row], maximum[row] = normalized.min(), normalized.max()
        # Every group has mean 0 and variance · inverse²: the whole needs no further pass.
        deviation[row] = np.sqrt(np.mean(batch.variance * inverse * inverse))
    return EpsilonSweep(counts, minimum, maximum, deviation)
