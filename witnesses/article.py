"""The article's experiment as the study note retells it, with the numbers it has to give.

Jae Duk Seo, "Understanding Batch Normalization with Examples in Numpy and Tensorflow with Interactive Code": seed 678, 30 images
of 32×32×1, statistics over the images (``axis=0``), the first 10 images batch-normalized with epsilon 1e-8.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import bn_core

BATCH = 10
EPSILON = 1e-8
AXIS = (0,)


class GoldenNumbers(NamedTuple):
    """The four numbers the article prints for each step; the variance is the biased one, over all values."""

    maximum: float
    minimum: float
    mean: float
    variance: float

    def matches(self, other: GoldenNumbers) -> bool:
        """Return whether all four numbers are equal to 1e-9."""
        return np.allclose(self, other, rtol=0, atol=1e-9)


# Computed in float64 with NumPy alone, from the article's own code.
GOLDEN: Mapping[str, GoldenNumbers] = {
    "data": GoldenNumbers(61.5292906137, -12.1971207074, 26.2243196783, 306.3597026759),
    "min_max": GoldenNumbers(1.0, 0.0, 0.4755558327, 0.0894551212),
    "standardized": GoldenNumbers(2.0104352837, -2.1311552193, 0.0, 1.0),
    "numpy": GoldenNumbers(2.2205707956, -2.0285901524, 0.0, 1.0 - 5e-11),
    "tensorflow": GoldenNumbers(2.2205707956, -2.0285901524, 0.0, 1.0 - 5e-11),
}


def steps() -> dict[str, NDArray[np.floating]]:
    """Return the output of every step that needs no TensorFlow, by its name in `GOLDEN`; the arrays are the same each time."""
    return dict(_steps())


@cache
def _steps() -> Mapping[str, NDArray[np.floating]]:
    images = bn_core.random_images()
    return {
        "data": images,
        "min_max": bn_core.min_max_scale(images, AXIS),
        "standardized": bn_core.standardize(images, AXIS),
        "numpy": bn_core.batch_norm(images[:BATCH], axis=AXIS, epsilon=EPSILON).output,
    }


def golden_numbers(x: NDArray[np.floating]) -> GoldenNumbers:
    """Return the four numbers of an array."""
    moments = bn_core.moments(x)
    return GoldenNumbers(float(x.max()), float(x.min()), moments.mean.item(), moments.variance.item())


def correlation(a: NDArray[np.floating], b: NDArray[np.floating]) -> float:
    """Return Pearson's correlation of two arrays, value by value; NaN where one of them is constant."""
    one, other = (bn_core.standardize(np.asarray(v, np.float64)) for v in (a, b))
    if not (one.any() and other.any()):
        return float("nan")
    return bn_core.moments(one * other).mean.item()
