"""A histogram that needs no range beforehand: bins as wide as a power of two, of which two become one as the range grows."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 256
# A float64 has 52 digits behind its first: bins much finer than that would have edges that no float64 holds.
_DIGITS = 50


@dataclass(frozen=True, eq=False)
class Bins:
    """Counts of the values from ``k * width`` up to ``(k + 1) * width``, for `BINS` successive whole numbers k at most.

    The width is the smallest power of two that so few bins allow. All edges of a width are edges of half of it too, so that a
    histogram of parts is exactly that of the whole, in whatever order the parts come.

    Attributes
    ----------
    exponent : int
        The width is 2 to the power of it.
    first : int
        The k of the first bin.
    counts : ndarray of int64
        The first and the last are not 0.
    """

    exponent: int
    first: int
    counts: NDArray[np.int64]

    @property
    def edges(self) -> NDArray[np.float64]:
        """The ends of the bins: one more than there are bins."""
        return np.ldexp(np.arange(self.first, self.first + len(self.counts) + 1, dtype=np.float64), self.exponent)

    def __or__(self, other: Bins) -> Bins:
        """Return the histogram of both sets of values together."""
        if not (len(self.counts) and len(other.counts)):
            return self if len(self.counts) else other
        exponent = max(self.exponent, other.exponent)
        one, another = self._coarser(exponent), other._coarser(exponent)
        while max(one.last, another.last) - min(one.first, another.first) >= BINS:
            exponent += 1
            one, another = one._coarser(exponent), another._coarser(exponent)
        first = min(one.first, another.first)
        counts = np.zeros(max(one.last, another.last) - first + 1, np.int64)
        for part in (one, another):
            counts[part.first - first : part.last - first + 1] += part.counts
        return Bins(exponent, first, counts)

    @property
    def last(self) -> int:
        """The k of the last bin."""
        return self.first + len(self.counts) - 1

    def _coarser(self, exponent: int) -> Bins:
        """Return the same values in wider bins: Python's shift of a whole number rounds down, as the bins do."""
        shift = exponent - self.exponent
        if shift == 0:
            return self
        first, last = self.first >> shift, self.last >> shift
        if first == last:
            return Bins(exponent, first, self.counts.sum(keepdims=True))
        in_bin = np.arange(self.first, self.last + 1) >> shift
        starts = np.flatnonzero(np.diff(in_bin, prepend=in_bin[0] - 1))
        return Bins(exponent, first, np.add.reduceat(self.counts, starts))


def no_bins() -> Bins:
    """Return the histogram of no values, which is neutral."""
    return Bins(0, 0, np.zeros(0, np.int64))


def trimmed(exponent: int, first: int, counts: NDArray[np.int64]) -> Bins:
    """Return counts without the empty bins at both ends."""
    filled = np.flatnonzero(counts)
    if len(filled) == 0:
        return no_bins()
    return Bins(exponent, first + int(filled[0]), counts[filled[0] : filled[-1] + 1])


def exponent_for(least: float, greatest: float, *, whole: bool) -> int:
    """Return the exponent of the bins of values in this range; of whole numbers a bin holds one at least."""
    farthest = max(abs(least), abs(greatest))
    exponent = 0 if whole else max(math.frexp(farthest)[1] - _DIGITS, -1000)
    if greatest > least:  # below this, bins are surely too many: the search starts near its end
        exponent = max(exponent, math.frexp(greatest / BINS - least / BINS)[1] - 2)
    while bin_of(greatest, exponent) - bin_of(least, exponent) >= BINS:
        exponent += 1
    return exponent


def bin_of(value: float, exponent: int) -> int:
    """Return the k of the bin of one value."""
    return math.floor(math.ldexp(value, -exponent))
