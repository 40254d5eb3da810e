"""Standardization and min-max scaling, held against scikit-learn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from bn_core import (
    extremes,
    min_max_scale,
    min_max_unscale,
    moments,
    standardize,
    standardize_weight,
    unstandardize,
)

SCALINGS = [standardize, min_max_scale]

tables = arrays(np.int64, array_shapes(min_dims=2, max_dims=2, max_side=12), elements=st.integers(-200, 200)).map(lambda x: x / 8)
ranges = st.tuples(st.integers(-50, 50), st.integers(1, 50)).map(lambda r: (r[0] / 4, (r[0] + r[1]) / 4))


@given(tables)
def test_standardize_equals_scikit_learn_s_standard_scaler(x):
    np.testing.assert_allclose(standardize(x, axis=0), StandardScaler().fit_transform(x), rtol=1e-11, atol=1e-11)


@given(tables, ranges)
def test_min_max_scale_equals_scikit_learn_s_min_max_scaler(x, feature_range):
    expected = MinMaxScaler(feature_range).fit_transform(x)
    np.testing.assert_allclose(min_max_scale(x, axis=0, feature_range=feature_range), expected, rtol=1e-11, atol=1e-11)


@given(tables, ranges, st.sampled_from([np.float16, np.float32, np.float64]))
def test_min_max_scale_never_leaves_its_range_and_keeps_the_order(x, feature_range, dtype):
    x = np.sort(x.astype(dtype), axis=0)
    scaled = min_max_scale(x, axis=0, feature_range=feature_range)
    assert scaled.min() >= feature_range[0]
    assert scaled.max() <= feature_range[1]
    assert (np.diff(scaled, axis=0) >= 0).all()


@given(tables, st.integers(-8, 8), st.sampled_from([0.25, 1, 2, 1024]), st.sampled_from(SCALINGS))
def test_shift_and_positive_scale_of_the_data_make_no_difference(x, shift, scale, scaling):
    np.testing.assert_allclose(scaling(x * scale + shift, 0), scaling(x, 0), rtol=1e-11, atol=1e-11)


@pytest.mark.parametrize("scaling", SCALINGS)
@pytest.mark.parametrize("axis", [None, 0, -1, (0, 1, 2), (0, 2, 3), (1, 2), (3, 0)])
def test_each_group_is_scaled_by_itself(scaling, axis):
    x = np.random.default_rng(0).normal(50, 9, (5, 4, 3, 2))
    axes = tuple(range(4)) if axis is None else tuple(np.atleast_1d(axis))
    if scaling is standardize:
        expected = (x - x.mean(axes, keepdims=True)) / x.std(axes, keepdims=True)
    else:
        expected = (x - x.min(axes, keepdims=True)) / np.ptp(x, axes, keepdims=True)
    np.testing.assert_allclose(scaling(x, axis), expected, rtol=1e-12, atol=1e-12)


def test_epsilon_is_added_to_the_variance_inside_the_root():
    """Where ε stands is not cosmetic: 0.0316 inside the root, 0.5 outside."""
    x = np.array([-1e-3, 1e-3])
    assert standardize(x, epsilon=1e-3)[1] == pytest.approx(1e-3 / np.sqrt(1e-6 + 1e-3), rel=1e-12)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("value", [0.0, 0.1, -1234.567])
def test_a_constant_group_gives_zero_or_the_lower_end(value, dtype):
    x = np.full((7, 3), value, dtype)
    x[:, 1] = np.arange(7)
    assert (standardize(x, 0)[:, [0, 2]] == 0).all()
    assert (min_max_scale(x, 0, (-2, 3))[:, [0, 2]] == -2).all()


@pytest.mark.parametrize("scaling", SCALINGS)
def test_no_axis_reduced_makes_every_value_constant(scaling):
    assert (scaling(np.arange(6.0).reshape(2, 3), axis=()) == 0).all()


@pytest.mark.parametrize("scaling", SCALINGS)
@pytest.mark.parametrize(
    ("given_dtype", "dtype"), [("f2", "f2"), ("f4", "f4"), ("f8", "f8"), ("i1", "f8"), ("u2", "f8"), ("i8", "f8"), ("?", "f8")]
)
def test_floats_keep_their_dtype_and_integers_become_float64(scaling, given_dtype, dtype):
    assert scaling(np.arange(4).astype(given_dtype)).dtype == dtype


@pytest.mark.parametrize("scaling", SCALINGS)
@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("step", [1, 2, -1])
def test_the_input_is_left_alone_and_its_layout_does_not_matter(scaling, order, step):
    x = np.asarray(np.random.default_rng(0).normal(size=(6, 5, 4)), order=order)[::step]
    before = x.copy()
    np.testing.assert_allclose(scaling(x, (0, 1)), scaling(before, (0, 1)), rtol=1e-13, atol=1e-13)
    np.testing.assert_array_equal(x, before)


@pytest.mark.parametrize("scaling", SCALINGS)
def test_float32_far_from_zero_keeps_its_last_digit(scaling):
    x = (np.random.default_rng(0).normal(size=(5000, 3)) + 1e6).astype(np.float32)
    np.testing.assert_allclose(scaling(x, 0), scaling(x.astype(np.float64), 0), atol=2e-6)


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("scaling", SCALINGS)
@pytest.mark.parametrize("axis", [None, 0, (0, 1, 2)])
def test_large_arrays_are_scaled_as_their_float64_copy(scaling, axis):
    x = np.random.default_rng(0).normal(100, 3, (11, 32, 32, 3)).astype(np.float32)
    np.testing.assert_allclose(scaling(x, axis), scaling(x.astype(np.float64), axis), atol=5e-6)


@pytest.mark.parametrize("scaling", SCALINGS)
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_nan_and_infinity_are_refused(scaling, bad, dtype):
    with pytest.raises(ValueError, match="x must be finite, got NaN or infinity"):
        scaling(np.array([1, bad, 2], dtype))


@pytest.mark.parametrize("scaling", SCALINGS)
@pytest.mark.parametrize(
    ("x", "axis", "error", "message"),
    [
        ([], None, ValueError, "x must have at least one value in every group"),
        (["a"], None, TypeError, "x must hold real numbers"),
        ([1.0], 1, ValueError, "axis 1 does not exist"),
        ([1.0], "0", TypeError, "axis must be"),
    ],
)
def test_wrong_data_and_axes_are_named(scaling, x, axis, error, message):
    with pytest.raises(error, match=message):
        scaling(x, axis)


@pytest.mark.parametrize("epsilon", [-1e-9, np.nan, np.inf])
def test_a_wrong_epsilon_is_refused(epsilon):
    with pytest.raises(ValueError, match="epsilon must be finite and not negative"):
        standardize([1.0, 2.0], epsilon=epsilon)


@pytest.mark.parametrize("feature_range", [(1, 0), (1, 1), (0, np.inf), (np.nan, 1)])
def test_a_range_that_does_not_increase_is_refused(feature_range):
    with pytest.raises(ValueError, match="feature_range must be two finite numbers in increasing order"):
        min_max_scale([1.0, 2.0], feature_range=feature_range)


@pytest.mark.parametrize("feature_range", [1, "ab", None, ("a", "b")])
def test_a_range_that_is_not_two_numbers_is_refused(feature_range):
    with pytest.raises(TypeError, match="feature_range must be two numbers"):
        min_max_scale([1.0, 2.0], feature_range=feature_range)


def test_min_max_scale_of_float32_across_its_whole_range():
    np.testing.assert_allclose(min_max_scale(np.array([-3e38, 0, 3e38], np.float32)), [0, 0.5, 1], rtol=1e-6)


@pytest.mark.parametrize("scaling", [standardize, min_max_scale])
def test_float32_values_so_close_that_float32_cannot_hold_their_scale_are_scaled_as_their_float64_copy(scaling):
    x = np.array([0, 1e-40, 3e-40], np.float32)
    got = scaling(x)
    assert got.dtype == np.float32
    np.testing.assert_allclose(got, scaling(x.astype(np.float64)), rtol=1e-6)


def test_values_as_close_together_as_float64_allows_are_scaled_too():
    np.testing.assert_array_equal(min_max_scale(np.array([0, 5e-324, 1e-323])), [0, 0.5, 1])


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.longdouble])
@pytest.mark.parametrize("feature_range", [(0, 1), (-0.3, 0.7), (0, 1e-3), (-1e30, 1e30)])
@pytest.mark.parametrize("rows", [5, 777])
def test_the_minimum_and_maximum_are_the_two_ends_exactly(dtype, feature_range, rows):
    scaled = min_max_scale(np.random.default_rng(0).normal(size=(rows, 1000)).astype(dtype), 0, feature_range)
    low, high = np.array(feature_range, dtype)
    assert (scaled.min(0) == low).all()
    assert (scaled.max(0) == high).all()


def test_a_small_range_of_large_float32_values_keeps_its_digits():
    scaled = min_max_scale(np.array([0, 1e38, 3e38], np.float32), feature_range=(0, 1e-3))
    np.testing.assert_allclose(scaled, [0, 1e-3 / 3, 1e-3], rtol=1e-7)


def test_a_range_that_is_too_wide_is_the_range_s_fault():
    with pytest.raises(ValueError, match="feature_range must span a finite range"):
        min_max_scale([0.0, 0.5, 1.0], feature_range=(-1e308, 1e308))


# A training set's statistics for a test set, and back


@st.composite
def training_and_test(draw):
    width = draw(st.integers(1, 5))
    train, test = (
        draw(arrays(np.int64, (draw(st.integers(1, 8)), width), elements=st.integers(-200, 200)).map(lambda x: x / 8))
        for _ in "ab"
    )
    return train, test


@given(training_and_test())
def test_a_test_set_is_standardized_and_brought_back_as_scikit_learn_does(case):
    train, test = case
    scaler, learnt = StandardScaler().fit(train), moments(train, 0)
    z = standardize(test, statistics=learnt)
    np.testing.assert_allclose(z, scaler.transform(test), rtol=1e-10, atol=1e-10)
    np.testing.assert_allclose(unstandardize(z, learnt), test, rtol=1e-11, atol=1e-11)


@given(training_and_test(), ranges)
def test_a_test_set_is_scaled_and_brought_back_as_scikit_learn_does(case, feature_range):
    train, test = case
    scaler, ends = MinMaxScaler(feature_range).fit(train), extremes(train, 0)
    y = min_max_scale(test, feature_range=feature_range, ends=ends)
    np.testing.assert_allclose(y, scaler.transform(test), rtol=1e-10, atol=1e-10)
    np.testing.assert_allclose(min_max_unscale(y, ends, feature_range), test, rtol=1e-9, atol=1e-9)


@given(tables, ranges)
def test_with_its_own_statistics_a_set_is_scaled_as_without(x, feature_range):
    np.testing.assert_allclose(standardize(x, statistics=moments(x, 0)), standardize(x, 0), rtol=1e-12, atol=1e-12)
    given_ends = min_max_scale(x, feature_range=feature_range, ends=extremes(x, 0))
    np.testing.assert_allclose(given_ends, min_max_scale(x, 0, feature_range), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("rows", [5, 20_000])
def test_float32_comes_back_to_rounding(rows):
    x = np.random.default_rng(0).normal(100, 3, (rows, 4)).astype(np.float32)
    learnt, ends = moments(x, 0), extremes(x, 0)
    np.testing.assert_allclose(unstandardize(standardize(x, statistics=learnt), learnt), x, rtol=3e-7)
    np.testing.assert_allclose(min_max_unscale(min_max_scale(x, ends=ends), ends), x, rtol=3e-7)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_nan_and_infinity_in_a_test_set_are_refused(bad):
    for scale in (
        lambda x: min_max_scale(x, ends=extremes([1.0, 2.0])),
        lambda x: standardize(x, statistics=moments([1.0, 2.0])),
        lambda y: min_max_unscale(y, extremes([1.0, 2.0])),
        lambda z: unstandardize(z, moments([1.0, 2.0])),
    ):
        with pytest.raises(ValueError, match="x must be finite, got NaN or infinity"):
            scale([1.0, bad])


def test_ends_that_do_not_fit_are_named():
    for ends in [(np.zeros(4), np.ones(4)), (np.ones(3), np.zeros(3)), (np.zeros(3), np.ones(1))]:
        with pytest.raises(ValueError, match=r"ends must be minima and maxima that broadcast against x of shape \(2, 3\), got"):
            min_max_scale(np.ones((2, 3)), ends=ends)
    with pytest.raises(TypeError, match="statistics must be Moments, got 3"):
        standardize(np.ones(3), statistics=3)


@pytest.mark.parametrize("channel_axis", [-1, 0])
def test_weights_are_standardized_for_each_output_channel(channel_axis):
    weight = np.random.default_rng(0).normal(1, 2, (3, 4, 5, 6))
    axes = (0, 1, 2) if channel_axis == -1 else (1, 2, 3)
    expected = (weight - weight.mean(axes, keepdims=True)) / np.sqrt(weight.var(axes, keepdims=True) + 1e-5)
    np.testing.assert_allclose(standardize_weight(weight, channel_axis=channel_axis), expected, rtol=1e-12, atol=1e-12)
