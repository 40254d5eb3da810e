"""What `bn_core` makes of a mini-batch. Kept by settings, never by array."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import bn_core
from bn_view.data.mini_batch import BINS, EPSILONS, Affine, MiniBatch, present_mini_batch, present_source
from bn_view.data.sources import Source
from bn_view.state.settings import Value

# A mini-batch of 256 images of 64×64×3 is 25 MB, with the standardized one 50 MB.
_MOST_BATCHES = 8
_Key = tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, eq=False)
class Stage:
    """Values before or after an operation, their histogram and their summary."""

    values: NDArray[np.floating]
    histogram: bn_core.Histogram
    summary: bn_core.Summary


@dataclass(frozen=True, eq=False)
class Batch:
    """A mini-batch with everything that does not depend on gamma, beta and epsilon."""

    settings: MiniBatch
    key: _Key
    moments: bn_core.Moments
    constant_groups: int
    before: Stage
    standardized: Stage
    min_max: Stage


def stage(values: NDArray[np.floating]) -> Stage:
    """Return values with their histogram and summary."""
    return Stage(values, bn_core.histogram(values, BINS), bn_core.summary(values))


def present_batch(grouping: str | None = None) -> Batch:
    """Return the mini-batch of this session, by its own grouping unless another is asked for."""
    chosen = present_mini_batch()
    return batch_of(present_source(), chosen if grouping is None else chosen.replace(grouping=grouping))


def batch_of(source: Source, chosen: MiniBatch) -> Batch:
    """Return a mini-batch of a source."""
    return _batch((source.key, chosen.key), source, chosen)


def normalized(batch: Batch, affine: Affine) -> Stage:
    """Return the batch-normalized mini-batch."""
    values, axes = batch.before.values, batch.settings.axes
    return stage(bn_core.batch_norm(values, affine.gamma, affine.beta, axis=axes, epsilon=affine.epsilon).output)


def epsilon_sweep(batch: Batch) -> bn_core.EpsilonSweep:
    """Return one histogram of the normalized mini-batch for each stop of the epsilon slider."""
    return _sweep(batch.key, batch)


# Streamlit hashes no argument that starts with an underscore: the key stands for it.
@st.cache_resource(max_entries=_MOST_BATCHES, show_spinner=False)
def _batch(key: _Key, _source: Source, _chosen: MiniBatch) -> Batch:
    last = min(_chosen.first + _chosen.batch_size, _source.count)
    values = _source.first_images(last)[_chosen.first :].copy()
    moments = bn_core.moments(values, _chosen.axes)
    return Batch(
        settings=_chosen,
        key=key,
        moments=moments,
        constant_groups=int(np.count_nonzero(moments.variance == 0)),
        before=stage(values),
        standardized=stage(bn_core.standardize(values, _chosen.axes)),
        min_max=stage(bn_core.min_max_scale(values, _chosen.axes)),
    )


@st.cache_resource(max_entries=64, show_spinner=False)
def _sweep(key: _Key, _batch: Batch) -> bn_core.EpsilonSweep:
    return bn_core.epsilon_sweep(_batch.before.values, EPSILONS, axis=_batch.settings.axes, bins=BINS)
