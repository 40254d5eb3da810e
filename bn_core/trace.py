"""Batch normalization of one value, step after step, with the values that share its statistics."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bn_core.engine.arguments import (
    Axis,
    broadcast_to_statistics,
    float_array,
    non_negative_number,
    reduced_axes,
    statistics_shape,
)
from bn_core.moments import moments
from bn_core.scaling import inverse_deviation

__all__ = ["Trace", "trace"]


@dataclass(frozen=True, eq=False)
class Trace:
    """One value on its way through batch normalization.

    Attributes
    ----------
    value : float
        The picked value x.
    mean, variance : float
        Of the values that share them; the biased variance.
    inverse_deviation : float
        1 / √(variance + epsilon); 0 where that would be 1 / 0.
    gamma, beta : float
        Those of the group.
    group : ndarray of float64
        Shape (count,): the values that share the statistics, in the order of the array.
    """

    value: float
    mean: float
    variance: float
    inverse_deviation: float
    gamma: float
    beta: float
    group: NDArray[np.float64]

    @property
    def count(self) -> int:
        """How many values share the mean and the variance, the picked one included."""
        return len(self.group)

    @property
    def centred(self) -> float:
        """The value less the mean."""
        return self._step(1)

    @property
    def normalized(self) -> float:
        """What is centred, times the inverse deviation."""
        return self._step(2)

    @property
    def scaled(self) -> float:
        """Gamma times what is normalized."""
        return self._step(3)

    @property
    def output(self) -> float:
        """What is scaled, plus beta."""
        return self._step(4)

    def _step(self, number: int) -> float:
        return self.steps(self.value)[number].item()

    def steps(self, values: ArrayLike) -> tuple[NDArray[np.float64], ...]:
        """Carry `values` the same way: as they are, centred, divided by the deviation, times gamma, plus beta.

        Works for anything on the axis of x: the group, the edges of its histogram, its mean.
        """
        x = np.asarray(values, np.float64)
        centred = x - self.mean
        normalized = centred * self.inverse_deviation
        scaled = normalized * self.gamma
        return x, centred, normalized, scaled, scaled + self.beta


def trace(
    x: ArrayLike,
    index: Sequence[int],
    gamma: ArrayLike = 1.0,
    beta: ArrayLike = 0.0,
    *,
    axis: Axis,
    epsilon: float = 1e-5,
) -> Trace:
    """Follow one value of a mini-batch through batch normalization (Ioffe & Szegedy 2015, arXiv 1502.03167, Algorithm 1).

    Parameters
    ----------
    x : array_like of real numbers
        The mini-batch.
    index : sequence of int
        One position an axis of `x`; negative ones count from the end.
    gamma, beta : array_like
        Numbers, or arrays that broadcast against the statistics.
    axis : int, tuple of int or None
        Axes that are reduced, as in `batch_norm`.
    epsilon : float
        Finite, not negative.

    Returns
    -------
    Trace
        In float64, whatever the dtype of `x`; what `batch_norm` gives there, within rounding.

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong type, shape or value; the group holds NaN or infinity, or `index` lies outside `x`. The message
        names the argument. The other groups are not looked at.

    Examples
    --------
    >>> import numpy as np
    >>> followed = trace(np.array([1.0, 2.0, 3.0, 6.0]), (3,), gamma=2.0, beta=1.0, axis=0, epsilon=0.5)
    >>> followed.mean, followed.centred, followed.variance, followed.normalized, followed.output
    (3.0, 3.0, 3.5, 1.5, 4.0)
    """
    array = float_array("x", x)
    axes = reduced_axes(axis, array.ndim)
    shape = statistics_shape(array.shape, axes)
    position = _position(index, array.shape)
    of_statistics = tuple(0 if a in axes else i for a, i in enumerate(position))
    scale = broadcast_to_statistics("gamma", gamma, shape)[of_statistics].item()
    shift = broadcast_to_statistics("beta", beta, shape)[of_statistics].item()
    epsilon = non_negative_number("epsilon", epsilon)
    group = array[tuple(slice(None) if a in axes else i for a, i in enumerate(position))]
    group = np.asarray(group, np.float64).reshape(-1)
    shared = moments(group)
    inverse = inverse_deviation(shared.variance, epsilon).item()
    return Trace(
        value=float(array[position]),
        mean=shared.mean.item(),
        variance=shared.variance.item(),
        inverse_deviation=inverse,
        gamma=scale,
        beta=shift,
        group=group,
    )


def _position(index: Sequence[int], shape: tuple[int, ...]) -> tuple[int, ...]:
    try:
        position = tuple(operator.index(i) for i in index)
    except TypeError:
        raise TypeError(f"index must be a sequence of ints, got {index!r}") from None
    if len(position) != len(shape) or not all(-n <= i < n for i, n in zip(position, shape, strict=True)):
        raise ValueError(f"index must name one value of an array of shape {shape}, got {index!r}")
    return position
