"""The mini-batch with one of its images exchanged."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def exchanged(batch: NDArray[np.floating], image: int, becomes: str) -> NDArray[np.floating]:
    """Return the mini-batch with `image` as it is (itself), its negative, all white or all black.

    White and black are the mini-batch's greatest and least value, and a negative swaps the two.
    """
    least, greatest = batch.min(), batch.max()
    other = batch.copy()
    if becomes == "negative":
        other[image] = least + greatest - batch[image]
    elif becomes in ("white", "black"):
        other[image] = greatest if becomes == "white" else least
    return other
