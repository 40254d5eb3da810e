"""What a Keras layer answers to the questions of the page of beliefs. Runs in the worker process."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

__all__ = ["Moved", "output_of_one_value", "stored_variance", "what_moves"]


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


# Of the batch that shows what a step moves.
MEAN = 5.0


@dataclass(frozen=True)
class Moved:
    """How far one step moved what a layer holds, for one setting of its two switches, and the mean of what it gave."""

    trainable: bool
    training: bool
    gamma_and_beta: float
    moving_statistics: float
    output_mean: float


def what_moves() -> list[Moved]:
    """Call a layer on a batch with mean `MEAN` and take one step of gradient descent, for each setting of the switches."""
    return [_moved(trainable, training) for trainable, training in [(True, True), (True, False), (False, True)]]


def _moved(trainable: bool, training: bool) -> Moved:
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
    return Moved(trainable, training, max(change[:2]), max(change[2:]), float(np.mean(output)))
