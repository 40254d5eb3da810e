"""The run on which the page opens is what training gives today."""

from __future__ import annotations

import numpy as np
import pytest

from bn_core.network.network import ARMS, Recipe
from bn_core.network.training import train
from pages.training.default_run import default_run
from pages.training.recipes import run_tasks
from witnesses.digits import digit_split


def test_the_default_run_is_over_and_has_every_step_of_every_arm():
    run = default_run()
    assert (run.state, run.tasks, run.progress) == ("done", run_tasks(Recipe()), 1)
    for task in run.tasks:
        assert [point.snapshot.step for point in run.points[task]] == list(range(0, 501, 10))
        assert [len(point.losses) for point in run.points[task]] == [1] + [10] * 50
        assert all(point.losses[-1] == point.snapshot.loss for point in run.points[task])


@pytest.mark.parametrize("arm", ARMS)
def test_the_default_run_begins_as_a_training_of_today(arm):
    # Thirty steps: later another processor, which adds in another order, is on another way.
    digits, (task,) = digit_split(), [task for task in run_tasks(Recipe()) if task.arm == arm]
    trained = train(task.recipe, arm, digits.x_train, digits.y_train, digits.x_test, digits.y_test, 10)
    for (losses, snapshot), kept in zip(trained, default_run().points[task][:4], strict=False):
        np.testing.assert_allclose(kept.losses, losses, rtol=1e-3)
        np.testing.assert_allclose(kept.snapshot.gamma, snapshot.gamma, rtol=1e-3)
        np.testing.assert_allclose(kept.snapshot.gradient, snapshot.gradient, rtol=1e-2)
        assert np.mean(kept.snapshot.predicted != snapshot.predicted) < 0.01


def test_what_the_network_says_of_each_digit_is_what_its_accuracy_counts():
    labels = digit_split().y_test
    for points in default_run().points.values():
        for _losses, snapshot in points:
            assert np.mean(snapshot.predicted == labels) == snapshot.accuracy
