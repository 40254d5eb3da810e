"""The handwritten digits that scikit-learn ships: real images, 8×8, 0 to 16."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

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
    pixels, _labels = _rows()
    return pixels.reshape(-1, 8, 8, 1)


def digit_split(dtype: DTypeLike = np.float32) -> DigitSplit:
    """Return the digits split once and for all: 1,437 to train on and 360 held out, drawn with seed 678."""
    pixels, labels = _rows()
    x, y = (pixels / 16).astype(dtype), labels.astype(np.intp)
    order = np.random.default_rng(678).permutation(DIGIT_COUNT)
    held_out, rest = order[:HELD_OUT_COUNT], order[HELD_OUT_COUNT:]
    return DigitSplit(x[rest], y[rest], x[held_out], y[held_out])


def _rows() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return pixels and label of each image, read from scikit-learn's file: its import would cost every process 80 MB and 2 s."""
    package = find_spec("sklearn")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("scikit-learn is not installed: it holds the digits")
    rows = np.loadtxt(Path(package.origin).parent / "datasets" / "data" / "digits.csv.gz", delimiter=",")
    return rows[:, :-1], rows[:, -1]
