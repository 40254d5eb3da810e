"""A small dense network, with or without batch normalization, and its step of gradient descent."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from bn_core.activations import ACTIVATIONS
from bn_core.arguments import FloatArray, non_negative_number, one_of, whole_number
from bn_core.network.layers import ActivationLayer, BatchNormLayer, Dense, Layer, NoiseLayer, softmax_cross_entropy

__all__ = ["AFFINE_ARMS", "ARMS", "Network", "Recipe"]

ARMS = ("plain", "batch_norm", "frozen", "noisy")
"""The ways in which a network of one recipe may be built: see `Network`."""
# Those that learn gamma and beta.
AFFINE_ARMS = ("batch_norm", "noisy")


@dataclass(frozen=True)
class Recipe:
    """Everything that determines a training run but its data and its arm.

    Attributes
    ----------
    learning_rate, momentum : float
        Of stochastic gradient descent: velocity = momentum · velocity − learning_rate · gradient; parameter += velocity (Keras).
    batch_size : int
        Samples in a mini-batch, at least 2.
    depth, width : int
        Hidden layers, and units in each.
    activation : str
        A key of `ACTIVATIONS`.
    weight_scale : float
        Times the activation's `initial_std`, the usual standard deviation of the initial weights.
    norm_first : bool
        Batch normalization before the activation, or after it.
    seed : int
        Of the initial weights, the order of the samples and the noise.
    steps : int
        Updates.
    epsilon : float
        Of batch normalization, positive.

    Examples
    --------
    >>> Recipe(depth=2, activation="tanh").width
    64
    """

    learning_rate: float = 0.1
    batch_size: int = 64
    depth: int = 5
    width: int = 64
    activation: str = "relu"
    weight_scale: float = 1.0
    norm_first: bool = True
    seed: int = 0
    steps: int = 500
    momentum: float = 0.9
    epsilon: float = 1e-5

    def __post_init__(self) -> None:
        """Check the numbers."""
        for name in ("learning_rate", "weight_scale", "momentum", "epsilon"):
            non_negative_number(name, getattr(self, name))
        for name, least in {"batch_size": 2, "depth": 1, "width": 1, "seed": 0, "steps": 1}.items():
            whole_number(name, getattr(self, name), least=least)
        if self.momentum >= 1:
            raise ValueError(f"momentum must be below 1, got {self.momentum!r}")
        if self.epsilon == 0:
            raise ValueError(f"epsilon must be positive, got {self.epsilon!r}")
        one_of("activation", self.activation, ACTIVATIONS)


class Network:
    """Dense layers with batch normalization and an activation between them, in the dtype of the data.

    The arms of one recipe start from the same weights:

    - plain: dense, activation
    - batch_norm: dense, batch normalization, activation; with ``norm_first=False`` dense, activation, batch normalization
    - frozen: the same, with gamma 1 and beta 0 throughout
    - noisy: the same as batch_norm, with noise behind each batch normalization (see `NoiseLayer`)

    A dense layer straight before a batch normalization has no bias, which the subtracted mean would cancel; all others have
    one, which starts at 0.

    Parameters
    ----------
    recipe : Recipe
    arm : str
        One of `ARMS`.
    features, classes : int
        Columns of the data, and different labels.
    dtype : dtype
        float32 or float64.

    Attributes
    ----------
    hidden : list of list of Layer
        What each hidden layer consists of, the dense one first.
    first, last : Dense
        Take the data, and give the logits.
    outputs : list of ndarray
        What each hidden layer gave to the latest mini-batch.

    Examples
    --------
    >>> network = Network(Recipe(depth=1, width=3), "batch_norm", features=4, classes=2)
    >>> [type(layer).__name__ for layer in network.layers]
    ['Dense', 'BatchNormLayer', 'ActivationLayer', 'Dense']
    """

    def __init__(self, recipe: Recipe, arm: str, features: int, classes: int, dtype: np.dtype[np.floating] | None = None) -> None:
        """Draw the weights."""
        one_of("arm", arm, ARMS)
        dtype = np.dtype(np.float32) if dtype is None else dtype
        self.recipe, self.outputs = recipe, [np.empty(0, dtype)]
        draw, noise = (np.random.default_rng((recipe.seed, n)) for n in range(2))
        sizes = [features, *[recipe.width] * recipe.depth, classes]
        biases = [arm == "plain" or not recipe.norm_first] * recipe.depth + [True]
        dense = [_dense(draw, recipe, *both, dtype, bias=bias) for both, bias in zip(pairwise(sizes), biases, strict=True)]
        self.first, self.last = dense[0], dense[-1]
        self.hidden = [_hidden(one, recipe, arm, noise) for one in dense[:-1]]
        self.layers = [layer for block in self.hidden for layer in block] + [self.last]
        self._parameters, self._gradients = _in_one_array(self.layers)
        self._velocity = np.zeros_like(self._parameters)

    @property
    def normalizations(self) -> list[BatchNormLayer]:
        """The batch normalizations, from the first to the last."""
        return [layer for layer in self.layers if isinstance(layer, BatchNormLayer)]

    @property
    def activations(self) -> list[ActivationLayer]:
        """The activations, from the first to the last."""
        return [layer for layer in self.layers if isinstance(layer, ActivationLayer)]

    @property
    def weight_gradients(self) -> list[FloatArray]:
        """The gradient with respect to each dense layer's weights, from the first to the last."""
        return [layer.gradients[0] for layer in self.layers if isinstance(layer, Dense)]

    @np.errstate(all="ignore")  # a network may diverge: its loss tells
    def loss_and_gradients(self, x: FloatArray, labels: NDArray[np.integer]) -> float:
        """Return the loss of a mini-batch; the layers then hold its gradients, all NaN where the loss is not finite."""
        self.outputs = []
        for block in self.hidden:
            for layer in block:
                x = layer.forward(x)
            self.outputs.append(x)
        loss, gradient = softmax_cross_entropy(self.last.forward(x), labels)
        if not isfinite(loss):
            self._gradients[...] = np.nan
            return loss
        for layer in reversed(self.layers[1:]):
            gradient = layer.backward(gradient)
        self.first.write_gradients(gradient)
        return loss

    @np.errstate(all="ignore")
    def descend(self) -> None:
        """Take a step of gradient descent."""
        self._velocity *= self.recipe.momentum
        self._velocity -= self.recipe.learning_rate * self._gradients
        self._parameters += self._velocity

    @np.errstate(all="ignore")
    def predict(self, x: FloatArray) -> NDArray[np.intp]:
        """Return the most likely label of each sample, in inference."""
        for layer in self.layers:
            x = layer.infer(x)
        labels: NDArray[np.intp] = x.argmax(axis=1)
        return labels


