"""Random image batches, drawn exactly as the study note draws them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bn_core.arguments import whole_number, whole_numbers

__all__ = ["random_images"]


def random_images(
    seed: int = 678,
    count: int = 30,
    height: int = 32,
    width: int = 32,
    channels: int = 1,
    max_spread: int = 5,
    max_shift: int = 60,
) -> NDArray[np.float64]:
    """Draw images of normal noise, each with its own random standard deviation ("spread") and mean ("shift").

    For each image in turn: ``randn(height, width) * randint(max_spread) + randint(max_shift)``, from one
    ``RandomState(seed)``; with several channels ``randn(height, width, channels)``. The defaults are the study note's. A spread
    of 0 can be drawn: that image is constant.

    Parameters
    ----------
    seed : int
        0 to 2³² − 1.
    count, height, width, channels : int
        At least 1.
    max_spread, max_shift : int
        The spread is a whole number from 0 to `max_spread` − 1, the shift from 0 to `max_shift` − 1; both at least 1.

    Returns
    -------
    ndarray of float64
        Shape (count, height, width, channels), NHWC.

    Examples
    --------
    >>> random_images().shape
    (30, 32, 32, 1)
    """
    whole_number("seed", seed, least=0)
    if seed >= 2**32:
        raise ValueError(f"seed must be less than 2**32, got {seed!r}")
    whole_numbers(1, count=count, height=height, width=width, channels=channels, max_spread=max_spread, max_shift=max_shift)
    draw = np.random.RandomState(seed)
    images = np.empty((count, height, width, channels))
    for image in images:
        image[...] = draw.randn(height, width, channels) * draw.randint(max_spread) + draw.randint(max_shift)
    return images
