"""The points of one arm so far, as arrays over its steps."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_core.network.rebinning import common_bins
from bn_core.network.training import Snapshot
from workers.queue import Run
from workers.steps import Point

Floats = NDArray[np.floating]
T = TypeVar("T")
# Fewer for many layers: a look at a run in progress brings all of it.
HEAT_BINS, DEEP, DEEP_BINS = 32, 5, 20


@dataclass(frozen=True, eq=False)
class History:
    """One arm, from its initial weights to the last snapshot whose loss is a number.

    `steps` are at equal distances from 0 on; `loss` is the mean over the mini-batches since the step before, `accuracy` that on
    the held-out images; all have the shape (n,). `diverged` is the step at which the loss was no longer a number.
    """

    steps: NDArray[np.int_]
    loss: Floats
    accuracy: Floats
    snapshots: Sequence[Snapshot]
    diverged: int | None = None
    _made: dict[Any, Any] = field(default_factory=dict, init=False, repr=False)

    def once(self, key: Any, make: Callable[[], T]) -> T:
        """Return what `make` gave first for this key: what is drawn of a history is made once for all who look at it."""
        if key not in self._made:
            self._made[key] = make()
        made: T = self._made[key]
        return made

    def at(self, step: int) -> int:
        """Return the index of the last snapshot up to `step`."""
        return max(0, int(np.searchsorted(self.steps, step, "right")) - 1)

    def snapshot(self, step: int) -> Snapshot:
        """Return the last snapshot up to `step`."""
        return self.snapshots[self.at(step)]

    def has_diverged(self, step: int) -> bool:
        """Return whether the arm has diverged by `step`."""
        return self.diverged is not None and self.diverged <= step


Histories = Mapping[str, History]
# So long a run in progress looks the same: what a class sees within it is made once, and not for each who looks.
FRESH_SECONDS = 0.4


@dataclass(frozen=True, eq=False)
class Seen:
    """What all who look at a run see of it: the history of each arm that has one; `key` tells it from how the run looks later."""

    key: tuple[int, ...]
    histories: Histories
    made: float

    def is_fresh(self, run: Run, key: tuple[int, ...]) -> bool:
        """Return whether it is to be seen still, though there may be more points by now."""
        for_a_while = run.state == "open" and len(self.histories) == len(run.tasks)
        return self.key == key or (for_a_while and time.monotonic() - self.made < FRESH_SECONDS)


_latest: WeakKeyDictionary[Run, Seen] = WeakKeyDictionary()


def seen_of(run: Run) -> Seen:
    """Return what is seen of a run: once it is over, all of it."""
    counts = tuple(len(run.points[task]) for task in run.tasks)
    seen, key = _latest.get(run), (run.number, *counts)
    if seen is None or not seen.is_fresh(run, key):
        histories = {
            task.arm: history
            for task, count in zip(run.tasks, counts, strict=True)
            if (history := history_of(run.points[task][:count])) is not None
        }
        _latest[run] = seen = Seen(key, histories, time.monotonic())
    return seen


def history_of(points: Sequence[Point]) -> History | None:
    """Return the history of an arm; None where there is no snapshot yet, or none with a loss."""
    points = tuple(points)  # the queue goes on adding to them
    finite = [point for point in points if not point.snapshot.diverged]
    if not finite:
        return None
    snapshots = [point.snapshot for point in finite]
    return History(
        steps=np.array([s.step for s in snapshots]),
        loss=np.array([np.mean(point.losses) for point in finite]),
        accuracy=np.array([s.accuracy for s in snapshots]),
        snapshots=snapshots,
        diverged=points[-1].snapshot.step if len(points) > len(finite) else None,
    )


def shown_steps(histories: Histories, every: int) -> range:
    """Return the steps that one can look at: from 0 to the latest of any arm, `every` apart."""
    latest = max(every, *(history.diverged or int(history.steps[-1]) for history in histories.values()))
    return range(0, latest + -latest % every + 1, every)


def gradients(histories: Histories, step: int) -> dict[str, Floats]:
    """Return the size of each layer's gradient in each arm at a step, of none where the arm has diverged by then."""
    return {arm: np.empty(0) if h.has_diverged(step) else h.snapshot(step).gradient for arm, h in histories.items()}


def gradient_extremes(histories: Histories) -> tuple[float, float]:
    """Return the least and the largest gradient of a whole run that are above 0 and finite."""
    # What diverges would leave no room for the others.
    calm = [h for h in histories.values() if h.diverged is None] or histories.values()
    every = np.concatenate([snapshot.gradient for h in calm for snapshot in h.snapshots])
    every = every[np.isfinite(every) & (every > 0)]
    return float(every.min(initial=1.0)), float(every.max(initial=1.0))


def quantiles(history: History, name: Literal["gamma", "beta"]) -> Floats:
    """Return the 5 %, 50 % and 95 % quantiles of gamma or beta over a layer's units: shape (layers, 3, n)."""

    def made() -> Floats:
        values = np.stack([getattr(s, name) for s in history.snapshots])
        return np.moveaxis(bn_core.quantiles(values, (0.05, 0.5, 0.95), axis=2), (0, 1, 2), (1, 2, 0))

    return history.once(name, made)


def heat(history: History, layer: int) -> tuple[Floats, float, float]:
    """Return a layer's histograms over the steps, shape (bins, n), the fullest bin of each step 1; and their range."""
    return history.once(layer, lambda: _heat(history, layer))


def heats(history: History) -> list[tuple[Floats, float, float]]:
    """Return the same of every layer."""
    return [heat(history, layer) for layer in range(len(history.snapshots[0].edges))]


def _heat(history: History, layer: int) -> tuple[Floats, float, float]:
    counts = np.stack([s.activations[layer] for s in history.snapshots])
    edges = np.stack([s.edges[layer] for s in history.snapshots])
    bins = HEAT_BINS if len(history.snapshots[0].edges) <= DEEP else DEEP_BINS
    shares, low, high = common_bins(counts, edges, bins)
    fullest = shares.max(axis=1, keepdims=True)
    return (shares / np.where(fullest > 0, fullest, 1)).T, low, high
