"""The two functions for arrays that somebody else reads: any iterable of them, or a dask.array."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bn_core.arguments import existing_axis, real_array
from bn_core.dataset.blocks import merged, summary_of_array
from bn_core.dataset.summary import ChannelSummary
from bn_core.dataset.tree import MergeTree
from bn_core.moments import Moments


def moments_of_dataset(arrays: Iterable[ArrayLike], *, channel_axis: int | None = -1) -> Moments:
    """Return count, mean and biased variance of each channel of many arrays, which are looked at once, one after the other.

    Parameters
    ----------
    arrays : iterable of array_like, or a dask.array
        Images, batches, slabs of a file. Of a dask.array, each chunk is looked at where it lies, and its moments come back.
    channel_axis : int or None
        The axis of the channels in each array; all values together with None.

    Returns
    -------
    Moments
        Of shape (channels,), in float64; the counts too. NaN and infinities are left out.

    Raises
    ------
    TypeError
        An array does not hold real numbers or is a masked array.
    ValueError
        There is no array; one has no such axis, no channels, or other channels than the one before; squares overflow.

    Examples
    --------
    >>> moments_of_dataset([[[1.0, 10.0]], [[3.0, 30.0]]]).mean
    array([ 2., 20.])
    """
    return _summarized(arrays, channel_axis, histogram=False).moments


def summary_of_dataset(arrays: Iterable[ArrayLike], *, channel_axis: int | None = -1) -> ChannelSummary:
    """Return what `moments_of_dataset` does, and extremes and a histogram of each channel; the parameters are the same.

    Examples
    --------
    >>> seen = summary_of_dataset([np.array([[0.0, 1.0]]), np.array([[np.nan, 4.0]])])
    >>> seen.greatest, seen.missing
    (array([0., 4.]), array([1, 0]))
    """
    return _summarized(arrays, channel_axis, histogram=True)


def _summarized(arrays: Iterable[ArrayLike], channel_axis: int | None, *, histogram: bool) -> ChannelSummary:
    of_one = partial(_of_one, channel_axis=channel_axis, histogram=histogram)
    # A dask.array has this method, and nothing of dask has to be imported for it.
    parts = _of_chunks(arrays, channel_axis, of_one) if hasattr(arrays, "map_blocks") else map(of_one, arrays)
    seen: MergeTree[ChannelSummary] = MergeTree()
    number = -1
    for number, part in enumerate(parts):
        seen.add(number, part)
    if number < 0:
        raise ValueError("arrays must be at least one")
    return seen.result()


def _of_one(array: ArrayLike, channel_axis: int | None, *, histogram: bool) -> ChannelSummary:
    values = real_array("arrays", array)
    if channel_axis is not None:
        channel_axis = existing_axis("channel_axis", channel_axis, values.ndim)
        if not values.shape[channel_axis]:
            raise ValueError(f"arrays must have at least one channel each, got shape {values.shape}")
    return summary_of_array(merged(values, channel_axis), histogram=histogram)


def _of_chunks(array: Any, channel_axis: int | None, of_one: Any) -> Iterable[ChannelSummary]:
    if channel_axis is not None:
        array = array.rechunk({existing_axis("channel_axis", channel_axis, array.ndim): -1})
    numbers = tuple((1,) * chunks for chunks in array.numblocks)
    lazy = array.map_blocks(partial(_in_a_box, of_one), chunks=numbers, dtype=object, meta=np.empty((0,) * array.ndim, object))
    boxes: NDArray[Any] = lazy.compute()
    return list(boxes.reshape(-1))


def _in_a_box(of_one: Any, chunk: NDArray[Any]) -> NDArray[Any]:
    box = np.empty((1,) * chunk.ndim, object)
    box.reshape(-1)[0] = of_one(chunk)
    return box
