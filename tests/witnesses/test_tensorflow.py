"""TensorFlow and Keras as witnesses: forward, gradients, running statistics, inference, and the other norms.

Tolerances: float64 1e-10. float32 4e-6 for outputs of a few units, which is some ten roundings of 6e-8 of them in each library,
and small multiples of it where values are larger, as variances are. Gradients of gamma and beta are sums of n values of a few
units, whose roundings grow as √n: 4e-6 · √n.
"""

import numpy as np
import pytest

from bn_core import (
    RunningStatistics,
    batch_norm,
    batch_norm_backward,
    batch_norm_inference,
    fold_batch_norm,
    group_norm,
    layer_norm,
    moments,
    rms_norm,
)

NOT_INSTALLED = "TensorFlow, with which Keras comes, is not installed (none for Python 3.14)"
tf = pytest.importorskip("tensorflow", reason=NOT_INSTALLED, exc_type=ImportError)
keras = pytest.importorskip("keras", reason=NOT_INSTALLED, exc_type=ImportError)

ATOL = {"float32": 4e-6, "float64": 1e-10}
AXES = [(0,), (0, 1, 2), (0, 2, 3), (1, 2), (1, 2, 3), (0, 1, 2, 3)]
dtypes = pytest.mark.parametrize("dtype", ["float32", "float64"])


def a_case(axis, dtype, seed=0):
    """Return a batch, an upstream gradient, gamma and beta."""
    rng = np.random.default_rng(seed)
    x, dy = rng.normal(1.5, 2, (8, 6, 5, 4)), rng.normal(size=(8, 6, 5, 4))
    gamma, beta = rng.normal(1, 0.5, (2, *x.mean(axis, keepdims=True).shape))
    return [a.astype(dtype) for a in (x, dy, gamma, beta)]


def assert_close(got, expected, atol):
    np.testing.assert_allclose(got, np.asarray(expected), rtol=0, atol=atol)


@dtypes
@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("epsilon", [1e-8, 1e-3])
def test_the_training_forward_pass_equals_tensorflow_s_moments_and_batch_normalization(axis, dtype, epsilon):
    x, _, gamma, beta = a_case(axis, dtype)
    mean, variance = tf.nn.moments(x, axis, keepdims=True)
    got = batch_norm(x, gamma, beta, axis=axis, epsilon=epsilon)
    assert_close(got.mean, mean, ATOL[dtype])
    assert_close(got.variance, variance, 3 * ATOL[dtype])
    assert_close(got.output, tf.nn.batch_normalization(x, mean, variance, beta, gamma, epsilon), ATOL[dtype])


@dtypes
@pytest.mark.parametrize("axis", AXES)
def test_inference_equals_tensorflow_s_batch_normalization(axis, dtype):
    x, _, gamma, beta = a_case(axis, dtype)
    mean, variance = (moments(x, axis).mean + 0.3).astype(dtype), (moments(x, axis).variance * 1.7).astype(dtype)
    expected = tf.nn.batch_normalization(x, mean, variance, beta, gamma, 1e-3)
    assert_close(batch_norm_inference(x, mean, variance, gamma, beta, epsilon=1e-3), expected, ATOL[dtype])


@dtypes
@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("epsilon", [1e-5, 0.1])
def test_the_gradients_equal_those_of_tensorflow_s_tape(axis, dtype, epsilon):
    x, dy, gamma, beta = a_case(axis, dtype)
    inputs = [tf.constant(a) for a in (x, gamma, beta)]
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        mean, variance = tf.nn.moments(inputs[0], axis, keepdims=True)
        output = tf.nn.batch_normalization(inputs[0], mean, variance, inputs[2], inputs[1], epsilon)
    grad_x, grad_gamma, grad_beta = tape.gradient(output, inputs, output_gradients=tf.constant(dy))
    forward = batch_norm(x, gamma, beta, axis=axis, epsilon=epsilon)
    got = batch_norm_backward(dy, x, forward.mean, forward.variance, gamma, axis=axis, epsilon=epsilon)
    of_sums = ATOL[dtype] * (x.size / gamma.size) ** 0.5
    assert_close(got.x, grad_x, ATOL[dtype])
    assert_close(got.gamma, grad_gamma, of_sums)
    assert_close(got.beta, grad_beta, of_sums)


