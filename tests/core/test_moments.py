"""Mean and variance of groups, held against NumPy's longdouble."""

from functools import reduce
from operator import or_

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from bn_core import Moments, activation_use, moments, summary

# Relative to the spread of the values, whatever their distance from 0.
TOLERANCE = {"float16": 1e-6, "float32": 1e-6, "float64": 1e-13}


@st.composite
def data_and_axes(draw, dtypes=("float32", "float64", "int8", "int32", "uint16")):
    """Values on a grid, so that ties and constant groups are frequent, somewhere between -1e6 and 1e6."""
    grid = draw(arrays(np.int64, array_shapes(max_dims=4, max_side=6), elements=st.integers(-100, 100)))
    dtype = np.dtype(draw(st.sampled_from(dtypes)))
    if dtype.kind in "iu":
        x = (np.abs(grid) if dtype.kind == "u" else grid).astype(dtype)
    else:
        x = (grid * draw(st.sampled_from([2.0**-10, 0.1, 1, 300])) + draw(st.sampled_from([0, 1, -1e4, 1e6]))).astype(dtype)
    return x, draw(st.sets(st.integers(0, x.ndim - 1)).map(lambda axes: tuple(sorted(axes))) | st.none())


def assert_equals_longdouble(got, x, axis, rounded_means=0):
    """`rounded_means`: how many rounded means a variance was merged from; a mean near 1e6 has only ten decimals."""
    exact = x.astype(np.longdouble)
    mean, variance = exact.mean(axis, keepdims=True), exact.var(axis, keepdims=True)
    spread = np.ptp(exact)
    tolerance = TOLERANCE.get(x.dtype.name, 1e-13)
    assert got.mean.dtype == got.variance.dtype == np.float64
    assert got.mean.shape == got.variance.shape == mean.shape
    assert got.count == x.size // mean.size
    assert (np.abs(got.mean - mean) <= tolerance * spread + 3e-16 * np.abs(mean)).all()
    assert (np.abs(got.variance - variance) <= (4 * tolerance * spread + rounded_means * 3e-16 * np.abs(mean)) * spread).all()


@given(data_and_axes())
def test_moments_equal_numpy_s_longdouble_over_any_axes(case):
    x, axis = case
    assert_equals_longdouble(moments(x, axis), x, axis)


@given(data_and_axes(dtypes=("float32", "float64")), st.sampled_from(["transposed", "Fortran", "strided", "reversed"]))
def test_the_layout_in_memory_does_not_matter(case, layout):
    x, axis = case
    if layout == "transposed":
        x = x.T
    elif layout == "Fortran":
        x = np.asfortranarray(x)
    elif layout == "strided":
        x = np.repeat(x, 3, axis=-1)[..., ::3]
    else:
        x = x[::-1]
    before = x.copy()
    assert_equals_longdouble(moments(x, axis), x, axis)
    np.testing.assert_array_equal(x, before)


@given(data_and_axes())
def test_counting_axes_from_the_end_is_the_same(case):
    x, axis = case
    if axis is not None:
        forward, backward = moments(x, axis), moments(x, tuple(a - x.ndim for a in reversed(axis)))
        np.testing.assert_array_equal(forward.mean, backward.mean)
        np.testing.assert_array_equal(forward.variance, backward.variance)


# One shape for each way the axes can lie: all reduced, leading, trailing, around, between; few and many values per row.
LARGE = {
    "all": ((30_001,), None),
    "NHWC per channel": ((11, 32, 32, 3), (0, 1, 2)),
    "NCHW per channel": ((11, 3, 32, 32), (0, 2, 3)),
    "per position": ((100, 10, 53), 0),
    "per image": ((100, 10, 53), (1, 2)),
    "per row of few": ((9001, 4), 1),
    "middle axis": ((40, 50, 41), 1),
    "one long row kept": ((2, 15_000), 0),
}


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("shape", "axis"), LARGE.values(), ids=LARGE)
def test_large_arrays_equal_longdouble(shape, axis, dtype):
    x = np.random.default_rng(0).normal(100, 3, shape).astype(dtype)
    assert_equals_longdouble(moments(x, axis), x, axis)


