"""Which values share a statistic: what tells batch, layer, instance, group and RMS normalization apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bn_core.batch_norm import batch_norm
from bn_core.engine.arguments import FloatArray, float_array, sequence, whole_number
from bn_core.norms import group_norm, instance_norm, layer_norm, rms_norm

__all__ = ["NORMS", "normalize", "statistic_of_each_value"]

# batch: one statistic a channel. position: one a pixel position and channel, as in the study note. The others: within an image.
NORMS = ("batch", "position", "layer", "instance", "group", "rms")


def statistic_of_each_value(shape: Sequence[int], norm: str, groups: int = 1) -> NDArray[np.int64]:
    """Return for each value of a block the number of its statistic: of the mean and variance that it is normalized with.

    Values with the same number share them (Wu & He 2018, arXiv 1803.08494, figure 2).

    Parameters
    ----------
    shape : sequence of four ints
        (N, H, W, C): images, height, width, channels, each at least 1.
    norm : str
        ``"batch"``: N, H and W are reduced. ``"position"``: N alone. ``"layer"`` and ``"rms"``: H, W and C. ``"instance"``: H
        and W. ``"group"``: H, W and the channels of one group.
    groups : int
        For ``"group"``: how many runs of neighbouring channels there are; divides C.

    Returns
    -------
    ndarray of int64
        Of the given shape; 0 to the number of statistics less one, in the order of their first values.

    Raises
    ------
    TypeError, ValueError
        `shape` is not four whole numbers from 1 on, `norm` is none of the six, or `groups` does not divide C.

    Examples
    --------
    >>> statistic_of_each_value((2, 1, 1, 4), "group", groups=2).reshape(2, 4)
    array([[0, 0, 1, 1],
           [2, 2, 3, 3]])
    """
    count, height, width, channels = _four_lengths("shape", shape)
    groups = _groups(norm, groups, channels)
    image, row, column, channel = np.indices((count, height, width, channels))
    numbers: Mapping[str, NDArray[np.int64]] = {
        "batch": channel,
        "position": (row * width + column) * channels + channel,
        "layer": image,
        "instance": image * channels + channel,
        "group": image * groups + channel // (channels // groups),
        "rms": image,
    }
    return numbers[norm]


def normalize(x: ArrayLike, norm: str, groups: int = 1, *, epsilon: float = 1e-5) -> FloatArray:
    """Normalize with gamma 1 and beta 0; `norm` says which values share a statistic.

    Parameters
    ----------
    x : array_like of real numbers
        Shape (N, H, W, C); integers become float64.
    norm, groups
        As in `statistic_of_each_value`.
    epsilon : float
        Finite, not negative.

    Returns
    -------
    ndarray
        Shape and dtype of `x`. ``"rms"`` divides by the root of the mean square and does not subtract the mean.

    Raises
    ------
    TypeError, ValueError
        As for `statistic_of_each_value` and `batch_norm`.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([1.0, 3.0, 10.0, 30.0]).reshape(2, 1, 1, 2)
    >>> normalize(x, "layer", epsilon=0.0).reshape(2, 2)
    array([[-1.,  1.],
           [-1.,  1.]])
    """
    array = float_array("x", x)
    *_, channels = _four_lengths("the shape of x", array.shape)
    groups = _groups(norm, groups, channels)
    calls: Mapping[str, Callable[[], FloatArray]] = {
        "batch": lambda: batch_norm(array, axis=(0, 1, 2), epsilon=epsilon).output,
        "position": lambda: batch_norm(array, axis=0, epsilon=epsilon).output,
        "layer": lambda: layer_norm(array, axis=(1, 2, 3), epsilon=epsilon),
        "instance": lambda: instance_norm(array, epsilon=epsilon),
        "group": lambda: group_norm(array, groups, epsilon=epsilon),
        "rms": lambda: rms_norm(array, axis=(1, 2, 3), epsilon=epsilon),
    }
    return calls[norm]()


def _four_lengths(name: str, shape: Sequence[int]) -> tuple[int, ...]:
    lengths = tuple(whole_number(name, n, least=1) for n in sequence(name, shape))
    if len(lengths) != 4:
        raise ValueError(f"{name} must be (N, H, W, C), got {lengths}")
    return lengths


def _groups(norm: str, groups: int, channels: int) -> int:
    if norm not in NORMS:
        raise ValueError(f"norm must be one of {', '.join(NORMS)}, got {norm!r}")
    groups = whole_number("groups", groups, least=1)
    if norm == "group" and channels % groups:
        raise ValueError(f"groups must divide the {channels} channels, got {groups}")
    return groups if norm == "group" else 1
