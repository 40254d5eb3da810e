"""Training runs: what batch normalization does to them, how they end, and what they keep."""

import pickle
import tracemalloc
import warnings
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from bn_core import ARMS, Recipe, train
from bn_core.network.training import BINS
from witnesses.digits import DIGIT_COUNT, digit_split

DATA = digit_split()
DIGITS = (DATA.x_train, DATA.y_train, DATA.x_test, DATA.y_test)
DEFAULT, TOO_HIGH, SIGMOID = Recipe(), Recipe(learning_rate=0.5), Recipe(activation="sigmoid")


@cache
def a_run(arm, recipe=DEFAULT, every=100):
    return list(train(recipe, arm, *DIGITS, every=every))


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("recipe", [TOO_HIGH, SIGMOID], ids=["learning rate too high", "sigmoid, five layers"])
def test_the_presets_train_with_batch_normalization_and_not_without(recipe, seed):
    ends = {arm: a_run(arm, replace(recipe, seed=seed))[-1][1] for arm in ARMS}
    assert ends["plain"].accuracy < 0.3
    assert ends["batch_norm"].accuracy > 0.9
    assert ends["frozen"].accuracy > 0.9
    assert ends["noisy"].accuracy > 0.8
    assert all(ends[arm].step == recipe.steps for arm in ARMS[1:])


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_five_layers_of_sigmoids_no_longer_tell_one_image_from_another_and_batch_normalization_keeps_them_apart(seed):
    plain, normalized = (a_run(arm, replace(SIGMOID, seed=seed))[-1][1] for arm in ("plain", "batch_norm"))
    assert plain.sample_std[-1] < 1e-3 < plain.sample_std[0]
    assert (normalized.sample_std > 0.2).all()


def test_the_deviation_of_an_output_of_zero_or_one_is_that_of_a_coin():
    # One unit whose output is 0 for one half of the samples and 1 for the other has the standard deviation 1/2.
    x, y = np.repeat([[-1e3], [1e3]], 8, axis=0), np.repeat([0, 1], 8)
    (_, start), *_ = train(Recipe(activation="sigmoid", depth=1, width=16, batch_size=16), "plain", x, y, x, y)
    np.testing.assert_allclose(start.sample_std, 0.5, atol=1e-6)


@pytest.mark.parametrize("arm", ARMS)
def test_every_arm_of_the_default_recipe_learns_the_digits(arm):
    run = a_run(arm, every=10)
    assert [snapshot.step for _losses, snapshot in run] == list(range(0, 501, 10))
    assert run[-1][1].accuracy > 0.9
    assert [len(losses) for losses, _snapshot in run] == [1] + [10] * 50
    assert all(losses[-1] == snapshot.loss for losses, snapshot in run)


def test_the_last_snapshot_comes_at_the_last_step_also_between_two():
    run = a_run("plain", Recipe(steps=25), every=10)
    assert [snapshot.step for _losses, snapshot in run] == [0, 10, 20, 25]
    assert sum(len(losses) for losses, _snapshot in run) == 26


def test_a_run_is_the_same_however_many_snapshots_are_taken_and_another_with_another_seed():
    often, seldom, other = (a_run("noisy", Recipe(steps=60, seed=seed), every) for every, seed in [(3, 0), (60, 0), (60, 1)])
    losses = [[loss for some, _snapshot in run for loss in some] for run in (often, seldom, other)]
    assert losses[0] == losses[1] != losses[2]
    assert often[-1][1].accuracy == seldom[-1][1].accuracy


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
@pytest.mark.parametrize("arm", ARMS)
def test_what_diverges_ends_early_and_nothing_warns(arm, activation, dtype):
    data = digit_split(dtype)
    arrays = (data.x_train, data.y_train, data.x_test[:50], data.y_test[:50])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for scale, rate in [(10.0, 10.0), (1e30, 1e30), (0.0, 1.0)]:
            recipe = Recipe(steps=60, depth=8, width=16, learning_rate=rate, weight_scale=scale, activation=activation)
            run = list(train(recipe, arm, *arrays))
            losses = [loss for some, _snapshot in run for loss in some]
            last = run[-1][1]
            assert np.isfinite(losses[:-1]).all()
            assert last.step == len(losses) - 1
            assert np.isfinite(last.loss) == (last.step == 60)
            assert np.isfinite(last.edges).all()
            assert 0 <= last.accuracy <= 1


def test_too_high_a_learning_rate_ends_the_plain_arm_with_a_loss_that_is_not_finite():
    last = a_run("plain", Recipe(learning_rate=0.3, weight_scale=1.5))[-1][1]
    assert last.step < 50
    assert not np.isfinite(last.loss)
    assert np.isnan(last.gradient).all()


@pytest.mark.parametrize(("arm", "learns"), [("plain", False), ("batch_norm", True), ("frozen", False), ("noisy", True)])
def test_a_snapshot_holds_what_the_page_draws_and_no_more(arm, learns):
    run = a_run(arm, every=10)
    for _losses, s in run:
        assert s.activations.shape == (5, BINS)
        assert (s.activations.sum(axis=1) == 64 * 64).all()
        assert (s.edges[:, 0] < s.edges[:, 1]).all()
        assert s.gamma.shape == s.beta.shape == ((5 if learns else 0), 64)
        assert s.gradient.shape == (6,)
        assert (s.gradient > 0).all()
    if learns:
        assert (run[0][1].gamma == 1).all()
        assert (run[0][1].beta == 0).all()
        assert np.ptp(run[-1][1].gamma) > 0.1
    assert len(pickle.dumps(run)) < 300_000


def test_memory_does_not_grow_with_the_steps():
    seen = []
    tracemalloc.start()
    for _losses, snapshot in train(Recipe(steps=300), "batch_norm", *DIGITS):
        if snapshot.step in (100, 300):
            seen.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    assert seen[1] - seen[0] < 20_000


def test_the_digits_are_split_once_and_for_all_with_every_label_in_both_parts():
    again = digit_split()
    np.testing.assert_array_equal(DATA.x_test, again.x_test)
    assert len(DATA.y_train) + len(DATA.y_test) == DIGIT_COUNT
    assert DATA.x_train.dtype == np.float32
    assert (DATA.x_train.min(), DATA.x_train.max()) == (0, 1)
    for labels in (DATA.y_train, DATA.y_test):
        assert set(labels) == set(range(10))
    rows = {row.tobytes() for row in DATA.x_train}
    assert not any(row.tobytes() in rows for row in DATA.x_test)


@pytest.mark.parametrize(
    ("data", "error", "message"),
    [
        ((np.ones(8), DATA.y_train, *DIGITS[2:]), ValueError, r"x_train must have shape \(samples, features\), got \(8,\)"),
        ((DATA.x_train, DATA.y_test, *DIGITS[2:]), ValueError, "y_train must hold one label from 0 for each row of x_train"),
        ((*DIGITS[:2], DATA.x_test[:, :9], DATA.y_test), ValueError, "x_test must have the 64 features of x_train, got 9"),
        ((*DIGITS[:3], DATA.y_test / 2), TypeError, "y_test must hold integers, got dtype float64"),
        ((DATA.x_train, DATA.y_train - 1, *DIGITS[2:]), ValueError, "y_train must hold one label from 0"),
    ],
)
def test_data_that_do_not_fit_are_refused_by_name(data, error, message):
    with pytest.raises(error, match=message):
        next(train(Recipe(), "plain", *data))
