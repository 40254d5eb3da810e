"""The checks of arguments that public functions share, and their error messages."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable, Sequence
from functools import lru_cache
from types import EllipsisType
from typing import Any, NoReturn, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

Axis = int | Sequence[int] | None
FloatArray = NDArray[np.floating]
Item = TypeVar("Item")


def float_array(name: str, value: ArrayLike) -> FloatArray:
    """Return `value` as a floating array: floats keep their dtype, those of ml_dtypes too, and integers become float64."""
    if type(value) is np.ndarray and value.dtype.kind == "f":
        return value
    array = real_array(name, value)
    return array.astype(np.float64) if array.dtype.kind in "biu" else array


def real_array(name: str, value: ArrayLike) -> NDArray[Any]:
    """Return `value` as an array of real numbers in its own dtype."""
    if isinstance(value, np.ma.MaskedArray):
        raise TypeError(f"{name} must not be a masked array, whose mask would be ignored")
    try:
        array = np.asarray(value)
    except (ValueError, TypeError, RuntimeError) as error:  # rows of several lengths, a tensor that has to be detached first
        kind = ValueError if isinstance(error, ValueError) else TypeError
        raise kind(f"{name} must be an array of numbers: {error}") from error
    of_ml_dtypes = array.dtype.kind == "V" and array.dtype.names is None and "float" in array.dtype.name
    if array.dtype.kind in "biuf" or of_ml_dtypes:
        return array
    raise TypeError(f"{name} must hold real numbers, got dtype {array.dtype}")


def reduced_axes(axis: Axis, ndim: int) -> tuple[int, ...]:
    """Return the reduced axes as sorted non-negative integers; `None` means all of them."""
    if axis is None:
        return tuple(range(ndim))
    try:
        if isinstance(axis, bool):
            raise TypeError
        several = axis if isinstance(axis, tuple) or (not isinstance(axis, int) and isinstance(axis, Iterable)) else (axis,)
        given = tuple(map(operator.index, several))
    except TypeError:
        raise TypeError(f"axis must be an int, a tuple of ints or None, got {axis!r}") from None
    return _counted_from_the_front(given, ndim)


@lru_cache(maxsize=512)
def _counted_from_the_front(given: tuple[int, ...], ndim: int) -> tuple[int, ...]:
    for a in given:
        if not -ndim <= a < ndim:
            raise ValueError(f"axis {a} does not exist in an array of {ndim} dimensions")
    axes = {a % ndim for a in given}
    if len(axes) < len(given):
        raise ValueError(f"axis must not name one axis twice, got {given!r}")
    return tuple(sorted(axes))


def axes_around(axis: Axis | EllipsisType, channel_axis: int | None, ndim: int) -> tuple[int, ...]:
    """Return the reduced axes, which either of the two arguments names: those to reduce, or the one to keep."""
    if (axis is ...) == (channel_axis is None):
        raise TypeError("either axis or channel_axis must be given")
    if axis is not ...:
        return reduced_axes(axis, ndim)
    channel = existing_axis("channel_axis", channel_axis, ndim)
    return tuple([a for a in range(ndim) if a != channel])


@lru_cache(maxsize=512)  # a network asks for the same few shapes again and again
def statistics_shape(shape: tuple[int, ...], axes: tuple[int, ...]) -> tuple[int, ...]:
    """Return the shape of one statistic per group: `shape` with the reduced axes kept as 1; there may be no group at all."""
    statistics = tuple(1 if a in axes else n for a, n in enumerate(shape))
    if 0 in shape and 0 not in statistics:
        raise ValueError(f"x must have at least one value in every group, got shape {shape}")
    return statistics


@lru_cache(maxsize=512)
def axes_of_length_1(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return the axes along which statistics of this shape are shared."""
    return tuple([a for a, n in enumerate(shape) if n == 1])


def fits(given: tuple[int, ...], shape: tuple[int, ...]) -> bool:
    """Return whether what has the shape `given` broadcasts to `shape`."""
    try:
        return np.broadcast_shapes(given, shape) == shape
    except ValueError:
        return False


