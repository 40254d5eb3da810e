"""The mini-batch on screen as code that runs by itself. Its names are those of the witnesses' code."""

from __future__ import annotations

from bn_view.data.mini_batch import Affine, MiniBatch
from bn_view.data.sources import Source

_MINI_BATCH = """
x = images[{first}:{last}]
axis = {axis}  # reduced: every group of values along these axes has one mean and one variance
gamma, beta, epsilon = {gamma!r}, {beta!r}, {epsilon!r}
"""


def mini_batch_code(source: Source, chosen: MiniBatch, affine: Affine) -> str:
    """Return the code that makes the images and takes the mini-batch, gamma, beta and epsilon."""
    last = chosen.first + chosen.batch_size
    return source.code + _MINI_BATCH.format(first=chosen.first, last=last, axis=chosen.axes, **affine.values)
