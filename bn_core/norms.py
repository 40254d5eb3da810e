"""The relatives of batch normalization that treat each sample by itself: layer, RMS, instance and group normalization.

Training and inference are the same computation. The result has the shape and dtype of `x`; a group of values with
``variance + epsilon == 0`` gives beta.
"""

from __future__ import annotations

from functools import lru_cache
from math import prod

import numpy as np
from numpy.typing import ArrayLike

from bn_core.arguments import (
    Axis,
    FloatArray,
    along_channels,
    channel_vector,
    existing_axis,
    finite_array,
    fits,
    float_array,
    non_negative_number,
    reduced_axes,
    statistics_shape,
    whole_number,
)
from bn_core.engine.normalize import normalized

__all__ = ["group_norm", "instance_norm", "layer_norm", "rms_norm"]


def layer_norm(
    x: ArrayLike,
    gamma: ArrayLike | None = None,
    beta: ArrayLike | None = None,
    *,
    axis: Axis = -1,
    channel_axis: int | None = None,
    epsilon: float = 1e-5,
) -> FloatArray:
    """Normalize each sample over its features, then scale and shift each feature.

    output = gamma · (x − mean) / √(variance + epsilon) + beta, with mean and biased variance over `axis` (Ba, Kiros & Hinton
    2016, arXiv 1607.06450).

    Parameters
    ----------
    x : array_like of real numbers
        Integers become float64.
    gamma, beta : array_like, optional
        Numbers, or arrays that broadcast against the *normalized* axes alone, in the order they have in `x`: for `x` of shape
        (N, H, W, C), shape (C,) with ``axis=-1``, and (H, W, C) or (C,) with ``axis=(1, 2, 3)``. Batch normalization has them
        along the other axes.
    axis : int, tuple of int or None
        Axes that are reduced: the features of a sample.
    channel_axis : int, optional
        The one of these along which gamma and beta lie, in shape (C,). Without it a vector that fits several of them is refused.
    epsilon : float
        Finite, not negative. PyTorch uses 1e-5, Keras 1e-3.

    Examples
    --------
    >>> layer_norm(np.array([[1.0, 3.0], [10.0, 30.0]]), gamma=[1.0, 2.0], epsilon=0.0)
    array([[-1.,  2.],
           [-1.,  2.]])
    """
    x = float_array("x", x)
    axes = feature_axes(x, axis)
    gamma = over_features("gamma", 1.0 if gamma is None else gamma, x.shape, axes, channel_axis)
    beta = over_features("beta", 0.0 if beta is None else beta, x.shape, axes, channel_axis)
    return normalized(x, axes, gamma, beta, non_negative_number("epsilon", epsilon))


def rms_norm(
    x: ArrayLike,
    gamma: ArrayLike | None = None,
    *,
    axis: Axis = -1,
    channel_axis: int | None = None,
    epsilon: float = 1e-5,
) -> FloatArray:
    """Divide each sample by the root of its mean square, then scale each feature; nothing is centred.

    output = gamma · x / √(mean(x²) + epsilon), with the mean over `axis` (Zhang & Sennrich 2019, arXiv 1910.07467). A sample of
    zeros gives 0, with ``epsilon == 0`` too, and so do values below about 1e-162, whose squares are 0 in float64.

    Parameters
    ----------
    x, gamma, axis, channel_axis, epsilon
        As in `layer_norm`.

    Examples
    --------
    >>> rms_norm(np.array([1.0, 7.0]), epsilon=0.0)
    array([0.2, 1.4])
    """
    x = float_array("x", x)
    axes = feature_axes(x, axis)
    gamma = over_features("gamma", 1.0 if gamma is None else gamma, x.shape, axes, channel_axis)
    return normalized(x, axes, gamma, np.zeros(()), non_negative_number("epsilon", epsilon), centred=False)


def instance_norm(
    x: ArrayLike,
    gamma: ArrayLike | None = None,
    beta: ArrayLike | None = None,
    *,
    channel_axis: int = -1,
    epsilon: float = 1e-5,
) -> FloatArray:
    """Normalize each channel of each sample by itself, then scale and shift the channel.

    output = gamma · (x − mean) / √(variance + epsilon) + beta, with mean and biased variance over all axes but the first and
    `channel_axis` (Ulyanov, Vedaldi & Lempitsky 2016, arXiv 1607.08022).

    Parameters
    ----------
    x : array_like of real numbers
        Samples along the first axis; integers become float64.
    gamma, beta : array_like, optional
        Numbers, or one per channel, shape (C,).
    channel_axis : int
        Any axis but the first: -1 for NHWC, 1 for NCHW.
    epsilon : float
        Finite, not negative.

    Examples
    --------
    >>> instance_norm(np.array([[[1.0, 5.0], [3.0, 9.0]]]), epsilon=0.0)
    array([[[-1., -1.],
            [ 1.,  1.]]])
    """
    x, channel = samples_and_channels(x, channel_axis)
    return group_norm(x, x.shape[channel], gamma, beta, channel_axis=channel, epsilon=epsilon)


