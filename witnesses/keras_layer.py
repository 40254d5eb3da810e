"""What a Keras layer does in the experiments of the page of beliefs. Runs in the worker process."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

# Of the batch of `steps_by_switches`.
MEAN = 5.0


def stored_variance() -> float:
    """Return the moving variance after one batch of 1, 2, 3, 4 with momentum 0."""
    import keras

    layer = keras.layers.BatchNormalization(momentum=0.0)
    layer(np.array([[1.0], [2.0], [3.0], [4.0]], np.float32), training=True)
    return float(layer.moving_variance.numpy()[0])


def output_of_one_value(x: float = 7.0, beta: float = 0.0) -> float:
    """Return what a training call makes of a batch of one value: `beta`, and no warning."""
    import keras

    layer = keras.layers.BatchNormalization(beta_initializer=keras.initializers.Constant(beta))
    return float(np.asarray(layer(np.array([[x]], np.float32), training=True))[0, 0])


class Step(NamedTuple):
    """How far one step of training moved a layer's variables, for one setting of its two switches."""

    trainable: bool
    training: bool
    gamma_and_beta: float
    moving_statistics: float


def steps_by_switches() -> list[Step]:
    """Call a layer on a batch with mean `MEAN` and take one step of gradient descent, for each setting of the switches."""
    return [_step(trainable, training) for trainable, training in [(True, True), (True, False), (False, True)]]


def _step(trainable: bool, training: bool) -> Step:
    import keras
    import tensorflow as tf

    draw = np.random.default_rng(678)
    x, target = (draw.normal(MEAN, 2, (64, 3)).astype(np.float32) for _each in range(2))
    layer = keras.layers.BatchNormalization(momentum=0.9)
    layer.build(x.shape)
    layer.trainable = trainable
    before = [w.numpy() for w in layer.weights]
    with tf.GradientTape() as tape:
        output = layer(x, training=training)
        loss = tf.reduce_mean((output - target) ** 2)
    variables = layer.trainable_variables
    if variables:
        for variable, gradient in zip(variables, tape.gradient(loss, [v.value for v in variables]), strict=True):
            variable.assign(variable - 0.1 * gradient)
    change = [float(np.abs(w.numpy() - old).max()) for w, old in zip(layer.weights, before, strict=True)]
    return Step(trainable, training, max(change[:2]), max(change[2:]))
