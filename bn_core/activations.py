"""Activation functions, and how much of one a set of values uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bn_core.arguments import FloatArray, float_array, one_of, reduced_axes, statistics_shape
from bn_core.moments import moments

__all__ = ["ACTIVATIONS", "FLAT", "Activation", "ActivationUse", "activation_use"]

# A slope below this share of the steepest one lets next to no gradient through.
FLAT = 0.05

_ROOT = np.sqrt(2 / np.pi)
_CUBIC = 0.044715


@dataclass(frozen=True)
class Activation:
    """Everything about one activation function: a new one is one more row of `ACTIVATIONS`.

    Attributes
    ----------
    title : str
        Its name as papers print it.
    value, slope : callable
        The function and its derivative, value by value in the dtype of the array.
    steepest : float
        The derivative's largest value.
    initial_std : callable
        Standard deviation of the initial weights of a layer with so many inputs and outputs.
    flat_means : str
        What it means that the function is flat somewhere: it is saturated there, its output is zero, or just that.
    keras : str or None
        What Keras calls it; None where its function of that name is another one.
    """

    title: str
    value: Callable[[FloatArray], FloatArray]
    slope: Callable[[FloatArray], FloatArray]
    steepest: float
    initial_std: Callable[[int, int], float]
    flat_means: Literal["saturated", "zero", "flat"]
    keras: str | None = None

    def is_flat(self, x: FloatArray) -> NDArray[np.bool_]:
        """Return for each of `x` whether the slope's size is below `FLAT` times the steepest."""
        flat: NDArray[np.bool_] = np.abs(self.slope(x)) < FLAT * self.steepest
        return flat

    def flat(self, x: FloatArray) -> float:
        """Return the share of `x` at which the function is flat."""
        return float(np.mean(self.is_flat(x)))


@dataclass(frozen=True)
class ActivationUse:
    """How a set of values lies on an activation function.

    Attributes
    ----------
    output : ndarray
        The function's values.
    r_squared : float
        Share of the output's variance that the best straight line through (value, output) explains: the squared correlation.
        NaN where all values or all outputs are equal.
    flat : float
        Share of the values at which the slope's size is below `FLAT` times the steepest.
    """

    output: FloatArray
    r_squared: float
    flat: float


def activation_use(x: ArrayLike, name: str) -> ActivationUse:
    """Apply an activation function, and measure how straight and how flat it is at these values.

    Parameters
    ----------
    x : array_like of real numbers
        Any shape, at least one value.
    name : str
        A key of `ACTIVATIONS`. "gelu" is the tanh form (Hendrycks & Gimpel 2016, arXiv 1606.08415): Keras and PyTorch have it as
        ``approximate=True`` and ``approximate="tanh"``.

    Examples
    --------
    >>> use = activation_use(np.array([-1.0, -1.0, 1.0, 3.0]), "relu")
    >>> use.output, use.flat
    (array([0., 0., 1., 3.]), 0.5)
    """
    values = float_array("x", x)
    statistics_shape(values.shape, reduced_axes(None, values.ndim))
    activation = ACTIVATIONS[one_of("name", name, ACTIVATIONS)]
    output = activation.value(values)
    flat = activation.flat(values)
    both = [(v, moments(v)) for v in (values, output)]
    if any(m.variance.item() == 0 for _, m in both):
        return ActivationUse(output, float("nan"), flat)
    z, z_of_output = ((v.reshape(-1) - m.mean.item()) / float(np.sqrt(m.variance.item())) for v, m in both)
    # einsum, for the reason given in summary.py.
    correlation = float(np.einsum("i,i->", z, z_of_output)) / values.size
    return ActivationUse(output, min(1.0, correlation * correlation), flat)


def _sigmoid(x: FloatArray) -> FloatArray:
    half: FloatArray = 0.5 * (1 + np.tanh(0.5 * x))  # 1 / (1 + exp(−x)), which would overflow
    return half


def _sigmoid_slope(x: FloatArray) -> FloatArray:
    s = _sigmoid(x)
    return s * (1 - s)


def _gelu(x: FloatArray) -> FloatArray:
    return 0.5 * x * (1 + _gelu_tanh(x))


def _gelu_slope(x: FloatArray) -> FloatArray:
    t = _gelu_tanh(x)
    slope: FloatArray = 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * _ROOT * (1 + 3 * _CUBIC * x * x)
    return slope


def _gelu_tanh(x: FloatArray) -> FloatArray:
    bounded: FloatArray = np.tanh(_ROOT * (x + _CUBIC * x * x * x))
    return bounded


def _he(inputs: int, outputs: int) -> float:
    """For functions that are 0 on one side (He et al. 2015, arXiv 1502.01852)."""
    return float(np.sqrt(2 / inputs))


def _glorot(inputs: int, outputs: int) -> float:
    """For functions that are straight around 0 (Glorot & Bengio 2010)."""
    return float(np.sqrt(2 / (inputs + outputs)))


ACTIVATIONS: Mapping[str, Activation] = {
    "sigmoid": Activation("sigmoid", _sigmoid, _sigmoid_slope, 0.25, _glorot, "saturated", "sigmoid"),
    "tanh": Activation("tanh", np.tanh, lambda x: 1 - np.tanh(x) ** 2, 1.0, _glorot, "saturated", "tanh"),
    "relu": Activation("ReLU", lambda x: np.maximum(x, 0), lambda x: (x > 0).astype(x.dtype), 1.0, _he, "zero", "relu"),
    "gelu": Activation("GELU", _gelu, _gelu_slope, 1.128993, _he, "flat"),
}
"""What the package knows of each activation function, by its name."""
