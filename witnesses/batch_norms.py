"""Batch normalization as others compute it: the textbook, TensorFlow, Keras, scikit-learn, extended precision.

All take ``(x, gamma, beta, axis, epsilon)`` with `axis` the reduced axes as a tuple of non-negative ints, gamma and beta
numbers, and return an array of the dtype of `x`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from math import prod

import numpy as np
from numpy.typing import NDArray

import bn_core

__all__ = ["NEED_TENSORFLOW", "WITNESSES", "exact"]

Array = NDArray[np.floating]
Form = Callable[[Array, float, float, tuple[int, ...], float], Array]


def textbook(x: Array, gamma: float, beta: float, axis: tuple[int, ...], epsilon: float) -> Array:
    """Return what the formula says when it is typed as it stands, in the dtype of `x`."""
    mean = x.mean(axis, keepdims=True)
    variance = x.var(axis, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        y: Array = gamma * (x - mean) / np.sqrt(variance + x.dtype.type(epsilon)) + beta
    return y.astype(x.dtype, copy=False)


def ours(x: Array, gamma: float, beta: float, axis: tuple[int, ...], epsilon: float) -> Array:
    """Return `bn_core.batch_norm`."""
    return bn_core.batch_norm(x, gamma, beta, axis=axis, epsilon=epsilon).output


def tensorflow_functions(x: Array, gamma: float, beta: float, axis: tuple[int, ...], epsilon: float) -> Array:
    """Return ``tf.nn.batch_normalization`` with the moments of ``tf.nn.moments``: the note's own second implementation."""
    import tensorflow as tf

    mean, variance = tf.nn.moments(x, axis, keepdims=True)
    y: Array = tf.nn.batch_normalization(x, mean, variance, beta, gamma, epsilon).numpy()
    return y


def keras_layer(x: Array, gamma: float, beta: float, axis: tuple[int, ...], epsilon: float) -> Array:
    """Return a training call of ``keras.layers.BatchNormalization``.

    The layer keeps one axis and reduces the others. One mean per pixel position is the same layer on images laid out as rows of
    H·W·C features; one mean for all values, on one column.
    """
    rows = _as_rows(x, axis)
    layer = _keras_layer(gamma, beta, epsilon, x.dtype.name, rows.shape[1])
    return _from_rows(np.asarray(layer(rows, training=True)), x.shape, axis)


@lru_cache(maxsize=1)  # a network makes its layers once as well: what one waits for, and what is timed, is the call
def _keras_layer(gamma: float, beta: float, epsilon: float, dtype: str, features: int) -> Callable[..., Array]:
    import keras

    layer: Callable[..., Array] = keras.layers.BatchNormalization(
        epsilon=epsilon,
        beta_initializer=keras.initializers.Constant(beta),
        gamma_initializer=keras.initializers.Constant(gamma),
        dtype=dtype,
    )
    return layer


def scikit_learn(x: Array, gamma: float, beta: float, axis: tuple[int, ...], epsilon: float) -> Array:
    """Return ``StandardScaler``, scaled by gamma and shifted by beta; it knows no epsilon."""
    from sklearn.preprocessing import StandardScaler

    y = StandardScaler().fit_transform(_as_rows(x, axis)).astype(x.dtype, copy=False)
    return _from_rows(y * x.dtype.type(gamma) + x.dtype.type(beta), x.shape, axis)


def exact(x: Array, gamma: float, beta: float, axis: tuple[int, ...], epsilon: float) -> NDArray[np.longdouble]:
    """Return the definition in extended precision (80 bits where the machine has them); a constant group gives beta."""
    values = x.astype(np.longdouble)
    centred = values - values.mean(axis, keepdims=True)
    deviation = np.sqrt(np.mean(centred * centred, axis, keepdims=True) + np.longdouble(epsilon))
    inverse = np.divide(1, deviation, out=np.zeros_like(deviation), where=deviation > 0)
    y: NDArray[np.longdouble] = np.longdouble(gamma) * centred * inverse + np.longdouble(beta)
    return y


WITNESSES: Mapping[str, Form] = {
    "textbook": textbook,
    "bn_core": ours,
    "tf_nn": tensorflow_functions,
    "keras": keras_layer,
    "scikit_learn": scikit_learn,
}
NEED_TENSORFLOW = frozenset({"tf_nn", "keras"})


def _as_rows(x: Array, axis: tuple[int, ...]) -> Array:
    """Return `x` as a matrix with one column for each group, as estimators and dense layers want it."""
    groups = prod(n for a, n in enumerate(x.shape) if a not in axis)
    return np.moveaxis(x, axis, range(len(axis))).reshape(-1, groups)


def _from_rows(rows: Array, shape: tuple[int, ...], axis: tuple[int, ...]) -> Array:
    moved = [shape[a] for a in axis] + [n for a, n in enumerate(shape) if a not in axis]
    return np.moveaxis(rows.reshape(moved), range(len(axis)), axis)
