"""What is trained for a recipe: a run of its arms, or a sweep over learning rates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from bn_core.network.network import ARMS, Recipe
from pages.training.settings import RunSettings
from workers.queue import Tasks
from workers.steps import Task

POINTS = 50
# The two that the sentences compare, and a sweep trains where no others are asked for.
COMPARED = ("plain", "batch_norm")
# Which are compared, by the choice of the page.
NETWORKS: Mapping[str, Sequence[str]] = {"two": COMPARED, "all": ARMS}
# Those that one can set, so that wherever the slider stands there is a result.
SWEEP_RATES = RunSettings.learning_rate.stops
# As many as those of the run on which the page opens, so that both say the same of a network, and no more: all networks of a
# sweep together then take no longer than a few runs.
SWEEP_STEPS, SWEEP_POINTS = Recipe().steps, 10


def run_tasks(recipe: Recipe) -> Tasks:
    """Return every arm of the recipe."""
    return tuple(Task(recipe, arm, recipe.steps // POINTS) for arm in ARMS)


@lru_cache(maxsize=64)
def sweep_tasks(recipe: Recipe, arms: Sequence[str] = COMPARED) -> Tasks:
    """Return the recipe at each learning rate of the sweep, for each of these arms."""
    steps = min(recipe.steps, SWEEP_STEPS)
    recipes = [replace(recipe, learning_rate=rate, steps=steps) for rate in SWEEP_RATES]
    return tuple(Task(one, arm, steps // SWEEP_POINTS) for one in recipes for arm in arms)
