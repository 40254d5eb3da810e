"""Gradients of a loss through the normalizations that treat each sample by itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from bn_core.arguments import Axis, FloatArray, is_finite, non_negative_number
from bn_core.backward import Gradients, both_arrays
from bn_core.engine.layout import BLOCK_BYTES
from bn_core.norms import feature_axes, grouped_channels, over_features, per_channel, samples_and_channels
from bn_core.plain import centred, inverse_deviation, squared

__all__ = ["group_norm_backward", "instance_norm_backward", "layer_norm_backward", "rms_norm_backward"]


def layer_norm_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    gamma: ArrayLike | None = None,
    *,
    axis: Axis = -1,
    channel_axis: int | None = None,
    epsilon: float = 1e-5,
) -> Gradients:
    """Return the gradients through `layer_norm`.

    With g = dy · γ, and its averages over the features of the sample: dx = (g − mean(g) − z · mean(g · z)) / √(variance +
    epsilon); dγ = Σ dy · z and dβ = Σ dy over the samples.

    Parameters
    ----------
    grad_output : array_like of real numbers
        Gradient of the loss with respect to the output; shape of `x`.
    x, gamma, axis, channel_axis, epsilon
        What `layer_norm` was given.

    Examples
    --------
    >>> layer_norm_backward([[1.0, 0.0, 0.0]], [[1.0, 2.0, 3.0]], epsilon=0.0).beta
    array([1., 0., 0.])
    """
    return _through_features(grad_output, x, gamma, axis, channel_axis, epsilon, centre=True)


def rms_norm_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    gamma: ArrayLike | None = None,
    *,
    axis: Axis = -1,
    channel_axis: int | None = None,
    epsilon: float = 1e-5,
) -> Gradients:
    """Return the gradients through `rms_norm`: as through `layer_norm`, without mean(g), as nothing is centred.

    Parameters
    ----------
    grad_output, x, gamma, axis, channel_axis, epsilon
        As in `layer_norm_backward`.

    Examples
    --------
    >>> rms_norm_backward([1.0, 0.0], [1.0, 7.0], epsilon=0.0).gamma
    array([0.2, 0. ])
    """
    return _through_features(grad_output, x, gamma, axis, channel_axis, epsilon, centre=False)


def group_norm_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    groups: int,
    gamma: ArrayLike | None = None,
    *,
    channel_axis: int = -1,
    epsilon: float = 1e-5,
) -> Gradients:
    """Return the gradients through `group_norm`, by the formulas of `layer_norm_backward` for each group of each sample.

    Parameters
    ----------
    grad_output : array_like of real numbers
        Gradient of the loss with respect to the output; shape of `x`.
    x, groups, gamma, channel_axis, epsilon
        What `group_norm` was given.

    Examples
    --------
    >>> group_norm_backward([[1.0, 0.0, 0.0, 2.0]], [[1.0, 3.0, 10.0, 30.0]], groups=2, epsilon=0.0).gamma
    array([-1.,  0.,  0.,  2.])
    """
    x, dy = both_arrays(x, grad_output)
    grouped, axes, kept, of_channels = grouped_channels(x, groups, channel_axis)
    gamma = per_channel("gamma", 1.0 if gamma is None else gamma, of_channels)
    gradients = _of_samples(dy.reshape(grouped.shape), grouped, axes, kept, gamma, epsilon, centre=True)
    return Gradients(gradients.x.reshape(x.shape), gradients.gamma.reshape(-1), gradients.beta.reshape(-1))


def instance_norm_backward(
    grad_output: ArrayLike, x: ArrayLike, gamma: ArrayLike | None = None, *, channel_axis: int = -1, epsilon: float = 1e-5
) -> Gradients:
    """Return the gradients through `instance_norm`, which is `group_norm` with a group for each channel.

    Parameters
    ----------
    grad_output, x, gamma, channel_axis, epsilon
        As in `group_norm_backward`.

    Examples
    --------
    >>> instance_norm_backward([[[1.0], [0.0]]], [[[1.0], [3.0]]], epsilon=0.0).gamma
    array([-1.])
    """
    x, channel = samples_and_channels(x, channel_axis)
    return group_norm_backward(grad_output, x, x.shape[channel], gamma, channel_axis=channel, epsilon=epsilon)


def _through_features(
    grad_output: ArrayLike,
    x: ArrayLike,
    gamma: ArrayLike | None,
    axis: Axis,
    channel_axis: int | None,
    epsilon: float,
    *,
    centre: bool,
) -> Gradients:
    x, dy = both_arrays(x, grad_output)
    axes = feature_axes(x, axis)
    gamma = over_features("gamma", 1.0 if gamma is None else gamma, x.shape, axes, channel_axis)
    kept = axes if channel_axis is None else (channel_axis % x.ndim,)
    return _of_samples(dy, x, axes, kept, gamma, epsilon, centre=centre)


def _of_samples(
    dy: FloatArray,
    x: FloatArray,
    axes: tuple[int, ...],
    kept: tuple[int, ...],
    gamma: FloatArray,
    epsilon: float,
    *,
    centre: bool,
) -> Gradients:
    """Work in float64 on a run of samples at a time; `axes` are normalized, gamma's gradient is wanted along the `kept` ones."""
    epsilon = non_negative_number("epsilon", epsilon)
    if not is_finite(dy):
        raise ValueError("grad_output must be finite, got NaN or infinity")
    summed = tuple(a for a in range(x.ndim) if a not in kept)
    grad_x = np.empty(x.shape, x.dtype)
    grad_gamma, grad_beta = np.zeros((2, *(n if a in kept else 1 for a, n in enumerate(x.shape))))
    step = len(x) if x.ndim == 0 or 0 in axes else max(1, BLOCK_BYTES * len(x) // max(1, 8 * x.size))
    for start in range(0, len(x), step):
        run = slice(start, start + step)
        z, inverse = _normalized(x[run], axes, epsilon, centre=centre)
        upstream = dy[run].astype(z.dtype)
        grad_gamma += np.add.reduce(upstream * z, summed, keepdims=True)
        grad_beta += np.add.reduce(upstream, summed, keepdims=True)
        upstream *= gamma
        along_z = (upstream * z).mean(axes, keepdims=True)
        if centre:
            upstream -= upstream.mean(axes, keepdims=True)
        grad_x[run] = (upstream - z * along_z) * inverse
    return Gradients(grad_x, *(g.reshape([x.shape[a] for a in kept]) for g in (grad_gamma, grad_beta)))


def _normalized(x: FloatArray, axes: tuple[int, ...], epsilon: float, *, centre: bool) -> tuple[FloatArray, FloatArray]:
    if centre:
        z, _, square = centred(x, axes)
    else:
        z, square = squared(x, axes)
    inverse = inverse_deviation(square, epsilon)
    z *= inverse
    return z, inverse
