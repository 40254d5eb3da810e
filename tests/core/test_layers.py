"""The layers of the small network: against bn_core's checked functions, and their gradients against central differences."""

import numpy as np
import pytest

from bn_core import RunningStatistics, batch_norm, batch_norm_backward, batch_norm_inference, moments
from bn_core.network.layers import ActivationLayer, BatchNormLayer, Dense, NoiseLayer, softmax_cross_entropy

DOUBLE = np.dtype(np.float64)


def a_batch_norm_layer(random, units=5):
    layer = BatchNormLayer(units, 1e-3, DOUBLE)
    for p in layer.parameters:
        p[...] = random.normal(1, 0.5, units)
    return layer


def test_batch_normalization_in_the_network_is_that_of_bn_core():
    random = np.random.default_rng(0)
    layer, running = a_batch_norm_layer(random), RunningStatistics(0.0, 1.0, BatchNormLayer.MOMENTUM)
    gamma, beta = layer.parameters
    for _step in range(5):
        x, dy = random.normal(3, 2, (16, 5)), random.normal(size=(16, 5))
        expected = batch_norm(x, gamma, beta, axis=0, epsilon=1e-3)
        along = batch_norm_backward(dy, x, expected.mean, expected.variance, gamma, axis=0, epsilon=1e-3)
        running = running.update(moments(x, 0))
        np.testing.assert_allclose(layer.forward(x), expected.output, atol=1e-12)
        np.testing.assert_allclose(layer.backward(dy), along.x, atol=1e-12)
        np.testing.assert_allclose(layer.gradients[0], along.gamma[0], atol=1e-12)
        np.testing.assert_allclose(layer.gradients[1], along.beta[0], atol=1e-12)
        np.testing.assert_allclose(layer.mean, running.mean[0], atol=1e-12)
        np.testing.assert_allclose(layer.variance, running.variance[0], atol=1e-12)
        inferred = batch_norm_inference(x, running.mean, running.variance, gamma, beta, epsilon=1e-3)
        np.testing.assert_allclose(layer.infer(x), inferred, atol=1e-12)


def test_a_layer_that_learns_no_gamma_and_beta_gives_mean_0_and_variance_1():
    y = BatchNormLayer(3, 0.0, DOUBLE, learns=False).forward(np.random.default_rng(0).normal(3, 2, (20, 3)))
    np.testing.assert_allclose(y.mean(0), 0, atol=1e-12)
    np.testing.assert_allclose(y.var(0), 1, atol=1e-12)


LAYERS = {
    "dense": lambda random: Dense(random.normal(size=(5, 3)), random.normal(size=3)),
    "without bias": lambda random: Dense(random.normal(size=(5, 3))),
    "batch norm": a_batch_norm_layer,
    "frozen": lambda _random: BatchNormLayer(5, 1e-3, DOUBLE, learns=False),
    **{name: lambda _random, name=name: ActivationLayer(name) for name in ("relu", "tanh", "sigmoid", "gelu")},
}


def central_difference(loss, array, h=1e-6):
    slope = np.empty(array.shape)
    for i in np.ndindex(array.shape):
        kept = array[i]
        array[i] = kept + h
        above = loss()
        array[i] = kept - h
        slope[i] = (above - loss()) / (2 * h)
        array[i] = kept
    return slope


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_s_gradients_are_what_small_moves_of_its_input_and_parameters_say(name):
    random = np.random.default_rng(1)
    layer, x = LAYERS[name](random), random.normal(1, 2, (7, 5))
    upstream = random.normal(size=layer.forward(x).shape)

    def loss():
        return float(np.sum(layer.forward(x) * upstream))

    grad_x = layer.backward(upstream)
    gradients = [g.copy() for g in layer.gradients]
    for p, gradient in zip([x, *layer.parameters], [grad_x, *gradients], strict=True):
        np.testing.assert_allclose(gradient, central_difference(loss, p), rtol=1e-5, atol=1e-7)


def test_the_gradient_of_the_loss_is_what_small_moves_of_the_logits_say():
    random = np.random.default_rng(2)
    logits, labels = random.normal(0, 3, (6, 4)), random.integers(0, 4, 6)
    gradient = softmax_cross_entropy(logits, labels)[1]
    slope = central_difference(lambda: softmax_cross_entropy(logits, labels)[0], logits)
    np.testing.assert_allclose(gradient, slope, rtol=1e-5, atol=1e-9)


def test_the_loss_of_ten_equal_logits_is_log_10_and_large_logits_do_not_overflow():
    assert softmax_cross_entropy(np.zeros((3, 10)), np.arange(3))[0] == pytest.approx(np.log(10))
    assert softmax_cross_entropy(np.array([[1e30, 0.0]], np.float32), np.array([0]))[0] == 0


def test_the_noise_gives_each_unit_another_mean_and_deviation_at_every_step_and_none_in_inference():
    x = np.random.default_rng(3).normal(size=(4000, 200)).astype(np.float32)
    layer = NoiseLayer(np.random.default_rng(4))
    first, second = layer.forward(x), layer.forward(x)
    assert first.dtype == np.float32
    for y in (first, second):
        assert np.quantile(np.abs(y.mean(0)), 0.5) == pytest.approx(0.25, abs=0.06)  # of U(−0.5, 0.5)
        assert np.abs(y.mean(0)).max() < 0.6
        assert 0.95 < y.std(0).min() < 1.05 < 1.2 < y.std(0).max() < 1.35
    assert abs(np.corrcoef(first.mean(0), second.mean(0))[0, 1]) < 0.3
    assert layer.infer(x) is x


def test_the_noise_passes_gradients_through_the_factors_of_its_latest_step():
    x = np.random.default_rng(5).normal(size=(6, 3))
    layer = NoiseLayer(np.random.default_rng(6))
    base = layer.forward(x)
    along = layer.backward(np.ones_like(x))
    again = NoiseLayer(np.random.default_rng(6)).forward(x + 1e-3)
    np.testing.assert_allclose((again - base) / 1e-3, along, rtol=1e-6)
