"""The numbers under a histogram, held against NumPy and SciPy."""

from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy.stats import kurtosis, skew

from bn_core import batch_norm, min_max_scale, quantiles, random_images, standardize, summary

data = arrays(np.int64, array_shapes(max_dims=3, max_side=8), elements=st.integers(-100, 100))


@given(data, st.sampled_from([0.1, 1, 100]), st.sampled_from([0, 7, -1e3]))
def test_a_summary_equals_numpy_s_and_scipy_s_numbers(grid, step, shift):
    x = grid * step + shift
    got = summary(x)
    assert (got.count, got.minimum, got.maximum) == (x.size, x.min(), x.max())
    assert got.mean == pytest.approx(x.mean(), rel=1e-12, abs=1e-12)
    assert got.standard_deviation == pytest.approx(x.std(), rel=1e-9, abs=1e-10)
    if np.ptp(x) > 0:
        assert got.skewness == pytest.approx(skew(x, axis=None), rel=1e-8, abs=1e-8)
        assert got.excess_kurtosis == pytest.approx(kurtosis(x, axis=None), rel=1e-8, abs=1e-8)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.int16])
def test_any_dtype_is_summarized_as_its_float64_copy(dtype):
    x = (np.random.default_rng(0).gamma(2, 20, 10_000)).astype(dtype)
    got, exact = summary(x), x.astype(np.float64)
    assert got.mean == pytest.approx(exact.mean(), rel=1e-6)
    assert got.standard_deviation == pytest.approx(exact.std(), rel=1e-6)
    assert got.skewness == pytest.approx(skew(exact), rel=1e-5)
    assert got.excess_kurtosis == pytest.approx(kurtosis(exact), rel=1e-5)


@pytest.mark.parametrize("x", [3.0, [0.1] * 7, np.full((4, 5), -2)])
def test_equal_values_have_no_spread_and_no_shape(x):
    got = summary(x)
    assert got.standard_deviation == 0
    assert got.minimum == got.maximum == got.mean
    assert np.isnan([got.skewness, got.excess_kurtosis]).all()


@pytest.mark.parametrize("field", ["mean", "standard_deviation", "minimum", "maximum", "skewness", "excess_kurtosis"])
def test_the_numbers_are_plain_floats(field):
    assert type(getattr(summary(np.arange(5, dtype=np.float32)), field)) is float


@pytest.mark.parametrize("scaling", [standardize, min_max_scale])
def test_one_affine_map_of_all_values_leaves_skewness_and_kurtosis(scaling):
    x = np.concatenate([np.random.default_rng(0).gamma(2, 1, 3000), np.full(50, 9.0)])
    before, after = summary(x), summary(scaling(x))
    assert after.skewness == pytest.approx(before.skewness, rel=1e-10)
    assert after.excess_kurtosis == pytest.approx(before.excess_kurtosis, rel=1e-10)


def test_a_negative_gamma_turns_the_skewness_round():
    x = np.random.default_rng(0).gamma(2, 1, 3000)
    assert summary(batch_norm(x, -2.0, axis=0).output).skewness == pytest.approx(-summary(x).skewness, rel=1e-10)


@pytest.mark.parametrize(
    ("step", "kurtosis_of_all"),
    [
        (lambda x: x, 1.80430),
        (min_max_scale, 1.80430),
        (lambda x: min_max_scale(x, axis=0), 1.79882),
        (lambda x: standardize(x, axis=0), 1.79548),
    ],
    ids=["raw", "one map", "min-max per position", "standardized per position"],
)
def test_maps_per_position_change_the_kurtosis_of_all_the_note_s_values(step, kurtosis_of_all):
    assert summary(step(random_images())).excess_kurtosis + 3 == pytest.approx(kurtosis_of_all, abs=6e-6)


@pytest.mark.parametrize(
    ("x", "error", "message"),
    [
        ([], ValueError, "x must have at least one value"),
        ([1, np.nan], ValueError, "x must be finite, got NaN or infinity"),
        ([1, np.inf], ValueError, "x must be finite, got NaN or infinity"),
        (["a"], TypeError, "x must hold real numbers"),
    ],
)
def test_data_without_a_summary_are_refused(x, error, message):
    with pytest.raises(error, match=message):
        summary(x)


@pytest.mark.parametrize(("scale", "shift"), [(2.0, 1.0), (-0.5, 3.0), (1.0, 0.0), (0.0, 4.0)])
def test_an_affine_map_moves_the_summary_as_it_moves_the_values(scale, shift):
    x = np.random.default_rng(0).gamma(2.0, size=500)
    moved, expected = summary(x).affine(scale, shift), summary(scale * x + shift)
    np.testing.assert_allclose(astuple(moved), astuple(expected), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("values", [np.arange(150.0), np.random.default_rng(0).integers(-100, 100, (3, 50)), [2.0]])
def test_quantiles_are_numpy_s(values):
    expected = np.quantile(values, np.linspace(0, 1, 51))
    np.testing.assert_allclose(quantiles(values, 51), expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("axis", [None, 0, -1, (0, 2), (1, 2)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_quantiles_over_axes_are_numpy_s(axis, dtype):
    x, shares = np.random.default_rng(0).normal(size=(4, 3, 50)).astype(dtype), (0.05, 0.5, 0.95)
    expected = np.quantile(x.astype(np.float64), shares, axis)
    got = quantiles(x, shares, axis)
    assert got.shape == expected.shape
    np.testing.assert_allclose(got, expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("values", "shares", "message"),
    [
        ([], 5, "x must have at least one value in every group"),
        ([1.0, np.nan], 5, "x must hold no NaN"),
        ([1.0], 1, "shares must be at least 2, got 1"),
        ([1.0], (0.5, 1.5), "shares must lie between 0 and 1"),
        ([1.0], [[0.5]], "shares must lie between 0 and 1"),
    ],
)
def test_quantiles_need_numbers_and_shares(values, shares, message):
    with pytest.raises(ValueError, match=message):
        quantiles(values, shares)
