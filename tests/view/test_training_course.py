"""From snapshots to what is drawn, and the sentences made of their numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bn_core.network.network import Recipe
from bn_view.state.settings import DEFAULTS, SETTINGS, TRAINING_PRESETS, TRAINING_RECIPE
from pages.training import sentences as told
from pages.training.history import course_of, fan, heat
from pages.training.recipes import recipe_of, run_tasks, sweep_tasks
from workers.job import Job
from workers.steps import Task, advance

RECIPE = Recipe(steps=40, depth=3, width=16, batch_size=32)


@pytest.fixture(scope="module")
def items():
    return {arm: advance(0, Task(RECIPE, arm, 10), 0, 60).items for arm in ("plain", "batch_norm", "frozen")}


def test_a_course_holds_every_snapshot_and_the_mean_loss_since_the_one_before(items):
    course = course_of(items["plain"])
    assert course.steps.tolist() == [0, 10, 20, 30, 40]
    assert course.loss[1] == pytest.approx(np.mean(items["plain"][1][0]))
    assert [course.at(step) for step in (0, 9, 10, 1000)] == [0, 0, 1, 4]


def test_what_is_not_finite_is_left_out_and_nothing_gives_no_course(items):
    losses, snapshot = items["plain"][-1]
    broken = [*items["plain"][:-1], ([*losses[:-1], np.nan], replace(snapshot, loss=np.nan))]
    assert course_of(broken).steps.tolist() == [0, 10, 20, 30]
    assert course_of([]) is None


def test_a_heat_map_has_a_column_a_snapshot_whose_fullest_bin_is_one(items):
    seen = heat(course_of(items["batch_norm"]), 1)
    assert seen.shares.shape[1] == 5
    assert seen.shares.max(axis=0).tolist() == [1.0] * 5
    assert seen.low < seen.high


def test_gamma_and_beta_start_as_one_and_zero_and_fan_out(items):
    course = course_of(items["batch_norm"])
    gamma, beta = fan(course, "gamma"), fan(course, "beta")
    assert gamma.shape == beta.shape == (3, 3, 5)
    assert (gamma[..., 0] == 1).all()
    assert (beta[..., 0] == 0).all()
    assert (gamma[:, 2, -1] > gamma[:, 0, -1]).all()


def test_the_sentences_say_the_numbers_of_the_run(items):
    courses = {arm: course_of(of_arm) for arm, of_arm in items.items()}
    wild = {**courses, "plain": replace(courses["plain"], diverged=35)}
    last = {arm: of_arm[-1][1] for arm, of_arm in items.items()}
    of_plain, of_batch_norm = told.activation_sentences(RECIPE, courses, 40).split("\n")
    for arm, said in (("plain", of_plain), ("batch_norm", of_batch_norm)):
        assert f"vary by **{last[arm].spread[-1]:.2g}**" in said
        assert f"ReLU gives 0 for **{last[arm].flat[-1]:.0%}** of its inputs" in said
    diverged, still = told.activation_sentences(RECIPE, wild, 40).split("\n")
    assert diverged.endswith("the activations grew past all numbers by step 35.")
    assert still == of_batch_norm
    assert told.activation_sentences(RECIPE, wild, 30).count("vary by") == 2
    assert "tanh is saturated for" in told.activation_sentences(replace(RECIPE, activation="tanh"), courses, 40)
    assert told.gradient_sentence(wild, 40) == "**plain** has diverged: its gradients are no numbers any more."
    said = told.gradient_sentence(wild, 30)
    assert "without batch normalization" in said
    said = told.gradient_sentence(courses, 40)
    assert f"the size **{last['plain'].gradient[0]:.2g}** without" in said
    assert f"**{last['batch_norm'].gradient[0]:.2g}** with it" in said
    assert f"**{last['batch_norm'].gamma.max():.2f}**" in told.learned_sentence(courses["batch_norm"], 40)
    assert told.learned_sentence(courses["frozen"], 40) == "This arm learns no γ and no β."
    numbers = told.accuracies(wild, 40)
    assert "diverged</b> at step 35" in numbers
    assert f"<b>{last['batch_norm'].accuracy:.1%}</b>" in numbers


def test_what_a_kept_run_had_other_is_named():
    assert told.differences(RECIPE, RECIPE) == "the same settings"
    other = replace(RECIPE, learning_rate=0.02, norm_first=False, seed=123_456)
    assert told.differences(other, RECIPE) == "Learning rate 0.02, Batch norm before the activation no, Seed 123456"
    assert told.differences(replace(RECIPE, activation="relu"), replace(RECIPE, activation="tanh")) == "Activation ReLU"


def test_the_sweep_counts_the_learning_rates_that_learn(items):
    job = Job((Task(RECIPE, "plain", 10), Task(RECIPE, "batch_norm", 10)))
    good = [(losses, replace(s, accuracy=0.95)) for losses, s in items["batch_norm"]]
    bad = [(losses, replace(s, accuracy=0.3)) for losses, s in items["plain"]]
    job.items = dict(zip(job.tasks, (bad, good), strict=True))
    assert told.sweep_sentence(job) == (
        "After 40 steps batch normalization is above 90% at **1** of 1 learning rates, plain at **0**."
    )


def test_the_page_starts_with_the_recipe_s_own_defaults():
    assert recipe_of(DEFAULTS) == Recipe()


@pytest.mark.parametrize("values", TRAINING_PRESETS.values())
def test_a_preset_sets_what_its_controls_can_say(values):
    for name, value in values.items():
        assert SETTINGS[name].read(str(value)) == value
        assert name in TRAINING_RECIPE


def test_every_stop_of_a_slider_that_does_not_start_at_zero_is_read_as_itself():
    for name in ("learning_rate", "weight_scale"):
        assert [SETTINGS[name].read(str(stop)) for stop in SETTINGS[name].stops] == list(SETTINGS[name].stops)


@pytest.mark.parametrize("steps", SETTINGS["train_steps"].words)
def test_no_run_holds_more_than_fifty_one_snapshots_and_all_are_equally_far_apart(steps):
    settings = {**DEFAULTS, "train_steps": steps}
    for task in (*run_tasks(settings), *sweep_tasks(settings)):
        assert task.recipe.steps % task.every == 0
        assert task.recipe.steps / task.every <= 50


def test_a_sweep_trains_twelve_learning_rates_with_and_without_batch_normalization():
    asked = sweep_tasks(DEFAULTS)
    assert len({task.recipe.learning_rate for task in asked}) == 12
    assert len(asked) == 24
