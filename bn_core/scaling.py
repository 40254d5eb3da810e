"""Standardization and min-max scaling."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from bn_core.arguments import (
    Axis,
    FloatArray,
    float_array,
    interval,
    is_finite,
    reduced_axes,
    statistics_shape,
)
from bn_core.batch_norm import batch_norm
from bn_core.engine.affine import write_blocks
from bn_core.engine.layout import is_small

__all__ = ["min_max_scale", "standardize"]


def standardize(x: ArrayLike, axis: Axis = None, epsilon: float = 0.0) -> FloatArray:
    """Give each group mean 0 and standard deviation 1: (x − mean) / √(variance + epsilon).

    Parameters
    ----------
    x, axis
        As in `moments`.
    epsilon : float
        Added to the biased variance; 0 is standardization as scikit-learn's ``StandardScaler`` does it.

    Returns
    -------
    ndarray
        Shape and dtype of `x`. A constant group gives 0, as in scikit-learn.

    Examples
    --------
    >>> standardize(np.array([[1.0], [3.0]]), axis=0)
    array([[-1.],
           [ 1.]])
    """
    return batch_norm(x, axis=axis, epsilon=epsilon).output


def min_max_scale(x: ArrayLike, axis: Axis = None, feature_range: tuple[float, float] = (0.0, 1.0)) -> FloatArray:
    """Map each group's minimum and maximum to the two ends of `feature_range`: (x − minimum) / (maximum − minimum) for 0 to 1.

    Parameters
    ----------
    x, axis
        As in `moments`.
    feature_range : (float, float)
        Lower and upper end; the lower one must be smaller.

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
    """
    x = float_array("x", x)
    axes = reduced_axes(axis, x.ndim)
    statistics_shape(x.shape, axes)
    low, high = interval("feature_range", feature_range)
    if high - low == math.inf:
        raise ValueError(f"feature_range must span a finite range, got {feature_range!r}")
    if x.size == 0:
        return x.copy()
    least: FloatArray = np.minimum.reduce(x, axes, keepdims=True)
    greatest: FloatArray = np.maximum.reduce(x, axes, keepdims=True)
    working = x.dtype if x.dtype.itemsize >= 4 else np.dtype(np.float32)
    with np.errstate(all="ignore"):
        span = np.subtract(greatest, least, dtype=working)
        if not is_finite(span):
            working = np.promote_types(working, np.float64)
            span = np.subtract(greatest, least, dtype=working)
    if not is_finite(span):
        if is_finite(least) and is_finite(greatest):
            raise ValueError("x must span a finite range, got values too far apart")
        raise ValueError("x must be finite, got NaN or infinity")
    if np.count_nonzero(span) < span.size:
        span[span == 0] = 1

    def work(y: FloatArray, values: FloatArray, least: FloatArray, span: FloatArray) -> None:
        np.subtract(values, least, out=y, dtype=y.dtype)
        np.divide(y, span, out=y)  # times 1 / span would leave the maximum one ulp below 1 in one column of four
        if (low, high) != (0, 1):
            np.add(low * (1 - y), high * y, out=y)
            np.clip(y, low, high, out=y)

    if is_small(x, axes):
        y = np.empty(x.shape, working)
        work(y, x, least, span)
        return y.astype(x.dtype, copy=False)
    return write_blocks(work, np.empty(x.shape, x.dtype), axes, [x], [least, span], working)
