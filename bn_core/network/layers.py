"""The layers of a small network, forwards and backwards, in few NumPy calls each.

On arrays of 64×64 values the checks of `batch_norm` and its float64 would cost as much as the arithmetic: here are its formulas
without them, at half the time a call. The tests compare the two.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from bn_core.activations import ACTIVATIONS
from bn_core.arguments import FloatArray

__all__ = ["ActivationLayer", "BatchNormLayer", "Dense", "Layer", "NoiseLayer", "softmax_cross_entropy"]


class Layer:
    """A step of a network: `forward` keeps what `backward` needs.

    Attributes
    ----------
    parameters : list of ndarray
        What the layer learns.
    gradients : list of ndarray
        As `parameters`; `backward` writes into them.
    """

    def __init__(self, *parameters: FloatArray) -> None:
        """Start from these parameters."""
        self.parameters = list(parameters)
        self.gradients = [np.zeros_like(p) for p in parameters]

    def forward(self, x: FloatArray) -> FloatArray:
        """Return the layer's output in training."""
        raise NotImplementedError

    def infer(self, x: FloatArray) -> FloatArray:
        """Return the layer's output in inference, and keep nothing."""
        raise NotImplementedError

    def backward(self, upstream: FloatArray) -> FloatArray:
        """Return the gradient with respect to the input, given the one with respect to the output."""
        raise NotImplementedError


class Dense(Layer):
    """x · weight, plus a bias if there is one."""

    def forward(self, x: FloatArray) -> FloatArray:
        """Keep `x`."""
        self._x = x
        return self.infer(x)

    def infer(self, x: FloatArray) -> FloatArray:
        """Multiply and add."""
        y: FloatArray = x @ self.parameters[0]
        for bias in self.parameters[1:]:
            y += bias
        return y

    def backward(self, upstream: FloatArray) -> FloatArray:
        """Write the parameters' gradients; return dy · weightᵀ."""
        self.write_gradients(upstream)
        grad_x: FloatArray = upstream @ self.parameters[0].T
        return grad_x

    def write_gradients(self, upstream: FloatArray) -> None:
        """Write xᵀ · dy and Σ dy, which is all the first layer needs."""
        np.matmul(self._x.T, upstream, out=self.gradients[0])
        for grad_bias in self.gradients[1:]:
            np.add.reduce(upstream, axis=0, out=grad_bias)


class BatchNormLayer(Layer):
    """Batch normalization of each column; its parameters are gamma and beta, or none, which is gamma 1 and beta 0.

    Attributes
    ----------
    mean, variance : ndarray
        The running statistics, 0 and 1 at the start; momentum and biased variance as Keras defines them.
    """

    MOMENTUM = 0.9

    def __init__(self, units: int, epsilon: float, dtype: np.dtype[np.floating], *, learns: bool = True) -> None:
        """Start as a pure normalization."""
        start = np.ones(units, dtype), np.zeros(units, dtype)
        super().__init__(*(start if learns else ()))
        self.epsilon = epsilon
        self.mean, self.variance = np.zeros(units, dtype), np.ones(units, dtype)

    def forward(self, x: FloatArray) -> FloatArray:
        """Normalize with the statistics of the batch, and update the running ones."""
        average = _averaging(len(x), x.dtype)
        mean = average @ x
        self._centred = x - mean
        variance = average @ (self._centred * self._centred)
        self._inverse = 1 / np.sqrt(variance + self.epsilon)
        self.mean += (1 - self.MOMENTUM) * (mean - self.mean)
        self.variance += (1 - self.MOMENTUM) * (variance - self.variance)
        return self._scaled_and_shifted(self._centred, self._inverse)

    def infer(self, x: FloatArray) -> FloatArray:
        """Normalize with the running statistics."""
        return self._scaled_and_shifted(x - self.mean, 1 / np.sqrt(self.variance + self.epsilon))

    def backward(self, upstream: FloatArray) -> FloatArray:
        """Write dγ = Σ dy · z and dβ = Σ dy; return γ / σ · (dy − dβ / m − z · dγ / m), as `batch_norm_backward` does.

        z is (x − mean) / σ. The averages dβ / m and dγ / m come first, as the third formula needs them.
        """
        count, inverse = len(upstream), self._inverse
        average = _averaging(count, upstream.dtype)
        beta_average = average @ upstream
        gamma_average = (average @ (upstream * self._centred)) * inverse
        grad_x = self._centred * (inverse * gamma_average)
        np.subtract(upstream, grad_x, out=grad_x)
        grad_x -= beta_average
        if self.parameters:
            np.multiply(gamma_average, count, out=self.gradients[0])
            np.multiply(beta_average, count, out=self.gradients[1])
            inverse = inverse * self.parameters[0]
        grad_x *= inverse
        return grad_x

    def _scaled_and_shifted(self, centred: FloatArray, inverse: FloatArray) -> FloatArray:
        if not self.parameters:
            return centred * inverse
        gamma, beta = self.parameters
        y = centred * (gamma * inverse)
        y += beta
        return y


