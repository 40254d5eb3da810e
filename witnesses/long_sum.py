"""The mean of very many float32 values, added up as NumPy adds along the outer axes of an array, and as `bn_core` does.

A float32 has 24 bits: from 2²⁴ on, adding a value below 1 changes nothing, so that the sum stands still and the mean of more and
more values falls.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import bn_core

IMAGES, SLAB = 50_000, 1_000
_SHAPE = (32, 32, 3)
# How many there are of each channel.
NUMBERS = IMAGES * _SHAPE[0] * _SHAPE[1]
IMAGES_BYTES = NUMBERS * _SHAPE[2] * 4
# The memory that TensorFlow's way needs at a time: the images, and the squared differences beside them.
TENSORFLOW_BYTES = 3 * IMAGES_BYTES


@dataclass(frozen=True, eq=False)
class LongSum:
    """The first images summed: NumPy's float32 sum of each channel, `bn_core`'s moments, and what draws the next images."""

    images: int
    total: NDArray[np.float32]
    moments: bn_core.Moments
    random: np.random.Generator

    @property
    def numpy_mean(self) -> float:
        """Mean of ``x.mean(axis=(0, 1, 2))`` of all images so far, in float32."""
        return float(np.mean(self.total / np.float32(self.images * _SHAPE[0] * _SHAPE[1])))

    @property
    def mean(self) -> float:
        """Mean of the channels' means as `bn_core.moments` has them."""
        return float(self.moments.mean.mean())


def add_slab(so_far: LongSum | None) -> LongSum:
    """Return the sum with the next 1,000 images; without a sum they are the first."""
    random = np.random.default_rng(0) if so_far is None else so_far.random
    x = uniform_images(random, SLAB)
    rows, moments = x.reshape(-1, _SHAPE[2]), bn_core.moments(x, (0, 1, 2))
    if so_far is None:
        return LongSum(SLAB, np.add.reduce(rows, axis=0), moments, random)
    rows = np.concatenate([so_far.total[np.newaxis], rows])
    return LongSum(so_far.images + SLAB, np.add.reduce(rows, axis=0), so_far.moments | moments, random)


def tensorflow_mean() -> float:
    """Return the mean of the channels' means by ``tf.nn.moments``, which needs all images at once."""
    import tensorflow as tf

    mean, _variance = tf.nn.moments(uniform_images(np.random.default_rng(0), IMAGES), (0, 1, 2))
    return float(np.mean(mean))


def uniform_images(random: np.random.Generator, count: int) -> NDArray[np.float32]:
    """Return images of uniform values from 0 to 1, float32, NHWC, 12 kB each: the same in one piece as in several."""
    return random.random((count, *_SHAPE), dtype=np.float32)
