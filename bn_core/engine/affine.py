"""(x − centre) · slope + constant in blocks: the pass that standardization and all the normalizations share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bn_core.arguments import FloatArray, is_finite
from bn_core.engine.layout import Index, Layout, is_small
from bn_core.engine.threads import for_each, scratch, working_dtype
from bn_core.plain import affine


def is_near_zero(mean: FloatArray, inverse: FloatArray) -> bool:
    """Return whether all means are within two deviations of 0.

    Subtracting such a mean before a multiplication is one of two or three operations, and saves no digit worth having.
    """
    near = np.abs(mean * inverse) <= 2
    return bool(np.count_nonzero(near) == near.size)


def out_of_range(factor: FloatArray, dtype: np.dtype[np.floating]) -> bool:
    """Return whether a factor is too large for `dtype`, or so small that it would lose digits there."""
    size, limits = np.abs(factor), np.finfo(dtype)
    return bool((size > limits.max).any() or ((size < limits.tiny) & (size > 0)).any())


def may_overflow(centre: FloatArray | None, dtype: np.dtype[np.floating]) -> bool:
    """Return whether the distance of two values of `dtype` may be too large for it, one of them being a `centre`.

    Up to an eighth of the largest value's ulp, the centre is lost when it is subtracted from that value.
    """
    limits = np.finfo(dtype)
    return centre is not None and bool(np.abs(centre).max() > limits.max * limits.eps / 8)


def affine_around(
    x: FloatArray,
    axes: tuple[int, ...],
    centre: FloatArray | None,
    slope: FloatArray,
    constant: FloatArray,
    out: FloatArray | None = None,
    *,
    checked: bool = True,
) -> FloatArray:
    """Return (x − centre) · slope + constant in the dtype of `x`, each of them one value per group; None is a centre of 0.

    The centre is rounded to the dtype of `x`, so that x − centre is exact where it matters, and what rounding lost is added to
    the constant: float32 data around 1e6 keep their last digit.

    Where no statistics of `x` were taken before (`checked` is False), NaN and infinity are looked for on the way.
    """
    if out is not None and not _can_hold(out, x):
        if not isinstance(out, np.ndarray):
            raise TypeError(f"out must be an array, got {out!r}")
        raise ValueError(f"out must be a writeable C-contiguous array of {x.dtype} {x.shape}, got {out.dtype} {out.shape}")
    if is_small(x, axes):
        if not checked and not is_finite(x):
            raise ValueError("x must be finite, got NaN or infinity")
        return affine(x, centre, slope, constant, out)
    if out is None:
        out = np.empty(x.shape, x.dtype)
    working = working_dtype(x)
    if working != np.float64 and (out_of_range(slope, working) or may_overflow(centre, working)):
        # Values so close together or so far apart that float32 cannot hold their slope, or so large that it cannot hold how far
        # they are from the centre.
        out[...] = affine_around(x.astype(np.float64), axes, centre, slope, constant, checked=checked)
        return out
    if np.may_share_memory(x, out) and x.ctypes.data != out.ctypes.data:
        x = x.copy()
    statistics = [slope, constant]
    if centre is not None:
        rounded = centre.astype(working)
        statistics = [slope, constant + (rounded - centre) * slope, rounded]

    def work(y: FloatArray, block: FloatArray, a: FloatArray, b: FloatArray, *c: FloatArray) -> None:
        centred = np.subtract(block, c[0], out=y) if c else block
        with np.errstate(invalid="ignore"):  # infinity times a slope of 0
            np.multiply(centred, a, out=y)
        if not checked:
            _refuse_non_finite(block, y)
        np.add(y, b, out=y)

    return write_blocks(work, out, axes, [x], statistics, working)


def write_blocks(
    work: Callable[..., None],
    out: FloatArray,
    axes: tuple[int, ...],
    sources: list[FloatArray],
    statistics: list[FloatArray],
    dtype: np.dtype[np.floating],
) -> FloatArray:
    """Fill `out`: ``work(y, *sources, *statistics)`` writes a block `y` of `dtype`, or all, given what belongs to it."""
    if is_small(out, axes):
        y = out if out.dtype == dtype else np.empty(out.shape, dtype)
        work(y, *sources, *statistics)
        if y is not out:
            np.copyto(out, y, casting="same_kind")
        return out
    layout = Layout(out.shape, axes)
    merged = [layout.merge(array) for array in (out, *sources)]
    tiled = [layout.tile_to_lanes(statistic, dtype) for statistic in statistics]

    def write(index: Index) -> None:
        target, *blocks = [layout.block(array, index) for array in merged]
        y = target if target.dtype == dtype else scratch(target.shape, dtype)
        work(y, *blocks, *layout.fit_to_block(target, index, *tiled))
        if y is not target:
            np.copyto(target, y, casting="same_kind")

    for_each(write, layout.blocks(max(out.itemsize, dtype.itemsize)), sum(array.nbytes for array in merged))
    return out


def _can_hold(out: object, x: FloatArray) -> bool:
    return isinstance(out, np.ndarray) and (out.shape, out.dtype) == (x.shape, x.dtype) and out.flags.carray


def _refuse_non_finite(x: FloatArray, scaled: FloatArray) -> None:
    """Refuse NaN and infinity in a block: they are in its sum, which is cheap while the block is in the cache."""
    with np.errstate(all="ignore"):
        total = np.einsum("i->", scaled.reshape(-1))
    if not np.isfinite(total) and not np.isfinite(x).all():
        raise ValueError("x must be finite, got NaN or infinity")
