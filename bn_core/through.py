"""What an activation function makes of a histogram, of which the values are not needed, so that a slider can move it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bn_core.activations import Activation
from bn_core.arguments import float_array
from bn_core.histogram import Histogram
from bn_core.moments import moments

__all__ = ["OutputBins", "StraightLine", "output_bins", "share_within", "straight_line"]

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


class StraightLine(NamedTuple):
    """A line through points, and the share of their heights' variance that it explains; all NaN where there is no line."""

    slope: float
    intercept: float
    r_squared: float


def straight_line(x: ArrayLike, y: ArrayLike) -> StraightLine:
    """Return the line that is nearest, by squares, to points; R² is NaN where the line is level, too.

    Examples
    --------
    >>> straight_line([1.0, 2.0, 2.0, 3.0], [3.0, 5.0, 5.0, 7.0])
    StraightLine(slope=2.0, intercept=1.0, r_squared=1.0)
    """
    both = [np.asarray(float_array(name, of), np.float64).reshape(-1) for name, of in (("x", x), ("y", y))]
    means, variances = zip(*((m.mean.item(), m.variance.item()) for m in map(moments, both)), strict=True)
    if variances[0] == 0:
        return StraightLine(*[float("nan")] * 3)
    along = float(np.einsum("i,i->", *(of - mean for of, mean in zip(both, means, strict=True)))) / both[0].size
    slope = along / variances[0]
    explained = min(1.0, slope * along / variances[1]) if variances[1] else float("nan")
    return StraightLine(slope, means[1] - slope * means[0], explained)


def share_within(x: ArrayLike, ends: Sequence[float]) -> float:
    """Return the share of values in any of the intervals, of which `ends` has one end after the other, each in its interval.

    Examples
    --------
    >>> share_within([0.0, 1.0, 2.0, 9.0], [-1.0, 0.0, 2.0, 3.0])
    0.5
    """
    values = float_array("x", x)
    within = [(low <= values) & (values <= high) for low, high in zip(ends[::2], ends[1::2], strict=True)]
    return float(np.mean(np.logical_or.reduce(within)))
