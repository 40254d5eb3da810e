"""How accurate each arm becomes, learning rate by learning rate: of a sweep, and of those that were made beforehand."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from bn_core.network.network import ARMS, Recipe
from pages.training.recipes import SWEEP_RATES, SWEEP_STEPS, sweep_tasks
from pages.training.settings import PRESETS
from witnesses.digits import HELD_OUT_COUNT
from workers.queue import Run
from workers.steps import Task, all_points

SEEDS = (0, 1, 2)
# A curve of those made beforehand has so many points behind its start: one every 25 updates.
_POINTS = 20
# Each preset with a sweep of its own has it beside the page, so that one click shows it: the third one differs in the rate alone.
BEFOREHAND = {name: PRESETS[name][1].recipe for name in ("default", "sigmoid")}


@dataclass(frozen=True, eq=False)
class Sweep:
    """Which share of the held-out digits each arm has right at each of `SWEEP_RATES`, on the way and in the end.

    `curves` have the shape (rates, seeds, points), a point each `every` updates from 0 on; NaN stands where nothing is trained
    yet. What has diverged keeps the accuracy with which it ended. `key` tells a sweep from others.
    """

    key: tuple[object, ...]
    curves: Mapping[str, NDArray[np.float64]]
    every: int
    is_over: bool = True

    @property
    def updates(self) -> int:
        """After how many updates it is over."""
        points: int = next(iter(self.curves.values())).shape[-1]
        return self.every * (points - 1)

    @property
    def seeds(self) -> int:
        """How many seeds it was trained from."""
        seeds: int = next(iter(self.curves.values())).shape[1]
        return seeds

    def is_over_at(self, index: int) -> bool:
        """Return whether every network has done all its updates at one of the learning rates."""
        return not any(np.isnan(of_points[index]).any() for of_points in self.curves.values())

    @cached_property
    def accuracies(self) -> Mapping[str, NDArray[np.float64]]:
        """The latest that is known, of the shape (rates, seeds)."""
        return {arm: _latest(of_points) for arm, of_points in self.curves.items()}

    def of(self, arms: Sequence[str]) -> Self:
        """Return the same of these arms alone, of those that it has."""
        return replace(self, key=(*self.key, *arms), curves={arm: self.curves[arm] for arm in arms if arm in self.curves})

    @property
    def means(self) -> Mapping[str, NDArray[np.float64]]:
        """The mean over the seeds at each learning rate."""
        return {arm: of_seeds.mean(axis=1) for arm, of_seeds in self.accuracies.items()}

    def curve(self, arm: str, index: int) -> NDArray[np.float64]:
        """Return the mean over the seeds at one of the learning rates, point by point as far as it is known."""
        of_points: NDArray[np.float64] = self.curves[arm][index].mean(axis=0)
        return of_points[~np.isnan(of_points)]


def _latest(curves: NDArray[np.float64]) -> NDArray[np.float64]:
    known = (~np.isnan(curves)).sum(axis=-1, keepdims=True)
    latest: NDArray[np.float64] = np.take_along_axis(curves, np.maximum(known - 1, 0), axis=-1)[..., 0]
    return latest


def sweep_of(run: Run) -> Sweep:
    """Return what a run over all learning rates has given so far."""
    # Before the points, of which the queue adds more meanwhile: what comes between belongs to a later picture.
    state, counts, first = run.state, {task: len(points) for task, points in run.points.items()}, run.tasks[0]
    curves = {
        arm: np.full((len(SWEEP_RATES), 1, first.recipe.steps // first.every + 1), np.nan)
        for arm in dict.fromkeys(task.arm for task in run.tasks)
    }
    for task, count in counts.items():
        snapshots = [point.snapshot for point in run.points[task][:count]]
        curve = curves[task.arm][SWEEP_RATES.index(task.recipe.learning_rate), 0]
        curve[:count] = [snapshot.accuracy for snapshot in snapshots]
        if snapshots and snapshots[-1].diverged:
            curve[count:] = snapshots[-1].accuracy
    return Sweep((run.number, state, *counts.values()), curves, first.every, state == "done")


@cache
def sweep_made_beforehand(preset: str = "default") -> Sweep:
    """Return the sweep of a preset, as it was trained beforehand from each of `SEEDS`."""
    right = json.loads(_file(preset).read_text(encoding="utf-8"))
    return Sweep((preset,), {arm: np.array(right[arm]) / HELD_OUT_COUNT for arm in ARMS}, SWEEP_STEPS // _POINTS)


def preset_swept_as(recipe: Recipe) -> str | None:
    """Return the preset whose sweep is that of a recipe, if it was made beforehand: the seed aside, of which it has three."""
    tasks = sweep_tasks(replace(recipe, seed=0))
    return next((preset for preset, swept in BEFOREHAND.items() if sweep_tasks(swept) == tasks), None)


def is_made_beforehand(recipe: Recipe) -> bool:
    """Return whether a sweep that was made beforehand has a run of a recipe among those that it takes the mean of."""
    return preset_swept_as(recipe) is not None and recipe.seed in SEEDS and recipe.steps == SWEEP_STEPS


def _file(preset: str) -> Path:
    return Path(__file__).with_name(f"{preset}_sweep.json")


def right_digits(task: Task) -> list[int]:
    """Train, and return how many of the held-out digits are right at each point; where it diverges, it stays as it is."""
    right = [round(point.snapshot.accuracy * HELD_OUT_COUNT) for point in all_points(task)]
    return right + right[-1:] * (task.recipe.steps // task.every + 1 - len(right))


def write_sweep(preset: str) -> None:
    """Train a preset at every learning rate, and keep how it goes."""
    of_seeds = [
        {
            (task.arm, task.recipe.learning_rate): right_digits(replace(task, every=SWEEP_STEPS // _POINTS))
            for task in sweep_tasks(replace(BEFOREHAND[preset], seed=seed), ARMS)
        }
        for seed in SEEDS
    ]
    rows = {arm: [[of_seed[arm, rate] for of_seed in of_seeds] for rate in SWEEP_RATES] for arm in ARMS}
    lines = ",\n".join(f"  {json.dumps(arm)}: {json.dumps(right)}" for arm, right in rows.items())
    _file(preset).write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")
