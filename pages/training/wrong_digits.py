"""The held-out digits that a network gets wrong at a step, and what it takes them for."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pages.training.history import History
from witnesses.digits import DigitSplit, digit_split

# How many are shown; pixels of an image, and of the gap behind it.
SHOWN, SIDE, GAP = 6, 8, 1


class WrongDigits(NamedTuple):
    """How many are wrong; of those that are shown a picture, what each is, and what the network says.

    `pixels` has the shape (SIDE, SHOWN * (SIDE + GAP)) and values from 1 to 17; 0 stands where there is nothing.
    """

    total: int
    pixels: NDArray[np.uint8]
    labels: list[int]
    said: list[int]

    @property
    def captions(self) -> list[str]:
        """What stands below each image."""
        captions = [f"{label}→{said}" for label, said in zip(self.labels, self.said, strict=True)]
        return captions + [""] * (SHOWN - len(captions))


def wrong_digits(history: History, step: int) -> WrongDigits:
    """Return what an arm gets wrong at a step: the hardest first, which stay as the step moves."""
    images, labels = held_out().x_test, held_out().y_test
    hardest = history.once("hardest", lambda: np.argsort(-sum(s.predicted != labels for s in history.snapshots), kind="stable"))
    predicted = history.snapshot(step).predicted
    wrong = hardest[predicted[hardest] != labels[hardest]]
    shown = wrong[:SHOWN]
    pixels = np.zeros((SIDE, SHOWN, SIDE + GAP), np.uint8)
    pixels[:, : len(shown), :SIDE] = np.moveaxis(np.rint(images[shown] * 16).reshape(-1, SIDE, SIDE) + 1, 0, 1)
    return WrongDigits(len(wrong), pixels.reshape(SIDE, -1), labels[shown].tolist(), predicted[shown].tolist())


@cache
def held_out() -> DigitSplit:
    """Return the digits, of which those that are held out are looked at."""
    return digit_split()
