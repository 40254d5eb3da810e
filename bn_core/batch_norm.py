"""Batch normalization forwards: in training with the mini-batch's own statistics, in inference with given ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bn_core.engine.arguments import (
    Axis,
    FloatArray,
    broadcast_to_statistics,
    finite_array,
    float_array,
    non_negative_number,
    not_negative,
    reduced_axes,
    statistics_shape,
)
from bn_core.moments import Moments, moments
from bn_core.scaling import affine_around, inverse_deviation, is_near_zero

__all__ = ["BatchNormResult", "batch_norm", "batch_norm_inference", "undoing_gamma_and_beta"]


@dataclass(frozen=True, eq=False)
class BatchNormResult:
    """What the training forward pass gives.

    Attributes
    ----------
    output : ndarray
        Shape and dtype of the input.
    mean, variance : ndarray of float64
        The statistics of the mini-batch (biased variance), reduced axes kept with length 1.
    """

    output: FloatArray
    mean: NDArray[np.float64]
    variance: NDArray[np.float64]


def batch_norm(
    x: ArrayLike,
    gamma: ArrayLike = 1.0,
    beta: ArrayLike = 0.0,
    *,
    axis: Axis,
    epsilon: float = 1e-5,
    out: FloatArray | None = None,
) -> BatchNormResult:
    """Normalize each group of a mini-batch, then scale by gamma and shift by beta.

    output = gamma · (x − mean) / √(variance + epsilon) + beta, with the biased variance of the mini-batch and epsilon inside the
    root (Ioffe & Szegedy 2015, arXiv 1502.03167, Algorithm 1).

    Parameters
    ----------
    x : array_like of real numbers
        The mini-batch; integers become float64.
    gamma, beta : array_like
        Numbers, or arrays that broadcast against the statistics.
    axis : int, tuple of int or None
        Axes that are *reduced*: ``(0, 1, 2)`` gives one mean per channel of NHWC data, ``0`` one per pixel position. Keras names
        the axis that is *kept* instead.
    epsilon : float
        Finite, not negative. Keras and TensorFlow's layers use 1e-3, PyTorch 1e-5, the study note 1e-8.
    out : ndarray, optional
        Receives the output: shape and dtype of `x`, C-contiguous. May be `x` itself.

    Returns
    -------
    BatchNormResult

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong type, shape or value; `x` holds NaN or infinity. The message names the argument.

    Notes
    -----
    A group with ``variance + epsilon == 0`` gives beta.

    Examples
    --------
    >>> import numpy as np
    >>> batch_norm(np.array([1.0, 2.0, 3.0, 6.0]), gamma=2.0, beta=1.0, axis=0, epsilon=0.0).mean
    array([3.])
    """
    array = float_array("x", x)
    axes = reduced_axes(axis, array.ndim)
    shape = statistics_shape(array.shape, axes)
    scale = broadcast_to_statistics("gamma", gamma, shape)
    shift = broadcast_to_statistics("beta", beta, shape)
    epsilon = non_negative_number("epsilon", epsilon)
    batch = moments(array, axes)
    scale = scale * inverse_deviation(batch.variance, epsilon)
    output = affine_around(array, axes, batch.mean, scale, shift, out)
    return BatchNormResult(output, batch.mean, batch.variance)


def batch_norm_inference(
    x: ArrayLike,
    mean: ArrayLike,
    variance: ArrayLike,
    gamma: ArrayLike = 1.0,
    beta: ArrayLike = 0.0,
    *,
    epsilon: float = 1e-5,
) -> FloatArray:
    """Normalize with statistics from elsewhere, as a trained network does with its running mean and variance.

    output = gamma · (x − mean) / √(variance + epsilon) + beta. No value depends on another, so that one image gives the same
    whatever the others in its batch are.

    Parameters
    ----------
    x : array_like of real numbers
        Integers become float64.
    mean, variance : array_like
        Broadcast against `x` as in NumPy: the statistics as `batch_norm` returns them, or shape (C,) for the last axis. The
        variance is not negative.
    gamma, beta : array_like
        Numbers, or arrays that broadcast against the statistics.
    epsilon : float
        Finite, not negative; the one of the training.

    Returns
    -------
    ndarray
        Shape and dtype of `x`.

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong type, shape or value; `x` holds NaN or infinity. The message names the argument.

    Notes
    -----
    Where ``variance + epsilon == 0`` the output is beta.

    Examples
    --------
    >>> import numpy as np
    >>> batch_norm_inference(np.array([[3.0, 3.0]]), mean=[1.0, 2.0], variance=[4.0, 1.0], epsilon=0.0)
    array([[1., 1.]])
    """
    array = float_array("x", x)
    statistics_shape(array.shape, ())
    epsilon = non_negative_number("epsilon", epsilon)
    mean, variance = finite_array("mean", mean), not_negative("variance", finite_array("variance", variance))
    shape = _common_shape(array.shape, mean.shape, variance.shape)
    scale = broadcast_to_statistics("gamma", gamma, shape)
    shift = broadcast_to_statistics("beta", beta, shape)
    mean, inverse = np.broadcast_to(mean, shape), inverse_deviation(np.broadcast_to(variance, shape), epsilon)
    scale = scale * inverse
    shared = tuple(a for a, n in enumerate(shape) if n == 1)
    if is_near_zero(mean, inverse):
        return affine_around(array, shared, None, scale, shift - mean * scale, checked=False)
    return affine_around(array, shared, mean, scale, shift, checked=False)


def undoing_gamma_and_beta(statistics: Moments, epsilon: float = 1e-5) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the gamma and beta with which `batch_norm` gives its input back: √(variance + epsilon) and the mean.

    A network may learn them, so that batch normalization takes nothing away from what it can express (Ioffe & Szegedy 2015,
    arXiv 1502.03167, section 3).

    Parameters
    ----------
    statistics : Moments
        Those of the mini-batch over the axes that `batch_norm` reduces.
    epsilon : float
        Finite, not negative; the one given to `batch_norm`.

    Returns
    -------
    gamma, beta : ndarray of float64
        With the shape of the statistics.

    Raises
    ------
    TypeError, ValueError
        `epsilon` is not a finite number or is negative.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([1.0, 2.0, 3.0, 6.0])
    >>> gamma, beta = undoing_gamma_and_beta(moments(x), epsilon=0.5)
    >>> batch_norm(x, gamma, beta, axis=0, epsilon=0.5).output
    array([1., 2., 3., 6.])
    """
    epsilon = non_negative_number("epsilon", epsilon)
    return np.sqrt(statistics.variance + epsilon), statistics.mean


def _common_shape(x: tuple[int, ...], mean: tuple[int, ...], variance: tuple[int, ...]) -> tuple[int, ...]:
    """Return the shape of the statistics with as many axes as `x`."""
    for name, shape in [("mean", mean), ("variance", variance)]:
        try:
            fits = np.broadcast_shapes(x, shape) == x
        except ValueError:
            fits = False
        if not fits:
            raise ValueError(f"{name} must broadcast against x of shape {x}, got shape {shape}")
    return np.broadcast_shapes((1,) * len(x), mean, variance)
