"""Batch normalization: its definition in longdouble, and what follows from it."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from bn_core import batch_norm, moments, standardize

TOLERANCE = {"float16": 2e-3, "float32": 3e-6, "float64": 1e-12}
numbers = st.integers(-40, 40).map(lambda n: n / 8)


@st.composite
def batches(draw, dtypes=("float16", "float32", "float64")):
    """A mini-batch of up to four dimensions, with ties and constant groups, and the axes to reduce."""
    grid = draw(arrays(np.int64, array_shapes(max_dims=4, max_side=6), elements=st.integers(-100, 100)))
    x = (grid / 8 + draw(st.sampled_from([0, -20, 100]))).astype(draw(st.sampled_from(dtypes)))
    return x, draw(st.sets(st.integers(0, x.ndim - 1)).map(lambda axes: tuple(sorted(axes))) | st.none())


@st.composite
def batches_with_gamma_and_beta(draw):
    x, axis = draw(batches())
    shape = x.mean(axis, keepdims=True).shape
    gamma, beta = (draw(numbers | arrays(np.float64, shape, elements=numbers)) for _ in range(2))
    return x, axis, gamma, beta


def in_longdouble(x, gamma, beta, axis, epsilon):
    exact = x.astype(np.longdouble)
    mean, variance = exact.mean(axis, keepdims=True), exact.var(axis, keepdims=True)
    deviation = np.sqrt(variance + np.longdouble(epsilon))
    inverse = np.divide(1, deviation, out=np.zeros_like(deviation), where=deviation > 0)
    return (exact - mean) * inverse * gamma + beta


def assert_close(got, expected, gamma=1.0, beta=0.0):
    """Within rounding of the dtype, for outputs as large as gamma, beta and the normalized values (at most about 30) allow."""
    scale = 30 * np.abs(gamma).max() + np.abs(beta).max()
    assert np.abs(got - expected).max() <= TOLERANCE[got.dtype.name] * scale


@given(batches_with_gamma_and_beta(), st.sampled_from([0.0, 1e-8, 1e-3, 2.0]))
def test_the_output_is_the_definition_computed_in_longdouble(case, epsilon):
    x, axis, gamma, beta = case
    before = x.copy()
    got = batch_norm(x, gamma, beta, axis=axis, epsilon=epsilon).output
    assert got.dtype == x.dtype
    assert got.shape == x.shape
    assert_close(got, in_longdouble(x, gamma, beta, axis, epsilon), gamma, beta)
    np.testing.assert_array_equal(x, before)


@given(batches(dtypes=("float32", "float64")), numbers, numbers, st.sampled_from([1e-8, 1e-3, 2.0]))
def test_the_output_has_mean_beta_and_deviation_gamma_times_root_of_v_by_v_plus_epsilon(case, gamma, beta, epsilon):
    x, axis = case
    result = batch_norm(x, gamma, beta, axis=axis, epsilon=epsilon)
    output, v = result.output.astype(np.float64), result.variance
    assert np.abs(output.mean(axis, keepdims=True) - beta).max() <= 1e-4
    assert np.abs(output.std(axis, keepdims=True) - abs(gamma) * np.sqrt(v / (v + epsilon))).max() <= 1e-3


@given(batches())
def test_the_statistics_are_the_moments_of_the_batch(case):
    x, axis = case
    result, expected = batch_norm(x, 3.0, 2.0, axis=axis), moments(x, axis)
    np.testing.assert_array_equal(result.mean, expected.mean, strict=True)
    np.testing.assert_array_equal(result.variance, expected.variance, strict=True)


@given(batches())
def test_statistics_that_are_known_are_not_computed_again_and_change_no_bit(case):
    x, axis = case
    known = moments(x, axis)
    given_them = batch_norm(x, 2.0, 1.0, axis=axis, statistics=known)
    assert given_them.mean is known.mean
    assert np.array_equal(given_them.output, batch_norm(x, 2.0, 1.0, axis=axis).output)


def test_statistics_of_other_groups_are_refused():
    with pytest.raises(ValueError, match=r"statistics must have the shape \(1, 3\), got \(2, 1\)"):
        batch_norm(np.ones((2, 3)), axis=0, statistics=moments(np.ones((2, 3)), axis=1))


def test_statistics_of_no_values_are_refused_by_name():
    with pytest.raises(ValueError, match="statistics must be of at least one value in every group, got a count of 0"):
        batch_norm(np.ones((2, 3)), axis=0, statistics=moments(np.empty((0, 3)), axis=0))


def test_nan_is_refused_where_the_statistics_are_known_as_well():
    with pytest.raises(ValueError, match="x must be finite"):
        batch_norm([1.0, np.nan], axis=0, statistics=moments(np.ones(2)))


@given(batches())
def test_gamma_1_beta_0_epsilon_0_is_standardization_exactly(case):
    x, axis = case
    np.testing.assert_array_equal(batch_norm(x, axis=axis, epsilon=0).output, standardize(x, axis), strict=True)


@given(batches(), numbers)
def test_gamma_0_gives_beta_exactly(case, beta):
    x, axis = case
    assert (batch_norm(x, 0.0, beta, axis=axis).output == x.dtype.type(beta)).all()


@given(batches(dtypes=["float64"]), st.integers(-1000, 1000))
def test_shifting_the_data_shifts_the_mean_and_leaves_the_output(case, shift):
    x, axis = case
    plain, shifted = batch_norm(x, axis=axis), batch_norm(x + shift, axis=axis)
    np.testing.assert_allclose(shifted.output, plain.output, atol=1e-10)
    np.testing.assert_allclose(shifted.mean, plain.mean + shift, atol=1e-10)


@given(batches(dtypes=["float64"]), st.randoms(use_true_random=False))
def test_the_order_of_the_images_in_the_batch_does_not_matter(case, random):
    x, _ = case
    order = random.sample(range(len(x)), len(x))
    np.testing.assert_allclose(batch_norm(x[order], axis=0).output, batch_norm(x, axis=0).output[order], atol=1e-10)


@given(batches(dtypes=("float32", "float64")))
def test_gamma_the_deviation_and_beta_the_mean_undo_it(case):
    x, axis = case
    batch = moments(x, axis)
    back = batch_norm(x, np.sqrt(batch.variance + 1e-5), batch.mean, axis=axis, epsilon=1e-5).output
    np.testing.assert_allclose(back, x, rtol=0, atol=200 * TOLERANCE[x.dtype.name])


@given(batches(), numbers)
def test_one_value_a_group_gives_beta(case, beta):
    x, _ = case
    assert (batch_norm(x, 3.0, beta, axis=()).output == x.dtype.type(beta)).all()


def test_a_batch_of_one_image_normalized_over_the_batch_gives_beta():
    x = np.random.default_rng(0).random((1, 8, 8, 3))
    assert (batch_norm(x, 2.0, -0.3, axis=0).output == -0.3).all()


@pytest.mark.parametrize("epsilon", [0.0, 1e-5])
@pytest.mark.parametrize("value", [0.1, 1e6 + 0.3])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_constant_group_gives_beta(value, epsilon, dtype):
    beta = np.array([0.1, 0.2, 0.3])
    output = batch_norm(np.full((10, 3), value, dtype), 5.0, beta, axis=0, epsilon=epsilon).output
    np.testing.assert_array_equal(output, np.broadcast_to(beta.astype(dtype), (10, 3)))


def test_gamma_and_beta_may_differ_from_channel_to_channel():
    x = np.random.default_rng(0).normal(7, 2, (50, 4, 4, 3))
    output = batch_norm(x, [1, -2, 3], [0, 10, 20], axis=(0, 1, 2), epsilon=0).output
    np.testing.assert_allclose(output.mean((0, 1, 2)), [0, 10, 20], atol=1e-12)
    np.testing.assert_allclose(output.std((0, 1, 2)), [1, 2, 3], rtol=1e-12)
    assert np.corrcoef(x[..., 1].ravel(), output[..., 1].ravel())[0, 1] == pytest.approx(-1)


def test_epsilon_is_1e_5_unless_given():
    x = np.array([-1e-3, 1e-3])
    np.testing.assert_array_equal(batch_norm(x, axis=0).output, batch_norm(x, axis=0, epsilon=1e-5).output)


@pytest.mark.parametrize("x", [[1, 2, 6], np.array([1, 2, 6], np.uint8), [True, False, True]])
def test_integers_become_float64(x):
    assert batch_norm(x, axis=0).output.dtype == np.float64


@pytest.mark.parametrize("view", [np.asfortranarray, np.transpose, lambda x: x[:, ::2], lambda x: x[::-1]])
def test_the_layout_in_memory_does_not_matter(view):
    x = view(np.random.default_rng(0).normal(size=(6, 8, 4)))
    np.testing.assert_allclose(batch_norm(x, axis=(0, 1)).output, in_longdouble(x, 1, 0, (0, 1), 1e-5).astype(float), atol=1e-12)


# Large arrays and memory


LARGE = {
    "all": ((30_001,), None),
    "NHWC per channel": ((11, 32, 32, 3), (0, 1, 2)),
    "NCHW per channel": ((11, 3, 32, 32), (0, 2, 3)),
    "per position": ((100, 10, 53), 0),
    "per image": ((100, 10, 53), (1, 2)),
    "middle axis": ((40, 50, 41), 1),
}


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize(("shape", "axis"), LARGE.values(), ids=LARGE)
def test_a_large_array_is_normalized_as_in_longdouble(shape, axis):
    rng = np.random.default_rng(0)
    x = rng.normal(100, 3, shape).astype(np.float32)
    gamma, beta = rng.normal(size=(2, *x.mean(axis, keepdims=True).shape))
    assert_close(batch_norm(x, gamma, beta, axis=axis).output, in_longdouble(x, gamma, beta, axis, 1e-5), gamma, beta)


@pytest.mark.parametrize("offset", [0, 1e3, 1e6])
def test_float32_is_right_to_six_digits_at_any_distance_from_zero(offset):
    x = (np.random.default_rng(2).normal(size=(5000, 4)) + offset).astype(np.float32)
    assert np.abs(batch_norm(x, axis=0).output - in_longdouble(x, 1, 0, 0, 1e-5)).max() <= 2e-6


@pytest.mark.parametrize("axis", [(0, 1, 2), 0, (1, 2)])
def test_memory_stays_within_a_twentieth_of_the_input_beside_the_output_and_a_fifth_in_all_with_out(axis):
    x = np.random.default_rng(0).random((4096, 32, 32, 3), np.float32)  # 50 MB
    out = np.empty_like(x)
    batch_norm(x, axis=axis, out=out)  # the threads' working memory, which is made once a process
    for given_out, limit in [(None, 1.05), (out, 0.2)]:
        tracemalloc.start()
        batch_norm(x, axis=axis, out=given_out)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak <= limit * x.nbytes


# out


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("shape", [(7, 5, 3), (12_000, 2)])
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_out_receives_the_output_and_may_be_the_input(shape, dtype):
    x = np.random.default_rng(0).normal(5, 2, shape).astype(dtype)
    expected = batch_norm(x, 2.0, 1.0, axis=0).output
    out = np.full_like(x, np.nan)
    assert batch_norm(x, 2.0, 1.0, axis=0, out=out).output is out
    np.testing.assert_array_equal(out, expected)
    assert batch_norm(x, 2.0, 1.0, axis=0, out=x).output is x
    np.testing.assert_array_equal(x, expected)


@pytest.mark.parametrize(
    "out",
    [
        pytest.param(np.empty((3, 4), np.float32), id="dtype"),
        pytest.param(np.empty((4, 3)), id="shape"),
        pytest.param(np.empty(12), id="rank"),
        pytest.param(np.empty((3, 4), order="F"), id="Fortran"),
        pytest.param(np.empty((6, 4))[::2], id="strided"),
    ],
)
def test_an_out_that_does_not_fit_is_refused(out):
    with pytest.raises(ValueError, match=r"out must be a writeable C-contiguous array of float64 \(3, 4\), got"):
        batch_norm(np.ones((3, 4)), axis=0, out=out)


def test_an_out_that_is_no_array_is_refused():
    with pytest.raises(TypeError, match=r"out must be an array, got \[0.0, 0.0\]"):
        batch_norm([1.0, 2.0], axis=0, out=[0.0, 0.0])


def test_a_read_only_out_is_refused():
    out = np.empty(3)
    out.setflags(write=False)
    with pytest.raises(ValueError, match="out must be a writeable C-contiguous array"):
        batch_norm([1.0, 2.0, 3.0], axis=0, out=out)


# What is refused


@pytest.mark.parametrize("name", ["gamma", "beta"])
@pytest.mark.parametrize("value", [[1.0, 2.0], np.ones((3, 1)), np.ones((5, 3)), np.ones((1, 1, 3)), []])
def test_gamma_and_beta_that_do_not_fit_the_statistics_are_refused(name, value):
    with pytest.raises(ValueError, match=rf"{name} must broadcast against the statistics of shape \(1, 3\), got shape"):
        batch_norm(np.ones((5, 3)), axis=0, **{name: value})


@pytest.mark.parametrize("name", ["gamma", "beta"])
@pytest.mark.parametrize(
    ("value", "error", "message"),
    [(np.nan, ValueError, "be finite"), (np.inf, ValueError, "be finite"), ("a", TypeError, "hold real numbers")],
)
def test_gamma_and_beta_that_are_no_finite_numbers_are_refused(name, value, error, message):
    with pytest.raises(error, match=f"{name} must {message}, got"):
        batch_norm(np.ones((5, 3)), axis=0, **{name: value})


@pytest.mark.parametrize("epsilon", [-1e-9, np.nan, np.inf])
def test_an_epsilon_that_is_negative_or_not_finite_is_refused(epsilon):
    with pytest.raises(ValueError, match="epsilon must be finite and not negative, got"):
        batch_norm([1.0, 2.0], axis=0, epsilon=epsilon)


@pytest.mark.parametrize("epsilon", ["a", None, [1, 2]])
def test_an_epsilon_that_is_no_number_is_refused(epsilon):
    with pytest.raises(TypeError, match="epsilon must be a number, got"):
        batch_norm([1.0, 2.0], axis=0, epsilon=epsilon)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_nan_and_infinity_are_refused(bad):
    with pytest.raises(ValueError, match="x must be finite, got NaN or infinity"):
        batch_norm([1.0, bad], axis=0)


@pytest.mark.parametrize(
    ("x", "axis", "error", "message"),
    [
        (np.ones((0, 3)), 0, ValueError, r"x must have at least one value in every group, got shape \(0, 3\)"),
        (["a"], 0, TypeError, "x must hold real numbers"),
        ([1.0], 1, ValueError, "axis 1 does not exist in an array of 1 dimensions"),
        ([1.0], "0", TypeError, "axis must be an int, a tuple of ints or None"),
    ],
)
def test_wrong_data_and_axes_are_named(x, axis, error, message):
    with pytest.raises(error, match=message):
        batch_norm(x, axis=axis)


def test_the_axis_has_to_be_said():
    with pytest.raises(TypeError, match="axis"):
        batch_norm([1.0, 2.0])


@pytest.mark.parametrize("axis", [0, (0, 1)])
def test_float32_near_its_largest_numbers_is_normalized_as_its_float64_copy(axis):
    x = np.resize(np.float32([3e38, -3e38, 3e38, 1e38, 2e38]), (6, 4))
    np.testing.assert_allclose(batch_norm(x, axis=axis).output, batch_norm(x.astype(np.float64), axis=axis).output, rtol=1e-6)


def test_a_mask_beside_known_statistics_is_refused_as_it_would_say_nothing():
    x = np.arange(8.0).reshape(4, 2)
    with pytest.raises(ValueError, match="where"):
        batch_norm(x, axis=0, where=x > 1, statistics=moments(x, 0))


def test_statistics_that_are_no_moments_are_refused_by_name():
    x = np.arange(8.0).reshape(4, 2)
    with pytest.raises(TypeError, match="statistics must be Moments"):
        batch_norm(x, axis=0, statistics=batch_norm(x, axis=0))
