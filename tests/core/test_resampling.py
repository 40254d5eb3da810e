"""Mini-batches drawn anew, and the band they lie in."""

from __future__ import annotations

import numpy as np
import pytest

from bn_core import Moments, band, moments_of_batches, resampled_batches


def test_mini_batches_are_drawn_with_replacement_and_the_seed_decides_them():
    small, large = resampled_batches(30, [2, 256], 64, seed=0)
    assert (small.shape, large.shape) == ((64, 2), (64, 256))
    assert 0 <= large.min() < large.max() == 29
    np.testing.assert_array_equal(small, resampled_batches(30, [2, 256], 64, seed=0)[0])
    assert (small != resampled_batches(30, [2, 256], 64, seed=1)[0]).any()


def test_the_spread_of_the_mean_falls_as_the_root_of_the_batch_size():
    """The standard error of a mean: σ / √m."""
    each = Moments(1, np.random.default_rng(0).normal(size=10_000), np.zeros(10_000))
    drawn = resampled_batches(10_000, [4, 64], 4000, seed=0)
    few, many = (moments_of_batches(each, chosen).mean.std() for chosen in drawn)
    assert few / many == pytest.approx(4, rel=0.05)


def test_nine_of_ten_values_lie_in_the_band():
    values = np.random.default_rng(0).normal(size=(3, 1000))
    got = band(values)
    inside = (values >= got.low[:, np.newaxis]) & (values <= got.high[:, np.newaxis])
    np.testing.assert_array_equal(inside.mean(1), 0.9)
    np.testing.assert_array_equal(got.middle, np.median(values, 1))
    np.testing.assert_array_equal(got.width, got.high - got.low)


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        ({"count": 0}, ValueError, "count must be at least 1, got 0"),
        ({"sizes": [2, 0]}, ValueError, "sizes must be at least 1, got 0"),
        ({"resamples": 0}, ValueError, "resamples must be at least 1, got 0"),
        ({"seed": "a"}, TypeError, "seed must be an integer, got 'a'"),
    ],
)
def test_wrong_numbers_are_refused(wrong, error, message):
    with pytest.raises(error, match=message):
        resampled_batches(**({"count": 10, "sizes": [2], "resamples": 3, "seed": 0} | wrong))


@pytest.mark.parametrize(
    ("values", "message"),
    [(1.0, r"at least one value a row, got shape \(\)"), (np.zeros((2, 0)), "at least one value a row"), ([np.nan], "finite")],
)
def test_a_band_of_nothing_is_refused(values, message):
    with pytest.raises(ValueError, match=f"values must .*{message}"):
        band(values)
