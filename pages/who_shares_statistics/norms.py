"""One normalization as it is called in NumPy, Keras and PyTorch: the call alone, and a script that runs by itself."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

__all__ = ["CHANNELS", "EPSILON", "LIBRARIES", "SHAPE", "block", "call", "script"]

SHAPE = (4, 4, 4, 6)
CHANNELS = SHAPE[-1]
EPSILON = 1e-5
LIBRARIES = ("NumPy", "Keras", "PyTorch")

_BLOCK = """\
import numpy as np

random = np.random.RandomState(678)
x = random.randn(4, 4, 4, 6)               # N, H, W, C
x *= np.array([1, 1, 1, 3, 3, 3])          # channels 4 to 6 spread more
x += 4 * np.arange(4).reshape(4, 1, 1, 1)  # every image is brighter than the one before
epsilon = 1e-5
"""
_REDUCED: Mapping[str, tuple[int, ...]] = {
    "batch": (0, 1, 2),
    "position": (0,),
    "layer": (1, 2, 3),
    "instance": (1, 2),
    "group": (1, 2, 4),
    "rms": (1, 2, 3),
}
_KERAS_CALLS: Mapping[str, str] = {
    "batch": "BatchNormalization(axis=-1)",
    "position": "BatchNormalization(axis=-1)",
    "layer": "LayerNormalization(axis=(1, 2, 3))",
    "instance": "GroupNormalization(groups=-1)",
    "group": "GroupNormalization(groups={groups})",
    "rms": "RMSNormalization(axis=(1, 2, 3))",
}
_PYTORCH_CALLS: Mapping[str, str] = {
    "batch": "BatchNorm2d(6)",
    "position": "BatchNorm1d(96)",
    "layer": "LayerNorm((6, 4, 4))",
    "instance": "InstanceNorm2d(6)",
    "group": "GroupNorm({groups}, 6)",
    "rms": "RMSNorm((6, 4, 4))",
}


def block() -> NDArray[np.float64]:
    """Return the block (N, H, W, C) that the scripts make."""
    random = np.random.RandomState(678)
    x: NDArray[np.float64] = random.randn(*SHAPE) * np.array([1, 1, 1, 3, 3, 3])
    x += 4 * np.arange(4).reshape(4, 1, 1, 1)
    return x


def call(library: str, norm: str, groups: int) -> str:
    """Return the one expression that says who shares statistics."""
    if library == "NumPy":
        averaged = {"group": f"x.reshape(4, 4, 4, {groups}, {CHANNELS // groups})", "rms": "(x**2)"}.get(norm, "x")
        return f"{averaged}.mean(axis={_REDUCED[norm]})"
    calls = _KERAS_CALLS if library == "Keras" else _PYTORCH_CALLS
    return calls[norm].format(groups=groups)


def script(library: str, norm: str, groups: int) -> str:
    """Return a whole script that normalizes the block; its result is `y`."""
    make = {"NumPy": _numpy, "Keras": _keras, "PyTorch": _pytorch}[library]
    return f"{_BLOCK}\n{make(norm, groups)}"


def _numpy(norm: str, groups: int) -> str:
    axis = f"axis = {_REDUCED[norm]}  # reduced\n"
    if norm == "rms":
        return axis + "mean_square = (x**2).mean(axis, keepdims=True)\ny = x / np.sqrt(mean_square + epsilon)\n"
    statistics = "mean = {x}.mean(axis, keepdims=True)\nvariance = {x}.var(axis, keepdims=True)\n"
    if norm != "group":
        return axis + statistics.format(x="x") + "y = (x - mean) / np.sqrt(variance + epsilon)\n"
    return (
        f"grouped = x.reshape(4, 4, 4, {groups}, {CHANNELS // groups})\n"
        + axis
        + statistics.format(x="grouped")
        + "y = ((grouped - mean) / np.sqrt(variance + epsilon)).reshape(x.shape)\n"
    )


def _keras(norm: str, groups: int) -> str:
    named = call("Keras", norm, groups)
    layer = f'{named[:-1]}, epsilon=epsilon, dtype="float64")'
    training = ", training=True" if norm in ("batch", "position") else ""
    source, back = ("x.reshape(4, -1)", ".reshape(x.shape)") if norm == "position" else ("x", "")
    return f"import keras\n\nlayer = keras.layers.{layer}\ny = np.asarray(layer({source}{training})){back}\n"


def _pytorch(norm: str, groups: int) -> str:
    named = call("PyTorch", norm, groups)
    layer = f"layer = torch.nn.{named[:-1]}, eps=epsilon).double()\n"
    if norm == "position":
        return f"import torch\n\n{layer}y = layer(torch.tensor(x.reshape(4, -1))).detach().numpy().reshape(x.shape)\n"
    return (
        f"import torch\n\n{layer}"
        "channels_first = torch.tensor(x).permute(0, 3, 1, 2)  # N, C, H, W\n"
        "y = layer(channels_first).permute(0, 2, 3, 1).detach().numpy()\n"
    )
