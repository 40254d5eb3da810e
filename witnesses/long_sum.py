"""The mean of very many float32 values, added up as NumPy adds along the outer axes of an array, and as `bn_core` does.

A float32 has 24 bits: from 2²⁴ on, adding a value below 1 changes nothing, so that the sum stands still and the mean of more and
more values falls.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import bn_core

__all__ = [
    "IMAGES",
    "IMAGES_BYTES",
    "NUMBERS",
    "SLAB",
    "TENSORFLOW_BYTES",
    "LongSum",
    "added",
    "free_bytes",
    "images_at_once",
    "start",
    "tensorflow_mean",
]

IMAGES, SLAB = 50_000, 1_000
_SHAPE = (32, 32, 3)
# How many there are of each channel.
NUMBERS = IMAGES * _SHAPE[0] * _SHAPE[1]
IMAGES_BYTES = NUMBERS * _SHAPE[2] * 4
# The memory that TensorFlow's way needs at a time: the images, and the squared differences beside them.
TENSORFLOW_BYTES = 3 * IMAGES_BYTES


@dataclass(frozen=True, eq=False)
class LongSum:
    """So many images seen: the float32 sum of each channel as NumPy has it, and the moments that `bn_core` merged.

    Attributes
    ----------
    images : int
        Images added so far.
    total : ndarray of float32
        One sum a channel.
    moments : Moments or None
        Of each channel; ``None`` before the first image.
    random : numpy.random.Generator
        Draws the images that follow.
    """

    images: int
    total: NDArray[np.float32]
    moments: bn_core.Moments | None
    random: np.random.Generator

    @property
    def numpy_mean(self) -> float:
        """Mean of ``x.mean(axis=(0, 1, 2))`` of all images so far, in float32."""
        return float(np.mean(self.total / np.float32(self.images * _SHAPE[0] * _SHAPE[1])))

    @property
    def mean(self) -> float:
        """Mean of the channels' means as `bn_core.moments` has them."""
        if self.moments is None:
            raise ValueError("images must be at least 1, got 0")
        return float(self.moments.mean.mean())


def start() -> LongSum:
    """Return the sum before the first image."""
    return LongSum(0, np.zeros(3, np.float32), None, np.random.default_rng(0))


def added(so_far: LongSum) -> LongSum:
    """Return the sum with the next 1,000 images: uniform values from 0 to 1, float32, NHWC."""
    x = _uniform_images(so_far.random)
    rows = np.concatenate([so_far.total[np.newaxis], x.reshape(-1, 3)])
    seen = bn_core.moments(x, (0, 1, 2))
    merged = seen if so_far.moments is None else so_far.moments | seen
    return LongSum(so_far.images + SLAB, np.add.reduce(rows, axis=0), merged, so_far.random)


def images_at_once(count: int) -> NDArray[np.float32]:
    """Return the same images in one array; 12 kB each."""
    random = np.random.default_rng(0)
    x = np.empty((count, *_SHAPE), np.float32)
    for first in range(0, count, SLAB):
        x[first : first + SLAB] = _uniform_images(random)
    return x


def tensorflow_mean(count: int = IMAGES) -> float:
    """Return the mean of the channels' means by ``tf.nn.moments``, which needs all images at once."""
    import tensorflow as tf

    mean, _variance = tf.nn.moments(images_at_once(count), (0, 1, 2))
    return float(np.mean(mean))


def free_bytes() -> int:
    """Return how much memory this machine or container can still give; 0 where it does not say."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
        free = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable"))
        group = Path("/sys/fs/cgroup")
        limit = (group / "memory.max").read_text().strip() if (group / "memory.max").exists() else "max"
        return free if limit == "max" else min(free, int(limit) - int((group / "memory.current").read_text()))
    except (OSError, StopIteration):
        return 0


def _uniform_images(random: np.random.Generator) -> NDArray[np.float32]:
    return random.random((SLAB, *_SHAPE), dtype=np.float32)