def a_keras_layer(dtype, momentum, x):
    layer = keras.layers.BatchNormalization(momentum=momentum, dtype=dtype)
    layer.build(x.shape)
    gamma, beta = np.random.default_rng(1).normal(size=(2, x.shape[-1])).astype(dtype)
    layer.gamma.assign(gamma)
    layer.beta.assign(beta)
    return layer, gamma, beta


@dtypes
def test_the_gradients_equal_those_of_the_keras_layer(dtype):
    x, dy, *_ = a_case((0, 1, 2), dtype)
    layer, gamma, beta = a_keras_layer(dtype, 0.99, x)
    batch = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(batch)
        output = layer(batch, training=True)
    variables = [batch, layer.gamma.value, layer.beta.value]
    grad_x, grad_gamma, grad_beta = tape.gradient(output, variables, output_gradients=tf.constant(dy))
    forward = batch_norm(x, gamma, beta, axis=(0, 1, 2), epsilon=1e-3)
    got = batch_norm_backward(dy, x, forward.mean, forward.variance, gamma, axis=(0, 1, 2), epsilon=1e-3)
    of_sums = ATOL[dtype] * (x.size / x.shape[-1]) ** 0.5
    assert_close(forward.output, output, ATOL[dtype])
    assert_close(got.x, grad_x, ATOL[dtype])
    assert_close(got.gamma.reshape(-1), grad_gamma, of_sums)
    assert_close(got.beta.reshape(-1), grad_beta, of_sums)


@dtypes
@pytest.mark.parametrize("momentum", [0.0, 0.9, 0.99])
def test_running_statistics_and_inference_follow_the_keras_layer_over_twenty_steps(dtype, momentum):
    rng = np.random.default_rng(2)
    batches = rng.normal(3, 2, (20, 8, 6, 5, 4)).astype(dtype) * np.linspace(0.5, 2, 20, dtype=dtype).reshape(-1, 1, 1, 1, 1)
    layer, gamma, beta = a_keras_layer(dtype, momentum, batches[0])
    running = RunningStatistics(0.0, 1.0, momentum)
    for x in batches:
        forward = batch_norm(x, gamma, beta, axis=(0, 1, 2), epsilon=1e-3)
        running = running.update(moments(x, (0, 1, 2)))
        assert_close(forward.output, layer(x, training=True), 2 * ATOL[dtype])
        assert_close(running.mean.reshape(-1), layer.moving_mean, 5 * ATOL[dtype])
        assert_close(running.variance.reshape(-1), layer.moving_variance, 15 * ATOL[dtype])
        inferred = batch_norm_inference(x, running.mean, running.variance, gamma, beta, epsilon=1e-3)
        assert_close(inferred, layer(x, training=False), 5 * ATOL[dtype])


@dtypes
def test_keras_moves_its_statistics_by_the_biased_variance(dtype):
    x = np.array([[1.0], [2.0], [3.0], [4.0]], dtype)
    layer = keras.layers.BatchNormalization(momentum=0.0, dtype=dtype)
    layer(x, training=True)
    biased, unbiased = (RunningStatistics(0.0, 1.0, 0.0, u).update(moments(x, 0)).variance.item() for u in (False, True))
    assert float(layer.moving_variance.numpy()[0]) == pytest.approx(biased, rel=1e-6) == pytest.approx(1.25)
    assert unbiased == pytest.approx(5 / 3)


