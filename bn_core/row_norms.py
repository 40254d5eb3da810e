"""Layer and RMS normalization of samples so short that many fit a block: everything in few passes over each row."""

from __future__ import annotations

import numpy as np

from bn_core.engine import layout
from bn_core.engine.affine import inverse_deviation, leaves, may_overflow
from bn_core.engine.arguments import FloatArray, refuse_non_finite_sums
from bn_core.engine.sums import staged_sum, staged_sum_of_products
from bn_core.engine.threads import in_threads, scratch, worth_threads
from bn_core.moments import Moments, moments

_ROWS = (False, True)


def are_rows(x: FloatArray, axes: tuple[int, ...]) -> bool:
    """Return whether the samples are rows of which several fit a block, in a dtype in which one can sum."""
    if x.size == 0 or x.dtype not in (np.float32, np.float64):
        return False
    shape, reduced = layout.merged_axes(x.shape, axes)
    return reduced == _ROWS and 4 * shape[1] * x.itemsize <= layout.BLOCK_BYTES


def normalized_rows(
    x: FloatArray,
    axes: tuple[int, ...],
    epsilon: float,
    gamma: FloatArray,
    beta: FloatArray,
    *,
    centred: bool = True,
) -> FloatArray:
    """Return (x − mean) / √(variance + epsilon) · gamma + beta, or x / √(mean square + epsilon) · gamma + beta.

    As x ∘ (inverse ⊗ gamma) + (offset ⊗ gamma + 1 ⊗ beta): BLAS writes an outer product in a fraction of the time that a ufunc
    needs to multiply a block by a column and by a row.
    """
    samples = layout.Layout(x.shape, axes)
    out = np.empty(x.shape, x.dtype)
    rows, target = samples.merge(x), samples.merge(out)
    features = [n if a in axes else 1 for a, n in enumerate(x.shape)]
    gamma, beta = (np.broadcast_to(p.astype(x.dtype), features).reshape(-1) for p in (gamma, beta))
    slope, line = np.stack([gamma, np.zeros_like(gamma)]), np.stack([gamma, beta])

    def write(run: slice) -> None:
        x, y = rows[run], target[run]
        centre, inverse, offset = _of_each_row(x, epsilon, centred)
        steepest = inverse.max() * np.abs(gamma).max()
        if x.dtype != np.float64 and (may_overflow(centre, x.dtype) or leaves(inverse, x.dtype) or leaves(steepest, x.dtype)):
            wide, *of_features = (v.astype(np.float64) for v in (x, gamma[np.newaxis], beta[np.newaxis]))
            y[...] = normalized_rows(wide, (1,), epsilon, *of_features, centred=centred)
            return
        factors = np.zeros((2, len(x), 2), x.dtype)
        factors[0, :, :1], factors[1, :, :1], factors[1, :, 1] = inverse, offset, 1
        lost = np.zeros(0) if centre is None else centre - centre.astype(x.dtype)
        moved = offset.any() or beta.any()
        for index in layout.blocks(x.shape, 1, x.itemsize):
            block, part = x[index], y[index]
            spare = scratch(block.shape, x.dtype)
            if centre is not None:
                block = np.subtract(block, centre[index].astype(x.dtype), out=spare)
                np.subtract(block, lost[index].astype(x.dtype), out=spare)
            np.matmul(factors[0][index], slope, out=part)
            np.multiply(part, block, out=part)
            if moved:
                np.matmul(factors[1][index], line, out=spare)
                np.add(part, spare, out=part)

    in_threads(write, len(rows)) if worth_threads(x.nbytes) else write(slice(None))
    return out


def mean_square(sample: Moments, x: FloatArray) -> FloatArray:
    """Return the mean of x² from the moments of `x`; refuse values whose squares overflow."""
    with np.errstate(over="ignore"):
        square = sample.variance + sample.mean * sample.mean
    if not np.isfinite(square).all():
        refuse_non_finite_sums(x)
    return square


def _of_each_row(rows: FloatArray, epsilon: float, centred: bool) -> tuple[FloatArray | None, FloatArray, FloatArray]:
    """Return what must be subtracted first, None where nothing must, and what to multiply by and add then."""
    plain = _moments_of_plain_rows(rows)
    sample = plain or moments(rows, 1)
    mean, nothing = sample.mean, np.zeros_like(sample.mean)
    if not centred:
        return None, inverse_deviation(mean_square(sample, rows), epsilon), nothing
    inverse = inverse_deviation(sample.variance, epsilon)
    return (mean, inverse, nothing) if plain is None else (None, inverse, -mean * inverse)


def _moments_of_plain_rows(rows: FloatArray) -> Moments | None:
    """Return mean(x) and mean(x²) − mean(x)², or None where that would lose digits: rows far from 0, constant, huge or tiny."""
    count, limits = rows.shape[1], np.finfo(rows.dtype)
    with np.errstate(all="ignore"):
        mean = staged_sum(rows, _ROWS) / count
        variance = staged_sum_of_products(rows, rows, _ROWS) / count - mean * mean
        plain = (mean * mean <= 4 * variance) & (variance < limits.max) & (variance > limits.tiny / limits.eps)
    return Moments(count, mean, variance) if plain.all() else None
