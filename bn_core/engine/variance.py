"""Mean and variance of large groups in one pass over memory, block by block."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bn_core.arguments import FloatArray
from bn_core.engine.layout import Index, Layout
from bn_core.engine.sums import Sums, staged_sum, staged_sum_of_products, sums_over_groups
from bn_core.engine.threads import scratch, working_dtype

# Of each reduced axis so many are looked at for a first guess of the mean.
_SAMPLES = 8


def mean_and_variance(x: FloatArray, layout: Layout, count: int) -> Sums:
    """Corrected two-pass, in one pass over memory.

    A mean guessed from a few values is subtracted, so that the sums are of small numbers; the mean of what is left corrects the
    guess, and the variance is mean(y²) − mean(y)². Where the guess was off by more than two deviations (outliers among the few,
    constant groups) that difference would cancel, so it is done once more from the corrected mean.
    """
    working = working_dtype(x)  # sums of half precision overflow at 65504
    guess = _guessed_mean(x, layout.reduced).astype(working)
    residual, variance = _around(guess, x, layout, count)
    if not np.isfinite(variance).all():
        return residual, variance
    if (residual * residual > 4 * variance).any():
        guess = (guess + residual).astype(working)
        residual, variance = _around(guess, x, layout, count)
    return guess + residual, variance


def _guessed_mean(x: FloatArray, reduced: tuple[bool, ...]) -> NDArray[np.float64]:
    """Return the mean of a few values, at even distances along each reduced axis."""
    few = tuple(slice(None, None, -(-n // _SAMPLES)) if r else slice(None) for n, r in zip(x.shape, reduced, strict=True))
    with np.errstate(all="ignore"):
        guess: NDArray[np.float64] = x[few].mean(tuple(a for a, r in enumerate(reduced) if r), np.float64, keepdims=True)
    return guess


def _around(guess: FloatArray, x: FloatArray, layout: Layout, count: int) -> Sums:
    """Return mean(x − guess) and the biased variance, from sums over blocks that stay in the cache."""
    guesses = layout.tile_to_lanes(guess, guess.dtype)

    def sums(index: Index) -> Sums:
        block = layout.block(x, index)
        y = scratch(block.shape, guess.dtype)
        with np.errstate(all="ignore"):  # in here, as each thread has its own; what overflowed shows in the result
            np.subtract(block, layout.fit_to_block(block, index, guesses)[0], out=y)
            return staged_sum(y, layout.reduced), staged_sum_of_products(y, y, layout.reduced)

    total, squares = sums_over_groups(sums, layout, guess.itemsize, x.nbytes)
    residual = total / count
    with np.errstate(all="ignore"):
        return residual, np.maximum(squares / count - residual * residual, 0.0)
