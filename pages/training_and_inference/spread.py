"""How far the statistics of mini-batches of each size lie apart, and what that does to one image among others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.data.mini_batch import MiniBatch
from bn_view.data.sizes import MOST_IMAGES
from pages.training_and_inference.values import Images
from workers.memory import shared_cache

_SIZES = (2, 4, 8, 16, 32, 64, 128, 256)
RESAMPLES = 64
# As many mini-batches as are drawn, the first ones of the running statistics.
SHOWN = 100
PERCENTILES = (5, 50, 95)
# What the ends are called of the ranges that hold nine of ten means, and of ten variances.
ENDS = (("low_mean", "high_mean"), ("low_variance", "high_variance"))


@dataclass(frozen=True, eq=False)
class Bands:
    """The 5th, 50th and 95th percentile over the mini-batches of each size, (3, sizes): of mean, variance and output.

    The output is that of one `pixel`, which normalized within its image becomes `alone`.
    """

    sizes: tuple[int, ...]
    mean: NDArray[np.float64]
    variance: NDArray[np.float64]
    output: NDArray[np.float64]
    alone: float
    pixel: float


@shared_cache(256)
def first_batches(images: Images, size: int, seed: int) -> NDArray[np.float64]:
    """Return mean and variance, first channel, of the first mini-batches that go by: (2, SHOWN)."""
    batches = bn_core.moments_of_batches(images.each, bn_core.shuffled_batches(images.count, size, SHOWN, seed))
    return np.stack([batches.mean[:, 0], batches.variance[:, 0]])


def reach(images: Images, size: int, seed: int) -> list[tuple[float, float]]:
    """Return from where to where means and variances reach, of the mini-batches of every size that the slider draws."""
    batches = _of_drawn_sizes(images, size, seed)
    return list(zip(batches.min((0, 2)).tolist(), batches.max((0, 2)).tolist(), strict=True))


def ends(batches: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Return the ends of the ranges that hold nine of ten means and of ten variances, for each size or for one."""
    both = np.percentile(batches, (PERCENTILES[0], PERCENTILES[-1]), axis=-1)
    return {name: both[end, ..., statistic] for statistic, names in enumerate(ENDS) for end, name in enumerate(names)}


def ends_of_sizes(images: Images, size: int, seed: int) -> dict[str, NDArray[np.float64]]:
    """Return these ends for every size that the slider draws."""
    return ends(_of_drawn_sizes(images, size, seed))


def _of_drawn_sizes(images: Images, size: int, seed: int) -> NDArray[np.float64]:
    """Return the mini-batches of all sizes where there are few images, else those of the chosen one: (sizes, 2, SHOWN)."""
    sizes = range(MiniBatch.batch_size.least, images.count + 1) if images.count <= MOST_IMAGES else (size,)
    return np.stack([first_batches(images, of_size, seed) for of_size in sizes])


@shared_cache(64)
def bands_of(images: Images, seed: int, epsilon: float) -> Bands:
    """Draw mini-batches of each size, no image twice; normalize the first image's middle pixel, first channel, within each."""
    row, column = images.first.shape[0] // 2, images.first.shape[1] // 2
    pixel = images.first[row, column, :1]
    values, draw, everyone = [], np.random.default_rng(seed), np.tile(np.arange(images.count), (RESAMPLES, 1))
    sizes = (*(size for size in _SIZES[:-1] if size < images.count), min(_SIZES[-1], images.count))
    for size in sizes:
        batch = bn_core.moments_of_batches(images.each, draw.permuted(everyone, axis=1)[:, :size])
        others = draw.permuted(everyone[:, 1:], axis=1)[:, : size - 1]
        with_first = bn_core.moments_of_batches(images.each, np.hstack([everyone[:, :1], others]))
        mean, variance = with_first.mean[:, :1], with_first.variance[:, :1]
        output = bn_core.batch_norm_inference(np.tile(pixel, (RESAMPLES, 1)), mean, variance, epsilon=epsilon)
        values.append([batch.mean[:, 0], batch.variance[:, 0], output[:, 0]])
    mean, variance, output = np.moveaxis(np.percentile(values, PERCENTILES, axis=-1), -1, 0)
    alone = bn_core.group_norm(images.first[np.newaxis], 1, epsilon=epsilon)[0, row, column, 0]
    return Bands(sizes, mean, variance, output, float(alone), float(pixel[0]))
