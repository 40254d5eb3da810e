"""Where arms do not differ by more than chance gives, a sentence says so."""

from __future__ import annotations

import numpy as np
import pytest

from pages.training.history import History
from pages.training.verdict import verdict, verdict_at


def test_arms_that_differ_by_no_more_than_chance_are_said_not_to_differ():
    # Three of 360 digits apart, where one standard error of the difference is four.
    said = verdict({"plain": 0.936, "batch_norm": 0.969, "frozen": 0.978, "noisy": 0.975})
    arms = "batch norm; batch norm, γ β frozen; batch norm + noise"
    assert said == f"A tie within one standard error, 1.2 points: {arms}."


def test_an_arm_that_is_ahead_by_more_is_said_to_be_ahead():
    said = verdict({"plain": 0.1, "batch_norm": 0.97})
    assert said == "Ahead: batch norm, by 87.0 points (one standard error: 3.7)."


@pytest.mark.parametrize("shares", [{}, {"plain": 0.9}, {"plain": 0.9, "batch_norm": float("nan")}])
def test_there_is_no_verdict_without_two_known_arms(shares):
    assert verdict(shares) == "–"


def test_an_arm_that_has_diverged_takes_no_part():
    steps, none = np.array([0, 10]), ()
    histories = {
        "plain": History(steps, np.zeros(2), np.array([0.1, 0.99]), none, diverged=20),
        "batch_norm": History(steps, np.zeros(2), np.array([0.1, 0.95]), none),
        "frozen": History(steps, np.zeros(2), np.array([0.1, 0.95]), none),
    }
    assert verdict_at(histories, 10).startswith("Ahead: no batch norm, by 4.0 points (")
    arms = "batch norm; batch norm, γ β frozen"
    assert verdict_at(histories, 20).endswith(f" points: {arms}.")
