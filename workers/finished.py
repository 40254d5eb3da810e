"""The points of finished runs as bytes: in a file beside a page, or in the database that replicas share."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from bn_core.network.training import Snapshot
from workers.steps import Point, Task

# What a snapshot has as a number and not as an array.
_NUMBERS = {"step": int, "loss": float, "accuracy": float}
_FIELDS = tuple(field.name for field in fields(Snapshot))


def to_bytes(points: Mapping[Task, Sequence[Point]]) -> bytes:
    """Return every point of every task, compressed, as NumPy's .npz."""
    arrays: dict[str, Any] = {}
    for i, of_task in enumerate(points.values()):
        arrays[f"{i}_losses"] = np.concatenate([point.losses for point in of_task])
        arrays |= {f"{i}_{name}": np.array([getattr(point.snapshot, name) for point in of_task]) for name in _FIELDS}
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def from_bytes(kept: bytes, tasks: Sequence[Task]) -> dict[Task, list[Point]]:
    """Return the points that `to_bytes` was given for these tasks.

    Raises
    ------
    ValueError
        The bytes are something else.
    """
    try:
        with np.load(io.BytesIO(kept), allow_pickle=False) as arrays:
            of_tasks = [(arrays[f"{i}_losses"], {name: arrays[f"{i}_{name}"] for name in _FIELDS}) for i in range(len(tasks))]
    except (EOFError, KeyError, OSError, BadZipFile) as error:
        raise ValueError(f"no finished run: {len(kept)} bytes") from error
    return {task: _points(*of_task) for task, of_task in zip(tasks, of_tasks, strict=True)}


def _points(losses: NDArray[np.float64], of_snapshots: Mapping[str, NDArray[np.generic]]) -> list[Point]:
    """Return the points of a task from the losses of all steps and each field of all snapshots."""
    points, first = list[Point](), 0
    for i, step in enumerate(of_snapshots["step"].tolist()):
        values: dict[str, Any] = {name: _NUMBERS.get(name, np.asarray)(of_all[i]) for name, of_all in of_snapshots.items()}
        points.append(Point(losses[first : step + 1].tolist(), Snapshot(**values)))
        first = step + 1
    return points
