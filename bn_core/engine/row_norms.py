"""Layer and RMS normalization of samples so short that many fit a block: everything in few passes over each row."""

from __future__ import annotations

import numpy as np

from bn_core.arguments import FloatArray, refuse_non_finite_sums
from bn_core.engine import layout
from bn_core.engine.affine import may_overflow, out_of_range
from bn_core.engine.sums import staged_sum, staged_sum_of_products
from bn_core.engine.threads import in_threads, scratch, worth_threads
from bn_core.moments import Moments, moments
from bn_core.plain import inverse_deviation

_ROWS = (False, True)


def are_rows(x: FloatArray, axes: tuple[int, ...]) -> bool:
    """Return whether the samples are rows of which several fit a block, in a dtype in which one can sum."""
    if x.dtype not in (np.float32, np.float64):
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
    """Return (x − mean) / √(variance + epsilon) · gamma + beta, or x / √(mean square + epsilon) · gamma + beta."""
    samples = layout.Layout(x.shape, axes)
    out = np.empty(x.shape, x.dtype)
    source, target = samples.merge(x), samples.merge(out)
    features = [n if a in axes else 1 for a, n in enumerate(x.shape)]
    gamma, beta = (np.broadcast_to(p, features).reshape(-1) for p in (gamma, beta))

    def write(run: slice) -> None:
        rows = source[run]
        centre, inverse, offset = _of_each_row(rows, epsilon, centred)
        fits = not (may_overflow(centre, x.dtype) or any(out_of_range(factor, x.dtype) for factor in (inverse, gamma, beta)))
        working = x.dtype if fits else np.dtype(np.float64)
        a, b, scale, shift = (p.astype(working) for p in (inverse, offset, gamma, beta))
        for index in layout.blocks(rows.shape, 1, working.itemsize):
            y = scratch(rows[index].shape, working)
            if centre is None:
                np.multiply(rows[index], a[index], out=y)
            else:
                rounded = centre[index].astype(working)
                np.subtract(rows[index], rounded, out=y)
                np.subtract(y, (centre[index] - rounded).astype(working), out=y)
                np.multiply(y, a[index], out=y)
            if offset.any():
                np.add(y, b[index], out=y)
            np.multiply(y, scale, out=y)
            np.add(y, shift, out=target[run][index], casting="same_kind")

    in_threads(write, len(source)) if worth_threads(x.nbytes) else write(slice(None))
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
    in_one_pass = _moments_in_one_pass(rows)
    sample = in_one_pass or moments(rows, 1)
    mean, nothing = sample.mean, np.zeros_like(sample.mean)
    if not centred:
        return None, inverse_deviation(mean_square(sample, rows), epsilon), nothing
    inverse = inverse_deviation(sample.variance, epsilon)
    return (mean, inverse, nothing) if in_one_pass is None else (None, inverse, -mean * inverse)


def _moments_in_one_pass(rows: FloatArray) -> Moments | None:
    """Return mean(x) and mean(x²) − mean(x)², or None where that would lose digits: rows far from 0, constant, huge or tiny."""
    count, limits = rows.shape[1], np.finfo(rows.dtype)
    with np.errstate(all="ignore"):
        mean = staged_sum(rows, _ROWS) / count
        variance = staged_sum_of_products(rows, rows, _ROWS) / count - mean * mean
        keeps_digits = (mean * mean <= 4 * variance) & (variance < limits.max) & (variance > limits.tiny / limits.eps)
    return Moments(count, mean, variance) if keeps_digits.all() else None
