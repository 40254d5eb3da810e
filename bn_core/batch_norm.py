"""Batch normalization in training and in inference: Ioffe & Szegedy 2015, arXiv 1502.03167."""

from __future__ import annotations

from functools import lru_cache
from types import EllipsisType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bn_core.arguments import (
    Axis,
    FloatArray,
    along_channels,
    axes_around,
    axes_of_length_1,
    existing_axis,
    finite_array,
    fits,
    float_array,
    non_negative_number,
    not_negative,
    per_group,
    statistics_shape,
)
from bn_core.engine.affine import affine_around, is_near_zero
from bn_core.engine.layout import is_small
from bn_core.moments import Moments, moments
from bn_core.plain import BatchNormResult, inverse_deviation, normalized

__all__ = ["BatchNormResult", "batch_norm", "batch_norm_inference", "identity_parameters"]


def batch_norm(
    x: ArrayLike,
    gamma: ArrayLike | None = None,
    beta: ArrayLike | None = None,
    *,
    axis: Axis | EllipsisType = ...,
    channel_axis: int | None = None,
    epsilon: float = 1e-5,
    where: ArrayLike | None = None,
    statistics: Moments | None = None,
    out: FloatArray | None = None,
) -> BatchNormResult:
    """Normalize each group of a mini-batch, then scale by gamma and shift by beta.

    output = gamma · (x − mean) / √(variance + epsilon) + beta, with the biased variance of the mini-batch and epsilon inside the
    root (Algorithm 1 of the paper). A group with ``variance + epsilon == 0`` gives beta.

    Parameters
    ----------
    x : array_like of real numbers
        The mini-batch; integers become float64.
    gamma, beta : array_like, optional
        Numbers, arrays that broadcast against the statistics, or a vector where these are one a channel: (C,) for NCHW data too.
    axis : int, tuple of int or None
        Axes that are *reduced*: ``(0, 1, 2)`` gives one mean per channel of NHWC data, ``0`` one per pixel position.
    channel_axis : int
        In place of `axis`: the one axis that is *kept*, as Keras names it. One of the two has to be given.
    epsilon : float
        Finite, not negative. Keras and TensorFlow's layers use 1e-3, PyTorch 1e-5, the study note 1e-8.
    where : array_like of bool, optional
        Which values make the statistics, as in `moments`, at least one in each group. All are normalized with them.
    statistics : Moments, optional
        Those of `x` over `axis`, from `moments`, where they are known: they are not computed again.
    out : ndarray, optional
        Receives the output: shape and dtype of `x`, C-contiguous. May be `x` itself.

    Examples
    --------
    >>> batch_norm(np.array([1.0, 2.0, 3.0, 6.0]), gamma=2.0, beta=1.0, axis=0, epsilon=0.0).mean
    array([3.])
    """
    x = float_array("x", x)
    axes = axes_around(axis, channel_axis, x.ndim)
    shape = statistics_shape(x.shape, axes)
    gamma = per_group("gamma", 1.0 if gamma is None else gamma, shape)
    beta = per_group("beta", 0.0 if beta is None else beta, shape)
    epsilon = non_negative_number("epsilon", epsilon)
    if where is None and statistics is None and out is None and is_small(x, axes):
        return normalized(x, axes, gamma, beta, epsilon)
    batch = moments(x, axes, where) if statistics is None else _known(statistics, shape, where)
    if not np.all(batch.count):
        raise ValueError("where must leave at least one value in every group")
    slope = gamma * inverse_deviation(batch.variance, epsilon)
    output = affine_around(x, axes, batch.mean, slope, beta, out, checked=statistics is None)
    return BatchNormResult(output, batch.mean, batch.variance)


def _known(statistics: Moments, shape: tuple[int, ...], where: ArrayLike | None) -> Moments:
    if not isinstance(statistics, Moments):
        raise TypeError(f"statistics must be Moments, got {type(statistics).__name__}")
    if where is not None:
        raise ValueError("where says which values make the statistics, and must not be given beside statistics")
    if statistics.mean.shape != shape or statistics.variance.shape != shape:
        raise ValueError(f"statistics must have the shape {shape}, got {statistics.mean.shape} and {statistics.variance.shape}")
    if not np.all(statistics.count):
        raise ValueError("statistics must be of at least one value in every group, got a count of 0")
    return statistics


