"""How far the units of a network move while it is trained: what is called internal covariate shift."""

from __future__ import annotations

from copy import deepcopy
from math import isfinite
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bn_core.arguments import float_array, whole_number
from bn_core.moments import moments
from bn_core.network.network import Network, Recipe
from bn_core.stream import shuffled_batches

__all__ = ["ShiftingRun", "shifting_run", "unit_shift"]


def unit_shift(before: ArrayLike, after: ArrayLike) -> float:
    """Measure by how many of its standard deviations a unit's mean moved: the median over the units.

    The mean of a whole layer would hide that its units move, as some rise while others fall.

    Parameters
    ----------
    before, after : array_like of real numbers
        Shape (samples, units): what the units gave to the same samples at two times.

    Returns
    -------
    float
        Median of |mean after − mean before| / standard deviation before, over the units that were not constant; NaN where
        all were.

    Examples
    --------
    >>> unit_shift([[0.0, 5.0], [2.0, 7.0]], [[1.0, 2.0], [3.0, 4.0]])
    2.0
    """
    matrices = [float_array(name, x) for name, x in {"before": before, "after": after}.items()]
    shapes = [x.shape for x in matrices]
    if [len(shape) for shape in shapes] != [2, 2] or shapes[0][1] != shapes[1][1]:
        raise ValueError(
            f"before and after must have shape (samples, units) with the same units, got {shapes[0]} and {shapes[1]}"
        )
    first, second = (moments(x, 0) for x in matrices)
    varied = first.variance > 0
    if not varied.any():
        return np.nan
    return float(np.median(np.abs(second.mean - first.mean)[varied] / np.sqrt(first.variance[varied])))


class ShiftingRun(NamedTuple):
    """A training run, by how its last hidden layer's units moved.

    Attributes
    ----------
    steps : list of int
        Updates after which the units were looked at again.
    shifts : list of float
        `unit_shift` since they were looked at before.
    accuracy : float
        Share of the held-out samples that the network labels rightly at the end, in inference.
    """

    steps: list[int]
    shifts: list[float]
    accuracy: float


def shifting_run(
    recipe: Recipe,
    arm: str,
    x_train: NDArray[np.floating],
    y_train: NDArray[np.integer],
    x_test: NDArray[np.floating],
    y_test: NDArray[np.integer],
    watched: int = 256,
    every: int = 5,
) -> ShiftingRun:
    """Train one arm of a recipe as `train` does, and look every few updates at the same samples in training mode.

    Parameters
    ----------
    recipe, arm, x_train, y_train, x_test, y_test
        As in `train`, as arrays.
    watched : int
        So many samples of `x_train`, the first ones, are looked at: always the same, as other samples have another mean.
    every : int
        Updates from one look to the next.

    References
    ----------
    Ioffe & Szegedy 2015, arXiv 1502.03167, section 2, proposed that this shift is what slows training down; Santurkar, Tsipras,
    Ilyas & Mądry 2018, arXiv 1805.11604, section 2, measured networks that shift more and train well.

    Examples
    --------
    >>> x, y = np.eye(8), np.arange(8)
    >>> run = shifting_run(Recipe(depth=1, width=16, batch_size=8, steps=20), "batch_norm", x, y, x, y)
    >>> run.steps
    [5, 10, 15, 20]
    """
    whole_number("watched", watched, least=1)
    whole_number("every", every, least=1)
    network = Network(recipe, arm, x_train.shape[1], int(y_train.max()) + 1, x_train.dtype)
    steps, shifts, before = list[int](), list[float](), None
    for step, batch in enumerate(shuffled_batches(len(x_train), recipe.batch_size, recipe.steps + 1, recipe.seed)):
        if step % every == 0:
            outputs = _last_hidden(network, x_train[:watched])
            if not np.isfinite(outputs).all():
                break
            if before is not None:
                steps.append(step)
                shifts.append(unit_shift(before, outputs))
            before = outputs
        if not isfinite(network.loss_and_gradients(x_train[batch], y_train[batch])):
            break
        if step < recipe.steps:
            network.descend()
    return ShiftingRun(steps, shifts, float(np.mean(network.predict(x_test) == y_test)))


@np.errstate(all="ignore")  # a network may diverge
def _last_hidden(network: Network, x: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return what the last hidden layer gives in training mode, of which neither running statistics nor noise take notice."""
    for block in deepcopy(network.hidden):
        for layer in block:
            x = layer.forward(x)
    return x
