from __future__ import annotations

import numpy as np
import pytest

from bn_core import ACTIVATIONS, activation_use

X = np.linspace(-6, 6, 2001)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_slope_is_the_derivative(name):
    activation, h = ACTIVATIONS[name], 1e-6
    x = X[np.abs(X) > 1e-3]  # ReLU has none at 0
    by_differences = (activation.value(x + h) - activation.value(x - h)) / (2 * h)
    np.testing.assert_allclose(activation.slope(x), by_differences, atol=1e-8)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_nowhere_is_it_steeper_than_said_and_somewhere_as_steep(name):
    slopes = ACTIVATIONS[name].slope(np.linspace(-6, 6, 200_001))
    assert slopes.max() == pytest.approx(ACTIVATIONS[name].steepest, rel=1e-6)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_r_squared_is_numpy_s_squared_correlation(name):
    x = np.random.default_rng(0).normal(0.5, 2, (50, 40))
    use = activation_use(x, name)
    assert use.r_squared == pytest.approx(np.corrcoef(x.ravel(), use.output.ravel())[0, 1] ** 2, rel=1e-12)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_huge_values_overflow_nowhere(name):
    with np.errstate(all="raise", under="ignore"):
        assert np.isfinite(activation_use([-1e3, 0.0, 1e3], name).output).all()


@pytest.mark.parametrize(("name", "flat"), [("sigmoid", 2 / 3), ("tanh", 2 / 3), ("relu", 2 / 3), ("gelu", 1 / 3)])
def test_far_from_0_a_function_is_flat_on_both_sides_or_one(name, flat):
    assert activation_use([-1e3, 0.0, 1e3], name).flat == pytest.approx(flat)


def test_values_without_spread_have_no_straight_line():
    assert np.isnan(activation_use(np.full(4, 2.0), "tanh").r_squared)


def test_a_narrow_sigmoid_is_a_straight_line_and_a_wide_one_is_flat():
    z = np.random.default_rng(0).standard_normal(10_000)
    assert activation_use(0.1 * z, "sigmoid").r_squared > 0.9999
    assert activation_use(0.1 * z, "sigmoid").flat == 0
    assert activation_use(100 * z, "sigmoid").flat > 0.9


def test_another_name_is_refused_with_the_names_there_are():
    with pytest.raises(ValueError, match=r"name must be one of sigmoid, tanh, .*, got 'no function'"):
        activation_use(X, "no function")
