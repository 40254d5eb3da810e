"""What is kept of each channel, and how two of it merge."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from bn_core.dataset.bins import Bins, no_bins, trimmed
from bn_core.moments import Moments

# An axis with more is hardly one of channels.
MOST_CHANNELS = 1 << 14


@dataclass(frozen=True, eq=False)
class ChannelSummary:
    """Count, mean, variance, extremes and histogram of each channel; ``|`` merges two.

    Attributes
    ----------
    moments : Moments
        Shape (channels,), the counts too.
    least, greatest : ndarray of float64
        Infinity and minus infinity where a channel has no values.
    missing : ndarray of int64
        How many values were NaN or infinite: they are in none of the others.
    bins : tuple of Bins
        A histogram a channel; empty where none was asked for.
    """

    moments: Moments
    least: NDArray[np.float64]
    greatest: NDArray[np.float64]
    missing: NDArray[np.int64]
    bins: tuple[Bins, ...] = ()

    @property
    def mean(self) -> NDArray[np.float64]:
        """The mean of each channel."""
        return self.moments.mean

    @property
    def standard_deviation(self) -> NDArray[np.float64]:
        """The root of the biased variance of each channel."""
        return np.sqrt(self.moments.variance)

    @property
    def channels(self) -> int:
        """How many channels there are."""
        return len(self.least)

    def __or__(self, other: ChannelSummary) -> ChannelSummary:
        """Return the summary of both sets of values together."""
        if self.channels != other.channels:
            raise ValueError(f"both must have as many channels, got {self.channels} and {other.channels}")
        return ChannelSummary(
            self.moments | other.moments,
            np.minimum(self.least, other.least),
            np.maximum(self.greatest, other.greatest),
            self.missing + other.missing,
            tuple(one | another for one, another in zip(self.bins, other.bins, strict=True)),
        )

    def repeated(self, channels: int) -> ChannelSummary:
        """Return the summary of one channel as that of several that are equal, as loaders make colour of grey."""
        which = np.zeros(channels, np.intp)
        count = np.asarray(self.moments.count)[which]
        return ChannelSummary(
            Moments(count, self.moments.mean[which], self.moments.variance[which]),
            self.least[which],
            self.greatest[which],
            self.missing[which],
            tuple(self.bins[i] for i in which) if self.bins else (),
        )


def side_by_side(parts: list[ChannelSummary]) -> ChannelSummary:
    """Return the channels of all parts as those of one summary."""
    return ChannelSummary(
        Moments(
            np.concatenate([np.atleast_1d(part.moments.count) for part in parts]),
            np.concatenate([part.moments.mean for part in parts]),
            np.concatenate([part.moments.variance for part in parts]),
        ),
        np.concatenate([part.least for part in parts]),
        np.concatenate([part.greatest for part in parts]),
        np.concatenate([part.missing for part in parts]),
        tuple(bins for part in parts for bins in part.bins),
    )


def of_nothing(channels: int, *, histogram: bool = True) -> ChannelSummary:
    """Return the summary of no values."""
    zeros = np.zeros(channels)
    return ChannelSummary(
        Moments(np.zeros(channels, np.int64), zeros, zeros),
        np.full(channels, np.inf),
        np.full(channels, -np.inf),
        np.zeros(channels, np.int64),
        (no_bins(),) * channels if histogram else (),
    )


def from_counts(counts: NDArray[np.int64], *, histogram: bool = True) -> ChannelSummary:
    """Return the summary of whole numbers from 0 on, of which each channel has so many: exact, as the sums are whole too.

    Examples
    --------
    >>> from_counts(np.array([[1, 0, 3]])).mean
    array([1.5])
    """
    values = np.arange(counts.shape[1])
    least, greatest = np.full(len(counts), np.inf), np.full(len(counts), -np.inf)
    for i, of_channel in enumerate(counts):
        filled = np.flatnonzero(of_channel)
        if filled.size:
            least[i], greatest[i] = filled[0], filled[-1]
    moments = whole_moments(counts.sum(axis=1), counts @ values, counts @ (values * values))
    bins = tuple(trimmed(0, 0, of_channel) for of_channel in counts) if histogram else ()
    return ChannelSummary(moments, least, greatest, np.zeros(len(counts), np.int64), bins)


def whole_moments(counts: NDArray[np.int64], sums: NDArray[np.int64], squares: NDArray[np.int64]) -> Moments:
    """Return the moments of whole numbers from their sums and those of their squares: exact, but for one rounding."""
    mean, variance = np.zeros((2, len(counts)))
    for i, (count, total, of_squares) in enumerate(zip(counts.tolist(), sums.tolist(), squares.tolist(), strict=True)):
        if count:
            mean[i] = float(Fraction(total, count))
            variance[i] = float(Fraction(of_squares * count - total * total, count * count))
    return Moments(counts, mean, variance)
