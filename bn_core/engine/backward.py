"""The two passes of the backward: sums of the gradient over each group, then the gradient of x from both arrays."""

from __future__ import annotations

from typing import NamedTuple, NoReturn

import numpy as np
from numpy.typing import NDArray

from bn_core.arguments import FloatArray
from bn_core.engine.affine import is_near_zero, write_blocks
from bn_core.engine.layout import Index, Layout
from bn_core.engine.sums import Sums, staged_sum, staged_sum_of_products, sums_over_groups
from bn_core.engine.threads import scratch, working_dtype

_DOUBLE = np.dtype(np.float64)


class GradientSums(NamedTuple):
    """Σ dy and Σ dy · (x − mean) of each group, and how they were taken: around which centre (None is 0), in which dtype."""

    dy: NDArray[np.float64]
    products: NDArray[np.float64]
    centre: FloatArray | None
    dtype: np.dtype[np.floating]


def gradient_sums(
    dy: FloatArray, x: FloatArray, axes: tuple[int, ...], mean: FloatArray, variance: FloatArray, inverse: FloatArray
) -> GradientSums:
    """Return the sums in the dtype of the arrays, or in float64 where their products leave its range."""
    dtype = working_dtype(x, dy)
    sums = _sums(dy, x, axes, mean, None if is_near_zero(mean, inverse) else mean.astype(dtype), dtype)
    if dtype.itemsize < _DOUBLE.itemsize and _overflowed(sums, variance, inverse, x.size // inverse.size):
        sums = _sums(dy, x, axes, mean, mean, _DOUBLE)
    if not (np.isfinite(sums.products).all() and np.isfinite(sums.dy).all()):
        _explain_what_is_not_finite(grad_output=dy, x=x)
    return sums


def _overflowed(sums: GradientSums, variance: FloatArray, inverse: FloatArray, count: int) -> bool:
    """Return whether a product over- or underflowed, or the slope of dx would."""
    limits = np.finfo(sums.dtype)
    vanished = np.abs(sums.products[(sums.dy != 0) & (variance > 0)]) < limits.tiny / limits.eps
    return bool(vanished.any()) or not (np.abs(sums.products * inverse * inverse / count) < limits.max).all()


def _explain_what_is_not_finite(**arrays: FloatArray) -> NoReturn:
    for name, array in arrays.items():
        if not np.isfinite(array).all():
            raise ValueError(f"{name} must be finite, got NaN or infinity")
    raise ValueError(f"{' and '.join(arrays)} must be small enough for their products to be finite, got larger values")


def _sums(
    dy: FloatArray,
    x: FloatArray,
    axes: tuple[int, ...],
    mean: FloatArray,
    centre: FloatArray | None,
    dtype: np.dtype[np.floating],
) -> GradientSums:
    """Return Σ dy and Σ dy · (x − mean), the latter from Σ dy · (x − centre)."""
    layout = Layout(x.shape, axes)
    upstream, source = layout.merge(dy), layout.merge(x)
    centres = [] if centre is None else [layout.tile_to_lanes(centre, dtype)]

    def of_block(index: Index) -> Sums:
        block, dy_block = layout.block(source, index), layout.block(upstream, index).astype(dtype, copy=False)
        c = layout.fit_to_block(block, index, *centres)
        with np.errstate(all="ignore"):  # what overflowed shows in the result
            y = np.subtract(block, c[0], out=scratch(block.shape, dtype)) if c else block.astype(dtype, copy=False)
            return staged_sum(dy_block, layout.reduced), staged_sum_of_products(dy_block, y, layout.reduced)

    total, products = sums_over_groups(of_block, layout, dtype.itemsize, x.nbytes + dy.nbytes)
    total, products = total.reshape(layout.groups), products.reshape(layout.groups)
    with np.errstate(all="ignore"):
        return GradientSums(total, products + ((0.0 if centre is None else centre) - mean) * total, centre, dtype)


def affine_of_both(
    dy: FloatArray,
    x: FloatArray,
    axes: tuple[int, ...],
    sums: GradientSums,
    mean: FloatArray,
    slope: FloatArray,
    constant: FloatArray,
    scale: FloatArray,
) -> FloatArray:
    """Return (dy + (x − mean) · slope + constant) · scale in the dtype of `x`, around the centre of the sums."""
    centre, dtype = sums.centre, sums.dtype
    constant = constant + ((0.0 if centre is None else centre) - mean) * slope

    def work(y: FloatArray, upstream: FloatArray, block: FloatArray, *of_groups: FloatArray) -> None:
        a, b, s, *c = of_groups
        np.multiply(np.subtract(block, c[0], out=y) if c else block, a, out=y)
        np.add(y, upstream, out=y)
        np.add(y, b, out=y)
        np.multiply(y, s, out=y)

    statistics = [slope, constant, scale] if centre is None else [slope, constant, scale, centre]
    return write_blocks(work, np.empty(x.shape, x.dtype), axes, [dy, x], statistics, dtype)
