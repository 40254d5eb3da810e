"""From snapshots to what is drawn, and the sentences made of their numbers."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from bn_core.network.network import ARMS, Recipe
from pages.training import sentences
from pages.training.history import heat, history_of, quantiles, seen_of
from pages.training.looks import Turns, look_seconds
from pages.training.recipes import run_tasks, sweep_tasks
from pages.training.settings import PRESETS, RunSettings, View
from workers.queue import Queue, Run
from workers.steps import Point, Task, advance

RECIPE = Recipe(steps=40, depth=3, width=16, batch_size=32)


@pytest.fixture(scope="module")
def points():
    return {arm: advance(0, Task(RECIPE, arm, 10), 0, 60) for arm in ("plain", "batch_norm", "frozen")}


@pytest.fixture
def heat_of(points):
    """Return a function that makes the heat map of a layer with these histograms, given as counts and edges."""

    def made(*histograms):
        losses, snapshot = points["plain"][0]
        seen = [
            Point(losses, replace(snapshot, activations=np.array([counts]), edges=np.array([[edges[0], edges[-1]]])))
            for counts, edges in histograms
        ]
        return heat(history_of(seen), 0)

    return made


def test_a_history_holds_every_snapshot_and_the_mean_loss_since_the_one_before(points):
    history = history_of(points["plain"])
    assert history.steps.tolist() == [0, 10, 20, 30, 40]
    assert history.loss[1] == pytest.approx(np.mean(points["plain"][1].losses))
    assert [history.at(step) for step in (0, 9, 10, 1000)] == [0, 0, 1, 4]


def test_what_is_not_finite_is_left_out_and_nothing_gives_no_history(points):
    losses, snapshot = points["plain"][-1]
    broken = [*points["plain"][:-1], Point([*losses[:-1], np.nan], replace(snapshot, loss=np.nan))]
    assert history_of(broken).steps.tolist() == [0, 10, 20, 30]
    assert history_of(broken).diverged == 40
    assert history_of(broken[-1:]) is None
    assert history_of([]) is None


def test_a_heat_map_has_a_column_a_snapshot_whose_fullest_bin_is_one(points):
    shares, low, high = heat(history_of(points["batch_norm"]), 1)
    assert shares.shape[1] == 5
    assert shares.max(axis=0).tolist() == [1.0] * 5
    assert low < high


def test_a_heat_map_shows_about_what_numpy_counts_in_the_same_bins(heat_of):
    random = np.random.default_rng(0)
    columns = [random.uniform(-1, 1, 100_000), random.uniform(-0.3, 2, 100_000)]
    shares, low, high = heat_of(*(np.histogram(values, 40) for values in columns))
    assert low == pytest.approx(-1, abs=0.02)
    assert high == pytest.approx(2, abs=0.02)
    for share, values in zip(shares.T, columns, strict=True):
        counts, _edges = np.histogram(values, len(share), (low, high))
        np.testing.assert_allclose(share, counts / counts.max(), atol=0.05)


def test_values_that_are_all_equal_lie_in_one_bin(heat_of):
    counts = np.array([5, 0])
    shares, low, high = heat_of((counts, (2.0, 2.0)))
    assert (low, high) == (1.5, 2.5)
    assert sorted(shares[:, 0].tolist()) == [0.0] * (len(shares) - 1) + [1.0]
    shares, _low, _high = heat_of((counts, (2.0, 2.0)), (np.array([3, 3]), (0.0, 4.0)))
    assert (shares[:, 0] > 0).sum() == 1
    np.testing.assert_allclose(shares[1:-1, 1], 1.0)


def test_an_outlier_does_not_set_the_range_of_a_heat_map(heat_of):
    counts = np.zeros((2, 100), int)
    counts[:, 0], counts[1, 99] = 10_000, 1
    _shares, low, high = heat_of((counts[0], (0.0, 1.0)), (counts[1], (0.0, 1000.0)))
    assert low == 0
    assert high < 100


def test_gamma_and_beta_start_as_one_and_zero_and_fan_out(points):
    history = history_of(points["batch_norm"])
    gamma, beta = quantiles(history, "gamma"), quantiles(history, "beta")
    assert gamma.shape == beta.shape == (3, 3, 5)
    assert (gamma[..., 0] == 1).all()
    assert (beta[..., 0] == 0).all()
    assert (gamma[:, 2, -1] > gamma[:, 0, -1]).all()


def test_the_sentences_say_the_numbers_of_the_run(points):
    histories = {arm: history_of(of_arm) for arm, of_arm in points.items()}
    wild = {**histories, "plain": replace(histories["plain"], diverged=35)}
    last = {arm: of_arm[-1].snapshot for arm, of_arm in points.items()}

    def activations(recipe, of, step):
        return list(map(sentences.spoken, sentences.activation_sentences(recipe, of, step)))

    for arm, said in zip(("plain", "batch_norm"), activations(RECIPE, histories, 40), strict=True):
        assert f"vary by {last[arm].sample_std[-1]:.3g} (std)" in said
        assert f"ReLU gives 0 for {last[arm].flat[-1]:.0%} of its inputs" in said
    diverged, still = activations(RECIPE, wild, 40)
    assert diverged.endswith("the activations overflowed by update 35.")
    assert still == activations(RECIPE, histories, 40)[1]
    assert all("vary by" in said for said in activations(RECIPE, wild, 30))
    assert "tanh is saturated for" in activations(replace(RECIPE, activation="tanh"), histories, 40)[0]
    assert sentences.spoken(sentences.gradient_sentence(wild, 40)) == "no batch norm: diverged, its gradients are NaN."
    assert "without batch normalization" in sentences.gradient_sentence(wild, 30)
    said = sentences.spoken(sentences.gradient_sentence(histories, 40))
    assert f"gradient norm is {last['plain'].gradient[0]:.3g} without" in said
    assert f"{last['batch_norm'].gradient[0]:.3g} with it" in said
    said = sentences.spoken(sentences.learned_sentence("batch_norm", histories["batch_norm"], 40))
    assert f"to {last['batch_norm'].gamma.max():.2f} over all units" in said
    assert sentences.learned_sentence("frozen", histories["frozen"], 40) == "This network learns no γ and no β."
    numbers = sentences.spoken(sentences.accuracies(wild, 40))
    assert "diverged at update 35" in numbers
    assert f"accuracy {last['batch_norm'].accuracy:.1%}" in numbers


def test_what_a_kept_run_had_other_is_named_as_its_controls_are():
    assert sentences.differences(RECIPE, RECIPE) == "the same settings"
    other = replace(RECIPE, learning_rate=0.02, norm_first=False, seed=123_456)
    assert sentences.differences(other, RECIPE) == "Learning rate 0.02, Batch norm after it, Seed 123456"
    assert sentences.differences(replace(RECIPE, activation="relu"), replace(RECIPE, activation="tanh")) == "Activation ReLU"


@pytest.mark.parametrize("field", [name for name in vars(RECIPE) if name not in ("momentum", "epsilon")])
def test_whatever_a_control_sets_is_named_when_it_differs(field):
    words = {"activation": "tanh", "norm_first": False}
    other = words[field] if field in words else getattr(RECIPE, field) * 2 + 1
    assert sentences.differences(RECIPE, replace(RECIPE, **{field: other})) != "the same settings"


def test_the_page_starts_with_the_recipe_s_own_defaults():
    assert RunSettings().recipe == Recipe()


def test_every_control_changes_the_recipe():
    others = {"train_activation": "tanh", "norm_place": "after", "train_batch": 16, "units": 16, "train_steps": 100}
    for name, setting in RunSettings.settings.items():
        other = others[name] if name in others else setting.default + 1
        assert RunSettings(**{name: other}).recipe != Recipe()


def test_every_arm_has_a_name():
    assert tuple(View.arm.titles) == ARMS


@pytest.mark.parametrize("preset", [preset for _title, preset in PRESETS.values()])
def test_a_preset_sets_what_its_controls_can_say(preset):
    for name, setting in RunSettings.settings.items():
        assert setting.read(setting.write(preset.values[name])) == preset.values[name]


def test_every_stop_of_a_slider_that_does_not_start_at_zero_is_read_as_itself():
    for setting in (RunSettings.learning_rate, RunSettings.weight_scale):
        assert [setting.read(str(stop)) for stop in setting.stops] == list(setting.stops)


@pytest.mark.parametrize("steps", RunSettings.train_steps.titles)
def test_no_run_holds_more_than_fifty_one_snapshots_and_all_are_equally_far_apart(steps):
    recipe = RunSettings(train_steps=steps).recipe
    for task in (*run_tasks(recipe), *sweep_tasks(recipe)):
        assert task.recipe.steps % task.every == 0
        assert task.recipe.steps / task.every <= 50


@pytest.fixture
def some_of_a_run(points):
    """A run in progress with three of its five points, and a function that adds the others."""
    task = Task(RECIPE, "batch_norm", 10)
    run = Run((task,))
    run.add(task, points["batch_norm"][:3])
    return run, lambda: run.add(task, points["batch_norm"][3:])


def steps_seen(run):
    return seen_of(run).histories["batch_norm"].steps.tolist()


def test_all_who_look_at_a_run_within_a_moment_share_what_is_drawn_of_it(some_of_a_run, monkeypatch):
    run, go_on = some_of_a_run
    mine = seen_of(run).histories["batch_norm"]
    go_on()
    yours = seen_of(run).histories["batch_norm"]
    assert mine is yours
    assert heat(mine, 1)[0] is heat(yours, 1)[0]
    assert quantiles(mine, "gamma") is quantiles(yours, "gamma")
    monkeypatch.setattr("pages.training.history.FRESH_SECONDS", 0.0)
    assert steps_seen(run) == [0, 10, 20, 30, 40]


@pytest.mark.parametrize("state", ["done", "stopped", "died"])
def test_all_of_a_run_is_seen_as_soon_as_it_is_over(some_of_a_run, state):
    run, go_on = some_of_a_run
    assert steps_seen(run) == [0, 10, 20]
    go_on()
    run.state = state
    assert steps_seen(run) == [0, 10, 20, 30, 40]


def test_the_more_follow_runs_the_less_often_each_looks():
    seconds = [look_seconds(followers) for followers in (1, 10, 30, 200)]
    assert seconds == sorted(seconds)
    assert seconds[0] < 1
    assert 30 / seconds[2] <= 15  # looks a second, of all together
    assert seconds[-1] < Queue([]).patience / 2  # or a run would stop though somebody looks
    assert 1.0625 * seconds[-1] < 3  # sessions look at instants of their own; the points of each come at least every 3 s


def test_a_class_gets_the_page_of_a_run_that_is_over_one_after_the_other_and_one_alone_at_once():
    turns = Turns(a_second=10.0)
    before = time.monotonic()
    times = [turns.next() for _ in range(5)]
    assert before <= times[0] <= time.monotonic()
    assert np.diff(times).min() >= 0.1 - 1e-9
