"""Mean, variance and normalization as a book has them, in float64: small arrays take this way, and a reader begins here.

Large arrays (`engine.layout.is_small` says which are) go through `bn_core.engine`, block by block, with the same result to
rounding.
"""

from __future__ import annotations

from math import prod

import numpy as np
from numpy.typing import NDArray

from bn_core.arguments import FloatArray, refuse_non_finite_sums


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
