"""Mean and variance of groups of values, exact where float32 sums are not, and able to merge."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bn_core.arguments import Axis, FloatArray, float_array, reduced_axes, statistics_shape
from bn_core.blocks import Index, blocks, each_block, lanes, merged_axes, of_statistics, widened

__all__ = ["Moments", "moments"]

_SAMPLE_ROWS = 8


@dataclass(frozen=True, eq=False)
class Moments:
    """Count, mean and biased variance of each group of values.

    Attributes
    ----------
    count : int
        Number of values in each group.
    mean, variance : ndarray of float64
        One value a group. The variance is the biased one, divided by `count`, which batch normalization uses.

    Examples
    --------
    >>> import numpy as np
    >>> first, second = moments(np.array([1.0, 2.0])), moments(np.array([3.0, 4.0]))
    >>> both = first | second
    >>> both.count, both.mean.item(), both.variance.item()
    (4, 2.5, 1.25)
    """

    count: int
    mean: NDArray[np.float64]
    variance: NDArray[np.float64]

    @property
    def unbiased_variance(self) -> NDArray[np.float64]:
        """Variance divided by `count - 1`, as PyTorch stores it in its running variance; NaN for one value."""
        if self.count < 2:
            return np.full_like(self.variance, np.nan)
        return self.variance * (self.count / (self.count - 1))

    def __or__(self, other: Moments) -> Moments:
        """Return the moments of both sets of values together (Chan, Golub & LeVeque 1983, eq. 2.1)."""
        if not isinstance(other, Moments):
            return NotImplemented
        count = self.count + other.count
        share = other.count / count
        difference = other.mean - self.mean
        between = difference * difference * (share * (1 - share))
        return Moments(
            count,
            self.mean + difference * share,
            self.variance * (1 - share) + other.variance * share + between,
        )


def moments(x: ArrayLike, axis: Axis = None) -> Moments:
    """Return count, mean and biased variance over the reduced axes.

    mean = Σx / m and variance = Σ(x − mean)² / m, with sums that stay accurate in float32 where the values lie far from 0 or
    are many.

    Parameters
    ----------
    x : array_like of real numbers
        Any shape; integers become float64.
    axis : int, tuple of int or None
        Axes to reduce, as in NumPy; ``None`` reduces all.

    Returns
    -------
    Moments
        float64 statistics with the shape of `x` where each reduced axis has length 1 (``keepdims``).

    Raises
    ------
    TypeError
        `x` does not hold real numbers, `axis` is not made of integers.
    ValueError
        A group is empty, `x` holds NaN or infinity, `axis` does not exist.

    Examples
    --------
    >>> import numpy as np
    >>> moments(np.array([[1.0, 2.0], [3.0, 6.0]]), axis=0).mean
    array([[2., 4.]])
    """
    array = float_array("x", x)
    axes = reduced_axes(axis, array.ndim)
    shape = statistics_shape(array.shape, axes)
    merged_shape, reduced = merged_axes(array.shape, axes)
    merged = np.ascontiguousarray(array).reshape(merged_shape)
    statistics = tuple(1 if r else n for n, r in zip(merged_shape, reduced, strict=True))
    indices = blocks(merged_shape, reduced, merged.itemsize)
    side_by_side = lanes(merged_shape, reduced)

    with np.errstate(over="ignore", invalid="ignore"):
        parts = each_block(lambda index: _block_moments(merged[index], reduced, side_by_side), indices, array.nbytes)
    mean, variance, count = np.zeros(statistics), np.zeros(statistics), np.zeros(statistics)
    for index, part in zip(indices, parts, strict=True):
        _merge_into(mean, variance, count, of_statistics(index, reduced), part)

    if not np.isfinite(mean).all():
        raise ValueError("x must be finite, got NaN or infinity")
    if not np.isfinite(variance).all():
        if array.dtype == np.float64:
            raise ValueError("x must be small enough for its squares to be finite, got larger values")
        return moments(array.astype(np.float64), axes)
    group = prod(array.shape[a] for a in axes)
    return Moments(group, mean.reshape(shape), variance.reshape(shape))


def _merge_into(mean: FloatArray, variance: FloatArray, count: FloatArray, where: Index, part: Moments) -> None:
    if not count[where].any():
        mean[where], variance[where] = part.mean, part.variance
    else:
        seen = Moments(int(count[where].flat[0]), mean[where], variance[where]) | part
        mean[where], variance[where] = seen.mean, seen.variance
    count[where] += part.count


def _block_moments(block: FloatArray, reduced: tuple[bool, ...], side_by_side: int) -> Moments:
    """Corrected two-pass over one block that stays in the cache.

    A mean guessed from a few rows is subtracted, so that the sums are of small numbers; the mean of what is left corrects the
    guess, and the variance is mean(y²) − mean(y)². Where the guess was off by more than the spread (sorted data, constant
    groups) that difference would cancel, so it is done once more from the corrected mean.
    """
    if block.dtype == np.float16:  # sums of half precision overflow at 65504
        block = block.astype(np.float32)
    values = prod(n for n, r in zip(block.shape, reduced, strict=True) if r)
    guess = _group_mean(_sample(block, reduced), reduced).astype(block.dtype)
    residual, variance = _around(guess, block, reduced, side_by_side, values)
    if (residual * residual > 4 * variance).any():
        guess = (guess + residual).astype(block.dtype)
        residual, variance = _around(guess, block, reduced, side_by_side, values)
    return Moments(values, guess + residual, variance)


def _sample(block: FloatArray, reduced: tuple[bool, ...]) -> FloatArray:
    if not reduced[0]:
        return block
    return block[:: -(-len(block) // _SAMPLE_ROWS)]


def _around(
    guess: FloatArray, block: FloatArray, reduced: tuple[bool, ...], side_by_side: int, values: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return mean(x − guess) and the biased variance."""
    wide, (centre,) = widened(block, [guess], side_by_side)
    y = wide - centre
    residual = _folded(_sum(y, reduced), guess.shape) / values
    squares = _folded(_sum_of_squares(y, reduced), guess.shape) / values
    return residual, np.maximum(squares - residual * residual, 0.0)


def _group_mean(x: FloatArray, reduced: tuple[bool, ...]) -> NDArray[np.float64]:
    return x.mean(axis=tuple(a for a, r in enumerate(reduced) if r), keepdims=True, dtype=np.float64)


def _folded(lane_sums: NDArray[np.float64], shape: tuple[int, ...]) -> NDArray[np.float64]:
    return lane_sums.reshape(-1, *shape).sum(axis=0)


def _sum(y: FloatArray, reduced: tuple[bool, ...]) -> NDArray[np.float64]:
    """Staged: the last reduced axis in the array's own dtype, which is fast, and the rest in float64, which is exact."""
    return _rest_in_double(np.add.reduce(y, axis=_last(reduced), keepdims=True), reduced)


def _sum_of_squares(y: FloatArray, reduced: tuple[bool, ...]) -> NDArray[np.float64]:
    names, last = "abcdefgh"[: y.ndim], _last(reduced)
    squares = np.einsum(f"{names},{names}->{names.replace(names[last], '')}", y, y)
    return _rest_in_double(np.expand_dims(squares, last), reduced)


def _rest_in_double(partial: FloatArray, reduced: tuple[bool, ...]) -> NDArray[np.float64]:
    rest = tuple(a for a, r in enumerate(reduced) if r and a != _last(reduced))
    return partial.sum(axis=rest, keepdims=True, dtype=np.float64)


def _last(reduced: tuple[bool, ...]) -> int:
    return max(a for a, r in enumerate(reduced) if r)
