"""Gradients of the normalizations, held against TensorFlow's of Keras's layers."""

import numpy as np
import pytest

from bn_core import (
    batch_norm,
    batch_norm_backward,
    batch_norm_inference_backward,
    group_norm_backward,
    instance_norm_backward,
    layer_norm_backward,
    rms_norm_backward,
    standardize_weight,
)

tf = pytest.importorskip("tensorflow")
keras = tf.keras

RNG = np.random.default_rng(0)
X, DY = RNG.normal(1, 2, (2, 4, 5, 6, 8))
GAMMA, BETA, MEAN, VARIANCE = RNG.random((4, 8)) + 0.5


def gradients_of(layer, weights, **call):
    """Return those of x, gamma and beta, for the upstream gradient DY."""
    x = tf.Variable(X)
    layer.build(X.shape)
    layer.set_weights(weights)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(DY * layer(x, **call))
    return [g.numpy() for g in tape.gradient(loss, [x, *layer.trainable_weights])]


def forward():
    return batch_norm(X, GAMMA, channel_axis=-1, epsilon=1e-3)


CASES = {
    "batch": (
        lambda: keras.layers.BatchNormalization(dtype="float64"),
        [GAMMA, BETA, MEAN, VARIANCE],
        {"training": True},
        lambda: batch_norm_backward(DY, X, forward().mean, forward().variance, GAMMA, channel_axis=-1, epsilon=1e-3),
    ),
    "frozen": (
        lambda: keras.layers.BatchNormalization(dtype="float64"),
        [GAMMA, BETA, MEAN, VARIANCE],
        {"training": False},
        lambda: batch_norm_inference_backward(DY, X, MEAN, VARIANCE, GAMMA, epsilon=1e-3),
    ),
    "layer": (
        lambda: keras.layers.LayerNormalization(dtype="float64"),
        [GAMMA, BETA],
        {},
        lambda: layer_norm_backward(DY, X, GAMMA, epsilon=1e-3),
    ),
    "RMS": (
        lambda: keras.layers.RMSNormalization(dtype="float64"),
        [GAMMA],
        {},
        lambda: rms_norm_backward(DY, X, GAMMA, epsilon=1e-6),
    ),
    "group": (
        lambda: keras.layers.GroupNormalization(4, dtype="float64"),
        [GAMMA, BETA],
        {},
        lambda: group_norm_backward(DY, X, 4, GAMMA, epsilon=1e-3),
    ),
    "instance": (
        lambda: keras.layers.GroupNormalization(8, dtype="float64"),
        [GAMMA, BETA],
        {},
        lambda: instance_norm_backward(DY, X, GAMMA, epsilon=1e-3),
    ),
}


@pytest.mark.parametrize(("layer", "weights", "call", "ours"), CASES.values(), ids=CASES)
def test_the_gradients_are_those_of_the_keras_layer(layer, weights, call, ours):
    got, expected = ours(), gradients_of(layer(), weights, **call)
    for mine, theirs in zip((got.x, got.gamma, got.beta), expected, strict=False):
        np.testing.assert_allclose(mine.reshape(theirs.shape), theirs, rtol=1e-6, atol=1e-6)


def test_standardized_weights_are_those_of_tensorflow_s_moments():
    weight = RNG.normal(1, 2, (3, 3, 4, 8))
    mean, variance = tf.nn.moments(weight, (0, 1, 2))
    expected = tf.nn.batch_normalization(weight, mean, variance, None, None, 1e-5)
    np.testing.assert_allclose(standardize_weight(weight), expected, rtol=1e-10, atol=1e-10)
