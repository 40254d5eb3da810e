"""The way of a group through batch normalization, with as few numbers as a picture of it needs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.data.batches import Batch
from bn_view.data.mini_batch import BINS, Affine
from pages.step_by_step.settings import Index

Values = NDArray[np.floating]
# Up to here every value is a dot with its path; a histogram says more of a larger group, and costs less to send.
MOST_DOTS = 64


@dataclass(frozen=True, eq=False)
class Way:
    """What is drawn of a group, row by row; it holds no group, as Streamlit keeps what a fragment was given.

    Attributes
    ----------
    count : int
        How many values the group has.
    variance : float
        That of the group.
    counts : ndarray of int64, optional
        Those of the histogram; None where every value is a dot.
    group : ndarray
        The values, or the edges of their histogram: (rows, n).
    band : ndarray
        The mean less and plus the standard deviation: (rows, 2).
    picked : ndarray
        The picked value: (rows,).
    """

    count: int
    variance: float
    counts: NDArray[np.int64] | None
    group: Values
    band: Values
    picked: Values


def traced(batch: Batch, index: Index, affine: Affine) -> bn_core.Trace:
    """Return the value at an index, with the group that shares its mean and variance."""
    values, axes = batch.before.values, batch.settings.axes
    return bn_core.trace(values, index, affine.gamma, affine.beta, axis=axes, epsilon=affine.epsilon)


def way_of(trace: bn_core.Trace) -> Way:
    """Return the way of a traced value and its group."""
    # Equal values stand in one place: a histogram would give it a width, and 1/√ε would make that a range.
    group = trace.group if np.ptp(trace.group) else trace.group[:1]
    drawn = None if len(group) <= MOST_DOTS else bn_core.histogram(group, BINS)
    deviation = math.sqrt(trace.variance)
    shown = group if drawn is None else drawn.edges
    rows = np.stack(trace.steps([*shown, trace.mean - deviation, trace.mean + deviation, trace.value]))
    counts = None if drawn is None else drawn.counts
    return Way(trace.count, trace.variance, counts, rows[:, :-3], rows[:, -3:-1], rows[:, -1])
