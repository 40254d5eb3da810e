"""What is on screen as code, for exactly this state: plain Python that runs by itself (a test holds it to the same numbers).

The names in it are the field's and stay the same from piece to piece: ``images``, ``x`` (the mini-batch), ``axis`` (the reduced
axes), ``gamma``, ``beta``, ``epsilon``, ``y``.
"""

from __future__ import annotations

from collections.abc import Mapping

from bn_view.data.batches import AXES
from bn_view.state.settings import Value

__all__ = ["ARTICLE_CODE", "WITNESS_CODE", "batch_code", "witness_script"]

_RANDOM = """\
import numpy as np

random = np.random.RandomState({seed})
images = np.empty(({images}, {height}, {width}, {channels}))
for image in images:
    image[...] = random.randn({height}, {width}, {channels}) * random.randint({spread}) + random.randint({shift})
"""
_DIGITS = """\
import numpy as np
from sklearn.datasets import load_digits

images = load_digits().images[..., np.newaxis]
"""
_BATCH = """
x = images[{first}:{last}]
axis = {axis}  # reduced: every group of values along these axes has one mean and one variance
gamma, beta, epsilon = {gamma!r}, {beta!r}, {epsilon!r}
"""
_AS_ROWS = """\
groups = int(np.prod([n for a, n in enumerate(x.shape) if a not in axis]))
rows = x.reshape(-1, groups)  # one column for each group
"""

WITNESS_CODE: Mapping[str, str] = {
    "textbook": """\
mean = x.mean(axis, keepdims=True)
variance = x.var(axis, keepdims=True)
y = gamma * (x - mean) / np.sqrt(variance + x.dtype.type(epsilon)) + beta
""",
    "bn_core": """\
from bn_core import batch_norm

y = batch_norm(x, gamma, beta, axis=axis, epsilon=epsilon).output
""",
    "tf_nn": """\
import tensorflow as tf

mean, variance = tf.nn.moments(x, axis, keepdims=True)
y = tf.nn.batch_normalization(x, mean, variance, beta, gamma, epsilon).numpy()
""",
    "keras": _AS_ROWS
    + """
import keras

layer = keras.layers.BatchNormalization(
    axis=-1,  # kept: the other axes are reduced
    epsilon=epsilon,
    beta_initializer=keras.initializers.Constant(beta),
    gamma_initializer=keras.initializers.Constant(gamma),
    dtype=x.dtype.name,
)
y = np.asarray(layer(rows, training=True)).reshape(x.shape)
""",
    "scikit_learn": _AS_ROWS
    + """
from sklearn.preprocessing import StandardScaler

y = gamma * StandardScaler().fit_transform(rows).reshape(x.shape) + beta  # knows no epsilon
""",
}

ARTICLE_CODE: Mapping[str, str] = {
    "data": _RANDOM.format(seed=678, images=30, height=32, width=32, channels=1, spread=5, shift=60),
    "min_max": """\
least, greatest = images.min(axis=0), images.max(axis=0)
scaled = (images - least) / (greatest - least)
""",
    "standardized": """\
standardized = (images - images.mean(axis=0)) / images.std(axis=0)
""",
    "numpy": """\
x = images[:10]
gamma, beta, epsilon = 1.0, 0.0, 1e-8

mean = x.mean(axis=0)                                # of the mini-batch
variance = x.var(axis=0)
normalized = (x - mean) / np.sqrt(variance + epsilon)
y = gamma * normalized + beta                        # learned in a network
""",
    "tensorflow": """\
import tensorflow as tf

mean, variance = tf.nn.moments(x, axes=[0])
y = tf.nn.batch_normalization(x, mean, variance, beta, gamma, epsilon).numpy()
""",
}


def batch_code(settings: Mapping[str, Value]) -> str:
    """Return the code that draws the images and takes the mini-batch, gamma, beta and epsilon."""
    size = int(settings["batch_size"])
    first = (int(settings["batch"]) - 1) * size
    data = _DIGITS if settings["data"] == "digits" else _RANDOM.format(**settings)
    axis = AXES[str(settings["grouping"])]
    values = {name: settings[name] for name in ("gamma", "beta", "epsilon")}
    return data + _BATCH.format(first=first, last=first + size, axis=axis, **values)


def witness_script(settings: Mapping[str, Value], name: str) -> str:
    """Return the whole script of one witness."""
    cast = 'x = x.astype("float32")\n' if settings["dtype"] == "float32" else ""
    return f"{batch_code(settings)}{cast}\n{WITNESS_CODE[name]}"
