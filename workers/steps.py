"""What a worker process does: some steps of a training, then an answer. Imports no Streamlit, which would fill the process."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from bn_core.network.network import Recipe
from bn_core.network.training import Snapshot, train
from witnesses.digits import DigitSplit, digit_split

__all__ = ["Chunk", "Item", "Task", "advance", "get_ready"]

# The losses of the steps since the item before, and the network after them.
Item = tuple[list[float], Snapshot]


@dataclass(frozen=True)
class Task:
    """One arm of one recipe, with a snapshot after each `every` steps."""

    recipe: Recipe
    arm: str
    every: int


@dataclass(frozen=True, eq=False)
class Chunk:
    """What some steps of a task gave, and whether it is at its end."""

    items: list[Item]
    ended: bool


# What a worker process holds between two calls, with the number of items given so far.
_trainings: dict[tuple[int, Task], tuple[int, Iterator[Item]]] = {}


def advance(run: int, task: Task, taken: int, seconds: float, open_runs: Collection[int] = ()) -> Chunk:
    """Go on with a task of which `taken` items are known, for about so many seconds and at least one item unless it is over.

    The training itself stays in the process from call to call; a process that does not have it, as the one before it died, gets
    there again from the start: the same recipe gives the same numbers. Of other runs than `open_runs` nothing is held any longer.
    """
    for key in [key for key in _trainings if key[0] not in (run, *open_runs)]:
        del _trainings[key]
    known, training = _trainings.pop((run, task), (-1, iter(())))
    if known != taken:
        training = islice(_begun(task), taken, None)
    until = time.monotonic() + seconds
    items: list[Item] = []
    for item in training:
        items.append(item)
        if item[1].step >= task.recipe.steps:
            break
        if time.monotonic() >= until:
            _trainings[run, task] = (taken + len(items), training)
            return Chunk(items, ended=False)
    return Chunk(items, ended=True)


def get_ready() -> None:
    """Load what every training needs."""
    _digits()


@cache
def _digits() -> DigitSplit:
    return digit_split()


def _begun(task: Task) -> Iterator[Item]:
    digits = _digits()
    return train(task.recipe, task.arm, digits.x_train, digits.y_train, digits.x_test, digits.y_test, task.every)