class NoiseLayer(Layer):
    """Noise that gives batch-normalized units another mean and variance at every step.

    At each step each unit draws a mean from U(−0.5, 0.5) and a factor from U(1, 1.25); each value is then multiplied by a draw
    from N(factor, 0.1²), and one from U(mean − 0.1, mean + 0.1) is added. So no unit keeps its distribution for two steps, and
    yet the network trains (Santurkar, Tsipras, Ilyas & Mądry 2018, arXiv 1805.11604, section 2.1). Inference adds none.
    """

    MEAN, FACTOR, JITTER = 0.5, 1.25, 0.1

    def __init__(self, random: np.random.Generator) -> None:
        """Draw from `random`."""
        super().__init__()
        self._random = random

    def forward(self, x: FloatArray) -> FloatArray:
        """Multiply each value and add to it."""
        units, jitter = x.shape[1], self.JITTER
        mean = self._uniform(x.dtype, units) * (2 * self.MEAN) - self.MEAN
        factor = self._uniform(x.dtype, units) * (self.FACTOR - 1) + 1
        self._factors = self._random.standard_normal(x.shape, np.float32).astype(x.dtype, copy=False) * jitter + factor
        return x * self._factors + (self._uniform(x.dtype, *x.shape) * (2 * jitter) + (mean - jitter))

    def infer(self, x: FloatArray) -> FloatArray:
        """Leave `x` as it is."""
        return x

    def backward(self, upstream: FloatArray) -> FloatArray:
        """Multiply by the same factors."""
        return upstream * self._factors

    def _uniform(self, dtype: np.dtype[np.floating], *shape: int) -> FloatArray:
        return self._random.random(shape, np.float32).astype(dtype, copy=False)


class ActivationLayer(Layer):
    """A function of `ACTIVATIONS`, value by value."""

    def __init__(self, name: str) -> None:
        """Use the function called `name`."""
        super().__init__()
        self._function = ACTIVATIONS[name]

    def forward(self, x: FloatArray) -> FloatArray:
        """Keep `x`."""
        self._x = x
        return self.infer(x)

    def infer(self, x: FloatArray) -> FloatArray:
        """Apply the function."""
        return self._function.value(x)

    @property
    def flat(self) -> float:
        """Share of the latest inputs where the function is flat."""
        return self._function.flat(self._x)

    def backward(self, upstream: FloatArray) -> FloatArray:
        """Multiply by the slope."""
        return upstream * self._function.slope(self._x)


def softmax_cross_entropy(logits: FloatArray, labels: NDArray[np.integer]) -> tuple[float, FloatArray]:
    """Return the mean of −log softmax(logits)[label] over the batch, and its gradient with respect to the logits."""
    each = np.arange(len(labels))
    shifted = logits - np.maximum.reduce(logits, axis=1, keepdims=True)  # changes no softmax, and exp cannot overflow
    gradient: FloatArray = np.exp(shifted)
    total = np.add.reduce(gradient, axis=1, keepdims=True)
    loss = float(np.add.reduce(np.log(total[:, 0]) - shifted[each, labels])) / len(labels)
    gradient /= total
    gradient[each, labels] -= 1
    gradient /= len(labels)
    return loss, gradient


@cache
def _averaging(count: int, dtype: np.dtype[np.floating]) -> FloatArray:
    """Return the row that averages the columns of a matrix in a product: a fifth of the time of ``x.mean(axis=0)``."""
    row = np.full(count, 1 / count, dtype)
    row.flags.writeable = False  # as it is shared
    return row
