"""How far two shares differ by chance."""

import numpy as np
import pytest

from bn_core import difference_error


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
