"""What a user would write: the formulas of a book in NumPy, sums in float64, the arguments checked.

Checked is what one would want to hear of: what is no array of floats, an axis that does not exist, a negative epsilon, a gamma
that does not fit. `bn_core` checks more (NaN, infinity, masks, groups without values), at no cost that shows.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple
from numpy.typing import NDArray

Array = NDArray[np.floating]
Axes = tuple[int, ...]


def batch_norm(x: Array, gamma: Array, beta: Array, axes: Axes, epsilon: float) -> tuple[Array, Array, Array]:
    x, axes = checked(x, axes, epsilon)
    kept = tuple(1 if a in axes else n for a, n in enumerate(x.shape))
    gamma, beta = fitting(kept, gamma, beta)
    mean, variance = moments_of(x, axes)
    return ((x - mean) / np.sqrt(variance + epsilon) * gamma + beta).astype(x.dtype), mean, variance


def batch_norm_inference(x: Array, mean: Array, variance: Array, gamma: Array, beta: Array, epsilon: float) -> Array:
    x, _ = checked(x, (), epsilon)
    mean, variance, gamma, beta = fitting(x.shape, mean, variance, gamma, beta)
    if (variance < 0).any():
        raise ValueError("negative variance")
    return ((x - mean) / np.sqrt(variance + epsilon) * gamma + beta).astype(x.dtype)


def layer_norm(x: Array, gamma: Array, beta: Array, axes: Axes, epsilon: float) -> Array:
    x, axes = checked(x, axes, epsilon)
    gamma, beta = fitting(tuple(x.shape[a] for a in axes), gamma, beta)
    mean, variance = moments_of(x, axes)
    return ((x - mean) / np.sqrt(variance + epsilon) * gamma + beta).astype(x.dtype)


def group_norm(x: Array, groups: int, gamma: Array, beta: Array, channel: int, epsilon: float) -> Array:
    channels = x.shape[channel]
    grouped = x.reshape(*x.shape[:channel], groups, channels // groups, *x.shape[channel + 1 :])
    grouped, axes = checked(grouped, tuple(a for a in range(1, grouped.ndim) if a != channel), epsilon)
    gamma, beta = fitting((channels,), gamma, beta)
    mean, variance = moments_of(grouped, axes)
    shape = [-1 if a == channel else 1 for a in range(x.ndim)]
    normalized = ((grouped - mean) / np.sqrt(variance + epsilon)).reshape(x.shape)
    return (normalized * gamma.reshape(shape) + beta.reshape(shape)).astype(x.dtype)


def moments(x: Array, axes: Axes) -> tuple[Array, Array]:
    return moments_of(*checked(x, axes, 0.0))


def min_max_scale(x: Array, axes: Axes, low: float = 0.0, high: float = 1.0) -> Array:
    x, axes = checked(x, axes, 0.0)
    if not low < high:
        raise ValueError("the range is empty")
    least, greatest = np.min(x, axes, keepdims=True), np.max(x, axes, keepdims=True)
    span = greatest - least
    return (x - least) / np.where(span > 0, span, 1) * (high - low) + low


def moments_of(x: Array, axes: Axes) -> tuple[Array, Array]:
    return np.mean(x, axes, np.float64, keepdims=True), np.var(x, axes, np.float64, keepdims=True)


def checked(x: Array, axes: Axes, epsilon: float) -> tuple[Array, Axes]:
    x = np.asarray(x)
    if x.dtype.kind != "f":
        raise TypeError("floats, please")
    if not epsilon >= 0:
        raise ValueError("negative epsilon")
    return x, normalize_axis_tuple(axes, x.ndim)


def fitting(shape: tuple[int, ...], *parameters: Array) -> list[Array]:
    arrays = [np.asarray(parameter) for parameter in parameters]
    for array in arrays:
        if array.dtype.kind not in "fiu":
            raise TypeError("numbers, please")
        if np.broadcast_shapes(array.shape, shape) != shape:
            raise ValueError("does not fit")
    return arrays
