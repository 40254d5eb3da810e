"""What has come of one arm so far, as arrays over its steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bn_core.network.training import Snapshot
from pages.training.rebinning import central_range, rebinned
from workers.steps import Item

__all__ = ["Course", "Heat", "course_of", "fan", "heat"]

Floats = NDArray[np.floating]
# Fewer for many layers: all of a run crosses the wire at each released control.
HEAT_BINS, DEEP, DEEP_BINS = 32, 5, 20


@dataclass(frozen=True, eq=False)
class Course:
    """One arm, from its initial weights to the last snapshot whose loss is a number.

    Attributes
    ----------
    steps : ndarray of int
        Shape (n,), at equal distances from 0 on.
    loss : ndarray
        Shape (n,): mean over the mini-batches since the snapshot before.
    accuracy : ndarray
        Shape (n,), on the held-out images.
    snapshots : sequence of Snapshot
    diverged : int or None
        The step at which the loss was no number any more.
    """

    steps: NDArray[np.int_]
    loss: Floats
    accuracy: Floats
    snapshots: Sequence[Snapshot]
    diverged: int | None = None

    def at(self, step: int) -> int:
        """Return the index of the last snapshot up to `step`."""
        return max(0, int(np.searchsorted(self.steps, step, "right")) - 1)

    def over(self, step: int) -> bool:
        """Return whether the arm has diverged by `step`."""
        return self.diverged is not None and self.diverged <= step


def course_of(items: Sequence[Item]) -> Course | None:
    """Return the course of an arm; None where there is no snapshot yet, or none with a loss."""
    told = list(items)
    diverged = told.pop()[1].step if told and told[-1][1].diverged else None
    if not told:
        return None
    losses, snapshots = zip(*told, strict=True)
    return Course(
        steps=np.array([s.step for s in snapshots]),
        loss=np.array([np.mean(of_steps) for of_steps in losses]),
        accuracy=np.array([s.accuracy for s in snapshots]),
        snapshots=snapshots,
        diverged=diverged,
    )


@dataclass(frozen=True, eq=False)
class Heat:
    """One layer's histograms over the steps: shape (bins, n), the fullest bin of each step 1; and their common range."""

    shares: Floats
    low: float
    high: float


def heat(course: Course, layer: int) -> Heat:
    """Return how a layer's activations are spread at each step."""
    counts = np.stack([s.activations[layer] for s in course.snapshots])
    edges = np.stack([s.edges[layer] for s in course.snapshots])
    low, high = central_range(counts, edges)
    if low == high:
        low, high = low - 0.5, high + 0.5
    bins = HEAT_BINS if len(course.snapshots[0].edges) <= DEEP else DEEP_BINS
    shares = rebinned(counts, edges, low, high, bins)
    fullest = shares.max(axis=1, keepdims=True)
    return Heat((shares / np.where(fullest > 0, fullest, 1)).T, low, high)


def fan(course: Course, name: str) -> Floats:
    """Return the 5 %, 50 % and 95 % quantiles of "gamma" or "beta" over a layer's units: shape (layers, 3, n)."""
    values = np.stack([getattr(s, name) for s in course.snapshots])
    return np.moveaxis(np.quantile(values, (0.05, 0.5, 0.95), axis=2), (0, 1, 2), (1, 2, 0))
