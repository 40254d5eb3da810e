"""Batch normalization forwards, in inference and backwards: Ioffe & Szegedy 2015, arXiv 1502.03167."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bn_core.arguments import (
    Axis,
    FloatArray,
    finite_array,
    float_array,
    non_negative_number,
    not_negative,
    per_group,
    reduced_axes,
    statistics_shape,
)
from bn_core.engine.affine import affine_around, is_near_zero
from bn_core.engine.backward import affine_of_both, gradient_sums
from bn_core.engine.layout import is_small
from bn_core.moments import Moments, moments
from bn_core.plain import inverse_deviation, normalized

__all__ = [
    "BatchNormGradients",
    "BatchNormResult",
    "batch_norm",
    "batch_norm_backward",
    "batch_norm_inference",
    "identity_parameters",
]

# From so many values on, to look whether an operation can be spared costs less than the operation.
_MANY = 1 << 11


@dataclass(frozen=True, eq=False)
class BatchNormResult:
    """What the training forward pass gives.

    Attributes
    ----------
    output : ndarray
        Shape and dtype of the input.
    mean, variance : ndarray of float64
        The statistics of the mini-batch (biased variance) as `moments` gives them, reduced axes kept with length 1.
    """

    output: FloatArray
    mean: NDArray[np.float64]
    variance: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class BatchNormGradients:
    """Gradients of the loss.

    Attributes
    ----------
    x : ndarray
        Shape and dtype of `x`.
    gamma, beta : ndarray of float64
        One value per group, with the shape of the statistics. Where one gamma or beta serves several groups, its gradient is the
        sum of theirs.
    """

    x: FloatArray
    gamma: NDArray[np.float64]
    beta: NDArray[np.float64]


def batch_norm(
    x: ArrayLike,
    gamma: ArrayLike = 1.0,
    beta: ArrayLike = 0.0,
    *,
    axis: Axis,
    epsilon: float = 1e-5,
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
    gamma, beta : array_like
        Numbers, or arrays that broadcast against the statistics.
    axis : int, tuple of int or None
        Axes that are *reduced*: ``(0, 1, 2)`` gives one mean per channel of NHWC data, ``0`` one per pixel position. Keras names
        the axis that is *kept* instead.
    epsilon : float
        Finite, not negative. Keras and TensorFlow's layers use 1e-3, PyTorch 1e-5, the study note 1e-8.
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
    axes = reduced_axes(axis, x.ndim)
    shape = statistics_shape(x.shape, axes)
    gamma = per_group("gamma", gamma, shape)
    beta = per_group("beta", beta, shape)
    epsilon = non_negative_number("epsilon", epsilon)
    if statistics is None and out is None and is_small(x, axes):
        return BatchNormResult(*normalized(x, axes, gamma, beta, epsilon))
    batch = moments(x, axes) if statistics is None else statistics
    if batch.mean.shape != shape or batch.variance.shape != shape:
        raise ValueError(f"statistics must have the shape {shape}, got {batch.mean.shape} and {batch.variance.shape}")
    inverse = inverse_deviation(batch.variance, epsilon)
    output = affine_around(x, axes, batch.mean, gamma * inverse, beta, out, checked=statistics is None)
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

    Returns
    -------
    ndarray
        Shape and dtype of `x`.

    Examples
    --------
    >>> batch_norm_inference(np.array([[3.0, 3.0]]), mean=[1.0, 2.0], variance=[4.0, 1.0], epsilon=0.0)
    array([[1., 1.]])
    """
    x = float_array("x", x)
    epsilon = non_negative_number("epsilon", epsilon)
    centre, variance = finite_array("mean", mean), not_negative("variance", finite_array("variance", variance))
    shape = _common_shape(x.shape, centre.shape, variance.shape)
    gamma = per_group("gamma", gamma, shape)
    beta = per_group("beta", beta, shape)
    inverse = inverse_deviation(variance, epsilon)
    shared = tuple([a for a, n in enumerate(shape) if n == 1])
    slope = gamma * inverse
    if x.size > _MANY and is_near_zero(centre, inverse):  # then the constant holds the mean: one operation less a value
        return affine_around(x, shared, None, slope, beta - centre * slope, checked=False)
    return affine_around(x, shared, centre, slope, beta, checked=False)


def batch_norm_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    mean: ArrayLike,
    variance: ArrayLike,
    gamma: ArrayLike = 1.0,
    *,
    axis: Axis,
    epsilon: float = 1e-5,
) -> BatchNormGradients:
    """Return the gradients of a loss, given its gradient with respect to the output of `batch_norm`.

    With z = (x − mean) / √(variance + epsilon), dy the gradient of the output and m values per group:

    - dβ = Σ dy
    - dγ = Σ dy · z
    - dx = γ / √(variance + epsilon) · (dy − dβ / m − z · dγ / m)

    The last two terms of dx are there because the mean and the variance depend on x as well (section 3 of the paper). A group
    with ``variance + epsilon == 0`` has no derivative; its gradients of x and gamma are 0.

    Parameters
    ----------
    grad_output : array_like of real numbers
        Gradient of the loss with respect to the output; shape of `x`.
    x, gamma, axis, epsilon
        What `batch_norm` was given; beta changes no gradient.
    mean, variance : array_like
        What it returned: the statistics of `x` over `axis`. They are not computed again.

    Examples
    --------
    >>> x = np.array([1.0, 2.0, 3.0, 6.0])
    >>> forward = batch_norm(x, axis=0, epsilon=0.5)
    >>> gradients = batch_norm_backward([4.0, 0.0, 0.0, 0.0], x, forward.mean, forward.variance, axis=0, epsilon=0.5)
    >>> gradients.x
    array([ 1.  , -0.75, -0.5 ,  0.25])
    >>> gradients.gamma, gradients.beta
    (array([-4.]), array([4.]))
    """
    x, dy = float_array("x", x), float_array("grad_output", grad_output)
    if dy.shape != x.shape:
        raise ValueError(f"grad_output must have the shape of x, {x.shape}, got {dy.shape}")
    axes = reduced_axes(axis, x.ndim)
    shape = statistics_shape(x.shape, axes)
    mean = per_group("mean", mean, shape)
    variance = not_negative("variance", per_group("variance", variance, shape))
    gamma = per_group("gamma", gamma, shape)
    inverse = inverse_deviation(variance, non_negative_number("epsilon", epsilon))
    if x.size == 0:
        return BatchNormGradients(x.copy(), np.zeros(shape), np.zeros(shape))
    sums = gradient_sums(dy, x, axes, mean, variance, inverse)
    grad_beta = sums.dy
    grad_gamma = sums.products * inverse
    m = x.size // grad_beta.size
    grad_x = affine_of_both(dy, x, axes, sums, mean, -grad_gamma * inverse / m, -grad_beta / m, gamma * inverse)
    return BatchNormGradients(grad_x, grad_gamma, grad_beta)


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


@lru_cache(maxsize=512)
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
