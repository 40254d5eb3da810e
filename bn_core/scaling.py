"""Standardization and min-max scaling."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from bn_core.arguments import Axis, FloatArray, float_array, interval, non_negative_number, reduced_axes, statistics_shape
from bn_core.engine.affine import affine_around, inverse_deviation
from bn_core.moments import moments

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
    x = float_array("x", x)
    axes = reduced_axes(axis, x.ndim)
    epsilon = non_negative_number("epsilon", epsilon)
    batch = moments(x, axes)
    inverse = inverse_deviation(batch.variance, epsilon)
    return affine_around(x, axes, batch.mean, inverse, np.zeros_like(inverse))


def min_max_scale(x: ArrayLike, axis: Axis = None, feature_range: tuple[float, float] = (0.0, 1.0)) -> FloatArray:
    """Map each group's minimum and maximum to the two ends of `feature_range`.

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
        As for `moments`, though squares need not be finite; the values of a group are too far apart to subtract or too close
        together to divide by their span; `feature_range` is not two increasing finite numbers.

    Examples
    --------
    >>> min_max_scale(np.array([2.0, 3.0, 6.0]))
    array([0.  , 0.25, 1.  ])
    """
    x = float_array("x", x)
    axes = reduced_axes(axis, x.ndim)
    statistics_shape(x.shape, axes)
    low, high = interval("feature_range", feature_range)
    if not np.isfinite(high - low):
        raise ValueError(f"feature_range must span a finite range, got {feature_range!r}")
    if x.size == 0:
        return x.copy()
    least, greatest = x.min(axes, keepdims=True), x.max(axes, keepdims=True)
    if not (np.isfinite(least).all() and np.isfinite(greatest).all()):
        raise ValueError("x must be finite, got NaN or infinity")
    with np.errstate(over="ignore"):
        span = np.subtract(greatest, least, dtype=np.result_type(x.dtype, np.float64))
        overflows = not np.isfinite(span.astype(x.dtype)).all()
    if not np.isfinite(span).all():
        raise ValueError("x must span a finite range, got values too far apart")
    with np.errstate(over="ignore"):
        scale = np.divide(high - low, span, out=np.zeros_like(span), where=span > 0)
    if not np.isfinite(scale).all():
        raise ValueError("x must span a range that one can divide by, got values too close together")
    working = x.astype(span.dtype) if overflows else x
    scaled = affine_around(working, axes, least.astype(span.dtype), scale, np.full_like(scale, low)).astype(x.dtype, copy=False)
    np.copyto(scaled, high, where=(x == greatest) & (span > 0))  # rounding leaves the maximum one ulp below in one column of four
    return np.clip(scaled, low, high, out=scaled)