def per_group(name: str, value: ArrayLike, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Return `value` as finite float64 that broadcasts against the statistics; a vector goes along their one long axis."""
    array = finite_array(name, value)
    if array.shape == shape or array.ndim == 0:
        return array
    if array.ndim == 1 and array.size == max(shape, default=1) == math.prod(shape):
        return array.reshape(shape)
    if not fits(array.shape, shape):
        raise ValueError(f"{name} must broadcast against the statistics of shape {shape}, got shape {array.shape}")
    return np.broadcast_to(array, shape)


def channel_vector(name: str, value: ArrayLike, channels: int) -> NDArray[np.float64]:
    """Return `value` as one finite float64 a channel: a number, a vector, or statistics with the other axes of length 1."""
    array = finite_array(name, value)
    if array.size == channels and max(array.shape, default=1) == channels:
        array = array.reshape(-1)
    if array.shape not in [(), (channels,)]:
        raise ValueError(f"{name} must be a number or have shape ({channels},), got shape {array.shape}")
    return np.broadcast_to(array, (channels,))


def along_channels(name: str, value: ArrayLike, shape: tuple[int, ...], channel: int) -> NDArray[np.float64]:
    """Return `value` as one finite float64 a channel, with length 1 along all other axes of an array of this shape."""
    return channel_vector(name, value, shape[channel]).reshape([-1 if a == channel else 1 for a in range(len(shape))])


def finite_array(name: str, value: ArrayLike) -> NDArray[np.float64]:
    """Return `value` as float64, checked to be finite."""
    array: NDArray[Any] = float_array(name, value)
    if array.dtype != np.float64:
        array = array.astype(np.float64)
    if not is_finite(array):
        raise ValueError(f"{name} must be finite, got {value!r}")
    return array


def is_finite(array: FloatArray) -> bool:
    """Return whether no value is NaN or infinity; to count costs half as much as `all`."""
    return math.isfinite(array) if array.ndim == 0 else np.count_nonzero(np.isfinite(array)) == array.size


def refuse_non_finite_sums(x: FloatArray) -> NoReturn:
    """Say why sums over `x` or over its squares are not finite."""
    if not np.isfinite(x).all():
        raise ValueError("x must be finite, got NaN or infinity")
    raise ValueError("x must be small enough for its squares to be finite, got larger values")


def mask(where: ArrayLike, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return `where` as truth values, one for each value of x."""
    array = np.asarray(where)
    if array.dtype != np.bool_:
        raise TypeError(f"where must hold truth values, got dtype {array.dtype}")
    if not fits(array.shape, shape):
        raise ValueError(f"where must broadcast against x of shape {shape}, got shape {array.shape}")
    return np.broadcast_to(array, shape)


def not_negative(name: str, array: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return `array`, checked to hold no negative number."""
    if np.count_nonzero(array < 0):
        raise ValueError(f"{name} must not be negative, got {array.min().item()!r}")
    return array


def existing_axis(name: str, value: int | None, ndim: int) -> int:
    """Return one axis, counted from the front."""
    try:
        axis = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        raise TypeError(f"{name} must be an integer, got {value!r}") from None
    if not -ndim <= axis < ndim:
        raise ValueError(f"{name} {axis} does not exist in an array of {ndim} dimensions")
    return axis % ndim


def non_negative_number(name: str, value: float) -> float:
    """Return `value` as a float that is finite and not negative."""
    number = value if type(value) is float else _number(name, value)
    if not 0 <= number < math.inf:
        raise ValueError(f"{name} must be finite and not negative, got {value!r}")
    return number


def finite_number(name: str, value: float) -> float:
    """Return `value` as a float that is finite."""
    number = _number(name, value)
    if not math.isfinite(number):
        raise ValueError(f"{name} must be finite, got {value!r}")
    return number


def _number(name: str, value: float) -> float:
    try:
        if isinstance(value, str):
            raise TypeError
        return float(value)
    except OverflowError:
        return math.inf
    except (TypeError, ValueError):
        raise TypeError(f"{name} must be a number, got {value!r}") from None


def interval(name: str, ends: tuple[float, float], *, may_be_empty: bool = False) -> tuple[float, float]:
    """Return two finite numbers in increasing order, or equal ones where the interval may be empty."""
    try:
        if isinstance(ends, str):
            raise TypeError
        low, high = map(float, ends)
    except (TypeError, ValueError):
        raise TypeError(f"{name} must be two numbers, got {ends!r}") from None
    if not (-math.inf < low <= high < math.inf and (low < high or may_be_empty)):
        raise ValueError(f"{name} must be two finite numbers in increasing order, got {ends!r}")
    return low, high


def one_of(name: str, value: str, options: Iterable[str]) -> str:
    """Return `value`, checked to be one of several words."""
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a string, got {value!r}")
    if value not in options:
        raise ValueError(f"{name} must be one of {', '.join(options)}, got {value!r}")
    return value


def sequence(name: str, values: Iterable[Item]) -> list[Item]:
    """Return `values` as a list."""
    try:
        return list(values)
    except TypeError:
        raise TypeError(f"{name} must be a sequence, got {values!r}") from None


def whole_numbers(least: int, **values: int) -> None:
    """Check several ints, by their names, to be at least `least`."""
    for name, value in values.items():
        whole_number(name, value, least=least)


def whole_number(name: str, value: int, *, least: int) -> int:
    """Return `value` as an int of at least `least`."""
    try:
        if isinstance(value, bool):
            raise TypeError
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} must be an integer, got {value!r}") from None
    if number < least:
        raise ValueError(f"{name} must be at least {least}, got {value!r}")
    return number
