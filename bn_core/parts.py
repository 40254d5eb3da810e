"""A data set in parts: how far values lie apart within the parts, and how far the parts lie apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bn_core.arguments import whole_number
from bn_core.moments import Moments

__all__ = ["Spread", "moments_of_parts", "moments_of_runs", "spread"]

Array = NDArray[np.float64]


class Spread(NamedTuple):
    """Mean of all values, and the two parts that their variance has."""

    mean: Array
    within: Array
    between: Array

    @property
    def variance(self) -> Array:
        """The biased variance of all values: the mean of the parts' variances plus the variance of their means."""
        return self.within + self.between


def spread(parts: Moments) -> Spread:
    """Return the law of total variance for parts of any sizes: σ² = Σ nᵢ σᵢ² / n + Σ nᵢ (μᵢ − μ)² / n.

    Leaving out the second sum is what is wrong with every mean of the parts' standard deviations or variances.

    Parameters
    ----------
    parts : Moments
        Of each part along the first axis: shape (parts, ...), with one count for all or a count for each.

    Returns
    -------
    Spread
        Each of shape (...): `mean`, `within`, `between`, and their `variance`.

    Raises
    ------
    TypeError, ValueError
        `parts` is not Moments; it has no axis of parts, or no values.

    Examples
    --------
    >>> from bn_core import moments
    >>> images = np.array([[1.0, 3.0], [11.0, 13.0]])
    >>> of_all = spread(moments(images, axis=1))
    >>> of_all.within.item(), of_all.between.item(), of_all.variance.item(), images.var().item()
    (1.0, 25.0, 26.0, 26.0)
    """
    check_parts("parts", parts)
    counts = np.broadcast_to(parts.count, parts.mean.shape)
    total = counts.sum(0)
    _refuse_nothing("parts", total)
    shares = counts / total
    mean = (shares * parts.mean).sum(0)
    return Spread(mean, (shares * parts.variance).sum(0), (shares * np.square(parts.mean - mean)).sum(0))


def moments_of_parts(each: Moments, size: int) -> Moments:
    """Return the moments of runs of `size` samples from those of each sample; the last run has what is left.

    Parameters
    ----------
    each : Moments
        Of each sample along the first axis: shape (samples, ...).
    size : int
        Samples in a part, at least 1; as a data loader's batch size without ``drop_last``.

    Returns
    -------
    Moments
        Shape (parts, ...), and so the counts.

    Raises
    ------
    TypeError, ValueError
        As `spread`; `size` is no whole number from 1 on.

    Examples
    --------
    >>> from bn_core import moments
    >>> parts = moments_of_parts(moments(np.array([[1.0, 3.0], [11.0, 13.0], [5.0, 5.0]]), axis=1), size=2)
    >>> parts.count.ravel(), parts.mean.ravel(), parts.variance.ravel()
    (array([4, 2]), array([7., 5.]), array([26.,  0.]))
    """
    check_parts("each", each)
    whole_number("size", size, least=1)
    samples = len(each.mean)
    return moments_of_runs(each, [min(size, samples - start) for start in range(0, samples, size)])


def moments_of_runs(each: Moments, sizes: Sequence[int]) -> Moments:
    """Return the moments of runs of so many samples each, one after the other, from those of each sample.

    As the shares of workers, which may be unequal.

    Parameters
    ----------
    each : Moments
        Of each sample along the first axis: shape (samples, ...).
    sizes : sequence of int
        Samples in each run, at least 1; together all of them.

    Returns
    -------
    Moments
        Shape (runs, ...), and so the counts.

    Raises
    ------
    TypeError, ValueError
        As `spread`; a size is no whole number from 1 on, or they do not add up to the samples.

    Examples
    --------
    >>> from bn_core import moments
    >>> shares = moments_of_runs(moments(np.array([[1.0, 3.0], [11.0, 13.0], [5.0, 5.0]]), axis=1), sizes=[1, 2])
    >>> shares.count.ravel(), shares.mean.ravel(), shares.variance.ravel()
    (array([2, 4]), array([2. , 8.5]), array([ 1.  , 12.75]))
    """
    check_parts("each", each)
    for size in sizes:
        whole_number("sizes", size, least=1)
    if sum(sizes) != len(each.mean):
        raise ValueError(f"sizes must add up to the {len(each.mean)} samples, got {list(sizes)}")
    starts = np.cumsum([0, *sizes[:-1]])
    counts = np.broadcast_to(each.count, each.mean.shape)
    total = np.add.reduceat(counts, starts)
    _refuse_nothing("each", total)

    def average(values: Array) -> Array:
        return np.add.reduceat(counts * values, starts) / total

    mean = average(each.mean)
    own = np.repeat(mean, sizes, axis=0)
    return Moments(total, mean, average(each.variance + np.square(each.mean - own)))


def _refuse_nothing(name: str, total: NDArray[np.int64]) -> None:
    if not np.all(total):
        raise ValueError(f"{name} must have at least one value in every group, got a count of 0")


def check_parts(name: str, parts: Moments) -> None:
    """Refuse what is not Moments, or has no axis of parts."""
    if not isinstance(parts, Moments):
        raise TypeError(f"{name} must be Moments, got {parts!r}")
    if parts.mean.ndim == 0 or len(parts.mean) == 0:
        raise ValueError(f"{name} must have at least one part along the first axis, got statistics of shape {parts.mean.shape}")
