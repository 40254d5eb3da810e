"""Keras and bn_core train the same network in float64; runs in TensorFlow's process."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from bn_core.network.network import Recipe
from bn_core.network.training import train
from witnesses.digits import digit_split
from witnesses.keras_network import keras_losses

__all__ = ["both_losses"]


def both_losses(recipe: Recipe, arm: str, steps: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return bn_core's and Keras's losses of the first steps, of equally many: where the network diverges, of fewer."""
    digits = digit_split(np.float64)
    course = train(replace(recipe, steps=steps), arm, digits.x_train, digits.y_train, digits.x_test, digits.y_test, steps)
    ours = np.array([loss for losses, _snapshot in course for loss in losses])
    ours = ours[np.isfinite(ours)][:steps]
    return ours, keras_losses(recipe, arm, len(ours), digits).losses
