"""The finished run of the default settings on which the page opens: it is kept beside the page, so that nobody waits for it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bn_core.network.network import Recipe
from pages.training.recipes import run_tasks
from workers.finished import from_bytes, to_bytes
from workers.queue import Run, finished_run
from workers.steps import all_points

_FILE = Path(__file__).with_name("default_run.npz")


@cache
def default_run() -> Run:
    """Return the run of the default settings, as it was trained beforehand."""
    return finished_run(from_bytes(_FILE.read_bytes(), run_tasks(Recipe())))


def write_default_run() -> None:
    """Train the default settings, and keep every point."""
    _FILE.write_bytes(to_bytes({task: all_points(task) for task in run_tasks(Recipe())}))