def _dense(
    draw: np.random.Generator, recipe: Recipe, inputs: int, units: int, dtype: np.dtype[np.floating], *, bias: bool
) -> Dense:
    std = recipe.weight_scale * ACTIVATIONS[recipe.activation].initial_std(inputs, units)
    weight = (std * draw.standard_normal((inputs, units))).astype(dtype)
    return Dense(weight, np.zeros(units, dtype)) if bias else Dense(weight)


def _hidden(dense: Dense, recipe: Recipe, arm: str, noise: np.random.Generator) -> list[Layer]:
    activation, norm = ActivationLayer(recipe.activation), list[Layer]()
    if arm != "plain":
        norm.append(BatchNormLayer(recipe.width, recipe.epsilon, dense.parameters[0].dtype, learns=arm in AFFINE_ARMS))
    if arm == "noisy":
        norm.append(NoiseLayer(noise))
    return [dense, *norm, activation] if recipe.norm_first else [dense, activation, *norm]


def _in_one_array(layers: list[Layer]) -> tuple[FloatArray, FloatArray]:
    """Concatenate all parameters, and all gradients, so that a step is three operations; the layers get views."""
    parameters = np.concatenate([p.ravel() for layer in layers for p in layer.parameters])
    gradients = np.zeros_like(parameters)
    start = 0
    for layer in layers:
        for i, p in enumerate(layer.parameters):
            part = slice(start, start + p.size)
            layer.parameters[i], layer.gradients[i] = parameters[part].reshape(p.shape), gradients[part].reshape(p.shape)
            start = part.stop
    return parameters, gradients
