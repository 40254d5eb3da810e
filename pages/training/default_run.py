"""The finished run of the default settings on which the page opens: it is kept beside the page, so that nobody waits for it."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bn_core.network.network import Recipe
from bn_core.network.training import Snapshot
from pages.training.recipes import run_tasks
from workers.queue import Run, finished_run
from workers.steps import Point, all_points

_FILE = Path(__file__).with_name("default_run.npz")
# What a snapshot has as a number and not as an array.
_NUMBERS = {"step": int, "loss": float, "accuracy": float}


@cache
def default_run() -> Run:
    """Return the run of the default settings, as it was trained beforehand."""
    with np.load(_FILE) as kept:
        points = {task: _points(kept[f"{task.arm}_losses"], _fields_of(kept, task.arm)) for task in run_tasks(Recipe())}
    return finished_run(points)


def _fields_of(kept: np.lib.npyio.NpzFile, arm: str) -> dict[str, NDArray[np.generic]]:
    return {field.name: kept[f"{arm}_{field.name}"] for field in fields(Snapshot)}


def _points(losses: NDArray[np.float64], of_snapshots: dict[str, NDArray[np.generic]]) -> list[Point]:
    """Return the points of an arm from the losses of all steps and each field of all snapshots."""
    points, first = list[Point](), 0
    for i, step in enumerate(of_snapshots["step"].tolist()):
        values: dict[str, Any] = {name: _NUMBERS.get(name, np.asarray)(of_all[i]) for name, of_all in of_snapshots.items()}
        points.append(Point(losses[first : step + 1].tolist(), Snapshot(**values)))
        first = step + 1
    return points


def write_default_run() -> None:
    """Train the default settings, and keep every point."""
    arrays: dict[str, Any] = {}
    for task in run_tasks(Recipe()):
        points = all_points(task)
        arrays[f"{task.arm}_losses"] = np.concatenate([point.losses for point in points])
        for field in fields(Snapshot):
            arrays[f"{task.arm}_{field.name}"] = np.array([getattr(point.snapshot, field.name) for point in points])
    np.savez_compressed(_FILE, **arrays)
