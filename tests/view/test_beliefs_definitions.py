"""The experiments on shape, axis, variance and epsilon against NumPy and SciPy."""

import math

import numpy as np
import pytest

from pages.beliefs import definitions, shape

optimize = pytest.importorskip("scipy.optimize")
stats = pytest.importorskip("scipy.stats")


@pytest.mark.parametrize("number", [0, 1], ids=["uniform", "bimodal"])
def test_skewness_and_kurtosis_do_not_move(number):
    before, after, _of_before, histogram = shape.standardized_uniform_and_bimodal()[number]
    assert after.skewness == pytest.approx(before.skewness, abs=1e-9)
    assert after.excess_kurtosis == pytest.approx(before.excess_kurtosis, abs=1e-9)
    assert abs(after.excess_kurtosis) > 1
    assert histogram.counts.sum() == 20_000


def test_all_values_together_change_shape_where_each_position_has_its_own_map():
    images = np.empty((30, 32, 32))
    draw = np.random.RandomState(678)
    for image in images:
        image[...] = draw.randn(32, 32) * draw.randint(5) + draw.randint(60)
    standardized = (images - images.mean(0)) / images.std(0)
    expected = [stats.kurtosis(x, axis=None) for x in (images, standardized)]
    assert shape.pooled_kurtosis() == pytest.approx(expected, abs=1e-9)
    assert [round(k + 3, 5) for k in shape.pooled_kurtosis()] == [1.8043, 1.79548]


def test_numpy_s_axis_0_gives_1024_means_and_keras_s_last_axis_one():
    images = np.zeros((30, 32, 32, 1))
    assert definitions.counts_of_means() == {
        ("NumPy", "axis=0"): images.mean(0).size,
        ("Keras", "axis=0"): images.mean((1, 2, 3)).size,
        ("NumPy", "axis=(0, 1, 2)"): images.mean((0, 1, 2)).size,
        ("Keras", "axis=-1"): images.mean((0, 1, 2)).size,
    }
    assert images.mean(0).size == 1024


def test_the_means_drawn_are_numpy_s():
    images = np.empty((30, 32, 32))
    draw = np.random.RandomState(678)
    for image in images:
        image[...] = draw.randn(32, 32) * draw.randint(5) + draw.randint(60)
    means = definitions.means_by_reading()
    np.testing.assert_allclose(means["NumPy", "axis=0"].reshape(32, 32), images.mean(0), rtol=1e-12)
    np.testing.assert_allclose(means["Keras", "axis=0"].ravel(), images.mean((1, 2)), rtol=1e-12)
    np.testing.assert_allclose(means["Keras", "axis=-1"].ravel(), [images.mean()], rtol=1e-12)


def test_the_two_variances_are_numpy_s_with_and_without_a_degree_of_freedom():
    biased, unbiased, ratios = definitions.two_variances()
    assert biased == pytest.approx(np.var([1, 2, 3, 4]), rel=1e-14)
    assert unbiased == pytest.approx(np.var([1, 2, 3, 4], ddof=1), rel=1e-14)
    for m, ratio in ratios.items():
        assert ratio == pytest.approx(m / (m - 1), rel=1e-12)


def test_epsilon_inside_and_outside_the_root_are_the_two_formulas():
    distances = definitions.distances_by_place_of_epsilon()
    for deviation, inside, outside in distances:
        assert inside == pytest.approx(deviation / math.sqrt(deviation**2 + 1e-3), rel=1e-9)
        assert outside == pytest.approx(deviation / (deviation + 1e-3), rel=1e-9)
    _deviation, inside, outside = min(distances, key=lambda row: abs(row[0] - 1e-3))
    assert (f"{inside:.3g}", f"{outside:.3g}") == ("0.0316", "0.5")


@pytest.mark.parametrize("epsilon", [1e-8, 1e-3])
def test_the_largest_gap_between_both_places_of_epsilon_is_the_one_that_scipy_finds(epsilon):
    def gap(exponent):
        deviation = 10**exponent
        return -abs(deviation / math.sqrt(deviation**2 + epsilon) - deviation / (deviation + epsilon))

    found = optimize.minimize_scalar(gap, bounds=(-9, 1), method="bounded", options={"xatol": 1e-9})
    assert definitions.largest_gap(epsilon) == (pytest.approx(-found.fun, rel=1e-6), pytest.approx(10**found.x, rel=2e-3))
