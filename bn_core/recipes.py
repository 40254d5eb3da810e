"""Five ways to the mean and standard deviation of a data set that many use, each of which gives something else.

The right way is `bn_core.moments` over all values, or the sum of the moments of parts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bn_core.arguments import float_array, is_finite, one_of, whole_numbers
from bn_core.moments import Moments, moments
from bn_core.parts import check_parts, moments_of_parts, spread

__all__ = [
    "STATISTICS_RECIPES",
    "DataStatistics",
    "after_normalizing",
    "mean_of_deviations",
    "merged_as_equal",
    "root_of_mean_variance",
    "statistics_by_recipe",
]


class DataStatistics(NamedTuple):
    """What somebody takes for the mean and standard deviation of each channel, shape (C,)."""

    mean: NDArray[np.float64]
    deviation: NDArray[np.float64]


def mean_of_deviations(parts: Moments) -> DataStatistics:
    """Return the mean of the parts' means and of their standard deviations, each part counting as much as any other.

    Of images it reproduces ImageNet's (0.229, 0.224, 0.225), as pytorch/vision PR 1965
    reports. It leaves out how far the parts lie apart.

    Examples
    --------
    >>> mean_of_deviations(moments(np.array([[1.0, 3.0], [11.0, 13.0]]), axis=1)).deviation
    array([1.])
    """
    check_parts("parts", parts)
    return DataStatistics(parts.mean.mean(0), np.sqrt(parts.variance).mean(0))


def root_of_mean_variance(parts: Moments) -> DataStatistics:
    """Return the mean of the parts' means, and the root of the mean of their variances, each part counting as much as any other.

    It leaves out how far the parts lie apart.

    Examples
    --------
    >>> root_of_mean_variance(moments(np.array([[1.0, 3.0], [11.0, 25.0]]), axis=1)).deviation
    array([5.])
    """
    check_parts("parts", parts)
    return DataStatistics(parts.mean.mean(0), np.sqrt(parts.variance.mean(0)))


def merged_as_equal(parts: Moments) -> DataStatistics:
    """Return what the parts have together if each of them had as many values as any other.

    So PyTorch's synchronized batch norm once merged unequal shares (pytorch issue 22192). Of equal parts it is right.

    Examples
    --------
    >>> from bn_core import Moments
    >>> parts = Moments(np.array([3, 1]), np.array([0.0, 8.0]), np.zeros(2))
    >>> merged_as_equal(parts).mean.item(), spread(parts).mean.item()
    (4.0, 2.0)
    """
    check_parts("parts", parts)
    together = spread(Moments(1, parts.mean, parts.variance))
    return DataStatistics(together.mean, np.sqrt(together.variance))


def _mean_of_image_deviations(images: NDArray[np.floating], _batch_size: int, _levels: int) -> DataStatistics:
    return mean_of_deviations(_of_each(images))


def _mean_of_batch_deviations(images: NDArray[np.floating], batch_size: int, _levels: int) -> DataStatistics:
    return mean_of_deviations(moments_of_parts(_of_each(images), batch_size))


def _root_of_mean_batch_variance(images: NDArray[np.floating], batch_size: int, _levels: int) -> DataStatistics:
    return root_of_mean_variance(moments_of_parts(_of_each(images), batch_size))


def _sums_in_float32(images: NDArray[np.floating], batch_size: int, _levels: int) -> DataStatistics:
    """Add up values and squares in float32, √(Σx²/n − (Σx/n)²): the digits that tell them apart are lost far from 0."""
    total = squares = np.zeros(images.shape[-1], np.float32)
    for start in range(0, len(images), batch_size):
        batch = images[start : start + batch_size].astype(np.float32)
        total, squares = total + batch.sum((0, 1, 2)), squares + np.square(batch).sum((0, 1, 2))
    count = np.float32(images.size / images.shape[-1])
    mean = total / count
    with np.errstate(invalid="ignore"):  # below 0 there is no root
        return DataStatistics(mean.astype(np.float64), np.sqrt(squares / count - mean * mean).astype(np.float64))


def _of_stored_integers(images: NDArray[np.floating], _batch_size: int, levels: int) -> DataStatistics:
    """Take the statistics of what is stored, 0 to `levels`, for images that the loader has divided by it."""
    whole = moments(images, (0, 1, 2))
    return DataStatistics(levels * whole.mean.reshape(-1), levels * np.sqrt(whole.variance).reshape(-1))


def _of_each(images: NDArray[np.floating]) -> Moments:
    each = moments(images, (1, 2))
    return Moments(each.count, each.mean[:, 0, 0], each.variance[:, 0, 0])


_RECIPES: Mapping[str, Callable[[NDArray[np.floating], int, int], DataStatistics]] = {
    "mean_of_image_deviations": _mean_of_image_deviations,
    "mean_of_batch_deviations": _mean_of_batch_deviations,
    "root_of_mean_batch_variance": _root_of_mean_batch_variance,
    "sums_in_float32": _sums_in_float32,
    "of_stored_integers": _of_stored_integers,
}
STATISTICS_RECIPES = tuple(_RECIPES)
"""The names that `statistics_by_recipe` knows."""


def statistics_by_recipe(recipe: str, images: ArrayLike, batch_size: int = 32, levels: int = 255) -> DataStatistics:
    """Return what a popular recipe takes for the mean and standard deviation of each channel.

    Parameters
    ----------
    recipe : str
        One of `STATISTICS_RECIPES`.
    images : array_like of real numbers
        (N, H, W, C), channels last; for "of_stored_integers" 0…1, as loaders make them of 0 to `levels`.
    batch_size : int
        Images in a mini-batch, at least 1; the last one has what is left. Some recipes do not look at it.
    levels : int
        The largest stored value, of which "of_stored_integers" alone knows.

    Returns
    -------
    DataStatistics
        `mean` and `deviation` (biased), float64 of shape (C,). A deviation is NaN where float32 sums make a variance below 0.

    Raises
    ------
    TypeError, ValueError
        There is no such recipe; `images` has not four axes, has no values, NaN or infinity; `batch_size` is below 1 or no int.

    Examples
    --------
    >>> images = np.array([1.0, 3.0, 11.0, 13.0]).reshape(2, 1, 2, 1)
    >>> statistics_by_recipe("mean_of_image_deviations", images).deviation, np.sqrt(moments(images).variance.item())
    (array([1.]), np.float64(5.0990195135927845))
    """
    one_of("recipe", recipe, STATISTICS_RECIPES)
    array = float_array("images", images)
    if array.ndim != 4 or not array.size:
        raise ValueError(f"images must have shape (N, H, W, C) and hold values, got shape {array.shape}")
    if not is_finite(array):
        raise ValueError("images must be finite, got NaN or infinity")
    whole_numbers(1, batch_size=batch_size, levels=levels)
    return _RECIPES[recipe](array, batch_size, levels)


def after_normalizing(whole: Moments, taken: DataStatistics) -> DataStatistics:
    """Return mean and standard deviation that the data have after (x − mean) / deviation with what was taken for theirs.

    Parameters
    ----------
    whole : Moments
        Of all values of each channel.
    taken : DataStatistics
        What the data are normalized with. Where its deviation is 0 or NaN, the result is NaN.

    Examples
    --------
    >>> images = np.array([1.0, 3.0, 11.0, 13.0]).reshape(2, 1, 2, 1)
    >>> taken = statistics_by_recipe("mean_of_image_deviations", images)
    >>> after_normalizing(moments(images, axis=(0, 1, 2)), taken).deviation
    array([5.09901951])
    """
    divisor = np.where(taken.deviation > 0, taken.deviation, np.nan)
    mean, deviation = whole.mean.reshape(-1), np.sqrt(whole.variance).reshape(-1)
    return DataStatistics((mean - taken.mean) / divisor, deviation / divisor)
