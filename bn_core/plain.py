"""Mean, variance and normalization as a book has them, in float64: small arrays take this way, and a reader begins here.

Large arrays go through `bn_core.engine`, block by block, with the same result to rounding.
"""

from __future__ import annotations

from math import prod

import numpy as np
from numpy.typing import NDArray

from bn_core.engine.arguments import FloatArray, refuse_non_finite_sums
from bn_core.engine.layout import merged_axes

# Up to so many values, and so many runs of neighbours in memory, one pass over the whole array is faster than blocks.
_MOST_VALUES, _MOST_RUNS = 1 << 14, 1 << 10


def is_small(x: FloatArray, axes: tuple[int, ...]) -> bool:
    """Return whether `x`, reduced over these axes, is fastest as a whole, or needs more than the float64 of the engine's sums."""
    if x.dtype.itemsize > 8:
        return True
    return x.size <= _MOST_VALUES and x.size <= _MOST_RUNS * merged_axes(x.shape, axes)[0][-1]


def mean_and_variance(x: FloatArray, axes: tuple[int, ...]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return mean = Σx / m and variance = Σ(x − mean)² / m, in longdouble for longdouble `x`.

    The mean of x − mean is what rounding left in the mean, and corrects both (Chan, Golub & LeVeque 1983, eq. 1.7). NaN,
    infinity and values whose squares overflow are refused.
    """
    count = prod(x.shape[a] for a in axes)
    with np.errstate(all="ignore"):
        values = x.astype(np.result_type(x.dtype, np.float64), order="C")
        mean = np.add.reduce(values, axes, keepdims=True) / count
        values -= mean
        left = np.add.reduce(values, axes, keepdims=True) / count
        values -= left
        variance = np.add.reduce(np.multiply(values, values, out=values), axes, keepdims=True) / count
    if not np.isfinite(variance).all():
        refuse_non_finite_sums(x)
    return mean + left, variance


def affine(
    x: FloatArray, centre: FloatArray | None, slope: FloatArray, constant: FloatArray, out: FloatArray | None = None
) -> FloatArray:
    """Return (x − centre) · slope + constant in the dtype of `x`, or write it to `out`; None is a centre of 0."""
    with np.errstate(invalid="ignore"):  # infinity times a slope of 0
        y = np.multiply(x if centre is None else x - centre, slope, order="C")
    y += constant
    if out is None:
        return y.astype(x.dtype, order="C", copy=False)
    out[...] = y
    return out
