"""Data of a known shape, and what one map for all values or one map a group makes of it; epsilon is 0."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.data.mini_batch import BINS

Array = NDArray[np.floating]
Values = Callable[[], Array]
QUANTILES = 51
_SEED, _IMAGES = 678, (10, 32, 32, 1)


class Mapped(NamedTuple):
    """Values before and after, and quantiles of both in pairs, beside the line of one map for all values."""

    x: Array
    y: Array
    x_quantiles: Array
    y_quantiles: Array
    line: Array


def bimodal_images() -> Array:
    """Return images whose left half lies around 0 and whose right half around 4, with normal noise of std 0.5."""
    images = 0.5 * np.random.default_rng(_SEED).standard_normal(_IMAGES)
    images[:, :, _IMAGES[2] // 2 :] += 4.0
    return images


def uniform_images() -> Array:
    """Return images whose values are all equally likely between 0 and 1."""
    return np.random.default_rng(_SEED).random(_IMAGES)


def two_normals() -> Array:
    """Return 10,000 pairs from two normal distributions: mean 60 and std 5, mean 70 and std 10."""
    return np.array([60.0, 70.0]) + np.array([5.0, 10.0]) * np.random.default_rng(_SEED).standard_normal((10_000, 2))


def mapped(x: Array, gamma: float, beta: float, axis: tuple[int, ...] | None) -> Mapped:
    """Batch-normalize `x` over `axis`; None is one map for all values."""
    y = bn_core.batch_norm(x, gamma, beta, axis=axis, epsilon=0.0).output
    # A negative gamma reverses the order: the smallest input has the largest output.
    x_quantiles, y_quantiles = quantiles(x), quantiles(y)[:: -1 if gamma < 0 else 1]
    whole = bn_core.moments(x)
    line = bn_core.batch_norm_inference(x_quantiles, whole.mean.item(), whole.variance.item(), gamma, beta, epsilon=0.0)
    return Mapped(x, y, x_quantiles, y_quantiles, line)


def counts_of_standardized(x: Array) -> bn_core.EpsilonSweep:
    """Return the histogram of all values at gamma 1 and beta 0, for the one epsilon of this page."""
    return bn_core.epsilon_sweep(x, [0.0], axis=None, bins=BINS)


def quantiles(x: Array) -> Array:
    """Return quantiles at equal steps, from the minimum to the maximum."""
    # np.quantile parts the values around each quantile anew; it is quick on sorted ones.
    return np.quantile(np.sort(x, axis=None), np.linspace(0.0, 1.0, QUANTILES))


def lines_of_groups(x: Array, axis: tuple[int, ...]) -> tuple[Array, Array]:
    """Return the ends of each group's line before and after, (2, groups): its smallest and its largest value."""
    groups = bn_core.moments(x, axis)
    ends = np.stack([x.min(axis).reshape(-1), x.max(axis).reshape(-1)])
    return ends, bn_core.batch_norm_inference(ends, groups.mean.reshape(-1), groups.variance.reshape(-1), epsilon=0.0)
