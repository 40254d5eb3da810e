"""Which learning rates learn: of a sweep in progress, of one that is over, of the one that was made beforehand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bn_core.network.network import ARMS, Recipe
from bn_core.network.training import train
from pages.training import sweep_sentences as sentences
from pages.training.recipes import sweep_tasks
from pages.training.sentences import spoken
from pages.training.settings import RunSettings
from pages.training.sweep import BEFOREHAND, SEEDS, Sweep, sweep_made_beforehand, sweep_of
from witnesses.digits import HELD_OUT_COUNT, digit_split
from workers.queue import Run
from workers.steps import Point, Task, advance

RATES = RunSettings.learning_rate.stops


def sweep(**means):
    """Return a sweep of one seed that is at these accuracies after its 200 updates."""
    ends = {arm: np.array(of_rates) for arm, of_rates in means.items()}
    return Sweep(("test",), {arm: np.stack([np.zeros_like(end), end], axis=-1)[:, np.newaxis] for arm, end in ends.items()}, 200)


def test_a_sweep_trains_with_and_without_batch_normalization_at_every_learning_rate_that_one_can_set():
    tasks = sweep_tasks(Recipe())
    assert {(task.arm, task.recipe.learning_rate) for task in tasks} == {(a, r) for a in ("plain", "batch_norm") for r in RATES}
    assert len(tasks) == 2 * len(RATES)


@pytest.mark.parametrize("preset", BEFOREHAND)
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("arm", ARMS)
def test_what_was_made_beforehand_is_what_comes_out_today(arm, seed, preset):
    # Up to two of the digits: another processor adds in another order, which later leads another way.
    recipe, digits = replace(BEFOREHAND[preset], learning_rate=0.02, seed=seed, steps=100), digit_split()
    trained = train(recipe, arm, digits.x_train, digits.y_train, digits.x_test, digits.y_test, 25)
    kept = sweep_made_beforehand(preset).curves[arm][RATES.index(0.02), SEEDS.index(seed)]
    np.testing.assert_allclose(kept[:5], [point.accuracy for _losses, point in trained], atol=2.01 / HELD_OUT_COUNT)


def test_a_sweep_in_progress_says_what_it_has_so_far_and_no_verdict_where_an_arm_has_nothing():
    run = Run(sweep_tasks(Recipe(depth=1, width=16)))
    first = run.tasks[0]
    (losses, start), *_ = advance(0, Task(first.recipe, "plain", first.every), 0, 0)
    run.add(first, [Point(losses, replace(start, accuracy=0.95))])
    seen = sweep_of(run)
    assert np.isnan(seen.accuracies["batch_norm"]).all()
    said = "Not every network has a result yet."
    shares = {"plain": "95.0%", "batch_norm": "–"}
    assert sentences.numbers_at(seen, 0) == {"rate": "0.0001", **shares, "margin": "–", "verdict": said}
    assert spoken(sentences.verdict_sentence(seen, 0)) == f"At learning rate 0.0001: {said}"
    assert spoken(sentences.sweep_sentence(seen)) == "So far 0 of 16 learning rates work with batch norm, 1 without."


def test_what_is_said_of_networks_that_train_is_so_far_until_both_have_done_their_updates():
    seen = sweep(plain=[0.5, 0.5], batch_norm=[0.95, 0.95])
    seen.curves["plain"][0, 0, -1] = np.nan
    half_way, done = (sentences.numbers_at(seen, index) for index in (0, 1))
    assert half_way["margin"].endswith(", so far")
    assert half_way["verdict"].endswith(" Not all of their updates are done.")
    assert done["margin"].startswith("Clear difference: 45.0 points (chance: ±")
    assert done["verdict"].startswith("“batch norm” leads by 45.0 points (chance: ±")


def test_the_sweep_counts_the_learning_rates_that_learn():
    counted = sweep(plain=[0.95, 0.2, 0.1], batch_norm=[0.95, 0.91, 0.9])
    assert spoken(sentences.sweep_sentence(counted)) == "3 of 16 learning rates work with batch norm, 1 without."


def test_a_sweep_of_some_arms_has_no_others_and_is_kept_apart_from_that_of_all():
    every = sweep(plain=[0.9], batch_norm=[0.8], noisy=[0.7])
    two = every.of(("plain", "batch_norm", "frozen"))
    assert list(two.means) == ["plain", "batch_norm"]
    assert two.key != every.key


def test_what_diverges_early_keeps_to_the_end_the_accuracy_with_which_it_ended():
    run = Run(sweep_tasks(Recipe(depth=1, width=16, steps=100)))
    first = run.tasks[0]
    (losses, start), *_ = advance(0, Task(first.recipe, "plain", first.every), 0, 0)
    run.add(first, [Point(losses, replace(start, accuracy=0.3)), Point(losses, replace(start, accuracy=0.1, loss=np.nan))])
    assert sweep_of(run).curve("plain", 0).tolist() == [0.3] + [0.1] * 10
    assert sweep_of(run).accuracies["plain"][0, 0] == 0.1


def test_points_that_come_while_a_sweep_is_read_are_not_taken_for_seen():
    run = Run(sweep_tasks(Recipe(depth=1, width=16, steps=100)))
    first = run.tasks[0]
    (losses, start), *_ = advance(0, Task(first.recipe, "plain", first.every), 0, 0)

    class Slow:
        """A point that another thread follows with the last one while it is read."""

        @property
        def snapshot(self):
            if run.state == "open":
                run.add(first, [Point(losses, replace(start, accuracy=0.9))])
                run.state = "done"
            return replace(start, accuracy=0.1)

    run.points[first].append(Slow())
    early, late = sweep_of(run), sweep_of(run)
    assert early.accuracies["plain"][0, 0] == 0.1
    assert late.accuracies["plain"][0, 0] == 0.9
    assert (early.is_over, late.is_over) == (False, True)
    assert early.key != late.key
