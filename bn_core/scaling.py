"""Standardization and min-max scaling."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bn_core.arguments import (
    Axis,
    FloatArray,
    axes_of_length_1,
    fits,
    float_array,
    interval,
    is_finite,
    non_negative_number,
    reduced_axes,
    statistics_shape,
)
from bn_core.batch_norm import batch_norm, batch_norm_inference
from bn_core.engine.affine import write_blocks
from bn_core.engine.threads import working_dtype
from bn_core.moments import Moments

__all__ = ["Extremes", "extremes", "min_max_scale", "min_max_unscale", "standardize", "standardize_weight", "unstandardize"]


class Extremes(NamedTuple):
    """Least and greatest value of each group, reduced axes kept with length 1."""

    least: FloatArray
    greatest: FloatArray


def standardize(x: ArrayLike, axis: Axis = None, epsilon: float = 0.0, *, statistics: Moments | None = None) -> FloatArray:
    """Give each group mean 0 and standard deviation 1: (x − mean) / √(variance + epsilon).

    Parameters
    ----------
    x, axis
        As in `moments`.
    epsilon : float
        Added to the biased variance; 0 is standardization as scikit-learn's ``StandardScaler`` does it.
    statistics : Moments, optional
        Those of a training set, in place of those of `x`: `axis` has no say then. `unstandardize` is the way back.

    Returns
    -------
    ndarray
        Shape and dtype of `x`. A constant group gives 0, as in scikit-learn; where it was constant in the training set,
        x − mean, as there.

    Examples
    --------
    >>> standardize(np.array([[1.0], [3.0]]), axis=0)
    array([[-1.],
           [ 1.]])
    >>> from bn_core import moments
    >>> standardize([[4.0]], statistics=moments([[1.0], [3.0]], axis=0))
    array([[2.]])
    """
    if statistics is None:
        return batch_norm(x, axis=axis, epsilon=epsilon).output
    spread = _spread(statistics, epsilon)
    return batch_norm_inference(x, statistics.mean, spread, epsilon=0.0)


def unstandardize(z: ArrayLike, statistics: Moments, epsilon: float = 0.0) -> FloatArray:
    """Return what `standardize` made `z` of, with these statistics: z · √(variance + epsilon) + mean.

    Examples
    --------
    >>> from bn_core import moments
    >>> unstandardize([[2.0]], moments([[1.0], [3.0]], axis=0))
    array([[4.]])
    """
    deviation = np.sqrt(_spread(statistics, epsilon))
    zero, one = np.zeros_like(deviation), np.ones_like(deviation)
    return batch_norm_inference(z, zero, one, deviation, statistics.mean, epsilon=0.0)


def extremes(x: ArrayLike, axis: Axis = None) -> Extremes:
    """Return the least and the greatest value of each group, in the dtype of `x`; `x` and `axis` are as in `moments`.

    Examples
    --------
    >>> extremes([[1.0, 5.0], [3.0, 2.0]], axis=0)
    Extremes(least=array([[1., 2.]]), greatest=array([[3., 5.]]))
    """
    x = float_array("x", x)
    axes = reduced_axes(axis, x.ndim)
    statistics_shape(x.shape, axes)
    return Extremes(np.minimum.reduce(x, axes, keepdims=True), np.maximum.reduce(x, axes, keepdims=True))


def min_max_scale(
    x: ArrayLike, axis: Axis = None, feature_range: tuple[float, float] = (0.0, 1.0), *, ends: Extremes | None = None
) -> FloatArray:
    """Map each group's minimum and maximum to the two ends of `feature_range`: (x − minimum) / (maximum − minimum) for 0 to 1.

    Parameters
    ----------
    x, axis
        As in `moments`.
    feature_range : (float, float)
        Lower and upper end; the lower one must be smaller.
    ends : Extremes, optional
        Those of a training set, in place of those of `x`: `axis` has no say then, and values beyond them leave the range.
        `min_max_unscale` is the way back.

    Returns
    -------
    ndarray
        Shape and dtype of `x`. A constant group gives the lower end, as scikit-learn's ``MinMaxScaler`` does.

    Raises
    ------
    TypeError, ValueError
        As for `moments`, though squares need not be finite; the values of a group are too far apart to subtract; `feature_range`
        is not two increasing finite numbers.

    Examples
    --------
    >>> min_max_scale(np.array([2.0, 3.0, 6.0]))
    array([0.  , 0.25, 1.  ])
    >>> min_max_scale([8.0], ends=extremes([2.0, 3.0, 6.0]))
    array([1.5])
    """
    x = float_array("x", x)
    low, high = _range(feature_range)
    least, greatest = extremes(x, axis) if ends is None else _fitting(x, ends)
    if x.size == 0:
        return x.copy()
    working = x.dtype if ends is None and x.dtype.itemsize >= 4 else working_dtype(x, least)
    if ends is not None and not is_finite(x):
        raise ValueError("x must be finite, got NaN or infinity")
    span = _distance(greatest, least, working)
    if not is_finite(span):
        if not (is_finite(least) and is_finite(greatest)):
            raise ValueError("x must be finite, got NaN or infinity")
        working = np.promote_types(working, np.float64)
        span = _distance(greatest, least, working)
        if not is_finite(span):
            raise ValueError("x must span a finite range, got values too far apart")
    if np.count_nonzero(span) < span.size:
        span = np.where(span == 0, 1, span)

    def work(y: FloatArray, values: FloatArray, least: FloatArray, span: FloatArray) -> None:
        np.subtract(values, least, out=y, dtype=y.dtype)
        np.divide(y, span, out=y)  # times 1 / span would leave the maximum one ulp below 1 in one column of four
        if (low, high) != (0, 1):
            np.add(low * (1 - y), high * y, out=y)
            if ends is None:
                np.clip(y, low, high, out=y)

    return write_blocks(work, np.empty(x.shape, x.dtype), axes_of_length_1(span.shape), [x], [least, span], working)


def min_max_unscale(y: ArrayLike, ends: Extremes, feature_range: tuple[float, float] = (0.0, 1.0)) -> FloatArray:
    """Return what `min_max_scale` made `y` of, with these ends: minimum + (y − low) / (high − low) · (maximum − minimum).

    Examples
    --------
    >>> min_max_unscale([1.5], extremes([2.0, 3.0, 6.0]))
    array([8.])
    """
    y = float_array("y", y)
    low, high = _range(feature_range)
    least, greatest = (end.astype(np.float64) for end in _fitting(y, ends))
    span = greatest - least
    slope = np.where(span == 0, 1, span) / (high - low)
    return batch_norm_inference(y, np.full_like(least, low), np.ones_like(least), slope, least, epsilon=0.0)


def _spread(statistics: Moments, epsilon: float) -> NDArray[np.float64]:
    """Return variance + epsilon, and 1 for 0, so that there is a way back."""
    if not isinstance(statistics, Moments):
        raise TypeError(f"statistics must be Moments, got {statistics!r}")
    spread = statistics.variance + non_negative_number("epsilon", epsilon)
    return np.where(spread == 0, 1.0, spread)


@np.errstate(all="ignore")  # what overflowed shows in the result
def _distance(greatest: FloatArray, least: FloatArray, dtype: np.dtype[np.floating]) -> FloatArray:
    distance: FloatArray = np.subtract(greatest, least, dtype=dtype)
    return distance


def _range(feature_range: tuple[float, float]) -> tuple[float, float]:
    low, high = interval("feature_range", feature_range)
    if high - low == math.inf:
        raise ValueError(f"feature_range must span a finite range, got {feature_range!r}")
    return low, high


def _fitting(x: FloatArray, ends: Extremes) -> Extremes:
    """Return the ends with as many axes as `x`, checked to be a minimum and a maximum for each group."""
    least, greatest = float_array("ends", ends[0]), float_array("ends", ends[1])
    if least.shape != greatest.shape or not fits(least.shape, x.shape) or (least > greatest).any():
        raise ValueError(f"ends must be minima and maxima that broadcast against x of shape {x.shape}, got {ends!r}")
    shape = (1,) * (x.ndim - least.ndim) + least.shape
    return Extremes(least.reshape(shape), greatest.reshape(shape))


def standardize_weight(weight: ArrayLike, *, channel_axis: int = -1, epsilon: float = 1e-5) -> FloatArray:
    """Give the weights of each output channel mean 0 and standard deviation 1, in place of normalizing a layer's output.

    (weight − mean) / √(variance + epsilon) over all axes but `channel_axis` (Qiao, Wang, Liu, Shen & Yuille 2019, "Micro-batch
    training with batch-channel normalization and weight standardization", arXiv 1903.10520).

    Parameters
    ----------
    weight : array_like of real numbers
        Of a linear or convolution layer.
    channel_axis : int
        The axis of the output channels: -1 in Keras, 0 in PyTorch.
    epsilon : float
        Finite, not negative.

    Examples
    --------
    >>> standardize_weight([[1.0, 10.0], [3.0, 30.0]], epsilon=0.0)
    array([[-1., -1.],
           [ 1.,  1.]])
    """
    weight = float_array("weight", weight)
    if not is_finite(weight):
        raise ValueError("weight must be finite, got NaN or infinity")
    return batch_norm(weight, channel_axis=channel_axis, epsilon=epsilon).output
