"""The mini-batches of a training run, and the running statistics after each of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bn_core.arguments import whole_number, whole_numbers
from bn_core.moments import Moments
from bn_core.running_statistics import RunningStatistics, blended

__all__ = ["RunningHistory", "expected_variance", "moments_of_batches", "running_history", "shuffled_batches", "standard_error"]


@dataclass(frozen=True, eq=False)
class RunningHistory:
    """Running statistics from the start on.

    Attributes
    ----------
    mean, variance : ndarray of float64
        Shape (updates + 1, ...): the start, then the statistics after each update.
    """

    mean: NDArray[np.float64]
    variance: NDArray[np.float64]


def shuffled_batches(count: int, size: int, updates: int, seed: int) -> NDArray[np.intp]:
    """Return which samples each mini-batch holds, epoch after epoch.

    Each epoch shuffles all samples anew and leaves out those that do not fill a mini-batch, as training loops do
    (``drop_remainder`` in TensorFlow, ``drop_last`` in PyTorch). The first updates are the same however many follow.

    Parameters
    ----------
    count : int
        Number of samples, at least 1.
    size : int
        Samples in a mini-batch, 1 to `count`.
    updates : int
        Number of mini-batches, at least 1.
    seed : int
        Not negative; of ``numpy.random.default_rng``.

    Returns
    -------
    ndarray of int
        Shape (updates, size).

    Examples
    --------
    >>> shuffled_batches(count=7, size=3, updates=5, seed=0).shape
    (5, 3)
    """
    whole_numbers(1, count=count, size=size, updates=updates)
    if size > count:
        raise ValueError(f"size must be at most the count of {count}, got {size!r}")
    draw = np.random.default_rng(whole_number("seed", seed, least=0))
    batches = count // size
    epochs = [draw.permutation(count)[: batches * size] for _ in range(-(-updates // batches))]
    return np.concatenate(epochs).reshape(-1, size)[:updates]


def moments_of_batches(each: Moments, chosen: ArrayLike) -> Moments:
    """Return the moments of many mini-batches from those of their samples.

    All samples have the same number of values, so that the mean is the mean of their means, and the variance the mean of their
    variances plus the variance of their means (Chan, Golub & LeVeque 1983, with equal counts): no image is read again.

    Parameters
    ----------
    each : Moments
        Of each sample: shape (samples, ...), of as many values in every one.
    chosen : array_like of int
        Which samples are in which mini-batch: shape (..., size).

    Returns
    -------
    Moments
        The shape of `chosen` without its last axis, then that of one sample's statistics.

    Examples
    --------
    >>> from bn_core import moments
    >>> each = moments(np.array([[1.0, 2.0], [3.0, 4.0]]), axis=1)
    >>> moments_of_batches(each, [[0, 1]]).variance
    array([[1.25]])
    """
    if not isinstance(each, Moments):
        raise TypeError(f"each must be Moments, got {each!r}")
    indices = np.asarray(chosen)
    if indices.dtype.kind not in "iu":
        raise TypeError(f"chosen must hold integers, got dtype {indices.dtype}")
    if indices.ndim == 0 or indices.size == 0:
        raise ValueError(f"chosen must have at least one sample in every mini-batch, got shape {indices.shape}")
    if indices.min() < 0 or indices.max() >= len(each.mean):
        raise ValueError(f"chosen must name samples 0 to {len(each.mean) - 1}, got {indices.min()} to {indices.max()}")
    samples, size = indices.ndim - 1, indices.shape[-1]
    counts = np.unique(each.count)
    if len(counts) > 1:
        raise ValueError(f"each must have as many values in every sample, got counts from {counts.min()} to {counts.max()}")
    means = each.mean[indices]
    return Moments(int(counts[0]) * size, means.mean(samples), each.variance[indices].mean(samples) + means.var(samples))


def standard_error(each: Moments, size: int) -> NDArray[np.floating]:
    """Return the standard deviation of the mean of a mini-batch of `size` samples, of which none is in it twice.

    It falls as one over the root of the size, and faster where the mini-batch is a large part of all samples, down to 0 for all.

    Examples
    --------
    >>> from bn_core import moments
    >>> each = moments(np.array([[1.0], [2.0], [3.0]]), axis=1)
    >>> round(standard_error(each, 2).item(), 4)
    0.4082
    """
    if not isinstance(each, Moments):
        raise TypeError(f"each must be Moments, got {each!r}")
    count = len(each.mean)
    size = whole_number("size", size, least=1)
    if size > count:
        raise ValueError(f"size must be at most the count of {count}, got {size!r}")
    left_out = (count - size) / (count - 1) if count > 1 else 0.0
    error: NDArray[np.floating] = each.mean.std(axis=0) * np.sqrt(left_out / size)
    return error


def expected_variance(each: Moments, size: int) -> NDArray[np.floating]:
    """Return the mean of the biased variance of a mini-batch of `size` samples, of which none is in it twice.

    It is less than that of all samples together by the variance of the mini-batch's own mean, the squared `standard_error`.

    Examples
    --------
    >>> from bn_core import moments
    >>> each = moments(np.array([[1.0], [2.0], [3.0]]), axis=1)
    >>> round(expected_variance(each, 2).item(), 4)  # of the variances 1/4, 1 and 1/4
    0.5
    """
    error = standard_error(each, size)
    variance: NDArray[np.floating] = each.variance.mean(axis=0) + each.mean.var(axis=0) - error**2
    return variance


def running_history(start: RunningStatistics, batches: Moments) -> RunningHistory:
    """Return the running statistics at the start and after each mini-batch.

    Parameters
    ----------
    start : RunningStatistics
        With the momentum, and whether the unbiased variance is stored.
    batches : Moments
        Shape (updates, ...), one mini-batch after the other.

    Examples
    --------
    >>> from bn_core import Moments, RunningStatistics
    >>> batches = Moments(4, np.array([8.0, 8.0]), np.array([3.0, 3.0]))
    >>> running_history(RunningStatistics(0.0, 1.0, momentum=0.5), batches).mean
    array([0., 4., 6.])
    """
    if not isinstance(batches, Moments):
        raise TypeError(f"batches must be Moments, got {batches!r}")
    if batches.mean.ndim == 0:
        raise ValueError("batches must have an axis of updates, got statistics of shape ()")
    if len(batches.mean):  # what is right for the first is right for all, and five hundred checks cost more than the numbers
        start.update(Moments(int(np.min(batches.count)), np.asarray(batches.mean[0]), np.asarray(batches.variance[0])))
    stored = np.stack([batches.mean, batches.unbiased_variance if start.unbiased else batches.variance], axis=1)
    history = np.empty((len(stored) + 1, *stored.shape[1:]))
    history[0, 0], history[0, 1] = start.mean, start.variance
    for i, batch in enumerate(stored):
        history[i + 1] = blended(start.share_of_old(start.updates + i), history[i], batch)
    return RunningHistory(history[:, 0], history[:, 1])
