"""A normalization of the page's block in NumPy, Keras and PyTorch: the call alone, and a script that runs by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pages.who_shares_statistics.norms import Norm

_MAKE_BLOCK = """\
import numpy as np

random = np.random.RandomState(678)
x = random.randn(4, 4, 4, 6)               # N, H, W, C
x *= np.array([1, 1, 1, 3, 3, 3])          # channels 3 to 5 spread more
x += 4 * np.arange(4).reshape(4, 1, 1, 1)  # every image is brighter than the one before
x += 3 * np.arange(6)                      # and so is every channel
epsilon = 1e-5
"""
_made: dict[str, Any] = {}
exec(_MAKE_BLOCK, _made)
BLOCK: NDArray[np.float64] = _made["x"]
EPSILON: float = _made["epsilon"]
CHANNELS = BLOCK.shape[-1]


def normalized(norm: Norm, groups: int) -> NDArray[np.floating]:
    """Return the block, normalized."""
    return norm.compute(BLOCK, norm.axes, groups, EPSILON)


def libraries(norm: Norm) -> list[str]:
    """Return the libraries in which one can write it."""
    return ["NumPy", *norm.layers]


def call(library: str, norm: Norm, groups: int) -> str:
    """Return the one expression that says who shares statistics."""
    if library == "NumPy":
        averaged = _split(groups) if norm.grouped else "x" if norm.centred else "(x**2)"
        return f"{averaged}.mean(axis={norm.axes})"
    return norm.layers[library].format(groups=groups)


def script(library: str, norm: Norm, groups: int) -> str:
    """Return a whole script that normalizes the block; its result is `y`."""
    normalize = {"NumPy": _numpy, "Keras": _keras, "PyTorch": _pytorch}[library]
    return f"{_MAKE_BLOCK}\n{normalize(norm, groups)}"


def _split(groups: int) -> str:
    return f"x.reshape(4, 4, 4, {groups}, {CHANNELS // groups})"


def _numpy(norm: Norm, groups: int) -> str:
    axis = f"axis = {norm.axes}  # reduced\n"
    if not norm.centred:
        return axis + "mean_square = (x**2).mean(axis, keepdims=True)\ny = x / np.sqrt(mean_square + epsilon)\n"
    statistics = "mean = {x}.mean(axis, keepdims=True)\nvariance = {x}.var(axis, keepdims=True)\n"
    if not norm.grouped:
        return axis + statistics.format(x="x") + "y = (x - mean) / np.sqrt(variance + epsilon)\n"
    y = "y = ((grouped - mean) / np.sqrt(variance + epsilon)).reshape(x.shape)\n"
    return f"grouped = {_split(groups)}\n{axis}{statistics.format(x='grouped')}{y}"


def _keras(norm: Norm, groups: int) -> str:
    layer = f'{call("Keras", norm, groups)[:-1]}, epsilon=epsilon, dtype="float64")'
    training = ", training=True" if 0 in norm.axes else ""
    source, back = ("x.reshape(4, -1)", ".reshape(x.shape)") if norm.flattened else ("x", "")
    return f"import keras\n\nlayer = keras.layers.{layer}\ny = np.asarray(layer({source}{training})){back}\n"


def _pytorch(norm: Norm, groups: int) -> str:
    layer = f"import torch\n\nlayer = torch.nn.{call('PyTorch', norm, groups)[:-1]}, eps=epsilon).double()\n"
    if norm.flattened:
        return f"{layer}y = layer(torch.tensor(x.reshape(4, -1))).detach().numpy().reshape(x.shape)\n"
    if norm.channels_last:
        return f"{layer}y = layer(torch.tensor(x)).detach().numpy()\n"
    return (
        f"{layer}channels_first = torch.tensor(x).permute(0, 3, 1, 2)  # N, C, H, W\n"
        "y = layer(channels_first).permute(0, 2, 3, 1).detach().numpy()\n"
    )
