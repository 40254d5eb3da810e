"""The way of a group through batch normalization, with as few numbers as a picture of it needs."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.data.batches import Batch
from bn_view.data.mini_batch import BINS, Affine
from pages.step_by_step.settings import Index
from workers.cache import Cache

Values = NDArray[np.floating]
# Up to here every value is a dot with its path; a histogram says more of a larger group, and costs less to send.
MOST_DOTS = 64
# So many of a larger group are followed all the same: each one's path shows that all go the same way.
MOST_PATHS = 40
# Of picked values with their groups, for each epsilon; and what is drawn of these.
_TRACES: Cache[bn_core.Trace] = Cache(8_000_000, size_of=lambda trace: trace.group.nbytes)
_DRAWN: Cache[bn_core.Histogram | Values] = Cache(1_000_000, size_of=lambda _drawn: 16 * BINS)


@dataclass(frozen=True, eq=False)
class Way:
    """What is drawn of a group, row by row; it holds no group, as Streamlit keeps what a fragment was given.

    Attributes
    ----------
    count : int
        How many values the group has.
    mean, variance : float
        Those of the group.
    counts : ndarray of int64, optional
        Those of the histogram; None where every value is a dot.
    group : ndarray
        The values, or the edges of their histogram: (rows, n).
    followed : ndarray
        Those of the values that have a path: (rows, values).
    band : ndarray
        The mean less and plus the standard deviation: (rows, 2).
    picked : ndarray
        The picked value: (rows,).
    """

    count: int
    mean: float
    variance: float
    counts: NDArray[np.int64] | None
    group: Values
    followed: Values
    band: Values
    picked: Values


def traced(batch: Batch, index: Index, affine: Affine) -> bn_core.Trace:
    """Return the value at an index, with the group that shares its mean and variance."""
    axes, epsilon = batch.settings.axes, affine.epsilon
    found = _TRACES.get(
        (batch.key, index, epsilon), lambda: bn_core.trace(batch.before.values, index, axis=axes, epsilon=epsilon)
    )
    return replace(found, gamma=affine.gamma, beta=affine.beta)


def way_at(batch: Batch, index: Index, affine: Affine) -> Way:
    """Return the way of the value at an index, whose group is counted once."""
    trace = traced(batch, index, affine)
    return way_of(trace, _DRAWN.get((batch.key, index), lambda: drawn_of(trace)))


def drawn_of(trace: bn_core.Trace) -> bn_core.Histogram | Values:
    """Return what is drawn of a group: its values or, of many, their histogram."""
    # Equal values stand in one place: a histogram would give it a width, and 1/√ε would make that a range.
    group = trace.group if np.ptp(trace.group) else trace.group[:1]
    return group if len(group) <= MOST_DOTS else bn_core.histogram(group, BINS)


def way_of(trace: bn_core.Trace, drawn: bn_core.Histogram | Values) -> Way:
    """Return the way of a traced value and what is drawn of its group."""
    deviation = math.sqrt(trace.variance)
    shown, counts = (drawn.edges, drawn.counts) if isinstance(drawn, bn_core.Histogram) else (drawn, None)
    followed = shown if counts is None else trace.group[:: math.ceil(trace.count / MOST_PATHS)]
    rows = np.stack(trace.steps([*shown, *followed, trace.mean - deviation, trace.mean + deviation, trace.value]))
    group, paths = np.split(rows[:, :-3], [len(shown)], axis=1)
    return Way(trace.count, trace.mean, trace.variance, counts, group, paths, rows[:, -3:-1], rows[:, -1])