def batch_norm_inference(
    x: ArrayLike,
    mean: ArrayLike,
    variance: ArrayLike,
    gamma: ArrayLike | None = None,
    beta: ArrayLike | None = None,
    *,
    channel_axis: int | None = None,
    epsilon: float = 1e-5,
) -> FloatArray:
    """Normalize with statistics from elsewhere, as a trained network does with its running mean and variance.

    output = gamma · (x − mean) / √(variance + epsilon) + beta, and beta where ``variance + epsilon == 0``. No value depends on
    another: an image gives the same whatever the others in its batch are.

    Parameters
    ----------
    x : array_like of real numbers
        Integers become float64.
    mean, variance : array_like
        Broadcast against `x` as in NumPy: the statistics as `batch_norm` returns them, or shape (C,) for the last axis. The
        variance is not negative.
    gamma, beta, epsilon
        As in training.
    channel_axis : int, optional
        Where the channels are: all others have shape (C,) then. Without it a vector that fits several axes is refused.

    Examples
    --------
    >>> batch_norm_inference(np.array([[3.0, 3.0]]), mean=[1.0, 2.0], variance=[4.0, 1.0], epsilon=0.0)
    array([[1., 1.]])
    """
    x = float_array("x", x)
    centre, inverse, gamma, beta, shared = frozen_statistics(x, mean, variance, gamma, beta, channel_axis, epsilon)
    slope = gamma * inverse
    if not is_small(x, shared) and is_near_zero(centre, inverse):  # then the constant holds the mean: one operation less a value
        return affine_around(x, shared, None, slope, beta - centre * slope, checked=False)
    return affine_around(x, shared, centre, slope, beta, checked=False)


def identity_parameters(statistics: Moments, epsilon: float = 1e-5) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the gamma and beta with which `batch_norm` gives its input back: √(variance + epsilon) and the mean.

    A network may learn them, so that batch normalization takes nothing away from what it can express (section 3 of the paper).

    Parameters
    ----------
    statistics : Moments
        Those of the mini-batch over the axes that `batch_norm` reduces.
    epsilon : float
        The one given to `batch_norm`.

    Returns
    -------
    gamma, beta : ndarray of float64
        With the shape of the statistics.

    Examples
    --------
    >>> x = np.array([1.0, 2.0, 3.0, 6.0])
    >>> gamma, beta = identity_parameters(moments(x), epsilon=0.5)
    >>> batch_norm(x, gamma, beta, axis=0, epsilon=0.5).output
    array([1., 2., 3., 6.])
    """
    epsilon = non_negative_number("epsilon", epsilon)
    if not isinstance(statistics, Moments):
        raise TypeError(f"statistics must be Moments, got {statistics!r}")
    return np.sqrt(statistics.variance + epsilon), statistics.mean


def frozen_statistics(
    x: FloatArray,
    mean: ArrayLike,
    variance: ArrayLike,
    gamma: ArrayLike | None,
    beta: ArrayLike | None,
    channel_axis: int | None,
    epsilon: float,
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, tuple[int, ...]]:
    """Return mean, 1 / √(variance + epsilon), gamma and beta, checked, and the axes of `x` along which they are shared."""
    epsilon = non_negative_number("epsilon", epsilon)
    if channel_axis is not None:
        channel = existing_axis("channel_axis", channel_axis, x.ndim)
        mean, variance = (along_channels(name, p, x.shape, channel) for name, p in (("mean", mean), ("variance", variance)))
    mean, variance = finite_array("mean", mean), not_negative("variance", finite_array("variance", variance))
    shape = _common_shape(x.shape, mean.shape, variance.shape)
    gamma = per_group("gamma", 1.0 if gamma is None else gamma, shape)
    beta = per_group("beta", 0.0 if beta is None else beta, shape)
    return mean, inverse_deviation(variance, epsilon), gamma, beta, axes_of_length_1(shape)


@lru_cache(maxsize=512)
def _common_shape(x: tuple[int, ...], mean: tuple[int, ...], variance: tuple[int, ...]) -> tuple[int, ...]:
    """Return the shape of the statistics with as many axes as `x`."""
    for name, shape in [("mean", mean), ("variance", variance)]:
        if not fits(shape, x):
            raise ValueError(f"{name} must broadcast against x of shape {x}, got shape {shape}")
        if len(shape) == 1 and shape[0] > 1 and x[1:].count(shape[0]) > 1:
            raise ValueError(f"{name} of shape {shape} fits several axes of x of shape {x}: channel_axis says which")
    return np.broadcast_shapes((1,) * len(x), mean, variance)
