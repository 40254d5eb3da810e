"""Data of a known shape, held against the numbers SciPy has for it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from bn_core import standardize, summary
from pages.linear_map.distributions import bimodal_images, two_normals, uniform_images


def test_a_seed_gives_the_same_values_every_time_and_another_seed_others():
    for draw in (bimodal_images, uniform_images, two_normals):
        np.testing.assert_array_equal(draw(seed=7), draw(seed=7))
        assert not np.array_equal(draw(seed=7), draw(seed=8))


def test_uniform_values_have_the_shape_of_a_uniform_distribution():
    x = uniform_images(count=50)
    assert 0 <= x.min() < x.max() < 1
    skewness, excess_kurtosis = (float(number) for number in stats.uniform.stats(moments="sk"))
    assert summary(x).skewness == pytest.approx(skewness, abs=0.03)
    assert summary(x).excess_kurtosis == pytest.approx(excess_kurtosis, abs=0.03)
    assert stats.kstest(x.reshape(-1), "uniform").pvalue > 0.01


def test_bimodal_values_have_two_humps_together_and_one_at_each_position():
    x = bimodal_images(count=200)
    assert summary(x).excess_kurtosis < -1.5
    per_position = stats.kurtosis(x, axis=0).mean()
    assert per_position == pytest.approx(0, abs=0.1)
    assert summary(standardize(x, axis=0)).excess_kurtosis == pytest.approx(0, abs=0.1)


def test_the_two_normals_have_the_means_and_deviations_they_are_named_for():
    x = two_normals()
    np.testing.assert_allclose(x.mean(axis=0), [60, 70], atol=0.3)
    np.testing.assert_allclose(x.std(axis=0), [5, 10], atol=0.2)
    assert min(stats.normaltest(x[:, n]).pvalue for n in (0, 1)) > 0.01


@pytest.mark.parametrize(
    ("draw", "argument", "error"),
    [
        (bimodal_images, {"seed": -1}, ValueError),
        (uniform_images, {"count": 0}, ValueError),
        (bimodal_images, {"height": 2.5}, TypeError),
        (uniform_images, {"width": "3"}, TypeError),
        (two_normals, {"count": 0}, ValueError),
    ],
)
def test_sizes_that_make_no_sense_are_refused_by_name(draw, argument, error):
    with pytest.raises(error, match=next(iter(argument))):
        draw(**argument)
