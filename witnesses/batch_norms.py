"""Batch normalization as others compute it. A witness is Python code: what a page shows is what runs here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]


@dataclass(frozen=True)
class Witness:
    """One implementation, as code that finds ``np``, ``x``, ``gamma``, ``beta``, ``axis`` and ``epsilon`` and makes ``y``.

    `setup` holds imports and what a network makes once as well; `call` is what is timed.
    """

    title: str
    setup: str
    call: str
    needs_tensorflow: bool = False

    def prepare(self, x: Array, gamma: float, beta: float, axis: tuple[int, ...], epsilon: float) -> Callable[[], Array]:
        """Run `setup`; return a function that runs `call` and returns ``y``, in the dtype of `x`.

        `axis` holds the reduced axes, which have to be the first: estimators and layers take `x` as rows, one column per group.
        """
        if axis != tuple(range(len(axis))):
            raise ValueError(f"axis must be the first axes in their order, got {axis}")
        prepared: dict[str, Any] = {"np": np, "x": x, "gamma": gamma, "beta": beta, "axis": axis, "epsilon": epsilon}
        exec(self.setup, prepared)
        call = compile(self.call, f"<{self.title}>", "exec")

        def run() -> Array:
            names = prepared.copy()  # nothing of this call is held when it is over
            with np.errstate(invalid="ignore", divide="ignore"):
                exec(call, names)
            y: Array = names["y"]
            return y

        return run


_AS_ROWS = """\
groups = int(np.prod([n for a, n in enumerate(x.shape) if a not in axis]))
rows = x.reshape(-1, groups)  # one column for each group

"""
# Another witness is a row here, its colour in `bn_view.figures.colours` and its place in the order of the digits of Precision.
WITNESSES: Mapping[str, Witness] = {
    "textbook": Witness(
        "NumPy",
        "",
        """\
mean = x.mean(axis, keepdims=True)
variance = x.var(axis, keepdims=True)
y = gamma * (x - mean) / np.sqrt(variance + x.dtype.type(epsilon)) + beta
""",
    ),
    "bn_core": Witness(
        "bn_core",
        "from bn_core import batch_norm\n\n",
        "y = batch_norm(x, gamma, beta, axis=axis, epsilon=epsilon).output\n",
    ),
    "tf_nn": Witness(
        "tf.nn",
        "import tensorflow as tf\n\n",
        """\
mean, variance = tf.nn.moments(x, axis, keepdims=True)
y = tf.nn.batch_normalization(x, mean, variance, beta, gamma, epsilon).numpy()
""",
        needs_tensorflow=True,
    ),
    "keras": Witness(
        "Keras",
        _AS_ROWS
        + """\
import keras

layer = keras.layers.BatchNormalization(
    axis=-1,  # kept: the other axes are reduced
    epsilon=epsilon,
    beta_initializer=keras.initializers.Constant(beta),
    gamma_initializer=keras.initializers.Constant(gamma),
    dtype=x.dtype.name,
)
""",
        "y = np.asarray(layer(rows, training=True)).reshape(x.shape)\n",
        needs_tensorflow=True,
    ),
    "scikit_learn": Witness(
        "scikit-learn",
        _AS_ROWS + "from sklearn.preprocessing import StandardScaler\n\n",
        "y = gamma * StandardScaler().fit_transform(rows).reshape(x.shape) + beta  # it has no epsilon\n",
    ),
}

# The one-pass formula: catastrophic cancellation. Here only to compare precision.
ONE_PASS = Witness(
    "E[x²] − E[x]²",
    "",
    """\
mean = x.mean(axis, keepdims=True)
variance = (x * x).mean(axis, keepdims=True) - mean * mean
y = gamma * (x - mean) / np.sqrt(variance + x.dtype.type(epsilon)) + beta
""",
)


def exact(x: Array, gamma: float, beta: float, axis: tuple[int, ...], epsilon: float) -> NDArray[np.longdouble]:
    """Return the definition in extended precision (80 bits where the machine has them); a constant group gives beta."""
    values = x.astype(np.longdouble)
    centred = values - values.mean(axis, keepdims=True)
    deviation = np.sqrt(np.mean(centred * centred, axis, keepdims=True) + np.longdouble(epsilon))
    inverse = np.divide(1, deviation, out=np.zeros_like(deviation), where=deviation > 0)
    y: NDArray[np.longdouble] = np.longdouble(gamma) * centred * inverse + np.longdouble(beta)
    return y
