"""A data set of images, cut into parts, and what the parts say of the whole."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.data.batches import KEPT
from bn_view.data.mini_batch import present_source
from bn_view.data.sources import Digits, RandomImages, Source
from bn_view.state.room import take_room
from pages.whose_standard_deviation.settings import MOST_IMAGES, Parts
from workers.cache import shared_cache

Array = NDArray[np.floating]
# So many arrays of the images there are at the highest point.
_AT_WORK = 5
_BYTE = 255
_FIXED: Mapping[str, type[Source]] = {"note": RandomImages, "digits": Digits}


@dataclass(frozen=True)
class DataSet:
    """The first `count` images of a source: those that can be shown."""

    source: Source
    count: int

    @property
    def key(self) -> Hashable:
        """What tells these images from others, for a cache."""
        return self.source.key

    @property
    def levels(self) -> int:
        """The largest stored value, where that is one of bytes or of these digits; else as if they were bytes."""
        return self.source.scale if self.source.scale > 1 else _BYTE

    @property
    def channels(self) -> int:
        """How many channels an image has."""
        channels: int = self.look_up().shape[-1]
        return channels

    def look_up(self) -> Array:
        """Return the images that are shown."""
        return KEPT.get((self.key, 0, self.count), lambda: self.source.first_images(self.count))

    def take_room(self, *, of_all: bool = False) -> None:
        """Wait for room for what a page makes of the images that are shown, or of all of them."""
        images = max(_AT_WORK * self.count, 2 * self.source.count if of_all else 0)
        take_room(images * self.source.image_bytes)

    def moments(self) -> bn_core.Moments:
        """Return the moments of each channel of all images."""
        is_whole = self.source.count == self.count
        return bn_core.moments(self.look_up() if is_whole else self.source.first_images(self.source.count), (0, 1, 2))


class InParts(NamedTuple):
    """The first channel of a data set in parts: their moments, what they say together, and two wrong ways to merge them."""

    parts: bn_core.Moments
    spread: bn_core.Spread
    mean_of_deviations: float
    root_of_mean_variance: float

    @property
    def deviation(self) -> float:
        """The standard deviation of all values."""
        return float(np.sqrt(self.spread.variance))


def present_data_set(name: str) -> DataSet:
    """Return the images that are chosen; the note's are what `RandomImages` makes without other settings."""
    source = _FIXED[name]() if name in _FIXED else present_source()
    return DataSet(source, min(source.count, MOST_IMAGES))


@shared_cache(64)
def moments_of_images(data: DataSet) -> bn_core.Moments:
    """Return the moments of each image's first channel: shape (N,)."""
    each = bn_core.moments(data.look_up()[..., :1], (1, 2))
    return bn_core.Moments(each.count, each.mean.reshape(-1), each.variance.reshape(-1))


def in_parts(data: DataSet, part_size: int, apart: float) -> InParts:
    """Return the images, their means so many times as far from each other, in parts of so many."""
    each = moments_of_images(data)
    centre = bn_core.spread(each).mean
    parts = bn_core.moments_of_parts(bn_core.Moments(each.count, centre + apart * (each.mean - centre), each.variance), part_size)
    wrong = bn_core.mean_of_deviations(parts), bn_core.root_of_mean_variance(parts)
    return InParts(parts, bn_core.spread(parts), *(float(taken.deviation) for taken in wrong))


class InShares(NamedTuple):
    """The first channel of a data set in the shares of workers, and three ways to merge what each knows of its own."""

    shares: bn_core.Moments
    merged: bn_core.Spread
    as_equal: bn_core.DataStatistics
    averaged: bn_core.DataStatistics

    @property
    def deviation(self) -> float:
        """The standard deviation that the right merge has, and all values."""
        return float(np.sqrt(self.merged.variance))


def in_shares(data: DataSet, workers: int, unequal: float) -> InShares:
    """Return the images in the shares of so many workers, one after the other."""
    shares = bn_core.moments_of_runs(moments_of_images(data), share_sizes(data.count, workers, unequal))
    return InShares(shares, bn_core.spread(shares), bn_core.merged_as_equal(shares), bn_core.root_of_mean_variance(shares))


def share_sizes(images: int, workers: int, unequal: float) -> list[int]:
    """Return how many images each worker has, at least one: all alike at 0, each about a third of the one before at 1."""
    wanted = (1 - 0.7 * unequal) ** np.arange(workers)
    ends = np.rint(np.cumsum(wanted) / wanted.sum() * (images - workers)).astype(int)
    sizes: list[int] = (1 + np.diff(ends, prepend=0)).tolist()
    return sizes


@shared_cache(64)
def at_every_distance(data: DataSet, part_size: int) -> list[InParts]:
    """Return the same for every distance that the slider knows."""
    return [in_parts(data, part_size, apart) for apart in Parts.apart.stops]


@shared_cache(64)
def at_every_size(data: DataSet, apart: float) -> list[InParts]:
    """Return the same for parts of 1, 2, … images, and all of them."""
    return [in_parts(data, size, apart) for size in range(1, data.count + 1)]


def moved_apart(data: DataSet, apart: float) -> Array:
    """Return the images with their means so many times as far from each other, in each channel."""
    images = data.look_up()
    if apart == 1:
        return images
    own = bn_core.moments(images, (1, 2)).mean
    return images + (apart - 1) * (own - bn_core.moments(images, (0, 1, 2)).mean)


def images_in_last(images: int, part_size: int) -> int:
    """Return how many images the last part has."""
    return images % part_size or part_size
