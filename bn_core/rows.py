"""Layer and RMS normalization of samples so short that many fit a block: everything in few passes over each row."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bn_core.arguments import FloatArray
from bn_core.blocks import BLOCK_BYTES, THREADED_BYTES, Index, blocks, each_block, in_threads, merged_axes
from bn_core.moments import Moments, moments
from bn_core.scaling import inverse_deviation
from bn_core.sums import Sums, staged_sum, staged_sum_of_products

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
    sample = _moments_of_plain_rows(rows) or moments(rows, 1)
    centre = sample.mean.astype(x.dtype)
    lost = centre - sample.mean
    inverse = inverse_deviation(sample.variance if centred else sample.variance + sample.mean * sample.mean, epsilon)
    inexact = centred and (np.abs(lost) * inverse > np.finfo(x.dtype).eps).any()
    factors, remainders, shifted = inverse.astype(x.dtype), lost.astype(x.dtype), beta.any()

    def write(index: Index) -> None:
        block, y = rows[index], target[index]
        if centred:
            block = np.subtract(block, centre[index], out=y)
        if inexact:
            np.add(y, remainders[index], out=y)
        np.multiply(block, factors[index], out=y)
        np.multiply(y, gamma, out=y)
        if shifted:
            np.add(y, beta, out=y)

    each_block(write, blocks(shape, _ROWS, x.itemsize), x.nbytes)
    return out


def _moments_of_plain_rows(rows: FloatArray) -> Moments | None:
    """Return mean(x) and mean(x²) − mean(x)², or None where that would lose digits: rows far from 0, constant, huge or tiny."""
    count, limits = rows.shape[1], np.finfo(rows.dtype)

    def sums(run: slice) -> Sums:
        with np.errstate(all="ignore"):
            return staged_sum(rows[run], _ROWS), staged_sum_of_products(rows[run], rows[run], _ROWS)

    parts = in_threads(sums, len(rows)) if rows.nbytes >= THREADED_BYTES else [sums(slice(None))]
    total, squares = (np.concatenate(part) for part in zip(*parts, strict=True))
    with np.errstate(all="ignore"):
        mean = total / count
        variance = squares / count - mean * mean
        plain = (mean * mean <= 4 * variance) & (variance < limits.max) & (variance > limits.tiny / limits.eps)
    return Moments(count, mean, variance) if plain.all() else None
