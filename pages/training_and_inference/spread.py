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
from workers.cache import shared_cache

_SIZES = (2, 4, 8, 16, 32, 64, 128, 256)
# So many mini-batches of each size are dots, the first of the running statistics.
SHOWN = 100
QUANTILES = (0.05, 0.5, 0.95)
# At about so many sizes the edges of the band have a point.
_OF_CURVE = 24


@dataclass(frozen=True, eq=False)
class Outputs:
    """What becomes of one pixel among others: the 5th, 50th and 95th percentile over the mini-batches of each size, (3, sizes).

    The `pixel` itself normalized within its image becomes `alone`; all of these outputs lie within `reach`.
    """

    sizes: tuple[int, ...]
    band: NDArray[np.float64]
    alone: float
    pixel: float
    reach: tuple[float, float]


@dataclass(frozen=True, eq=False)
class Sizes:
    """Of the mini-batches of several sizes the numbers of each, and within which means all lie.

    The `band` are sizes, and the standard error of the mean of each.
    """

    sizes: tuple[int, ...]
    numbers: Mapping[str, NDArray[np.generic]]
    reach: tuple[float, float]
    band: tuple[list[int], NDArray[np.float64]]


@shared_cache(256)
def first_batches(images: Images, size: int, seed: int) -> NDArray[np.float64]:
    """Return mean and variance, first channel, of the first mini-batches that go by: (2, SHOWN)."""
    batches = bn_core.moments_of_batches(images.each, bn_core.shuffled_batches(images.count, size, SHOWN, seed))
    return np.stack([batches.mean[:, 0], batches.variance[:, 0]])


def _numbers_of(images: Images, sizes: tuple[int, ...], batches: NDArray[np.float64]) -> dict[str, NDArray[np.generic]]:
    """Return of each size how far its means scatter, how far they should, and where most means and variances lie."""
    mean, variance = batches[:, 0], batches[:, 1]
    expected, alone = _expected(images, sizes), _expected(images, (1,))
    (low_mean, high_mean), (low, high) = (
        bn_core.quantiles(of_each, (QUANTILES[0], QUANTILES[-1]), axis=-1) for of_each in (mean, variance)
    )
    return {
        "scatter": mean.std(-1),
        "expected": expected,
        "factor": expected * np.sqrt(sizes) / np.where(alone > 0, alone, 1),
        "low_mean": low_mean,
        "high_mean": high_mean,
        "low_variance": low,
        "high_variance": high,
        "average": np.array([bn_core.expected_variance(images.each, size)[0] for size in sizes]),
    }


def _expected(images: Images, sizes: Sequence[int]) -> NDArray[np.float64]:
    """Return how far the means of mini-batches of each of these sizes should scatter, first channel."""
    return np.array([bn_core.standard_error(images.each, size)[0] for size in sizes])


def drawn_sizes(images: Images, size: int) -> list[int]:
    """Return the sizes whose mini-batches are drawn: all where there are few images, else powers of 2 and the chosen one."""
    if images.count <= MOST_IMAGES:
        return list(range(MiniBatch.batch_size.least, images.count + 1))
    return sorted({*doubled_sizes(images), size})


def of_sizes(images: Images, size: int, seed: int) -> Sizes:
    """Return what the mini-batches of these sizes have."""
    return _of_sizes(images, tuple(drawn_sizes(images, size)), seed)


@shared_cache(64)
def _of_sizes(images: Images, sizes: tuple[int, ...], seed: int) -> Sizes:
    batches = np.stack([first_batches(images, size, seed) for size in sizes])
    between = np.geomspace(sizes[0], sizes[-1], _OF_CURVE).round().astype(int).tolist()
    of_curve = sorted({*between, *sizes})
    errors = _expected(images, of_curve)
    drawn = np.concatenate([first_batches(images, size, seed)[0] for size in {*doubled_sizes(images), *sizes}])
    true, widest = float(images.together.mean[0]), float(errors.max())
    reach = min(float(drawn.min()), true - widest), max(float(drawn.max()), true + widest)
    return Sizes(sizes, _numbers_of(images, sizes, batches), reach, (of_curve, errors))


@shared_cache(256)
def outputs_at(images: Images, seed: int, epsilon: float, size: int) -> NDArray[np.float64]:
    """Return what becomes of the middle pixel of the first image, first channel, among others drawn at random: (SHOWN,)."""
    draw, others = np.random.default_rng((seed, size)), np.tile(np.arange(1, images.count), (SHOWN, 1))
    batches = np.hstack([np.zeros((SHOWN, 1), others.dtype), draw.permuted(others, axis=1)[:, : size - 1]])
    moments = bn_core.moments_of_batches(images.each, batches)
    mean, variance, pixels = moments.mean[:, :1], moments.variance[:, :1], np.full((SHOWN, 1), _pixel(images))
    return bn_core.batch_norm_inference(pixels, mean, variance, epsilon=epsilon)[:, 0].astype(np.float64)


@shared_cache(64)
def outputs_of(images: Images, seed: int, epsilon: float) -> Outputs:
    """Return what becomes of that pixel at each size, and what normalizing its image by itself makes of it."""
    sizes = doubled_sizes(images)
    values = [outputs_at(images, seed, epsilon, size) for size in sizes]
    row, column = _middle(images)
    alone = float(bn_core.group_norm(images.first[np.newaxis], 1, epsilon=epsilon)[0, row, column, 0])
    every = [outputs_at(images, seed, epsilon, size) for size in drawn_sizes(images, sizes[-1])]
    reach = float(min(alone, np.min(every))), float(max(alone, np.max(every)))
    return Outputs(sizes, bn_core.quantiles(values, QUANTILES, axis=-1), alone, _pixel(images), reach)


def _middle(images: Images) -> tuple[int, int]:
    return images.first.shape[0] // 2, images.first.shape[1] // 2


def _pixel(images: Images) -> float:
    return float(images.first[(*_middle(images), 0)])


def doubled_sizes(images: Images) -> tuple[int, ...]:
    """Return powers of 2, and at their end all images where these are fewer than the slider's last size."""
    return (*(size for size in _SIZES[:-1] if size < images.count), min(_SIZES[-1], images.count))
