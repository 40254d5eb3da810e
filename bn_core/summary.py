"""The numbers that describe a set of values, and the largest difference of two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bn_core.arguments import Axis, finite_array, finite_number, float_array, reduced_axes, statistics_shape, whole_number
from bn_core.moments import moments

__all__ = ["Summary", "largest_difference", "quantiles", "summary"]


@dataclass(frozen=True)
class Summary:
    """Mean, standard deviation (biased), extremes and shape of one set of values.

    Skewness and excess kurtosis are those of the whole set (``scipy.stats.skew`` and ``kurtosis`` with their defaults); both
    are NaN where the variance is 0: all values equal, or within about 1e-160. A normal distribution has 0 for both.
    """

    count: int
    mean: float
    standard_deviation: float
    minimum: float
    maximum: float
    skewness: float
    excess_kurtosis: float

    def affine(self, scale: float, shift: float) -> Summary:
        """Return the summary of ``scale * x + shift`` without a second pass over `x`."""
        scale, shift = finite_number("scale", scale), finite_number("shift", shift)
        one, other = scale * self.minimum + shift, scale * self.maximum + shift
        turn = float(np.sign(scale)) or float("nan")  # values that are all equal have no shape
        return Summary(
            self.count,
            scale * self.mean + shift,
            abs(scale) * self.standard_deviation,
            min(one, other),
            max(one, other),
            turn * self.skewness,
            abs(turn) * self.excess_kurtosis,
        )


def summary(x: ArrayLike) -> Summary:
    """Describe all values of `x` together.

    Parameters
    ----------
    x : array_like of real numbers
        Any shape, at least one value.

    Examples
    --------
    >>> summary(np.array([0.0, 0.0, 4.0, 4.0])).excess_kurtosis
    -2.0
    """
    values = float_array("x", x)
    statistics_shape(values.shape, reduced_axes(None, values.ndim))
    whole = moments(values)
    mean, variance = whole.mean.item(), whole.variance.item()
    skewness = excess_kurtosis = float("nan")
    if variance > 0:
        z = (values.astype(np.float64).reshape(-1) - mean) / np.sqrt(variance)
        squares = z * z
        # einsum, as np.dot wakes the threads of BLAS, which then spin: in a busy server that doubles the cost of everything.
        skewness = float(np.einsum("i,i->", squares, z)) / z.size
        excess_kurtosis = float(np.einsum("i,i->", squares, squares)) / z.size - 3.0
    deviation, least, greatest = float(np.sqrt(variance)), float(values.min()), float(values.max())
    return Summary(values.size, mean, deviation, least, greatest, skewness, excess_kurtosis)


def quantiles(x: ArrayLike, shares: int | Sequence[float], axis: Axis = None) -> NDArray[np.float64]:
    """Return quantiles over the reduced axes: those of ``np.quantile``, between two values in proportion.

    Parameters
    ----------
    x : array_like of real numbers
        Any shape, at least one value in each group, no NaN.
    shares : int or sequence of float
        Which ones, from 0, the minimum, to 1, the maximum; a number is that of equal steps, both ends included.
    axis : int, tuple of int or None
        Axes that are reduced: all of them, unless given.

    Returns
    -------
    ndarray of float64
        One row for each share, of the shape that the other axes have.

    Examples
    --------
    >>> quantiles(np.array([4.0, 0.0, 1.0]), 5)
    array([0. , 0.5, 1. , 2.5, 4. ])
    >>> quantiles(np.array([[4.0, 0.0], [1.0, 3.0]]), [0.0, 0.5], axis=1)
    array([[0., 1.],
           [2., 2.]])
    """
    values = float_array("x", x)
    axes = reduced_axes(axis, values.ndim)
    groups = statistics_shape(values.shape, axes)
    if np.isnan(values).any():
        raise ValueError("x must hold no NaN")
    if isinstance(shares, Sequence | np.ndarray):
        at = finite_array("shares", shares)
        if at.ndim != 1 or ((at < 0) | (at > 1)).any():
            raise ValueError(f"shares must lie between 0 and 1, got {shares!r}")
    else:
        at = np.linspace(0.0, 1.0, whole_number("shares", shares, least=2))
    kept = [n for a, n in enumerate(values.shape) if a not in axes]
    values = np.moveaxis(values, axes, range(-len(axes), 0)).reshape(*kept, values.size // max(1, prod(groups)))
    # np.quantile would part the values around each quantile anew, where a stable sort is quick on what is in order.
    in_order = np.sort(values, kind="stable").astype(np.float64, copy=False)
    position = at * (in_order.shape[-1] - 1)
    below = position.astype(np.intp)
    low, high = in_order[..., below], in_order[..., np.minimum(below + 1, in_order.shape[-1] - 1)]
    between: NDArray[np.float64] = low + (high - low) * (position - below)
    return np.moveaxis(between, -1, 0)


@overload
def largest_difference(a: ArrayLike, b: ArrayLike) -> float: ...
@overload
def largest_difference(a: ArrayLike, b: ArrayLike, axis: Axis) -> NDArray[np.float64]: ...
def largest_difference(a: ArrayLike, b: ArrayLike, axis: Axis = None) -> float | NDArray[np.float64]:
    """Return the largest absolute difference between two arrays, value by value.

    Parameters
    ----------
    a, b : array_like of real numbers
        Of one shape, at least one value; compared in the wider of their dtypes.
    axis : int or tuple of int, optional
        The axes over which the largest is taken: all of them, unless given.

    Returns
    -------
    float, or ndarray of float64 where `axis` is given
        NaN where either of them holds NaN, or both hold infinity.

    Examples
    --------
    >>> largest_difference([1.0, 2.0], [1.0, 2.5])
    0.5
    """
    one, other = float_array("a", a), float_array("b", b)
    if one.shape != other.shape or one.size == 0:
        raise ValueError(f"a and b must have the same shape and at least one value, got {one.shape} and {other.shape}")
    working = np.result_type(one, other, np.float32)  # in half precision two values may be too far apart
    with np.errstate(invalid="ignore"):  # infinity less infinity
        distance = np.abs(np.subtract(one, other, dtype=working))
    largest = distance.max(None if axis is None else reduced_axes(axis, one.ndim))
    return float(largest) if axis is None else np.asarray(largest, np.float64)
