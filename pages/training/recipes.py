"""From settings to what is trained for them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from bn_core.network.network import ARMS, Recipe
from bn_view.state.settings import Value
from workers.job import Tasks
from workers.steps import Task

__all__ = ["SWEEP_ARMS", "recipe_of", "run_tasks", "sweep_tasks"]

SNAPSHOTS = 50
SWEEP_ARMS = ("plain", "batch_norm")
SWEEP_RATES = np.geomspace(1e-3, 10, 12)
# Enough to tell which learning rates learn; all 24 networks together then take no longer than a few runs.
SWEEP_STEPS, SWEEP_SNAPSHOTS = 200, 5


def recipe_of(settings: Mapping[str, Value]) -> Recipe:
    """Return the recipe that the settings of the page name."""
    return Recipe(
        learning_rate=float(settings["learning_rate"]),
        batch_size=int(settings["train_batch"]),
        depth=int(settings["depth"]),
        width=int(settings["units"]),
        activation=str(settings["train_activation"]),
        weight_scale=float(settings["weight_scale"]),
        norm_first=settings["norm_place"] == "before",
        seed=int(settings["train_seed"]),
        steps=int(settings["train_steps"]),
    )


def run_tasks(settings: Mapping[str, Value]) -> Tasks:
    """Return every arm of the recipe."""
    recipe = recipe_of(settings)
    return tuple(Task(recipe, arm, recipe.steps // SNAPSHOTS) for arm in ARMS)


def sweep_tasks(settings: Mapping[str, Value]) -> Tasks:
    """Return the recipe at each learning rate of the sweep, with and without batch normalization."""
    steps = min(int(settings["train_steps"]), SWEEP_STEPS)
    every = steps // SWEEP_SNAPSHOTS
    recipes = [
        recipe_of({**settings, "learning_rate": float(f"{rate:.3g}"), "train_steps": steps}) for rate in SWEEP_RATES.tolist()
    ]
    return tuple(Task(recipe, arm, every) for recipe in recipes for arm in SWEEP_ARMS)
