"""The small network of `bn_core.network` in Keras, from the same weights and on the same mini-batches. Runs in the worker."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bn_core.activations import ACTIVATIONS
from bn_core.network.layers import BatchNormLayer, Dense
from bn_core.network.network import Network, Recipe
from bn_core.network.training import train
from bn_core.stream import shuffled_batches
from witnesses.digits import DigitSplit, digit_split

Losses = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class KerasRun:
    """What a training in Keras gave.

    The losses are of each mini-batch, before its update; the others after the last update and of shape (depth, width), or
    (0, width) where an arm has none.
    """

    losses: Losses
    gamma: NDArray[np.float64]
    beta: NDArray[np.float64]
    moving_mean: NDArray[np.float64]
    moving_variance: NDArray[np.float64]


def losses_of_both(recipe: Recipe, arm: str, steps: int) -> tuple[Losses, Losses]:
    """Return bn_core's and Keras's losses of the first steps in float64, equally many: fewer where the network diverges."""
    data = digit_split(np.float64)
    points = train(replace(recipe, steps=steps), arm, data.x_train, data.y_train, data.x_test, data.y_test, steps)
    ours = np.array([loss for losses, _snapshot in points for loss in losses])
    ours = ours[np.isfinite(ours)][:steps]
    return ours, keras_run(recipe, arm, len(ours)).losses


def keras_run(recipe: Recipe, arm: str, steps: int) -> KerasRun:
    """Train on the digits by ``train_on_batch`` for `steps` updates in float64.

    The arms are those of `bn_core.ARMS` but "noisy", whose noise NumPy draws.
    """
    import keras

    data = digit_split(np.float64)
    before = keras.config.floatx(), keras.config.dtype_policy()
    # The optimizer and the metric of the loss know no dtype of their own; layers follow the policy, which stays what it was when
    # the first layer of the process was made.
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    try:
        model = keras_model(recipe, arm, data)
        batches = shuffled_batches(len(data.x_train), recipe.batch_size, steps, recipe.seed)
        losses = []
        for batch in batches:
            model.reset_metrics()  # else it gives the mean of all losses so far
            losses.append(float(model.train_on_batch(data.x_train[batch], data.y_train[batch])))
        normalizations = [layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)]

        def of_each(name: str) -> NDArray[np.float64]:
            found = [getattr(layer, name) for layer in normalizations]
            return np.array([v.numpy() for v in found if v is not None]).reshape(-1, recipe.width)

        return KerasRun(np.array(losses), *map(of_each, ("gamma", "beta", "moving_mean", "moving_variance")))
    finally:
        keras.config.set_floatx(before[0])
        keras.config.set_dtype_policy(before[1])


def keras_model(recipe: Recipe, arm: str, data: DigitSplit, **compiled: Any) -> Any:
    """Return the compiled Keras model of an arm with the initial weights of `Network`, in Keras's present floating type."""
    import keras

    if arm == "noisy":
        raise ValueError(f"arm must be one without noise, got {arm!r}")
    network = Network(recipe, arm, data.x_train.shape[1], int(data.y_train.max()) + 1, data.x_train.dtype)
    layers: list[Any] = [keras.Input(data.x_train.shape[1:])]
    for layer in network.layers:
        if isinstance(layer, Dense):
            layers.append(keras.layers.Dense(layer.parameters[0].shape[1], use_bias=len(layer.parameters) == 2))
        elif isinstance(layer, BatchNormLayer):
            learns = bool(layer.parameters)
            layers.append(
                keras.layers.BatchNormalization(momentum=layer.MOMENTUM, epsilon=layer.epsilon, scale=learns, center=learns)
            )
        else:
            layers.append(keras.layers.Activation(ACTIVATIONS[recipe.activation].keras))
    model = keras.Sequential(layers)
    for theirs, ours in zip(model.layers, network.layers, strict=True):
        if isinstance(ours, Dense):
            theirs.set_weights(ours.parameters)
    model.compile(
        # As a Python float the momentum would be rounded to float32 (0.9 becomes 0.89999998), whatever the floating type is.
        keras.optimizers.SGD(recipe.learning_rate, np.float64(recipe.momentum)),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        **compiled,
    )
    return model