def test_an_int_names_one_axis_and_none_all_of_them():
    x = np.arange(24.0).reshape(2, 3, 4)
    np.testing.assert_array_equal(moments(x, 1).mean, moments(x, (1,)).mean)
    assert moments(x).mean.shape == (1, 1, 1)
    assert moments(x).mean.item() == 11.5


def test_no_axis_reduced_gives_each_value_back_with_variance_zero():
    x = np.array([[0.1, 2.5], [-3.0, 1e6]])
    got = moments(x, axis=())
    assert got.count == 1
    np.testing.assert_array_equal(got.mean, x)
    np.testing.assert_array_equal(got.variance, np.zeros_like(x))


@pytest.mark.parametrize("value", [3.0, 7, True, np.float32(0.1)])
def test_a_single_number_is_its_own_mean(value):
    got = moments(value)
    assert (got.count, got.mean.shape, got.mean.item(), got.variance.item()) == (1, (), value, 0)


def test_lists_integers_and_truth_values_become_float64():
    assert moments([1, 2, 6]).mean.item() == 3
    assert moments([True, False]).variance.item() == 0.25


# Accuracy


def test_the_textbook_formula_fails_far_from_zero_and_moments_do_not():
    """Chan, Golub & LeVeque (1983), "Algorithms for computing the sample variance", The American Statistician 37(3): mean(x²) −
    mean(x)² cancels."""
    x = np.array([4.0, 7.0, 13.0, 16.0]) + 1e9
    assert abs(np.mean(x**2) - np.mean(x) ** 2 - 22.5) > 1
    assert moments(x).variance.item() == 22.5


def test_numpy_s_float32_mean_and_variance_drift_over_many_values_and_moments_do_not():
    """NumPy adds row to row in float32 where the last axis is kept: the error grows with the number of rows (Chan, Golub &
    LeVeque 1983, section 3). Sums of blocks do not let it grow."""
    x = np.random.default_rng(0).random((500_000, 3), np.float32) + np.float32(1000)
    exact = x.astype(np.float64)
    mean, variance = exact.mean(0, keepdims=True), exact.var(0, keepdims=True)
    assert (np.abs(x.mean(0) / mean - 1) > 1e-3).any()
    assert (np.abs(x.var(0) / variance - 1) > 1e-3).any()
    got = moments(x, 0)
    np.testing.assert_allclose(got.mean, mean, rtol=1e-6)
    np.testing.assert_allclose(got.variance, variance, rtol=1e-6)


def sorted_values(rng, n):
    return np.sort(rng.normal(size=n))


def outlier_first(rng, n):
    return np.concatenate([[1e6], rng.normal(size=n - 1)])


