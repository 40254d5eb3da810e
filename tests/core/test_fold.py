"""Folding: one layer that does what a layer and the batch normalization behind it do."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bn_core import batch_norm_inference, fold_batch_norm

numbers = st.integers(-40, 40).map(lambda n: n / 8)


def layer(rng, channels_in, channels_out):
    weight = rng.normal(size=(channels_in, channels_out))
    bias, mean, gamma, beta = rng.normal(size=(4, channels_out))
    return weight, bias, mean, rng.random(channels_out), gamma, beta


@given(st.integers(0, 999), st.integers(1, 5), st.integers(1, 5), st.sampled_from([1e-3, 1.0]))
def test_a_folded_linear_layer_gives_the_same_as_layer_and_batch_norm(seed, channels_in, channels_out, epsilon):
    rng = np.random.default_rng(seed)
    weight, bias, *rest = layer(rng, channels_in, channels_out)
    x = rng.normal(size=(7, channels_in))
    folded_weight, folded_bias = fold_batch_norm(weight, bias, *rest, epsilon=epsilon)
    expected = batch_norm_inference(x @ weight + bias, *rest, epsilon=epsilon)
    np.testing.assert_allclose(x @ folded_weight + folded_bias, expected, rtol=1e-10, atol=1e-10)


def convolved(images, weight):
    """Return the valid cross-correlation of NHWC images with (height, width, C_in, C_out)."""
    windows = np.lib.stride_tricks.sliding_window_view(images, weight.shape[:2], axis=(1, 2))
    return np.einsum("nhwcij,ijco->nhwo", windows, weight)


def test_a_folded_convolution_gives_the_same_as_convolution_and_batch_norm():
    rng = np.random.default_rng(0)
    images, weight = rng.normal(size=(2, 8, 8, 3)), rng.normal(size=(3, 3, 3, 5))
    _, bias, *rest = layer(rng, 3, 5)
    folded_weight, folded_bias = fold_batch_norm(weight, bias, *rest)
    expected = batch_norm_inference(convolved(images, weight) + bias, *rest)
    np.testing.assert_allclose(convolved(images, folded_weight) + folded_bias, expected, rtol=1e-11, atol=1e-11)


def test_adding_beta_to_the_bias_is_wrong_where_there_is_a_bias():
    rng = np.random.default_rng(0)
    weight, bias, mean, variance, gamma, beta = layer(rng, 4, 3)
    _, folded = fold_batch_norm(weight, bias, mean, variance, gamma, beta)
    scale = gamma / np.sqrt(variance + 1e-5)
    assert np.abs(folded - (bias - mean * scale + beta)).max() > 0.1


@given(arrays(np.float64, (2, 3), elements=numbers), arrays(np.float64, 3, elements=numbers))
def test_statistics_0_and_1_leave_the_layer_as_it_is(weight, bias):
    for got, expected in zip(fold_batch_norm(weight, bias, 0.0, 1.0, epsilon=0), (weight, bias), strict=True):
        np.testing.assert_array_equal(got, expected)


def test_statistics_may_have_the_shape_in_which_batch_norm_returns_them():
    weight, bias, mean, variance, gamma, beta = layer(np.random.default_rng(0), 4, 3)
    expected = fold_batch_norm(weight, bias, mean, variance, gamma, beta)
    for shape in [(1, 1, 1, 3), (1, 3, 1, 1)]:
        got = fold_batch_norm(weight, bias, mean.reshape(shape), variance.reshape(shape), gamma, beta)
        np.testing.assert_array_equal(got[0], expected[0])
        np.testing.assert_array_equal(got[1], expected[1])


def test_a_channel_without_variance_and_epsilon_gives_beta():
    weight, bias = fold_batch_norm([[2.0, 3.0]], [4.0, 5.0], [4.0, 0.0], [0.0, 1.0], 1.0, [7.0, 0.0], epsilon=0)
    np.testing.assert_array_equal(weight, [[0.0, 3.0]])
    np.testing.assert_array_equal(bias, [7.0, 5.0])


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_weight_and_bias_have_the_weight_s_dtype_and_bias_one_value_a_channel(dtype):
    weight, bias = fold_batch_norm(np.ones((3, 3, 2, 4), dtype), 0.0, np.zeros(4), np.ones(4))
    assert (weight.dtype, weight.shape) == (dtype, (3, 3, 2, 4))
    assert (bias.dtype, bias.shape) == (dtype, (4,))


def test_the_arguments_are_left_alone():
    given_arrays = layer(np.random.default_rng(0), 4, 3)
    before = [a.copy() for a in given_arrays]
    fold_batch_norm(*given_arrays)
    for array, copy in zip(given_arrays, before, strict=True):
        np.testing.assert_array_equal(array, copy)


@pytest.mark.parametrize("name", ["bias", "mean", "variance", "gamma", "beta"])
@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        ([1.0, 2.0], ValueError, r"be a number or have shape \(3,\), got shape \(2,\)"),
        (np.ones((3, 3)), ValueError, r"be a number or have shape \(3,\), got shape \(3, 3\)"),
        (np.inf, ValueError, "be finite, got inf"),
        ("a", TypeError, "hold real numbers"),
    ],
)
def test_vectors_that_are_not_one_a_channel_are_named(name, value, error, message):
    arguments = {"weight": np.ones((4, 3)), "bias": 0.0, "mean": 0.0, "variance": 1.0, "gamma": 1.0, "beta": 0.0, name: value}
    with pytest.raises(error, match=f"{name} must {message}"):
        fold_batch_norm(**arguments)


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        ({"weight": 3.0}, ValueError, "weight must have its output channels along the last axis, got a number"),
        ({"weight": [[np.nan]]}, ValueError, "weight must be finite"),
        ({"weight": ["a"]}, TypeError, "weight must hold real numbers"),
        ({"variance": -1.0}, ValueError, r"variance must not be negative, got -1\.0"),
        ({"epsilon": -1.0}, ValueError, "epsilon must be finite and not negative"),
    ],
)
def test_a_wrong_weight_variance_or_epsilon_is_named(wrong, error, message):
    with pytest.raises(error, match=message):
        fold_batch_norm(**({"weight": [[1.0]], "bias": 0.0, "mean": 0.0, "variance": 1.0} | wrong))
