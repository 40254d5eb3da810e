"""The normalizations that are compared. One is a row of `NORMS`: another row is another choice on the page.

Its scripts give Keras the block as it is and PyTorch the block with channels first, or both of them the flattened block; a layer
that wants another shape needs a word in `scripts.py` as well, or its library is left out of the row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.state.language import gettext_noop

Array = NDArray[np.floating]


@dataclass(frozen=True, eq=False)
class Norm:
    """A normalization of a block (N, H, W, C) with gamma 1 and beta 0."""

    title: str
    sentence: str  # who shares statistics
    axes: tuple[int, ...]  # what is reduced, counted from 0: of (N, H, W, groups, channels of a group) where it is grouped
    compute: Callable[[Array, tuple[int, ...], int, float], Array]  # of the block, these axes, the groups and epsilon
    layers: Mapping[str, str]  # what each library that has it calls it, without what only a script needs
    grouped: bool = False  # neighbouring channels make groups
    centred: bool = True  # without it values are divided by their root mean square, and no mean is subtracted
    channels_last: bool = False  # PyTorch's layer takes the block as it is: it knows no axis but the last ones
    flattened: bool = False  # the layers need x.reshape(N, -1), as they have no other way to keep pixel positions apart

    def statistics(self, shape: Sequence[int], groups: int) -> NDArray[np.intp]:
        """Return for each value of a block the number of its statistic, from 0 on (Wu & He 2018, arXiv 1803.08494, figure 2)."""
        split = (*shape[:-1], groups, shape[-1] // groups) if self.grouped else tuple(shape)
        kept = [1 if axis in self.axes else length for axis, length in enumerate(split)]
        return np.broadcast_to(np.arange(prod(kept)).reshape(kept), split).reshape(shape)


NORMS: Mapping[str, Norm] = {
    "batch": Norm(
        gettext_noop("Batch"),
        gettext_noop("One mean and variance for each channel, over all images: an image's result depends on the others."),
        axes=(0, 1, 2),
        compute=lambda x, axes, groups, epsilon: bn_core.batch_norm(x, axis=axes, epsilon=epsilon).output,
        layers={"Keras": "BatchNormalization(axis=-1)", "PyTorch": "BatchNorm2d(6)"},
    ),
    "position": Norm(
        gettext_noop("Batch (per position)"),
        gettext_noop("One for each pixel position and channel, over the images alone: an image's result depends on the others."),
        axes=(0,),
        compute=lambda x, axes, groups, epsilon: bn_core.batch_norm(x, axis=axes, epsilon=epsilon).output,
        layers={"Keras": "BatchNormalization(axis=-1)", "PyTorch": "BatchNorm1d(96)"},
        flattened=True,
    ),
    "layer": Norm(
        gettext_noop("Layer"),
        gettext_noop("One for each image: no image sees another, so that training and inference are the same."),
        axes=(1, 2, 3),
        compute=lambda x, axes, groups, epsilon: bn_core.layer_norm(x, axis=axes, epsilon=epsilon),
        layers={"Keras": "LayerNormalization(axis=(1, 2, 3))", "PyTorch": "LayerNorm((6, 4, 4))"},
    ),
    "layer_position": Norm(
        gettext_noop("Layer (transformers)"),
        gettext_noop(
            "One for each position of each image, over its channels alone: in a transformer, one for each token. No token sees "
            "another."
        ),
        axes=(3,),
        compute=lambda x, axes, groups, epsilon: bn_core.layer_norm(x, axis=axes, epsilon=epsilon),
        layers={"Keras": "LayerNormalization(axis=-1)", "PyTorch": "LayerNorm(6)"},
        channels_last=True,
    ),
    "instance": Norm(
        gettext_noop("Instance"),
        gettext_noop("One for each channel of each image: no image sees another."),
        axes=(1, 2),
        compute=lambda x, axes, groups, epsilon: bn_core.instance_norm(x, epsilon=epsilon),
        layers={"Keras": "GroupNormalization(groups=-1)", "PyTorch": "InstanceNorm2d(6)"},
    ),
    "group": Norm(
        gettext_noop("Group"),
        gettext_noop("One per image and group of channels: 1 group is layer norm, 6 groups are instance norm."),
        axes=(1, 2, 4),
        compute=lambda x, axes, groups, epsilon: bn_core.group_norm(x, groups, epsilon=epsilon),
        layers={"Keras": "GroupNormalization(groups={groups})", "PyTorch": "GroupNorm({groups}, 6)"},
        grouped=True,
    ),
    "rms": Norm(
        gettext_noop("RMS"),
        gettext_noop("The same sets as in layer norm, but no mean is subtracted: they are divided by their root mean square."),
        axes=(1, 2, 3),
        compute=lambda x, axes, groups, epsilon: bn_core.rms_norm(x, axis=axes, epsilon=epsilon),
        layers={"Keras": "RMSNormalization(axis=(1, 2, 3))", "PyTorch": "RMSNorm((6, 4, 4))"},
        centred=False,
    ),
    "rms_position": Norm(
        gettext_noop("RMS (transformers)"),
        gettext_noop(
            "The same sets as in layer norm (transformers), but no mean is subtracted: large language models such as "
            "Llama have it."
        ),
        axes=(3,),
        compute=lambda x, axes, groups, epsilon: bn_core.rms_norm(x, axis=axes, epsilon=epsilon),
        layers={"Keras": "RMSNormalization(axis=-1)", "PyTorch": "RMSNorm(6)"},
        centred=False,
        channels_last=True,
    ),
}
