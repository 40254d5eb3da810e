"""How accurate each arm is after a few steps, learning rate by learning rate: of a sweep, and of the one made beforehand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bn_core.network.network import ARMS, Recipe
from pages.training.recipes import SWEEP_RATES, SWEEP_STEPS, sweep_tasks
from witnesses.digits import HELD_OUT_COUNT
from workers.queue import Run
from workers.steps import Task, all_points

SEEDS = (0, 1, 2)
_FILE = Path(__file__).with_name("default_sweep.json")


@dataclass(frozen=True, eq=False)
class Sweep:
    """Which share of the held-out digits each arm has right at each of `SWEEP_RATES`, after so many steps.

    `accuracies` have the shape (rates, seeds); NaN stands where nothing is trained yet. `key` tells a sweep from others.
    """

    key: tuple[object, ...]
    accuracies: Mapping[str, NDArray[np.float64]]
    steps: int = SWEEP_STEPS
    is_over: bool = True

    @property
    def means(self) -> Mapping[str, NDArray[np.float64]]:
        """The mean over the seeds at each learning rate."""
        return {arm: of_seeds.mean(axis=1) for arm, of_seeds in self.accuracies.items()}


def sweep_of(run: Run) -> Sweep:
    """Return what a run over all learning rates has given so far."""
    known = {(task.arm, task.recipe.learning_rate): points for task, points in run.points.items()}
    accuracies = {
        arm: np.array([[points[-1].snapshot.accuracy if (points := known[arm, rate]) else np.nan] for rate in SWEEP_RATES])
        for arm in dict.fromkeys(task.arm for task in run.tasks)
    }
    counts = tuple(map(len, run.points.values()))
    return Sweep((run.number, run.state, *counts), accuracies, run.tasks[0].recipe.steps, run.state == "done")


@cache
def default_sweep() -> Sweep:
    """Return the sweep of the default settings, as it was trained beforehand from each of `SEEDS`."""
    right = json.loads(_FILE.read_text(encoding="utf-8"))
    return Sweep(("default",), {arm: np.array(right[arm]) / HELD_OUT_COUNT for arm in ARMS})


def is_default(recipe: Recipe) -> bool:
    """Return whether the sweep that was made beforehand is that of a recipe: the seed aside, of which it has three."""
    return sweep_tasks(replace(recipe, seed=0)) == sweep_tasks(Recipe())


def right_digits(task: Task) -> int:
    """Train, and return how many of the held-out digits are right in the end."""
    return round(all_points(task)[-1].snapshot.accuracy * HELD_OUT_COUNT)


def write_default_sweep() -> None:
    """Train the default settings at every learning rate, and keep how it ends."""
    of_seeds = [
        {(task.arm, task.recipe.learning_rate): right_digits(task) for task in sweep_tasks(Recipe(seed=seed), ARMS)}
        for seed in SEEDS
    ]
    rows = {arm: [[of_seed[arm, rate] for of_seed in of_seeds] for rate in SWEEP_RATES] for arm in ARMS}
    lines = ",\n".join(f"  {json.dumps(arm)}: {json.dumps(right)}" for arm, right in rows.items())
    _FILE.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")
