"""How far units move while a network is trained, against plain NumPy, and the run that is watched against one that is not."""

import numpy as np
import pytest

from bn_core import ARMS, Recipe, shifting_run, train, unit_shift
from witnesses.digits import digit_split

DATA = digit_split()
DIGITS = (DATA.x_train, DATA.y_train, DATA.x_test, DATA.y_test)
SHORT = Recipe(activation="tanh", steps=30)


@pytest.mark.parametrize("samples", [2, 40])
def test_the_shift_is_the_median_over_the_units_of_the_mean_s_way_in_standard_deviations(samples):
    draw = np.random.default_rng(0)
    before, after = draw.normal(3, 2, (samples, 9)), draw.normal(4, 1, (samples, 9))
    expected = np.median(np.abs(np.mean(after, 0) - np.mean(before, 0)) / np.std(before, 0))
    assert unit_shift(before, after) == pytest.approx(expected, rel=1e-12)


def test_units_that_rise_and_units_that_fall_do_not_cancel():
    before = np.random.default_rng(0).normal(size=(100, 4))
    assert unit_shift(before, before + np.std(before, 0) * [3, -3, 3, -3]) == pytest.approx(3)


def test_a_unit_that_was_constant_does_not_count_and_where_all_were_there_is_no_shift():
    before = np.array([[0.0, 7.0], [2.0, 7.0]])
    assert unit_shift(before, before + 1) == 1
    assert np.isnan(unit_shift(before[:, 1:], before[:, 1:]))


@pytest.mark.parametrize("after", [np.zeros((4, 3)), np.zeros(2), np.full((4, 2), np.nan)])
def test_what_has_other_units_or_no_numbers_is_refused(after):
    with pytest.raises(ValueError, match=r"before and after|finite"):
        unit_shift(np.arange(8.0).reshape(4, 2), after)


@pytest.mark.parametrize("arm", ARMS)
def test_a_run_does_not_notice_that_it_is_watched(arm):
    *_before, (_losses, last) = train(SHORT, arm, *DIGITS)
    seldom, often = (shifting_run(SHORT, arm, *DIGITS, every=every) for every in (30, 3))
    assert often.accuracy == seldom.accuracy == last.accuracy
    assert often.steps == list(range(3, 31, 3))


def test_a_network_that_learns_nothing_does_not_move_but_for_its_noise():
    still = Recipe(activation="tanh", steps=10, learning_rate=0.0)
    assert shifting_run(still, "batch_norm", *DIGITS).shifts == [0, 0]
    assert shifting_run(still, "noisy", *DIGITS, every=2).shifts[0] > 0.05


def test_a_run_that_diverges_ends_early():
    run = shifting_run(Recipe(steps=60, learning_rate=0.3, weight_scale=1.5), "plain", *DIGITS)
    assert len(run.steps) < 15
