"""Data of a known shape, held against the numbers SciPy has for it; quantiles and the lines of groups."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
import pytest
from scipy import stats

from bn_core import batch_norm, standardize, summary
from pages.linear_map.values import (
    QUANTILES,
    Values,
    bimodal_images,
    carried,
    lines_of_groups,
    mapped,
    results_of_two_tests,
    uniform_images,
)


def test_the_same_values_are_drawn_every_time():
    for draw in (bimodal_images, uniform_images, results_of_two_tests):
        np.testing.assert_array_equal(draw(), draw())


def test_uniform_values_have_the_shape_of_a_uniform_distribution():
    x = uniform_images()
    assert 0 <= x.min() < x.max() < 1
    skewness, excess_kurtosis = (float(number) for number in stats.uniform.stats(moments="sk"))
    assert summary(x).skewness == pytest.approx(skewness, abs=0.03)
    assert summary(x).excess_kurtosis == pytest.approx(excess_kurtosis, abs=0.03)
    assert stats.kstest(x.reshape(-1), "uniform").pvalue > 0.01


def test_bimodal_values_have_two_humps_together_and_one_at_each_position():
    x = bimodal_images()
    assert summary(x).excess_kurtosis < -1.5
    left, right = (half - half.mean() for half in np.split(x, 2, axis=2))
    assert [half.std() for half in (left, right)] == pytest.approx([0.5, 0.5], abs=0.02)
    assert min(stats.normaltest(half, axis=None).pvalue for half in (left, right)) > 0.01
    assert summary(standardize(x, axis=0)).excess_kurtosis > summary(x).excess_kurtosis + 0.5


def test_the_results_of_two_tests_have_the_means_and_deviations_that_are_said_of_them_exactly():
    x = results_of_two_tests()
    np.testing.assert_allclose(x.mean(axis=0), [60, 70], rtol=0, atol=1e-12)
    np.testing.assert_allclose(x.std(axis=0), [5, 10], rtol=0, atol=1e-12)
    assert min(stats.normaltest(x[:, n]).pvalue for n in (0, 1)) > 0.01


def test_one_map_carries_the_quantiles_of_the_input_to_those_of_the_output():
    x = np.random.default_rng(0).gamma(2, 3, 1000)
    one = mapped(Values("of this test", lambda: x))
    np.testing.assert_allclose(one.line, (np.quantile(x, np.linspace(0, 1, QUANTILES)) - x.mean()) / x.std(), rtol=0, atol=1e-12)
    np.testing.assert_allclose(one.y_quantiles, one.line, rtol=0, atol=1e-12)


@pytest.mark.parametrize("gamma", [2.0, -0.5, 0.0])
def test_one_line_carries_all_that_is_drawn(gamma):
    x = np.random.default_rng(0).gamma(2, 3, 1000)
    values = Values("of this test", lambda: x)
    before, after = values.before, carried(values, gamma, 1.0)
    slope = gamma / x.std()
    assert (after.slope, after.intercept) == pytest.approx((slope, 1 - slope * x.mean()), abs=1e-12)
    for places, outputs in (
        (before.axis, after.line),
        (before.followed, after.followed),
        (before.histogram.edges, after.edges),
        (x.mean(), after.mean),
        ((x.min(), x.max()), after.ends),
    ):
        np.testing.assert_allclose(outputs, slope * (np.array(places) - x.mean()) + 1, rtol=0, atol=1e-12)
    assert astuple(after.summary) == pytest.approx(astuple(summary(slope * (x - x.mean()) + 1)), abs=1e-12, nan_ok=True)
    np.testing.assert_allclose(after.normal, slope * (np.array(before.normal[0]) - x.mean()) + 1, rtol=0, atol=5e-4)


@pytest.mark.parametrize("axis", [(0,), (0, 1, 2), (1, 2, 3), (0, 1, 2, 3)])
def test_the_ends_of_the_lines_are_the_extremes_of_each_group_and_their_outputs(axis):
    x = np.random.default_rng(0).normal(3, 2, (5, 3, 2, 4))
    y = batch_norm(x, axis=axis, epsilon=0.0).output
    before, after = lines_of_groups(x, axis)
    np.testing.assert_array_equal(before, [x.min(axis).reshape(-1), x.max(axis).reshape(-1)])
    np.testing.assert_allclose(after, [y.min(axis).reshape(-1), y.max(axis).reshape(-1)], rtol=0, atol=1e-12)


def test_constant_groups_have_lines_too():
    before, after = lines_of_groups(np.full((3, 2), 7.0), (0,))
    np.testing.assert_array_equal(before, np.full((2, 2), 7.0))
    np.testing.assert_array_equal(after, np.zeros((2, 2)))
