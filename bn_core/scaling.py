"""Standardization and min-max scaling, and the affine pass they share with batch normalization."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bn_core.engine.arguments import Axis, FloatArray, float_array, non_negative_number, reduced_axes, statistics_shape
from bn_core.engine.blocks import Index, beside, blocks, each_block, in_lanes, lanes, merged_axes, of_statistics, scratch, spread
from bn_core.moments import moments

__all__ = ["min_max_scale", "standardize"]


def standardize(x: ArrayLike, axis: Axis = None, epsilon: float = 0.0) -> FloatArray:
    """Give each group mean 0 and standard deviation 1: (x − mean) / √(variance + epsilon).

    Parameters
    ----------
    x : array_like of real numbers
        Integers become float64.
    axis : int, tuple of int or None
        Axes to reduce, as in NumPy; ``None`` reduces all.
    epsilon : float
        Added to the biased variance; 0 is standardization as scikit-learn's ``StandardScaler`` does it.

    Returns
    -------
    ndarray
        Shape and dtype of `x`. A constant group gives 0, as in scikit-learn.

    Raises
    ------
    TypeError, ValueError
        As for `moments`; `epsilon` is negative or not finite.

    Examples
    --------
    >>> import numpy as np
    >>> standardize(np.array([[1.0], [3.0]]), axis=0)
    array([[-1.],
           [ 1.]])
    """
    array = float_array("x", x)
    axes = reduced_axes(axis, array.ndim)
    epsilon = non_negative_number("epsilon", epsilon)
    batch = moments(array, axes)
    scale = inverse_deviation(batch.variance, epsilon)
    return affine_around(array, axes, batch.mean, scale, np.zeros_like(scale))


def min_max_scale(x: ArrayLike, axis: Axis = None, feature_range: tuple[float, float] = (0.0, 1.0)) -> FloatArray:
    """Map each group's minimum and maximum to the two ends of `feature_range`.

    Parameters
    ----------
    x : array_like of real numbers
        Integers become float64.
    axis : int, tuple of int or None
        Axes to reduce, as in NumPy; ``None`` reduces all.
    feature_range : (float, float)
        Lower and upper end; the lower one must be smaller.

    Returns
    -------
    ndarray
        Shape and dtype of `x`. A constant group gives the lower end, as scikit-learn's ``MinMaxScaler`` does.

    Raises
    ------
    TypeError, ValueError
        As for `moments`; `feature_range` is not two increasing finite numbers.

    Examples
    --------
    >>> import numpy as np
    >>> min_max_scale(np.array([2.0, 3.0, 6.0]))
    array([0.  , 0.25, 1.  ])
    """
    array = float_array("x", x)
    axes = reduced_axes(axis, array.ndim)
    statistics_shape(array.shape, axes)
    low, high = _increasing(feature_range)
    least = array.min(axis=axes, keepdims=True).astype(np.float64)
    greatest = array.max(axis=axes, keepdims=True).astype(np.float64)
    if not (np.isfinite(least).all() and np.isfinite(greatest).all()):
        raise ValueError("x must be finite, got NaN or infinity")
    with np.errstate(over="ignore"):
        span = greatest - least
        overflows = not np.isfinite(span.astype(array.dtype)).all()
    if not np.isfinite(span).all():
        raise ValueError("x must span a finite range, got values too far apart")
    with np.errstate(over="ignore"):
        scale = np.divide(high - low, span, out=np.zeros_like(span), where=span > 0)
    if not np.isfinite(scale).all():
        raise ValueError("x must span a range that one can divide by, got values too close together")
    working = array.astype(np.float64) if overflows else array
    scaled = affine_around(working, axes, least, scale, np.full_like(scale, low)).astype(array.dtype, copy=False)
    return np.clip(scaled, low, high, out=scaled)


def inverse_deviation(variance: NDArray[np.float64], epsilon: float) -> NDArray[np.float64]:
    """Return 1 / √(variance + epsilon), and 0 where that would be 1 / 0, so that a constant group becomes its shift."""
    deviation = np.sqrt(variance + epsilon)
    return np.divide(1.0, deviation, out=np.zeros_like(deviation), where=deviation > 0)


def is_near_zero(mean: NDArray[np.float64], inverse: NDArray[np.float64]) -> bool:
    """Return whether all means are within two deviations of 0.

    Subtracting such a mean before a multiplication is one of two or three operations, and saves no digit worth having.
    """
    return bool((np.abs(mean) * inverse <= 2).all())


def may_overflow(centre: NDArray[np.float64] | None, dtype: np.dtype[np.floating]) -> bool:
    """Return whether the distance of two values of `dtype` may be too large for it, one of them being a `centre`.

    Below that, the largest value and the centre round to the largest value.
    """
    limits = np.finfo(dtype)
    return centre is not None and bool(np.abs(centre).max() > limits.max * limits.eps / 8)


def affine_around(
    x: FloatArray,
    axes: tuple[int, ...],
    centre: NDArray[np.float64] | None,
    scale: NDArray[np.float64],
    shift: NDArray[np.float64],
    out: FloatArray | None = None,
    *,
    checked: bool = True,
) -> FloatArray:
    """Return (x − centre) · scale + shift in the dtype of `x`, one centre, scale and shift a group; None is a centre of 0.

    The centre is rounded to the dtype of `x`, so that x − centre is exact where it matters, and what rounding lost is added to
    the shift: float32 data around 1e6 keep their last digit.

    Where no statistics of `x` were taken before (`checked` is False), NaN and infinity in it are looked for on the way.
    """
    if out is None:
        out = np.empty(x.shape, x.dtype)
    elif not isinstance(out, np.ndarray) or out.shape != x.shape or out.dtype != x.dtype or not out.flags.c_contiguous:
        got = f"{out.dtype} {out.shape}" if isinstance(out, np.ndarray) else repr(out)
        raise ValueError(f"out must be a C-contiguous array of {x.dtype} {x.shape}, got {got}")
    working = np.result_type(x.dtype, np.float32)
    if working != np.float64 and (np.abs(scale).max() > np.finfo(working).max or may_overflow(centre, working)):
        # Values so close together that their scale has no place beside them, or so large that their distance has none.
        out[...] = affine_around(x.astype(np.float64), axes, centre, scale, shift, checked=checked)
        return out
    shape, reduced = merged_axes(x.shape, axes)
    statistics = tuple(1 if r else n for n, r in zip(shape, reduced, strict=True))
    source, target = np.ascontiguousarray(x).reshape(shape), out.reshape(shape)
    if np.may_share_memory(source, target) and source.ctypes.data != target.ctypes.data:
        source = source.copy()
    side_by_side = lanes(shape, reduced)

    def laid_out(statistic: NDArray[np.float64]) -> FloatArray:
        return spread(statistic.reshape(statistics).astype(working), side_by_side)

    if centre is not None:
        rounded = centre.astype(working)
        shift = shift + (rounded - centre) * scale
        centres = laid_out(rounded)
    scales, shifts = laid_out(scale), laid_out(shift)

    def write(index: Index) -> None:
        part = of_statistics(index, reduced)
        block = in_lanes(source[index], side_by_side)
        result = target[index].reshape(block.shape)
        y = result if x.dtype == working else scratch(block.shape, working)
        factor = block
        if centre is not None:
            factor = np.subtract(block, beside(block, centres[part]), out=y)
        with np.errstate(invalid="ignore"):  # infinity times a scale of 0
            np.multiply(factor, beside(block, scales[part]), out=y)
        if not checked:
            _refuse_non_finite(block, y)
        np.add(y, beside(block, shifts[part]), out=result, casting="same_kind")

    each_block(write, blocks(shape, reduced, x.itemsize), x.nbytes + out.nbytes)
    return out


def _refuse_non_finite(x: FloatArray, scaled: FloatArray) -> None:
    """Refuse NaN and infinity in a block: they are in its sum, which is cheap while the block is in the cache."""
    with np.errstate(all="ignore"):
        total = np.einsum("i->", scaled.reshape(-1))
    if not np.isfinite(total) and not np.isfinite(x).all():
        raise ValueError("x must be finite, got NaN or infinity")


def _increasing(feature_range: tuple[float, float]) -> tuple[float, float]:
    try:
        low, high = (float(end) for end in feature_range)
    except (TypeError, ValueError):
        raise TypeError(f"feature_range must be two numbers, got {feature_range!r}") from None
    if not (np.isfinite(low) and np.isfinite(high) and low < high):
        raise ValueError(f"feature_range must be two increasing finite numbers, got {feature_range!r}")
    return low, high