@dtypes
@pytest.mark.parametrize("axis", [(-1,), (1, 2, 3), (2, 3)])
def test_layer_norm_equals_keras(axis, dtype):
    x, *_ = a_case((0,), dtype)
    layer = keras.layers.LayerNormalization(axis=list(axis), epsilon=1e-3, dtype=dtype)
    layer.build(x.shape)
    gamma, beta = (np.random.default_rng(3).normal(size=(2, *layer.gamma.shape))).astype(dtype)
    layer.gamma.assign(gamma)
    layer.beta.assign(beta)
    assert gamma.shape == tuple(x.shape[a] for a in axis)
    assert_close(layer_norm(x, gamma, beta, axis=axis, epsilon=1e-3), layer(x), 2 * ATOL[dtype])


@dtypes
@pytest.mark.parametrize("axis", [-1, 1])
@pytest.mark.parametrize("groups", [1, 2, -1])
def test_group_norm_equals_keras(axis, groups, dtype):
    x, *_ = a_case((0,), dtype)
    layer = keras.layers.GroupNormalization(groups=groups, axis=axis, epsilon=1e-3, dtype=dtype)
    layer.build(x.shape)
    gamma, beta = np.random.default_rng(3).normal(size=(2, x.shape[axis])).astype(dtype)
    layer.gamma.assign(gamma)
    layer.beta.assign(beta)
    count = x.shape[axis] if groups == -1 else groups
    assert_close(group_norm(x, count, gamma, beta, channel_axis=axis, epsilon=1e-3), layer(x), 2 * ATOL[dtype])


@dtypes
@pytest.mark.parametrize("axis", [-1, (1, 2, 3)])
def test_rms_norm_equals_keras(axis, dtype):
    x, *_ = a_case((0,), dtype)
    layer = keras.layers.RMSNormalization(axis=axis, epsilon=1e-3, dtype=dtype)
    layer.build(x.shape)
    gamma = np.random.default_rng(3).normal(size=tuple(layer.scale.shape)).astype(dtype)
    layer.scale.assign(gamma)
    assert_close(rms_norm(x, gamma, axis=axis, epsilon=1e-3), layer(x), 2 * ATOL[dtype])


@dtypes
def test_a_folded_keras_convolution_equals_convolution_and_batch_normalization(dtype):
    x, *_ = a_case((0,), dtype)
    rng = np.random.default_rng(4)
    convolution = keras.layers.Conv2D(7, 3, dtype=dtype, bias_initializer="random_normal")
    normalization = keras.layers.BatchNormalization(dtype=dtype)
    convolved = convolution(x)
    normalization.build(convolved.shape)
    numbers = rng.normal(size=(3, 7)).astype(dtype)
    variance = rng.random(7).astype(dtype) + 0.5
    for variable, value in zip(normalization.weights, (*numbers, variance), strict=True):
        variable.assign(value)
    gamma, beta, mean = numbers
    expected = normalization(convolved, training=False).numpy()
    weight, bias = (w.numpy() for w in convolution.weights)
    weight, bias = fold_batch_norm(weight, bias, mean, variance, gamma, beta, epsilon=1e-3)
    convolution.set_weights([weight, bias])
    assert_close(convolution(x), expected, 2 * ATOL[dtype])


# Where float32 goes wrong elsewhere


def test_float32_far_from_zero_fails_in_numpy_and_tensorflow_and_holds_here():
    """Two-pass float32 sums lose the mean by a rounding of 1e6; see Chan, Golub & LeVeque 1983 on the corrected two-pass form."""
    x = (np.random.default_rng(0).normal(size=(20_000, 4)) + 1e6).astype(np.float32)
    exact = x.astype(np.float64)
    exact = (exact - exact.mean(0)) / np.sqrt(exact.var(0) + 1e-5)
    textbook = (x - x.mean(0)) / np.sqrt(x.var(0) + np.float32(1e-5))
    mean, variance = tf.nn.moments(x, [0])
    tensorflow_s = tf.nn.batch_normalization(x, mean, variance, None, None, 1e-5).numpy()
    assert np.abs(textbook - exact).max() > 1e-2
    assert np.abs(tensorflow_s - exact).max() > 1e-2
    assert np.abs(batch_norm(x, axis=0).output - exact).max() <= 2e-6
