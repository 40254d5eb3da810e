"""How far the statistics of mini-batches of each size lie apart, and what that does to one image among others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.data.mini_batch import MiniBatch
from bn_view.data.sizes import MOST_IMAGES
from pages.training_and_inference.values import Images
from workers.memory import shared_cache

_SIZES = (2, 4, 8, 16, 32, 64, 128, 256)
# As many mini-batches as are drawn of each size, the first ones of the running statistics.
SHOWN = 100
QUANTILES = (0.05, 0.5, 0.95)
# How many standard errors to both sides hold nine of ten means, where these are normally distributed.
NINE_OF_TEN = 1.645
# What the ends are called of the ranges that hold nine of ten means, and of ten variances.
ENDS = (("low_mean", "high_mean"), ("low_variance", "high_variance"))


@dataclass(frozen=True, eq=False)
class Outputs:
    """What becomes of one pixel among others: the 5th, 50th and 95th percentile over the mini-batches of each size, (3, sizes).

    The `pixel` itself normalized within its image becomes `alone`.
    """

    sizes: tuple[int, ...]
    band: NDArray[np.float64]
    alone: float
    pixel: float


@dataclass(frozen=True, eq=False)
class Sizes:
    """Of the mini-batches of several sizes the numbers of each, and from where to where means and variances of all reach."""

    sizes: tuple[int, ...]
    numbers: Mapping[str, NDArray[np.float64]]
    reach: Sequence[tuple[float, float]]


@shared_cache(256)
def first_batches(images: Images, size: int, seed: int) -> NDArray[np.float64]:
    """Return mean and variance, first channel, of the first mini-batches that go by: (2, SHOWN)."""
    batches = bn_core.moments_of_batches(images.each, bn_core.shuffled_batches(images.count, size, SHOWN, seed))
    return np.stack([batches.mean[:, 0], batches.variance[:, 0]])


def _numbers_of(batches: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Return of each size where nine of ten means and variances lie, the average variance, and how far the means scatter."""
    both = bn_core.quantiles(batches, (QUANTILES[0], QUANTILES[-1]), axis=-1)
    ends = {name: both[end, ..., statistic] for statistic, names in enumerate(ENDS) for end, name in enumerate(names)}
    return {**ends, "average": batches[..., 1, :].mean(-1), "scatter": batches[..., 0, :].std(-1)}


def drawn_sizes(images: Images, size: int) -> list[int]:
    """Return the sizes whose mini-batches are drawn: all where there are few images, else powers of 2 and the chosen one."""
    if images.count <= MOST_IMAGES:
        return list(range(MiniBatch.batch_size.least, images.count + 1))
    return sorted({*_powers(images), size})


def of_sizes(images: Images, size: int, seed: int) -> Sizes:
    """Return what the mini-batches of these sizes have."""
    return _of_sizes(images, tuple(drawn_sizes(images, size)), seed)


@shared_cache(64)
def _of_sizes(images: Images, sizes: tuple[int, ...], seed: int) -> Sizes:
    batches = np.stack([first_batches(images, size, seed) for size in sizes])
    reach = zip(batches.min((0, 2)).tolist(), batches.max((0, 2)).tolist(), strict=True)
    expected = np.array([bn_core.standard_error(images.each, size)[0] for size in sizes])
    return Sizes(sizes, {**_numbers_of(batches), "expected": expected}, list(reach))


@shared_cache(64)
def outputs_of(images: Images, seed: int, epsilon: float) -> Outputs:
    """Draw mini-batches of each size around the first image, none twice; normalize its middle pixel, first channel, in each."""
    row, column = images.first.shape[0] // 2, images.first.shape[1] // 2
    pixel, sizes = images.first[row, column, :1], _powers(images)
    values, draw, others = [], np.random.default_rng(seed), np.tile(np.arange(1, images.count), (SHOWN, 1))
    for size in sizes:
        batches = np.hstack([np.zeros((SHOWN, 1), others.dtype), draw.permuted(others, axis=1)[:, : size - 1]])
        moments = bn_core.moments_of_batches(images.each, batches)
        mean, variance = moments.mean[:, :1], moments.variance[:, :1]
        output = bn_core.batch_norm_inference(np.tile(pixel, (SHOWN, 1)), mean, variance, epsilon=epsilon)
        values.append(output[:, 0])
    alone = bn_core.group_norm(images.first[np.newaxis], 1, epsilon=epsilon)[0, row, column, 0]
    return Outputs(sizes, bn_core.quantiles(values, QUANTILES, axis=-1), float(alone), float(pixel[0]))


def _powers(images: Images) -> tuple[int, ...]:
    """Return powers of 2, and at their end all images where these are fewer than the slider's last size."""
    return (*(size for size in _SIZES[:-1] if size < images.count), min(_SIZES[-1], images.count))
