"""Mean, variance and normalization as a book has them, in float64: small arrays take this way, and a reader begins here.

Large arrays (`engine.layout.is_small` says which are) go through `bn_core.engine`, block by block, with the same result to
rounding. Whatever their size, arrays of longdouble stay here, as the engine sums in float64, and the statistics of what a mask
(`where`) lets through, as it sums whole blocks.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bn_core.arguments import FloatArray, is_finite, refuse_non_finite_sums


class BatchNormResult(NamedTuple):
    """What the training forward pass gives.

    Attributes
    ----------
    output : ndarray
        Shape and dtype of the input.
    mean, variance : ndarray of float64, or of longdouble as the input is
        The statistics of the mini-batch (biased variance) as `moments` gives them, reduced axes kept with length 1.
    """

    output: FloatArray
    mean: NDArray[np.float64]
    variance: NDArray[np.float64]


def normalized(x: FloatArray, axes: tuple[int, ...], gamma: FloatArray, beta: FloatArray, epsilon: float) -> BatchNormResult:
    """Return gamma · (x − mean) / √(variance + epsilon) + beta."""
    y, mean, variance = centred(x, axes)
    y *= gamma * inverse_deviation(variance, epsilon)
    y += beta
    return BatchNormResult(y.astype(x.dtype, order="C", copy=False), mean, variance)


@np.errstate(all="ignore")  # what overflowed shows in the variance
def centred(
    x: FloatArray, axes: tuple[int, ...], where: NDArray[np.bool_] | Literal[True] = True
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return x − mean, mean = Σx / m and variance = Σ(x − mean)² / m; in longdouble for longdouble `x`.

    The sums are over the values for which `where` is true; a group that has none has mean and variance 0. NaN, infinity and
    values whose squares overflow are refused there.
    """
    y = _wide(x)
    mean: NDArray[np.float64] = np.add.reduce(y, axes, keepdims=True, where=where)
    m = _counts(x, mean, axes, where)
    mean /= m
    y -= mean
    variance: NDArray[np.float64] = np.add.reduce(np.square(y), axes, keepdims=True, where=where)
    variance /= m
    # Where the values have as many digits as the sums, the mean is rounded: what is left over corrects both.
    if x.dtype.itemsize >= 8 or where is not True:
        left = np.add.reduce(y, axes, keepdims=True, where=where) / m
        mean += left
        variance = np.maximum(variance - left * left, 0.0)  # Chan, Golub & LeVeque 1983, eq. 1.7
        np.subtract(x, mean, out=y)
    if not is_finite(variance):
        refuse_non_finite_sums(x if where is True else x[where])
    return y, mean, variance


def rms_normalized(x: FloatArray, axes: tuple[int, ...], gamma: FloatArray, epsilon: float) -> FloatArray:
    """Return gamma · x / √(mean(x²) + epsilon) in the dtype of `x`."""
    y, square = squared(x, axes)
    y *= gamma * inverse_deviation(square, epsilon)
    return y.astype(x.dtype, order="C", copy=False)


@np.errstate(all="ignore")
def squared(x: FloatArray, axes: tuple[int, ...]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return x in float64 and the mean of x², which has to be finite."""
    y = _wide(x)
    square: NDArray[np.float64] = np.add.reduce(np.square(y), axes, keepdims=True)
    square /= _counts(x, square, axes)
    if not is_finite(square):
        refuse_non_finite_sums(x)
    return y, square


def inverse_deviation(variance: FloatArray, epsilon: float) -> NDArray[np.float64]:
    """Return 1 / √(variance + epsilon), and 0 where that would be 1 / 0, so that a constant group becomes beta."""
    deviation: NDArray[np.float64] = np.sqrt(variance + epsilon)
    if epsilon > 0 or np.count_nonzero(deviation) == deviation.size:
        return 1.0 / deviation
    return np.divide(1.0, deviation, out=np.zeros_like(deviation), where=deviation > 0)


def affine(
    x: FloatArray, centre: FloatArray | None, slope: FloatArray, constant: FloatArray, out: FloatArray | None = None
) -> FloatArray:
    """Return (x − centre) · slope + constant in the dtype of `x`, or write it to `out`; None is a centre of 0."""
    y = _wide(x)
    if centre is not None:
        y -= centre
    y *= slope
    y += constant
    if out is None:
        return y.astype(x.dtype, order="C", copy=False)
    out[...] = y
    return out


def _counts(
    x: FloatArray, groups: FloatArray, axes: tuple[int, ...], where: NDArray[np.bool_] | Literal[True] = True
) -> float | NDArray[np.intp]:
    """Return how many values a group has, and 1 for none, as one divides by it."""
    if where is True:
        return x.size / max(1, groups.size) or 1
    counts: NDArray[np.intp] = np.maximum(np.count_nonzero(where, axes, keepdims=True), 1)
    return counts


def _wide(x: FloatArray) -> NDArray[np.float64]:
    return x.astype(np.promote_types(x.dtype, np.float64), order="C")
