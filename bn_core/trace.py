"""Batch normalization of one value, step after step, with the values that share its statistics."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bn_core.arguments import Axis, float_array, non_negative_number, per_group, reduced_axes, statistics_shape
from bn_core.moments import moments
from bn_core.plain import inverse_deviation

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
        return self.steps(self.value)[1].item()

    @property
    def normalized(self) -> float:
        """Centred · inverse deviation."""
        return self.steps(self.value)[2].item()

    @property
    def output(self) -> float:
        """Gamma · normalized + beta."""
        return self.steps(self.value)[4].item()

    def steps(self, values: ArrayLike) -> tuple[NDArray[np.float64], ...]:
        """Return other values of x at each step: as they are, centred, normalized, times gamma, plus beta.

        The group, the edges of its histogram, its mean: anything on the axis of x.
        """
        x = np.asarray(values, np.float64)
        centred = x - self.mean
        normalized = centred * self.inverse_deviation
        scaled = normalized * self.gamma
        return x, centred, normalized, scaled, scaled + self.beta


def trace(
    x: ArrayLike,
    index: Sequence[int],
    gamma: ArrayLike | None = None,
    beta: ArrayLike | None = None,
    *,
    axis: Axis,
    epsilon: float = 1e-5,
) -> Trace:
    """Take one value of a mini-batch through batch normalization (Ioffe & Szegedy 2015, arXiv 1502.03167, Algorithm 1).

    Parameters
    ----------
    x : array_like of real numbers
        The mini-batch.
    index : sequence of int
        One position an axis of `x`; negative ones count from the end.
    gamma, beta, axis, epsilon
        As in `batch_norm`.

    Returns
    -------
    Trace
        In float64, whatever the dtype of `x`; its output is that of `batch_norm` at `index`, within rounding.

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong type, shape or value, or the group is refused by `moments`; the other groups are not checked.

    Examples
    --------
    >>> t = trace(np.array([1.0, 2.0, 3.0, 6.0]), (3,), gamma=2.0, beta=1.0, axis=0, epsilon=0.5)
    >>> t.mean, t.centred, t.variance, t.normalized, t.output
    (3.0, 3.0, 3.5, 1.5, 4.0)
    """
    array = float_array("x", x)
    axes = reduced_axes(axis, array.ndim)
    shape = statistics_shape(array.shape, axes)
    position = _position(index, array.shape)
    its_group = tuple(0 if a in axes else i for a, i in enumerate(position))
    gamma = np.broadcast_to(per_group("gamma", 1.0 if gamma is None else gamma, shape), shape)
    beta = np.broadcast_to(per_group("beta", 0.0 if beta is None else beta, shape), shape)
    epsilon = non_negative_number("epsilon", epsilon)
    group = array[tuple(slice(None) if a in axes else i for a, i in enumerate(position))]
    group = np.asarray(group, np.float64).reshape(-1)
    shared = moments(group)
    mean, variance = shared.mean.item(), shared.variance.item()
    inverse = inverse_deviation(shared.variance, epsilon).item()
    return Trace(float(array[position]), mean, variance, inverse, gamma[its_group].item(), beta[its_group].item(), group)


def _position(index: Sequence[int], shape: tuple[int, ...]) -> tuple[int, ...]:
    try:
        position = tuple(operator.index(i) for i in index)
    except TypeError:
        raise TypeError(f"index must be a sequence of ints, got {index!r}") from None
    if len(position) != len(shape) or not all(-n <= i < n for i, n in zip(position, shape, strict=True)):
        raise ValueError(f"index must name one value of an array of shape {shape}, got {index!r}")
    return position
