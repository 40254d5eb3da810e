"""Quantiles, for holding two sets of values against each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bn_core.engine.arguments import finite_array, whole_number

__all__ = ["quantiles"]


def quantiles(x: ArrayLike, count: int) -> NDArray[np.float64]:
    """Return `count` quantiles of all values of `x` at equal steps, from the minimum to the maximum.

    Between two values they lie on the line from one to the other (``np.quantile`` with its default method), so that an
    increasing affine map carries the quantiles of `x` to those of its output.

    Parameters
    ----------
    x : array_like of real numbers
        Any shape, at least one value.
    count : int
        At least 2.

    Returns
    -------
    ndarray of float64
        Shape (count,), not decreasing.

    Raises
    ------
    TypeError, ValueError
        `x` is empty, holds NaN, infinity or no real numbers; `count` is not a whole number from 2 on.

    Examples
    --------
    >>> import numpy as np
    >>> quantiles(np.array([3.0, 0.0, 1.0]), 3)
    array([0., 1., 3.])
    """
    values = finite_array("x", x).reshape(-1)
    whole_number("count", count, least=2)
    if values.size == 0:
        raise ValueError(f"x must have at least one value, got shape {np.shape(x)}")
    # np.quantile parts the values around each quantile anew; it is quick on sorted ones.
    return np.quantile(np.sort(values), np.linspace(0.0, 1.0, count))
