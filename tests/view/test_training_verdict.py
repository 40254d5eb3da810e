"""Where arms do not differ by more than chance gives, a sentence says so."""

from __future__ import annotations

import numpy as np
import pytest

from pages.training.history import History
from pages.training.verdict import are_comparable, verdict, verdict_at, verdict_in_short


def of_seeds(**shares):
    return {arm: np.array(of_arm) for arm, of_arm in shares.items()}


def test_arms_that_differ_by_no_more_than_chance_are_said_not_to_differ():
    # Three of 360 digits apart, where one standard error of the difference is four.
    said = verdict(of_seeds(plain=[0.936], batch_norm=[0.969], frozen=[0.978], noisy=[0.975]))
    arms = "“batch norm”, “batch norm, γ β frozen” and “batch norm + noise”"
    assert said == f"{arms} lead; they do not clearly differ (chance: ±2.3 points)."


def test_two_points_of_360_digits_are_no_lead_whatever_the_seeds_say():
    # 1.96 standard errors are 2.6 points, though each of the three seeds is ahead by about as much.
    said = verdict(of_seeds(plain=[0.955, 0.956, 0.957], batch_norm=[0.975, 0.976, 0.977]))
    assert said == "The two networks do not clearly differ: 2.0 points (chance: ±2.6)."


def test_a_lead_that_seeds_do_not_agree_on_is_none():
    # Eight points on average, from -1 to 17: Student's t of three seeds gives more than that.
    said = verdict(of_seeds(plain=[0.97, 0.88, 0.80], batch_norm=[0.96, 0.96, 0.97]))
    assert "do not clearly differ" in said


def test_an_arm_that_is_ahead_by_more_is_said_to_be_ahead():
    said = verdict(of_seeds(plain=[0.1, 0.1, 0.1], batch_norm=[0.97, 0.97, 0.97]))
    assert said == "“batch norm” leads by 87.0 points (chance: ±7.3)."


def test_what_stands_behind_the_percentages_has_the_margin_of_the_verdict_and_says_whether_they_differ():
    close = of_seeds(plain=[0.955, 0.956, 0.957], batch_norm=[0.975, 0.976, 0.977])
    far = of_seeds(plain=[0.1, 0.1, 0.1], batch_norm=[0.97, 0.97, 0.97])
    assert verdict_in_short(close) == "No clear difference: 2.0 points (chance: ±2.6)"
    assert verdict_in_short(far) == "Clear difference: 87.0 points (chance: ±7.3)"


def test_there_is_no_verdict_before_each_arm_has_a_result():
    shares = of_seeds(plain=[0.9], batch_norm=[float("nan")])
    assert verdict(shares) == "Not every network has a result yet."
    assert not are_comparable(shares)


@pytest.mark.parametrize(
    ("diverged", "said"),
    [
        ({"plain": 15}, "“no batch norm” diverged: there is nothing to compare."),
        ({"plain": 15, "batch_norm": 3}, "“no batch norm” and “batch norm” diverged: there is nothing to compare."),
    ],
)
def test_where_no_two_arms_are_left_the_verdict_says_which_diverged(diverged, said):
    steps, shares = np.array([0, 10]), np.array([0.1, 0.95])
    histories = {arm: History(steps, np.zeros(2), shares, (), diverged=diverged.get(arm)) for arm in ("plain", "batch_norm")}
    assert verdict_at(histories, 20) == said
    assert verdict_at(histories, 0).startswith("The two networks do not clearly differ: ")


def test_an_arm_that_has_diverged_takes_no_part():
    steps, none = np.array([0, 10]), ()
    histories = {
        "plain": History(steps, np.zeros(2), np.array([0.1, 0.99]), none, diverged=20),
        "batch_norm": History(steps, np.zeros(2), np.array([0.1, 0.95]), none),
        "frozen": History(steps, np.zeros(2), np.array([0.1, 0.95]), none),
    }
    assert verdict_at(histories, 10).startswith("“no batch norm” leads by 4.0 points (")
    arms = "“batch norm” and “batch norm, γ β frozen”"
    assert verdict_at(histories, 20).startswith(f"{arms} do not clearly differ (")
