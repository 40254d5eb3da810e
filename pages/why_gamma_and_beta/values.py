"""The mini-batch normalized, as the pictures and the words of this page need it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.data.batches import Batch, Stage, scaled
from bn_view.data.mini_batch import EPSILONS, Affine


def round_trip(batch: Batch, epsilon: float) -> Stage:
    """Return the mini-batch after normalization, scale and shift by the gamma and beta of the identity."""
    gamma, beta = bn_core.identity_parameters(batch.moments, epsilon)
    return scaled(batch, gamma, beta, epsilon)


def outputs(batch: Batch, affine: Affine) -> Stage:
    """Return the batch-normalized mini-batch, its histogram as a slider moves it: counted once for each epsilon."""
    histogram, summary = _moved(batch, affine)
    return Stage(lambda: _values(batch, affine), histogram, summary)


def _values(batch: Batch, affine: Affine) -> NDArray[np.floating]:
    values, axes = batch.before.values, batch.settings.axes
    return bn_core.batch_norm(
        values, affine.gamma, affine.beta, axis=axes, epsilon=affine.epsilon, statistics=batch.moments
    ).output


def _moved(batch: Batch, affine: Affine) -> tuple[bn_core.Histogram, bn_core.Summary]:
    sweep, stop = batch.epsilon_sweep, EPSILONS.index(affine.epsilon)
    least, most = sweep.minimum[stop].item(), sweep.maximum[stop].item()
    deviation, count = sweep.standard_deviation[stop].item(), int(sweep.counts[stop].sum())
    summary = bn_core.Summary(count, 0.0, deviation, least, most, math.nan, math.nan)
    histogram = bn_core.Histogram(sweep.counts[stop], np.linspace(least, most, sweep.counts.shape[1] + 1))
    gamma = affine.gamma if least < most else 0.0  # equal values are in one place, whatever gamma is
    return histogram.affine(gamma, affine.beta), summary.affine(affine.gamma, affine.beta)