def group_norm(
    x: ArrayLike,
    groups: int,
    gamma: ArrayLike | None = None,
    beta: ArrayLike | None = None,
    *,
    channel_axis: int = -1,
    epsilon: float = 1e-5,
) -> FloatArray:
    """Normalize neighbouring channels of each sample together, then scale and shift each channel.

    output = gamma · (x − mean) / √(variance + epsilon) + beta, with one mean and biased variance for each sample and each of
    `groups` runs of channels (Wu & He 2018, arXiv 1803.08494). With one group this is layer normalization over all axes of a
    sample, with one group per channel it is instance normalization; gamma and beta stay one per channel.

    Parameters
    ----------
    groups : int
        Divides the number of channels.
    x, gamma, beta, channel_axis, epsilon
        As in `instance_norm`.

    Examples
    --------
    >>> group_norm(np.array([[1.0, 3.0, 10.0, 30.0]]), groups=2, epsilon=0.0)
    array([[-1.,  1., -1.,  1.]])
    """
    x = float_array("x", x)
    grouped, axes, _, of_channels = grouped_channels(x, groups, channel_axis)
    gamma = per_channel("gamma", 1.0 if gamma is None else gamma, of_channels)
    beta = per_channel("beta", 0.0 if beta is None else beta, of_channels)
    return normalized(grouped, axes, gamma, beta, non_negative_number("epsilon", epsilon)).reshape(x.shape)


def feature_axes(x: FloatArray, axis: Axis) -> tuple[int, ...]:
    """Return the normalized axes of samples."""
    axes = reduced_axes(axis, x.ndim)
    statistics_shape(x.shape, axes)
    return axes


def over_features(
    name: str, value: ArrayLike, shape: tuple[int, ...], axes: tuple[int, ...], channel_axis: int | None
) -> FloatArray:
    """Return gamma or beta with as many axes as `x`, those that are not normalized having length 1; a number as it is."""
    if channel_axis is not None:
        channel = existing_axis("channel_axis", channel_axis, len(shape))
        if channel not in axes:
            raise ValueError(f"channel_axis must be one of the normalized axes {axes}, got {channel_axis}")
        return along_channels(name, value, shape, channel)
    array = finite_array(name, value)
    return array if array.ndim == 0 else array.reshape(_shape_over_features(name, array.shape, shape, axes))


def grouped_channels(
    x: FloatArray, groups: int, channel_axis: int
) -> tuple[FloatArray, tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """Return `x` with two axes for the channels, groups and those of a group; the normalized axes, those two, and their shape."""
    x, channel = samples_and_channels(x, channel_axis)
    channels, groups = x.shape[channel], whole_number("groups", groups, least=min(1, x.shape[channel]))
    if channels % max(1, groups):
        raise ValueError(f"groups must divide the {channels} channels of x, got {groups}")
    statistics_shape(x.shape, tuple(a for a in range(1, x.ndim) if a != channel))
    grouped = x.reshape(*x.shape[:channel], groups, channels // max(1, groups), *x.shape[channel + 1 :])
    axes, both = tuple(a for a in range(1, grouped.ndim) if a != channel), (channel, channel + 1)
    return grouped, axes, both, tuple(n if a in both else 1 for a, n in enumerate(grouped.shape))


def per_channel(name: str, value: ArrayLike, shape: tuple[int, ...]) -> FloatArray:
    """Return gamma or beta, one a channel, as this shape has the channels."""
    return channel_vector(name, value, prod(shape)).reshape(shape)


@lru_cache(maxsize=512)
def _shape_over_features(name: str, given: tuple[int, ...], shape: tuple[int, ...], axes: tuple[int, ...]) -> tuple[int, ...]:
    features = tuple(shape[a] for a in axes)
    if not fits(given, features):
        raise ValueError(f"{name} must broadcast against the normalized axes of shape {features}, got shape {given}")
    if len(given) == 1 and given[0] > 1 and features.count(given[0]) > 1:
        raise ValueError(
            f"{name} of shape {given} fits several of the normalized axes of shape {features}: channel_axis says which"
        )
    lengths = dict(zip(axes, (1,) * (len(axes) - len(given)) + given, strict=True))
    return tuple(lengths.get(a, 1) for a in range(len(shape)))


def samples_and_channels(x: ArrayLike, channel_axis: int) -> tuple[FloatArray, int]:
    """Return `x`, checked to have samples and channels, and the number of its channel axis."""
    array = float_array("x", x)
    if array.ndim < 2:
        raise ValueError(f"x must have a sample and a channel axis, got shape {array.shape}")
    channel = existing_axis("channel_axis", channel_axis, array.ndim)
    if channel == 0:
        raise ValueError(f"channel_axis must not be the first axis, which holds the samples, got {channel_axis}")
    return array, channel