def outliers_at_even_distances(rng, n):
    """Wherever a few values are looked at first, some of them are unlike the rest."""
    x = rng.normal(size=n)
    for part in range(2, 65):
        x[:: -(-n // part)] = 1e6
    return x


def step(rng, n):
    return np.where(np.arange(n) < n // 2, -1e6, 1e6) + rng.normal(size=n)


def trend(rng, n):
    return np.linspace(0, 1e6, n) + rng.normal(size=n)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(100_003,), (50_001, 2), (2, 50_001)])
@pytest.mark.parametrize("order", [sorted_values, outlier_first, outliers_at_even_distances, step, trend])
def test_the_order_of_the_values_does_not_spoil_the_accuracy(order, shape, dtype):
    x = order(np.random.default_rng(1), np.prod(shape)).astype(dtype).reshape(shape)
    for axis in {None, 0, len(shape) - 1}:
        assert_equals_longdouble(moments(x, axis), x, axis)


@pytest.mark.parametrize("offset", [0, 1e3, 1e6])
def test_float32_keeps_six_digits_of_the_variance_at_any_distance_from_zero(offset):
    x = (np.random.default_rng(2).normal(size=(5000, 4)) + offset).astype(np.float32)
    np.testing.assert_allclose(moments(x, 0).variance, x.astype(np.longdouble).var(0, keepdims=True).astype(float), rtol=2e-6)


def test_half_precision_sums_do_not_overflow():
    x = np.full((1000, 3), 60000, np.float16)
    x[::2] = -60000
    got = moments(x, 0)
    np.testing.assert_array_equal(got.mean, np.zeros((1, 3)))
    np.testing.assert_allclose(got.variance, np.full((1, 3), 6e4**2), rtol=1e-6)


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("n", [1000, 30_000])
def test_float32_whose_squares_overflow_still_has_a_variance(n):
    x = np.random.default_rng(0).normal(size=n).astype(np.float32) * np.float32(1e25)
    assert moments(x).variance.item() == pytest.approx(x.astype(np.float64).var(), rel=1e-6, abs=0)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("n", [1, 2, 3, 7, 9, 1000, 12_345])
@pytest.mark.parametrize("value", [0.0, 0.1, 1 / 3, -1234.567])
def test_a_constant_group_has_exactly_its_value_as_mean_and_no_variance(value, n, dtype):
    for shape, axis in [((n,), None), ((n, 3), 0), ((3, n), 1), ((n, 3, 2), (0, 2))]:
        got = moments(np.full(shape, value, dtype), axis)
        assert (got.mean == dtype(value)).all()
        assert (got.variance == 0).all()


@pytest.mark.usefixtures("small_blocks")
def test_a_large_constant_array_has_no_variance():
    assert (moments(np.full((15_000, 3), 0.1, np.float32), 0).variance == 0).all()


# Merging


@given(data_and_axes(dtypes=("float32", "float64")), st.data())
def test_the_moments_of_parts_merge_into_those_of_the_whole(case, data):
    x, _ = case
    x = np.concatenate([x, x[:1] + 1])
    cut = data.draw(st.integers(1, len(x) - 1))
    merged = moments(x[:cut], 0) | moments(x[cut:], 0)
    assert_equals_longdouble(merged, x, 0, rounded_means=2)


@given(st.lists(st.lists(st.integers(-1000, 1000), min_size=1, max_size=5), min_size=3, max_size=3))
def test_merging_does_not_depend_on_order_or_grouping(parts):
    a, b, c = (moments(np.array(part) / 8) for part in parts)
    for other in [a | (b | c), (c | b) | a, (a | c) | b]:
        assert other.count == sum(map(len, parts))
        np.testing.assert_allclose(other.mean, ((a | b) | c).mean, rtol=1e-12, atol=1e-11)
        np.testing.assert_allclose(other.variance, ((a | b) | c).variance, rtol=1e-12, atol=1e-9)


def test_a_thousand_batches_merge_into_the_whole():
    x = np.random.default_rng(3).normal(1e6, 1, (1000, 10, 3))
    got = reduce(or_, (moments(batch, 0) for batch in x))
    assert got.count == 10_000
    np.testing.assert_allclose(got.mean, x.mean((0, 1))[None], rtol=1e-14)
    np.testing.assert_allclose(got.variance, x.var((0, 1))[None], rtol=1e-9)


def test_merging_equal_constant_groups_keeps_variance_zero():
    assert (moments(np.full(7, 0.1)) | moments(np.full(11, 0.1))).variance.item() == 0


def test_moments_merge_only_with_moments():
    with pytest.raises(TypeError, match="unsupported operand"):
        moments([1.0]) | 3


@given(data_and_axes())
def test_the_unbiased_variance_divides_by_one_less(case):
    x, axis = case
    got = moments(x, axis)
    if got.count == 1:
        assert np.isnan(got.unbiased_variance).all()
    else:
        np.testing.assert_allclose(got.unbiased_variance * (got.count - 1), got.variance * got.count, rtol=1e-14)


def test_one_to_four_has_variance_1_25_biased_and_1_667_unbiased():
    got = moments([1, 2, 3, 4])
    assert got.variance.item() == 1.25
    assert got.unbiased_variance.item() == pytest.approx(5 / 3, rel=1e-15)


# What is refused


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("at", [0, 5, -1])
def test_nan_and_infinity_are_refused(bad, at, dtype):
    for x in [np.ones(9, dtype), np.ones((9, 3), dtype)]:
        x[at] = bad
        with pytest.raises(ValueError, match="x must be finite, got NaN or infinity"):
            moments(x, 0)


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("at", [0, 12_345, -1])
def test_nan_and_infinity_in_a_large_array_are_refused_without_a_warning(bad, at):
    x = np.random.default_rng(0).random(30_000)
    x[at] = bad
    with pytest.raises(ValueError, match="x must be finite, got NaN or infinity"):
        moments(x)


def test_a_masked_array_is_refused_as_its_mask_would_be_ignored():
    with pytest.raises(TypeError, match="x must not be a masked array"):
        moments(np.ma.array([1.0, 2.0], mask=[False, True]))


def test_two_infinities_of_opposite_sign_are_refused():
    with pytest.raises(ValueError, match="x must be finite"):
        moments([np.inf, -np.inf])


def test_values_whose_squares_are_not_finite_in_float64_are_refused():
    with pytest.raises(ValueError, match="x must be small enough for its squares to be finite"):
        moments([-1e200, 1e200])


@pytest.mark.parametrize(("shape", "axis"), [((0,), None), ((3, 0), 1), ((0, 3), 0)])
def test_an_empty_group_has_a_count_of_0(shape, axis):
    got = moments(np.empty(shape), axis)
    assert got.count == 0
    np.testing.assert_array_equal(got.mean, np.zeros(np.empty(shape).sum(axis, keepdims=True).shape))


@pytest.mark.parametrize("describe", [summary, lambda x: activation_use(x, "relu")])
def test_what_needs_a_value_refuses_an_empty_array(describe):
    with pytest.raises(ValueError, match=r"x must have at least one value in every group, got shape \(0,\)"):
        describe([])


@pytest.mark.parametrize(("shape", "axis"), [((3, 0), 0), ((0, 3), 1), ((0, 3), ()), ((0, 0), 0)])
def test_no_group_at_all_has_no_moments(shape, axis):
    assert moments(np.empty(shape), axis).mean.shape == np.empty(shape).sum(axis, keepdims=True).shape


def test_longdouble_stays_longdouble_however_many_values_there_are():
    x = np.random.default_rng(0).normal(size=100_000).astype(np.longdouble)
    assert moments(x).variance.dtype == np.longdouble
    np.testing.assert_allclose(moments(x).variance.item(), x.var(), rtol=1e-17)


def test_moments_of_no_values_add_nothing():
    nothing, some = Moments(0, np.zeros(1), np.zeros(1)), moments([1.0, 2.0])
    assert (nothing | nothing).count == 0
    for both in (nothing | some, some | nothing):
        assert (both.count, both.mean.item(), both.variance.item()) == (2, 1.5, 0.25)


@pytest.mark.parametrize(
    ("axis", "error", "message"),
    [
        (2, ValueError, "axis 2 does not exist in an array of 2 dimensions"),
        (-3, ValueError, "axis -3 does not exist in an array of 2 dimensions"),
        ((0, 0), ValueError, "axis must not name one axis twice"),
        ((1, -1), ValueError, "axis must not name one axis twice"),
        (1.0, TypeError, "axis must be an int, a tuple of ints or None, got 1.0"),
        ("0", TypeError, "axis must be an int, a tuple of ints or None, got '0'"),
        ((0, None), TypeError, "axis must be an int, a tuple of ints or None"),
    ],
)
def test_a_wrong_axis_is_named(axis, error, message):
    with pytest.raises(error, match=message):
        moments(np.ones((2, 3)), axis)


@pytest.mark.parametrize("x", [["a"], [1j], [None], np.array(["2026-01-01"], "M8[D]")])
def test_what_is_not_a_real_number_is_refused(x):
    with pytest.raises(TypeError, match="x must hold real numbers, got dtype"):
        moments(x)


# Extremes


def test_ten_dimensions_reduced_at_every_other_axis():
    x = np.random.default_rng(0).random((2,) * 10)
    assert_equals_longdouble(moments(x, (0, 2, 4, 6, 8)), x, (0, 2, 4, 6, 8))


def test_float32_whose_squares_underflow_still_has_a_variance():
    x = np.array([1e-25, 2e-25, 4e-25], np.float32)
    assert moments(x).variance.item() == pytest.approx(x.astype(np.float64).var(), rel=1e-6, abs=0)
