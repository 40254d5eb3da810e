"""The handwritten digits that scikit-learn ships: real images, 8×8, 0 to 16."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike, NDArray

DIGIT_COUNT = 1797
HELD_OUT_COUNT = 360
PIXELS, CLASSES = 64, 10


@dataclass(frozen=True, eq=False)
class DigitSplit:
    """The digits in two parts, one to train on and one held out: rows of 64 values 0 to 1, and labels 0 to 9."""

    x_train: NDArray[np.floating]
    y_train: NDArray[np.intp]
    x_test: NDArray[np.floating]
    y_test: NDArray[np.intp]


def digit_images() -> NDArray[np.float64]:
    """Return the 1,797 images of scikit-learn's ``load_digits`` as float64 (N, 8, 8, 1), values 0 to 16."""
    from sklearn.datasets import load_digits

    images: NDArray[np.float64] = load_digits().images
    return images[..., np.newaxis]


def digit_split(dtype: DTypeLike = np.float32) -> DigitSplit:
    """Return the digits split once and for all: 1,437 to train on and 360 held out, drawn with seed 678."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    x, y = (digits.data / 16).astype(dtype), digits.target.astype(np.intp)
    order = np.random.default_rng(678).permutation(DIGIT_COUNT)
    held_out, rest = order[:HELD_OUT_COUNT], order[HELD_OUT_COUNT:]
    return DigitSplit(x[rest], y[rest], x[held_out], y[held_out])
