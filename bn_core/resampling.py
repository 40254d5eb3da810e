"""How much a mini-batch's statistics depend on who is in it: many mini-batches of each size, drawn anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bn_core.engine.arguments import finite_array, sequence, whole_number, whole_numbers

__all__ = ["Band", "band", "resampled_batches"]


@dataclass(frozen=True, eq=False)
class Band:
    """Where nine of ten values lie.

    Attributes
    ----------
    low, middle, high : ndarray of float64
        The 5th, 50th and 95th percentile.
    """

    low: NDArray[np.float64]
    middle: NDArray[np.float64]
    high: NDArray[np.float64]

    @property
    def width(self) -> NDArray[np.float64]:
        """From the 5th to the 95th percentile."""
        return self.high - self.low


def resampled_batches(count: int, sizes: Sequence[int], resamples: int, seed: int) -> list[NDArray[np.intp]]:
    """Draw mini-batches of several sizes, with replacement, so that one may be larger than the data.

    Parameters
    ----------
    count : int
        Number of samples to draw from, at least 1.
    sizes : sequence of int
        Samples in a mini-batch, each at least 1.
    resamples : int
        Mini-batches of each size, at least 1.
    seed : int
        Not negative; of ``numpy.random.default_rng``.

    Returns
    -------
    list of ndarray of int
        One a size, of shape (resamples, size).

    Raises
    ------
    TypeError, ValueError
        An argument is not an integer or lies outside its range; the message names it.

    Examples
    --------
    >>> [chosen.shape for chosen in resampled_batches(count=30, sizes=[2, 64], resamples=10, seed=0)]
    [(10, 2), (10, 64)]
    """
    whole_numbers(1, count=count, resamples=resamples)
    draw = np.random.default_rng(whole_number("seed", seed, least=0))
    return [draw.integers(count, size=(resamples, whole_number("sizes", size, least=1))) for size in sequence("sizes", sizes)]


def band(values: ArrayLike) -> Band:
    """Return where nine of ten values of each row lie.

    Parameters
    ----------
    values : array_like of real numbers
        Shape (..., n), finite, at least one value a row.

    Returns
    -------
    Band
        Of shape (...).

    Raises
    ------
    TypeError, ValueError
        `values` does not hold real numbers, is not finite, or has an empty row.

    Examples
    --------
    >>> import numpy as np
    >>> band(np.arange(101.0)).width.item()
    90.0
    """
    array = finite_array("values", values)
    if array.ndim == 0 or array.shape[-1] == 0:
        raise ValueError(f"values must have at least one value a row, got shape {array.shape}")
    low, middle, high = np.percentile(array, (5, 50, 95), axis=-1)
    return Band(np.asarray(low), np.asarray(middle), np.asarray(high))
