"""Gradients of a loss through batch normalization, in training and in inference."""

from __future__ import annotations

from dataclasses import dataclass
from types import EllipsisType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bn_core.arguments import (
    Axis,
    FloatArray,
    axes_around,
    float_array,
    mask,
    non_negative_number,
    not_negative,
    per_group,
    statistics_shape,
)
from bn_core.batch_norm import frozen_statistics
from bn_core.engine.affine import affine_around
from bn_core.engine.backward import affine_of_both, gradient_sums
from bn_core.plain import inverse_deviation

__all__ = ["Gradients", "batch_norm_backward", "batch_norm_inference_backward"]


@dataclass(frozen=True, eq=False)
class Gradients:
    """Gradients of the loss.

    Attributes
    ----------
    x : ndarray
        Shape and dtype of `x`.
    gamma, beta : ndarray of float64
        As many as the normalization can have: one per group of batch normalization, in the shape of the statistics; one per
        feature, in the shape of the normalized axes; one per channel, shape (C,). Where one gamma or beta serves several, its
        gradient is the sum of theirs.
    """

    x: FloatArray
    gamma: NDArray[np.float64]
    beta: NDArray[np.float64]


def batch_norm_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    mean: ArrayLike,
    variance: ArrayLike,
    gamma: ArrayLike | None = None,
    *,
    axis: Axis | EllipsisType = ...,
    channel_axis: int | None = None,
    epsilon: float = 1e-5,
    where: ArrayLike | None = None,
) -> Gradients:
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
    x, gamma, axis, channel_axis, epsilon, where
        What `batch_norm` was given; beta changes no gradient. Here all of `x` must be finite: outside `where`, too.
    mean, variance : array_like
        What it returned: the statistics of `x` over `axis`. They are not computed again.

    Examples
    --------
    >>> from bn_core import batch_norm
    >>> x = np.array([1.0, 2.0, 3.0, 6.0])
    >>> forward = batch_norm(x, axis=0, epsilon=0.5)
    >>> gradients = batch_norm_backward([4.0, 0.0, 0.0, 0.0], x, forward.mean, forward.variance, axis=0, epsilon=0.5)
    >>> gradients.x
    array([ 1.  , -0.75, -0.5 ,  0.25])
    >>> gradients.gamma, gradients.beta
    (array([-4.]), array([4.]))
    """
    x, dy = both_arrays(x, grad_output)
    axes = axes_around(axis, channel_axis, x.ndim)
    shape = statistics_shape(x.shape, axes)
    mean = per_group("mean", mean, shape)
    variance = not_negative("variance", per_group("variance", variance, shape))
    gamma = per_group("gamma", 1.0 if gamma is None else gamma, shape)
    inverse = inverse_deviation(variance, non_negative_number("epsilon", epsilon))
    if x.size == 0:
        return Gradients(x.copy(), np.zeros(shape), np.zeros(shape))
    sums = gradient_sums(dy, x, axes, mean, variance, inverse)
    grad_beta = sums.dy
    grad_gamma = sums.products * inverse
    counted = None if where is None else mask(where, x.shape)
    m = x.size // grad_beta.size if counted is None else np.count_nonzero(counted, axes, keepdims=True)
    grad_x = affine_of_both(dy, x, axes, sums, mean, -grad_gamma * inverse / m, -grad_beta / m, gamma * inverse)
    if counted is not None:  # the other values make no statistics
        np.copyto(grad_x, dy * (gamma * inverse), where=~counted, casting="same_kind")
    return Gradients(grad_x, grad_gamma, grad_beta)


def batch_norm_inference_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    mean: ArrayLike,
    variance: ArrayLike,
    gamma: ArrayLike | None = None,
    *,
    channel_axis: int | None = None,
    epsilon: float = 1e-5,
) -> Gradients:
    """Return the gradients through `batch_norm_inference`, as when a trained network is tuned with its statistics frozen.

    dx = dy · γ / √(variance + epsilon), dγ = Σ dy · z, dβ = Σ dy: mean and variance do not depend on x.

    Parameters
    ----------
    grad_output : array_like of real numbers
        Gradient of the loss with respect to the output; shape of `x`.
    x, mean, variance, gamma, channel_axis, epsilon
        What `batch_norm_inference` was given.

    Examples
    --------
    >>> batch_norm_inference_backward([[1.0, 2.0]], [[3.0, 3.0]], [1.0, 2.0], [4.0, 1.0], epsilon=0.0).x
    array([[0.5, 2. ]])
    """
    x, dy = both_arrays(x, grad_output)
    mean, inverse, gamma, _, axes = frozen_statistics(x, mean, variance, gamma, None, channel_axis, epsilon)
    groups = tuple(1 if a in axes else n for a, n in enumerate(x.shape))
    sums = gradient_sums(dy, x, axes, *(np.broadcast_to(s, groups) for s in (mean, inverse * inverse, inverse)))
    grad_x = affine_around(dy, axes, None, gamma * inverse, np.zeros(()))
    return Gradients(grad_x.astype(x.dtype, copy=False), sums.products * inverse, sums.dy)


def both_arrays(x: ArrayLike, grad_output: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return x and the gradient of the output, which has its shape."""
    x, dy = float_array("x", x), float_array("grad_output", grad_output)
    if dy.shape != x.shape:
        raise ValueError(f"grad_output must have the shape of x, {x.shape}, got {dy.shape}")
    return x, dy
