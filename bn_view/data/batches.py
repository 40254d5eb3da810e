"""What `bn_core` makes of a mini-batch. Kept by settings, never by array; the arrays themselves up to so many bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike, NDArray

import bn_core
from bn_view.data.mini_batch import BINS, EPSILONS, Affine, MiniBatch, present_mini_batch, present_source
from bn_view.data.sources import Source
from bn_view.state.room import take_room
from bn_view.state.settings import Value
from workers.cache import Cache

Array = NDArray[np.floating]
# A mini-batch of 256 images of 64×64×3 with its standardized values, or hundreds of the note's.
KEPT: Cache[Array] = Cache(64_000_000, size_of=lambda array: array.nbytes)
# Hundreds: a few numbers for each stop.
_SWEEPS: Cache[bn_core.EpsilonSweep] = Cache(4_000_000, size_of=lambda sweep: sweep.counts.nbytes, idle_seconds=600.0)
# Of a mini-batch at work there are so many arrays at the highest point: itself, what is made of it, and what that takes.
_AT_WORK = 6
# What is kept of a mini-batch besides its values: 0.2 MB of the largest, 0.05 MB of the note's.
_MOST_BATCHES = 128


@dataclass(frozen=True, eq=False)
class Stage:
    """Values before or after an operation, their histogram and their summary."""

    look_up: Callable[[], Array]
    histogram: bn_core.Histogram
    summary: bn_core.Summary

    @property
    def values(self) -> Array:
        """The values; those of a `Batch` are looked up, and made anew where they were not asked for lately."""
        return self.look_up()


@dataclass(frozen=True, eq=False)
class Batch:
    """A mini-batch with everything that does not depend on gamma, beta and epsilon.

    It holds no values: Streamlit keeps what a fragment was given for as long as its session lives.
    """

    settings: MiniBatch
    source: Source
    shape: tuple[int, ...]  # (N, H, W, C)
    moments: bn_core.Moments
    constant_groups: int
    constant_images: tuple[int, ...]
    middle_variance: float  # of the groups
    before: Stage
    standardized: Stage
    min_max: Stage

    @property
    def key(self) -> tuple[tuple[Value, ...], ...]:
        """What tells this mini-batch from others, for a cache."""
        return self.source.key, self.settings.key

    @property
    def epsilon_sweep(self) -> bn_core.EpsilonSweep:
        """One histogram of the normalized mini-batch for each stop of the epsilon slider."""
        # Looked up first: who waited for room while it is made would hold up all who ask for the same.
        values, axes = self.before.values, self.settings.axes
        return _SWEEPS.get(self.key, lambda: bn_core.epsilon_sweep(values, EPSILONS, axis=axes, bins=BINS))

    def normalized_counts(self, epsilon: float) -> NDArray[np.int64]:
        """Return the counts of the normalized mini-batch for a stop of the epsilon slider."""
        counts: NDArray[np.int64] = self.epsilon_sweep.counts[EPSILONS.index(epsilon)]
        return counts

    @property
    def spikes(self) -> tuple[int, ...]:
        """The images that are in one place of the histogram each: none where each pixel position has its own statistics."""
        return () if self.settings.grouping == "position" else tuple(self.settings.first + i for i in self.constant_images)

    def take_room(self) -> None:
        """Wait for room for its values now."""
        take_room_for(self.source, self.settings)


_BATCHES: Cache[Batch] = Cache(_MOST_BATCHES, idle_seconds=600.0)


def stage(values: Array) -> Stage:
    """Return values with their histogram and summary."""
    return _stage(values, lambda: values)


def present_batch() -> Batch:
    """Return the mini-batch of this session."""
    return batch_of(present_source(), present_mini_batch())


def batch_of(source: Source, chosen: MiniBatch) -> Batch:
    """Return a mini-batch of a source."""
    take_room_for(source, chosen)
    return _BATCHES.get((source.key, chosen.key), lambda: _batch(source, chosen))


def values_of(source: Source, chosen: MiniBatch) -> Array:
    """Return the values of a mini-batch, and make nothing of them."""
    take_room_for(source, chosen)
    first, last = _ends(source, chosen)
    # The mini-batches of all groupings are the same values.
    return KEPT.get((source.key, first, last), lambda: source.first_images(last)[first:].copy())


def normalized(batch: Batch, affine: Affine) -> Stage:
    """Return the batch-normalized mini-batch."""
    return scaled(batch, affine.gamma, affine.beta, affine.epsilon)


def scaled(batch: Batch, gamma: ArrayLike, beta: ArrayLike, epsilon: float) -> Stage:
    """Return the mini-batch normalized with any gamma and beta, one for each group as well."""
    return stage(scaled_values(batch, gamma, beta, epsilon))


def scaled_values(batch: Batch, gamma: ArrayLike, beta: ArrayLike, epsilon: float) -> Array:
    """Return the values of that alone."""
    values, axes = batch.before.values, batch.settings.axes
    return bn_core.batch_norm(values, gamma, beta, axis=axes, epsilon=epsilon, statistics=batch.moments).output


def _batch(source: Source, chosen: MiniBatch) -> Batch:
    before, standardized, min_max = (partial(make, source, chosen) for make in (values_of, _standardized, _min_max))
    values, axes = before(), chosen.axes
    moments = bn_core.moments(values, axes)
    return Batch(
        settings=chosen,
        source=source,
        shape=values.shape,
        moments=moments,
        constant_groups=int(np.count_nonzero(moments.variance == 0)),
        constant_images=constant_images(values),
        middle_variance=float(np.median(moments.variance)),
        before=_stage(values, before),
        standardized=_stage(standardized(), standardized),
        min_max=_stage(min_max(), min_max),
    )


def constant_images(values: Array) -> tuple[int, ...]:
    """Return which images of a mini-batch hold one value each."""
    return tuple(np.flatnonzero(np.ptp(values, axis=(1, 2, 3)) == 0).tolist())


def _stage(values: Array, look_up: Callable[[], Array]) -> Stage:
    return Stage(look_up, bn_core.histogram(values, BINS), bn_core.summary(values))


def _standardized(source: Source, chosen: MiniBatch) -> Array:
    values = values_of(source, chosen)
    return KEPT.get(("standardized", source.key, chosen.key), lambda: bn_core.standardize(values, chosen.axes))


def _min_max(source: Source, chosen: MiniBatch) -> Array:
    return bn_core.min_max_scale(values_of(source, chosen), chosen.axes)


def take_room_for(source: Source, chosen: MiniBatch) -> None:
    """Wait for room for a mini-batch now: whoever waits while others wait for what it makes would hold them up."""
    first, last = _ends(source, chosen)
    take_room((last + _AT_WORK * (last - first)) * source.image_bytes)


def _ends(source: Source, chosen: MiniBatch) -> tuple[int, int]:
    return chosen.first, min(chosen.first + chosen.batch_size, source.count)
