"""What a worker process does for a run: some steps of a training, then an answer. Imports no Streamlit: that would fill it."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import NamedTuple

from bn_core.network.network import Recipe
from bn_core.network.training import Snapshot, train
from witnesses.digits import CLASSES, PIXELS, DigitSplit, digit_split


class Point(NamedTuple):
    """A point of every curve: the losses of the steps since the point before, and the network after them."""

    losses: list[float]
    snapshot: Snapshot


@dataclass(frozen=True)
class Task:
    """Train one arm of one recipe, with a point each `every` steps."""

    recipe: Recipe
    arm: str
    every: int

    @property
    def seconds(self) -> float:
        """About how long it takes on one core: what a step costs for each layer, each weight, and each weight and sample."""
        recipe = self.recipe
        weights = recipe.width * (PIXELS + recipe.width * (recipe.depth - 1) + CLASSES)
        return recipe.steps * (5e-5 * recipe.depth + 3e-9 * weights + 1.7e-10 * weights * recipe.batch_size)

    def is_over(self, points: Sequence[Point]) -> bool:
        """Return whether nothing follows these points: all steps are done, or the network diverged."""
        return bool(points) and (points[-1].snapshot.diverged or points[-1].snapshot.step == self.recipe.steps)


# What the process holds between two calls, by run and task: how many points it has given, and the training that goes on.
_trainings: dict[tuple[int, Task], tuple[int, Iterator[Point]]] = {}


def advance(run: int, task: Task, known: int, seconds: float, open_runs: Collection[int] = ()) -> list[Point]:
    """Continue `task` after its first `known` points for about `seconds`; gives at least one point unless it is over.

    Where the process does not hold the training, as the one before it died, it starts again: the same recipe gives the same
    numbers. What it holds of runs that are not in `open_runs` is dropped.
    """
    for key in [key for key in _trainings if key[0] not in (run, *open_runs)]:
        del _trainings[key]
    given, training = _trainings.pop((run, task), (-1, iter(())))
    if given != known:
        training = islice(_start(task), known, None)
    until = time.monotonic() + seconds
    points: list[Point] = []
    for point in training:
        points.append(point)
        if time.monotonic() >= until:
            break
    if not task.is_over(points):
        _trainings[run, task] = (known + len(points), training)
    return points


def all_points(task: Task) -> list[Point]:
    """Train from the first step to the last, here and now."""
    return list(_start(task))


def get_ready() -> None:
    """Load what every training needs."""
    _digits()


@cache
def _digits() -> DigitSplit:
    return digit_split()


def _start(task: Task) -> Iterator[Point]:
    data = _digits()
    for item in train(task.recipe, task.arm, data.x_train, data.y_train, data.x_test, data.y_test, task.every):
        yield Point(*item)
