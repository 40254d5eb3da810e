"""How far two shares differ by chance."""

import numpy as np
import pytest

from bn_core import difference_error, difference_margin


@pytest.mark.parametrize("share", [0.1, 0.5, 0.97])
def test_the_error_is_the_spread_of_the_difference_of_two_shares_that_numpy_draws(share):
    draws = np.random.default_rng(1).binomial(360, share, (2, 200_000)) / 360
    assert difference_error(share, share, 360) == pytest.approx((draws[0] - draws[1]).std(), rel=0.01)


def test_where_all_or_nothing_is_right_chance_makes_no_difference():
    assert difference_error(1.0, 1.0, 360) == difference_error(0.0, 0.0, 1) == 0


@pytest.mark.parametrize(
    ("bad", "named"),
    [((1.5, 0.5, 9), "first"), ((0.5, -0.1, 9), "second"), ((float("nan"), 0.5, 9), "first"), ((0.5, 0.5, 0), "count")],
)
def test_what_is_no_share_is_refused_by_name(bad, named):
    with pytest.raises(ValueError, match=named):
        difference_error(*bad)


def test_differences_by_chance_stay_within_the_margin_in_at_least_95_of_100_cases():
    draw, beyond = np.random.default_rng(1), []
    for _repetition in range(2000):
        # Both label the same digits equally well on the whole; each seed moves both, and each a little by itself.
        shared = draw.normal(0.9, 0.01, 3)
        first, second = (np.clip(shared + draw.normal(0, 0.01, 3) + draw.normal(0, 0.016), 0, 1) for _arm in range(2))
        beyond.append(abs(first.mean() - second.mean()) > difference_margin(first, second, 360))
    assert np.mean(beyond) < 0.05


def test_one_run_has_the_margin_of_its_samples_and_more_runs_student_s():
    assert difference_margin([0.9], [0.9], 360) == pytest.approx(1.96 * difference_error(0.9, 0.9, 360))
    differences, same = np.array([0.03, 0.01, 0.02]), np.ones(3)
    of_runs = 4.303 * differences.std(ddof=1) / np.sqrt(3)
    of_samples = 1.96 * difference_error(1.0, 0.98, 10**9)
    assert difference_margin(same, same - differences, 10**9) == pytest.approx(np.hypot(of_runs, of_samples))


@pytest.mark.parametrize("rows", [([], []), ([0.5], [0.5, 0.6]), ([0.5] * 11, [0.5] * 11), (0.5, 0.5)])
def test_rows_that_are_not_of_the_same_few_runs_are_refused(rows):
    with pytest.raises(ValueError, match="runs"):
        difference_margin(*rows, 360)
