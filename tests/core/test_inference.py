"""Batch normalization with given statistics: the definition in longdouble, and no value that depends on another."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from bn_core import batch_norm, batch_norm_inference

TOLERANCE = {"float16": 2e-3, "float32": 2e-6, "float64": 1e-13}
numbers = st.integers(-40, 40).map(lambda n: n / 8)


def in_longdouble(x, mean, variance, gamma, beta, epsilon):
    deviation = np.sqrt(np.asarray(variance, np.longdouble) + np.longdouble(epsilon))
    inverse = np.divide(1, deviation, out=np.zeros_like(deviation), where=deviation > 0)
    return (x.astype(np.longdouble) - mean) * inverse * gamma + beta


@st.composite
def trained(draw):
    """Data with the statistics, gamma and beta of a layer, each a number or one per group."""
    grid = draw(arrays(np.int64, array_shapes(max_dims=4, max_side=6), elements=st.integers(-100, 100)))
    kept = draw(st.sets(st.integers(0, grid.ndim - 1)))
    shape = tuple(n if a in kept else 1 for a, n in enumerate(grid.shape))
    of_groups = arrays(np.float64, shape, elements=numbers)
    mean, gamma, beta = (draw(of_groups | numbers) if name != "mean" else draw(of_groups) for name in ("mean", "gamma", "beta"))
    variance = np.abs(draw(of_groups))
    x = (grid / 8).astype(draw(st.sampled_from([np.float16, np.float32, np.float64])))
    return x, mean, variance, gamma, beta, draw(st.sampled_from([1e-3, 2.0]))


@given(trained())
def test_the_output_is_the_definition_computed_in_longdouble(case):
    x, mean, variance, gamma, beta, epsilon = case
    before = x.copy()
    got = batch_norm_inference(x, mean, variance, gamma, beta, epsilon=epsilon)
    expected = in_longdouble(x, mean, variance, gamma, beta, epsilon)
    inverse = 1 / np.sqrt(variance + epsilon)
    largest = (np.abs(x).max() + np.abs(mean).max()) * np.abs(gamma * inverse).max() + np.abs(beta).max() + 1e-4
    assert (got.dtype, got.shape) == (x.dtype, x.shape)
    assert np.abs(got - expected).max() <= TOLERANCE[x.dtype.name] * largest
    np.testing.assert_array_equal(x, before)


@given(trained(), st.data())
def test_one_value_gives_the_same_whatever_the_others_are(case, data):
    x, mean, variance, gamma, beta, epsilon = case
    at = tuple(data.draw(st.integers(0, n - 1)) for n in x.shape)
    others = np.full_like(x, 3)
    others[at] = x[at]
    got = (batch_norm_inference(values, mean, variance, gamma, beta, epsilon=epsilon)[at] for values in (x, others))
    assert len(set(got)) == 1


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("axis", [None, 0, (0, 1, 2), (0, 2, 3), (1, 2), (0, 3)])
@pytest.mark.parametrize("offset", [0, 50])
def test_with_the_statistics_of_the_batch_it_is_the_training_forward_pass(axis, dtype, offset):
    x = (np.random.default_rng(0).normal(1, 3, (6, 5, 4, 3)) + offset).astype(dtype)
    forward = batch_norm(x, 2.0, -1.0, axis=axis)
    got = batch_norm_inference(x, forward.mean, forward.variance, 2.0, -1.0)
    np.testing.assert_allclose(got, forward.output, rtol=0, atol=10 * TOLERANCE[np.dtype(dtype).name])


def test_a_vector_of_statistics_belongs_to_the_last_axis():
    x, mean, variance = np.random.default_rng(0).random((4, 5, 6, 3)), np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0, 6.0])
    as_vectors = batch_norm_inference(x, mean, variance, gamma=[1, 2, 3], beta=[3, 2, 1])
    shaped = batch_norm_inference(x, mean.reshape(1, 1, 1, 3), variance.reshape(1, 1, 1, 3), [[[[1, 2, 3]]]], [[[[3, 2, 1]]]])
    np.testing.assert_array_equal(as_vectors, shaped)
    np.testing.assert_allclose(as_vectors, (x - mean) / np.sqrt(variance + 1e-5) * [1, 2, 3] + [3, 2, 1], rtol=1e-13, atol=1e-13)


def test_mean_and_variance_may_have_different_shapes_that_broadcast():
    x, mean, variance = np.ones((4, 5)), np.arange(4.0).reshape(4, 1), np.arange(1.0, 6.0)
    np.testing.assert_allclose(batch_norm_inference(x, mean, variance, epsilon=0), (x - mean) / np.sqrt(variance), rtol=1e-14)


@pytest.mark.parametrize("mean", [0.0, 7.0, -1e6])
def test_variance_plus_epsilon_0_gives_beta(mean):
    got = batch_norm_inference(np.array([[1.0, 2.0], [3.0, 4.0]]), mean, [0.0, 1.0], 5.0, [0.25, 0.0], epsilon=0)
    assert (got[:, 0] == 0.25).all()


@pytest.mark.parametrize("mean", [1e4, 1e6])
def test_float32_far_from_zero_keeps_its_last_digit(mean):
    x = (np.random.default_rng(0).normal(size=(1000, 3)) + mean).astype(np.float32)
    got = batch_norm_inference(x, mean + 0.3, 1.0)
    np.testing.assert_allclose(got, in_longdouble(x, mean + 0.3, 1.0, 1, 0, 1e-5).astype(float), atol=2e-6)


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("shape", [(11, 32, 32, 3), (11, 3, 32, 32)])
@pytest.mark.parametrize("mean", [0.5, 40.0])
def test_a_large_array_is_normalized_as_in_longdouble(shape, mean):
    x = np.random.default_rng(0).normal(mean, 3, shape).astype(np.float32)
    means = mean + np.random.default_rng(1).random(tuple(3 if n == 3 else 1 for n in shape))
    got = batch_norm_inference(x, means, 9.0, 2.0, 1.0)
    assert np.abs(got - in_longdouble(x, means, 9.0, 2.0, 1.0, 1e-5)).max() <= 1e-5


@pytest.mark.parametrize("view", [np.asfortranarray, np.transpose, lambda x: x[:, ::2], lambda x: x[::-1]])
def test_the_layout_in_memory_does_not_matter(view):
    x = view(np.random.default_rng(0).normal(size=(6, 8, 4)))
    np.testing.assert_array_equal(batch_norm_inference(x, 0.5, 2.0), batch_norm_inference(x.copy(order="C"), 0.5, 2.0))


@pytest.mark.parametrize("x", [[1, 2, 6], np.array([1, 2, 6], np.uint8), [True, False, True]])
def test_integers_become_float64(x):
    assert batch_norm_inference(x, 0, 1).dtype == np.float64


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("shape", [(3,), (15_000, 2)])
@pytest.mark.parametrize("mean", [0.0, 100.0])
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_nan_and_infinity_are_refused(bad, shape, mean, dtype):
    x = np.ones(shape, dtype)
    x[-2] = bad
    with pytest.raises(ValueError, match="x must be finite, got NaN or infinity"):
        batch_norm_inference(x, mean, 1.0)


def test_infinity_in_a_group_without_variance_is_refused_too():
    with pytest.raises(ValueError, match="x must be finite, got NaN or infinity"):
        batch_norm_inference([1.0, np.inf], 0.0, 0.0, epsilon=0)


def test_finite_values_whose_sum_is_not_finite_are_no_infinity():
    x = np.full(100, 3e38, np.float32)
    np.testing.assert_allclose(batch_norm_inference(x, 0, 1e4, epsilon=0), x / np.float32(100), rtol=1e-6)


@pytest.mark.parametrize("name", ["mean", "variance"])
@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        ([1.0, 2.0], ValueError, r"broadcast against x of shape \(5, 3\), got shape \(2,\)"),
        (np.ones((1, 5, 3)), ValueError, r"broadcast against x of shape \(5, 3\), got shape \(1, 5, 3\)"),
        (np.nan, ValueError, "be finite, got nan"),
        ("a", TypeError, "hold real numbers"),
    ],
)
def test_statistics_that_do_not_fit_are_named(name, value, error, message):
    statistics = {"mean": 0.0, "variance": 1.0, name: value}
    with pytest.raises(error, match=f"{name} must {message}"):
        batch_norm_inference(np.ones((5, 3)), **statistics)


def test_a_negative_variance_is_refused():
    with pytest.raises(ValueError, match=r"variance must not be negative, got -1\.0"):
        batch_norm_inference(np.ones((5, 3)), 0.0, [1.0, -1.0, 0.0])


@pytest.mark.parametrize("name", ["gamma", "beta"])
def test_gamma_and_beta_that_do_not_fit_the_statistics_are_refused(name):
    with pytest.raises(ValueError, match=rf"{name} must broadcast against the statistics of shape \(1, 3\), got shape \(5, 1\)"):
        batch_norm_inference(np.ones((5, 3)), 0.0, np.ones(3), **{name: np.ones((5, 1))})


@pytest.mark.parametrize("epsilon", [-1e-9, np.nan, np.inf])
def test_an_epsilon_that_is_negative_or_not_finite_is_refused(epsilon):
    with pytest.raises(ValueError, match="epsilon must be finite and not negative, got"):
        batch_norm_inference([1.0], 0, 1, epsilon=epsilon)


def test_an_empty_batch_gives_an_empty_one():
    assert batch_norm_inference(np.empty((0, 3)), 0, 1).shape == (0, 3)
