"""What an activation function makes of a histogram: its values are not needed, so that a slider can move it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bn_core.activations import Activation
from bn_core.arguments import float_array
from bn_core.histogram import Histogram

__all__ = ["OutputBins", "output_bins", "straight_line"]

# As good as infinitely far: batch normalization puts no value there.
_FAR = 1e6
_HALVINGS = 80  # of an interval of that size, down to the last digit


@dataclass(frozen=True, eq=False)
class OutputBins:
    """Bins of an activation function's outputs; the first has all outputs below its end as well, the last one all above.

    Attributes
    ----------
    edges : ndarray of float64
        Shape (bins + 1,), increasing.
    most : ndarray of float64
        Shape (bins + 1,): the inputs up to here have outputs up to the edge.
    """

    edges: NDArray[np.float64]
    most: NDArray[np.float64]

    def counts(self, histogram: Histogram) -> NDArray[np.int64]:
        """Return how many of a histogram's values the function puts in each bin, as if they lay evenly in theirs."""
        below = np.concatenate([[0], np.cumsum(histogram.counts)])
        counts: NDArray[np.int64] = np.rint(np.diff(np.interp(self.most, histogram.edges, below))).astype(np.int64)
        return counts


def output_bins(activation: Activation, edges: ArrayLike) -> OutputBins:
    """Return bins for the outputs of an activation function that rises, but for outputs that all are in the first bin.

    Examples
    --------
    >>> from bn_core import ACTIVATIONS
    >>> bins = output_bins(ACTIVATIONS["relu"], [0.0, 1.0, 2.0])
    >>> bins.counts(Histogram(np.array([4, 2, 6]), np.array([-2.0, 0.0, 1.0, 4.0])))
    array([6, 6])
    """
    ends = np.asarray(float_array("edges", edges), np.float64)
    most, beyond = np.full((2, len(ends)), [[-_FAR], [_FAR]])
    for _ in range(_HALVINGS):
        middle = (most + beyond) / 2
        low = activation.value(middle) <= ends
        most, beyond = np.where(low, middle, most), np.where(low, beyond, middle)
    most[0], most[-1] = -_FAR, _FAR
    return OutputBins(ends, most)


def straight_line(histogram: Histogram, activation: Activation) -> tuple[float, float]:
    """Return slope and intercept of the line nearest to the function, by squares, where a histogram's values lie.

    Each value counts as the middle of its bin; NaN where all are in one.

    Examples
    --------
    >>> from bn_core import ACTIVATIONS
    >>> straight_line(Histogram(np.array([1, 2, 1]), np.array([0.5, 1.5, 2.5, 3.5])), ACTIVATIONS["relu"])
    (1.0, 0.0)
    """
    x = (histogram.edges[1:] + histogram.edges[:-1]) / 2
    y, weights = activation.value(x), histogram.counts / histogram.counts.sum()
    mean, mean_of_y = (float(np.einsum("i,i->", weights, of)) for of in (x, y))
    variance = float(np.einsum("i,i->", weights, (x - mean) ** 2))
    if variance == 0:
        return float("nan"), float("nan")
    slope = float(np.einsum("i,i,i->", weights, x - mean, y)) / variance
    return slope, mean_of_y - slope * mean
