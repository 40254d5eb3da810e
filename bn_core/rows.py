"""Layer and RMS normalization of samples so short that many fit a block: everything in one pass over memory."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bn_core.arguments import FloatArray
from bn_core.blocks import BLOCK_BYTES, Index, blocks, each_block, merged_axes
from bn_core.moments import Moments, moments
from bn_core.scaling import inverse_deviation
from bn_core.sums import staged_sum, staged_sum_of_products

_ROWS = (False, True)


def are_rows(x: FloatArray, axes: tuple[int, ...]) -> bool:
    """Return whether the samples are rows of which several fit a block, in a dtype in which one can sum."""
    if x.size == 0 or x.dtype not in (np.float32, np.float64):
        return False
    shape, reduced = merged_axes(x.shape, axes)
    return reduced == _ROWS and 4 * shape[1] * x.itemsize <= BLOCK_BYTES


def normalized_rows(
    x: FloatArray,
    axes: tuple[int, ...],
    epsilon: float,
    scale: NDArray[np.float64],
    shift: NDArray[np.float64],
    *,
    centred: bool = True,
) -> FloatArray:
    """Return (x − mean) / √(variance + epsilon) · scale + shift, or x / √(mean square + epsilon) · scale + shift."""
    shape, _ = merged_axes(x.shape, axes)
    out = np.empty(x.shape, x.dtype)
    rows, target = np.ascontiguousarray(x).reshape(shape), out.reshape(shape)
    features = [n if a in axes else 1 for a, n in enumerate(x.shape)]
    gamma, beta = (np.broadcast_to(s.astype(x.dtype), features).reshape(-1) for s in (scale, shift))
    shifted = beta.any()

    def write(index: Index) -> None:
        block, y = rows[index], target[index]
        sample = _moments_of_plain_rows(block) or moments(block, 1)
        if centred:
            rounded = sample.mean.astype(x.dtype)
            lost = rounded - sample.mean
            inverse = inverse_deviation(sample.variance, epsilon)
            np.subtract(block, rounded, out=y)
            if (np.abs(lost) * inverse > np.finfo(x.dtype).eps).any():
                np.add(y, lost.astype(x.dtype), out=y)
        else:
            inverse = inverse_deviation(sample.variance + sample.mean * sample.mean, epsilon)
        np.multiply(y if centred else block, inverse.astype(x.dtype), out=y)
        np.multiply(y, gamma, out=y)
        if shifted:
            np.add(y, beta, out=y)

    each_block(write, blocks(shape, _ROWS, x.itemsize), x.nbytes)
    return out


def _moments_of_plain_rows(block: FloatArray) -> Moments | None:
    """Return mean(x) and mean(x²) − mean(x)², or None where that would lose digits: rows far from 0, constant, huge or tiny."""
    count, limits = block.shape[1], np.finfo(block.dtype)
    with np.errstate(all="ignore"):
        mean = staged_sum(block, _ROWS) / count
        variance = staged_sum_of_products(block, block, _ROWS) / count - mean * mean
        plain = (mean * mean <= 4 * variance) & (variance < limits.max) & (variance > limits.tiny / limits.eps)
    return Moments(count, mean, variance) if plain.all() else None
