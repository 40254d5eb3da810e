"""Batch normalization as what it is to each group: one straight line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bn_core.batch_norm import batch_norm_inference
from bn_core.engine.arguments import Axis, float_array, reduced_axes, whole_number
from bn_core.moments import moments

__all__ = ["Lines", "lines_of_groups"]


@dataclass(frozen=True, eq=False)
class Lines:
    """One line a group, from its smallest value to its largest.

    Attributes
    ----------
    count : int
        How many groups there are; fewer may be shown.
    x, y : ndarray of float64
        Shape (2, lines): the ends before and after.
    """

    count: int
    x: NDArray[np.float64]
    y: NDArray[np.float64]


def lines_of_groups(
    x: ArrayLike, gamma: float = 1.0, beta: float = 0.0, *, axis: Axis, epsilon: float = 1e-5, most: int = 12
) -> Lines:
    """Return the lines y = gamma · (x − mean) / √(variance + epsilon) + beta along which groups are mapped.

    Parameters
    ----------
    x : array_like of real numbers
        At least one value in every group.
    gamma, beta : float
        The same for every group.
    axis : int, tuple of int or None
        Axes that are reduced, as in `batch_norm`.
    epsilon : float
        Finite, not negative.
    most : int
        How many lines are returned at most, at least 1: groups at equal steps, the first among them.

    Returns
    -------
    Lines

    Raises
    ------
    TypeError, ValueError
        As for `batch_norm`; `most` is not a whole number from 1 on.

    Examples
    --------
    >>> import numpy as np
    >>> lines_of_groups(np.array([[1.0, 10.0], [3.0, 30.0]]), axis=0, epsilon=0.0).y
    array([[-1., -1.],
           [ 1.,  1.]])
    """
    array = float_array("x", x)
    axes = reduced_axes(axis, array.ndim)
    whole_number("most", most, least=1)
    groups = moments(array, axes)
    step = -(-groups.mean.size // most)
    ends = np.stack([end(axis=axes).reshape(-1)[::step].astype(np.float64) for end in (array.min, array.max)])
    mean, variance = (statistic.reshape(-1)[::step] for statistic in (groups.mean, groups.variance))
    mapped = batch_norm_inference(ends, mean, variance, gamma, beta, epsilon=epsilon)
    return Lines(groups.mean.size, ends, mapped.astype(np.float64, copy=False))
