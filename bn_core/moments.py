"""Mean and variance of groups of values, exact where float32 sums are not, and able to merge."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bn_core.arguments import Axis, float_array, mask, reduced_axes, refuse_non_finite_sums
from bn_core.engine.layout import Layout, is_small
from bn_core.engine.threads import working_dtype
from bn_core.engine.variance import mean_and_variance
from bn_core.plain import centred

__all__ = ["Moments", "moments"]

_DOUBLE = np.dtype(np.float64)


@dataclass(frozen=True, eq=False)
class Moments:
    """Count, mean and biased variance of each group of values.

    Attributes
    ----------
    count : int, or ndarray of int where a mask was given
        Number of values in each group. Of none, mean and variance are 0.
    mean, variance : ndarray of float64
        One value per group. The variance is the biased one, divided by `count`, which batch normalization uses.

    ``Moments()`` is of no values, and neutral: ``sum(parts, Moments())`` is what all parts have together.

    Examples
    --------
    >>> first, second = moments(np.array([1.0, 2.0])), moments(np.array([3.0, 4.0]))
    >>> both = first | second
    >>> both.count, both.mean.item(), both.variance.item()
    (4, 2.5, 1.25)
    """

    count: int | NDArray[np.int64] = 0
    mean: NDArray[np.float64] = field(default_factory=lambda: np.zeros(()))
    variance: NDArray[np.float64] = field(default_factory=lambda: np.zeros(()))

    @property
    def unbiased_variance(self) -> NDArray[np.float64]:
        """Variance divided by `count - 1`, as PyTorch stores it in its running variance; NaN for one value."""
        enough = np.greater(self.count, 1)
        return np.where(enough, self.variance * (self.count / np.where(enough, self.count - 1, 1)), np.nan)

    def __or__(self, other: Moments) -> Moments:
        """Return the moments of both sets of values together (Chan, Golub & LeVeque 1983, eq. 2.1)."""
        if not isinstance(other, Moments):
            return NotImplemented
        for one, another in ((self, other), (other, self)):
            if one.mean.ndim == 0 and not np.any(one.count):
                return another
        if self.mean.shape != other.mean.shape:
            raise ValueError(f"both must have statistics of one shape, got {self.mean.shape} and {other.mean.shape}")
        count = self.count + other.count
        share = other.count / np.maximum(count, 1)
        difference = other.mean - self.mean
        between = difference * difference * (share * (1 - share))
        return Moments(
            count,
            self.mean + difference * share,
            self.variance * (1 - share) + other.variance * share + between,
        )

    def __add__(self, other: Moments) -> Moments:
        """Return the same as ``|``, for `sum`."""
        return self | other

    def update(self, x: ArrayLike, axis: Axis = (), where: ArrayLike | None = None) -> Moments:
        """Return the moments with more values: a batch, or one value a group, as `x` has the shape of the statistics then.

        Examples
        --------
        >>> seen = Moments().update([1.0, 2.0]).update([3.0, 2.0])
        >>> seen.count, seen.mean, seen.variance
        (2, array([2., 2.]), array([1., 0.]))
        """
        return self | moments(x, axis, where)


def moments(x: ArrayLike, axis: Axis = None, where: ArrayLike | None = None) -> Moments:
    """Return count, mean and biased variance over the reduced axes.

    mean = Σx / m and variance = Σ(x − mean)² / m, with sums that stay accurate in float32 where the values lie far from 0 or
    are many. The variance of float64 values closer together than about 1e-160 is too small for float64, and comes out as 0.

    Parameters
    ----------
    x : array_like of real numbers
        Any shape; integers become float64.
    axis : int, tuple of int or None
        Axes to reduce, as in NumPy; ``None`` reduces all.
    where : array_like of bool, optional
        Which values count, as in ``np.mean``: broadcasts against `x`. The others may be NaN. The whole array is then worked on
        at once, in float64.

    Returns
    -------
    Moments
        Statistics with the shape of `x` where each reduced axis has length 1 (``keepdims``), in float64; in longdouble for
        longdouble `x`.

    Raises
    ------
    TypeError
        `x` does not hold real numbers or is a masked array, `axis` is not made of integers.
    ValueError
        `x` holds NaN, infinity or values whose squares overflow (from about 1e154 in float64), `axis` does
        not exist.

    Examples
    --------
    >>> moments(np.array([[1.0, 2.0], [3.0, 6.0]]), axis=0).mean
    array([[2., 4.]])

    Data that do not fit into memory, a slab at a time; with ``np.memmap`` they are read from a file, and no more than a few
    megabytes are held:

    >>> data = np.arange(24.0).reshape(6, 2, 2)
    >>> slabs = (data[start : start + 2] for start in range(0, len(data), 2))
    >>> sum((moments(slab, axis=(0, 1)) for slab in slabs), Moments()).mean
    array([[[11., 12.]]])
    """
    array = float_array("x", x)
    axes = reduced_axes(axis, array.ndim)
    if where is not None:
        counted = mask(where, array.shape)
        return Moments(np.count_nonzero(counted, axes, keepdims=True), *centred(array, axes, counted)[1:])
    count = prod([array.shape[a] for a in axes])
    if is_small(array, axes):
        return Moments(count, *centred(array, axes)[1:])
    layout = Layout(array.shape, axes)
    mean, variance = mean_and_variance(layout.merge(array), layout, count)
    if not (np.isfinite(mean).all() and np.isfinite(variance).all()):
        if array.dtype.itemsize >= _DOUBLE.itemsize or not np.isfinite(array).all():
            refuse_non_finite_sums(array)
        return moments(array.astype(_DOUBLE), axes)
    mean, variance = mean.reshape(layout.groups), variance.reshape(layout.groups)
    vanishing = variance < np.finfo(working_dtype(array)).tiny
    if array.dtype.itemsize < _DOUBLE.itemsize and vanishing.any() and np.ptp(array, axes, keepdims=True)[vanishing].any():
        return moments(array.astype(_DOUBLE), axes)  # the squares underflowed
    return Moments(count, mean, variance)
