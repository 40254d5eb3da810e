"""Batch normalization backwards: the gradients of a loss with respect to what `batch_norm` took."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bn_core.engine.arguments import (
    Axis,
    FloatArray,
    broadcast_to_statistics,
    float_array,
    non_negative_number,
    not_negative,
    reduced_axes,
    statistics_shape,
)
from bn_core.engine.blocks import Index, beside, blocks, each_block, in_lanes, lanes, merged_axes, of_statistics, scratch, spread
from bn_core.engine.sums import Sums, staged_sum, staged_sum_of_products, sums_over_groups
from bn_core.scaling import inverse_deviation, is_near_zero

__all__ = ["BatchNormGradients", "batch_norm_backward"]

_DOUBLE = np.dtype(np.float64)


@dataclass(frozen=True, eq=False)
class BatchNormGradients:
    """Gradients of the loss.

    Attributes
    ----------
    x : ndarray
        Shape and dtype of `x`.
    gamma, beta : ndarray of float64
        One value a group, with the shape of the statistics. Where one gamma or beta serves several groups, its gradient is the
        sum of theirs.
    """

    x: FloatArray
    gamma: NDArray[np.float64]
    beta: NDArray[np.float64]


def batch_norm_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    mean: ArrayLike,
    variance: ArrayLike,
    gamma: ArrayLike = 1.0,
    *,
    axis: Axis,
    epsilon: float = 1e-5,
) -> BatchNormGradients:
    """Return the gradients of a loss, given its gradient with respect to the output of `batch_norm`.

    With z = (x − mean) / √(variance + epsilon), dy the gradient of the output and m values a group:

    - dβ = Σ dy
    - dγ = Σ dy · z
    - dx = γ / √(variance + epsilon) · (dy − dβ / m − z · dγ / m)

    The last two terms of dx are there because the mean and the variance depend on x as well (Ioffe & Szegedy 2015, arXiv
    1502.03167, section 3).

    Parameters
    ----------
    grad_output : array_like of real numbers
        Gradient of the loss with respect to the output; shape of `x`.
    x : array_like of real numbers
        What `batch_norm` was given.
    mean, variance : array_like
        What it returned: the statistics of `x` over `axis`. They are not computed again.
    gamma : array_like
        What it was given; beta changes no gradient.
    axis : int, tuple of int or None
        Axes that were reduced.
    epsilon : float
        Finite, not negative; the one of the forward pass.

    Returns
    -------
    BatchNormGradients

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong type, shape or value; `x` or `grad_output` holds NaN or infinity. The message names the
        argument.

    Notes
    -----
    A group with ``variance + epsilon == 0`` has no derivative; its gradients of x and gamma are 0.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([1.0, 2.0, 3.0, 6.0])
    >>> from bn_core import batch_norm
    >>> forward = batch_norm(x, axis=0, epsilon=0.5)
    >>> gradients = batch_norm_backward([4.0, 0.0, 0.0, 0.0], x, forward.mean, forward.variance, axis=0, epsilon=0.5)
    >>> gradients.x
    array([ 1.  , -0.75, -0.5 ,  0.25])
    >>> gradients.gamma, gradients.beta
    (array([-4.]), array([4.]))
    """
    array, gradient = float_array("x", x), float_array("grad_output", grad_output)
    if gradient.shape != array.shape:
        raise ValueError(f"grad_output must have the shape of x, {array.shape}, got {gradient.shape}")
    axes = reduced_axes(axis, array.ndim)
    shape = statistics_shape(array.shape, axes)
    mean = broadcast_to_statistics("mean", mean, shape)
    variance = not_negative("variance", broadcast_to_statistics("variance", variance, shape))
    scale = broadcast_to_statistics("gamma", gamma, shape)
    inverse = inverse_deviation(variance, non_negative_number("epsilon", epsilon))

    dtype = np.result_type(array, gradient, np.float32)
    centre = None if is_near_zero(mean, inverse) else mean.astype(dtype)
    beta_gradient, products = _sums(gradient, array, centre, mean, axes, dtype)
    count = array.size // products.size
    slope = products * inverse * inverse / -count
    if dtype.itemsize < _DOUBLE.itemsize and _left_the_range(dtype, products, slope, (beta_gradient != 0) & (variance > 0)):
        dtype, centre = _DOUBLE, mean
        beta_gradient, products = _sums(gradient, array, centre, mean, axes, dtype)
        slope = products * inverse * inverse / -count
    if not (np.isfinite(products).all() and np.isfinite(beta_gradient).all()):
        _explain_what_is_not_finite(grad_output=gradient, x=array)
    shift = beta_gradient / -count + ((0.0 if centre is None else centre) - mean) * slope
    along_x = _affine_of_both(gradient, array, centre, slope, shift, scale * inverse, axes, dtype)
    return BatchNormGradients(along_x, products * inverse, beta_gradient)


def _left_the_range(
    dtype: np.dtype[np.floating], products: NDArray[np.float64], slope: NDArray[np.float64], expected: NDArray[np.bool_]
) -> bool:
    """Return whether a product over- or underflowed, or a coefficient would."""
    limits = np.finfo(dtype)
    vanished = np.abs(products[expected]) < limits.tiny / limits.eps
    return bool(vanished.any()) or not (np.abs(slope) < limits.max).all()


def _explain_what_is_not_finite(**arrays: FloatArray) -> NoReturn:
    for name, array in arrays.items():
        if not np.isfinite(array).all():
            raise ValueError(f"{name} must be finite, got NaN or infinity")
    raise ValueError(f"{' and '.join(arrays)} must be small enough for their products to be finite, got larger values")


def _sums(
    gradient: FloatArray,
    x: FloatArray,
    centre: FloatArray | None,
    mean: NDArray[np.float64],
    axes: tuple[int, ...],
    dtype: np.dtype[np.floating],
) -> Sums:
    """Return Σ dy and Σ dy · (x − mean) of each group, from Σ dy · (x − centre); None is a centre of 0."""
    shape, reduced = merged_axes(x.shape, axes)
    statistics = tuple(1 if r else n for n, r in zip(shape, reduced, strict=True))
    dy, source = (np.ascontiguousarray(a).reshape(shape) for a in (gradient, x))
    side_by_side = lanes(shape, reduced)
    centres = None if centre is None else spread(centre.reshape(statistics), side_by_side)

    def of_block(index: Index) -> Sums:
        block, dy_block = (in_lanes(a[index], side_by_side) for a in (source, dy))
        dy_block = dy_block.astype(dtype, copy=False)
        with np.errstate(all="ignore"):  # what overflowed is seen in the result
            if centres is None:
                y = block.astype(dtype, copy=False)
            else:
                c = beside(block, centres[of_statistics(index, reduced)])
                y = np.subtract(block, c, out=scratch(block.shape, dtype))
            return staged_sum(dy_block, reduced), staged_sum_of_products(dy_block, y, reduced)

    indices = blocks(shape, reduced, dtype.itemsize)
    total, products = sums_over_groups(of_block, indices, reduced, statistics, x.nbytes + dy.nbytes)
    total, products = total.reshape(mean.shape), products.reshape(mean.shape)
    with np.errstate(all="ignore"):
        return total, products + ((0.0 if centre is None else centre) - mean) * total


def _affine_of_both(
    gradient: FloatArray,
    x: FloatArray,
    centre: FloatArray | None,
    slope: NDArray[np.float64],
    shift: NDArray[np.float64],
    scale: NDArray[np.float64],
    axes: tuple[int, ...],
    dtype: np.dtype[np.floating],
) -> FloatArray:
    """Return (dy + (x − centre) · slope + shift) · scale in the dtype of `x`; None is a centre of 0."""
    shape, reduced = merged_axes(x.shape, axes)
    statistics = tuple(1 if r else n for n, r in zip(shape, reduced, strict=True))
    out = np.empty(x.shape, x.dtype)
    dy, source, target = (np.ascontiguousarray(a).reshape(shape) for a in (gradient, x, out))
    side_by_side = lanes(shape, reduced)
    centres = None if centre is None else spread(centre.reshape(statistics), side_by_side)
    slopes, shifts, scales = (spread(s.reshape(statistics).astype(dtype), side_by_side) for s in (slope, shift, scale))

    def write(index: Index) -> None:
        part = of_statistics(index, reduced)
        block, dy_block = (in_lanes(a[index], side_by_side) for a in (source, dy))
        result = target[index].reshape(block.shape)
        y = result if x.dtype == dtype else scratch(block.shape, dtype)
        factor = block if centres is None else np.subtract(block, beside(block, centres[part]), out=y)
        np.multiply(factor, beside(block, slopes[part]), out=y)
        np.add(y, dy_block, out=y)
        np.add(y, beside(block, shifts[part]), out=y)
        np.multiply(y, beside(block, scales[part]), out=result, casting="same_kind")

    each_block(write, blocks(shape, reduced, dtype.itemsize), x.nbytes + dy.nbytes)
    return out
