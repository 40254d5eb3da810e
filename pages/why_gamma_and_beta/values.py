"""The mini-batch normalized, as the pictures and the words of this page need it."""

from __future__ import annotations

import bn_core
from bn_view.data.batches import Batch, Stage, scaled, scaled_values
from bn_view.data.mini_batch import EPSILONS, Affine


def round_trip(batch: Batch, epsilon: float) -> Stage:
    """Return the mini-batch after normalization, scale and shift by the gamma and beta of the identity."""
    gamma, beta = bn_core.identity_parameters(batch.moments, epsilon)
    return scaled(batch, gamma, beta, epsilon)


def outputs(batch: Batch, affine: Affine) -> Stage:
    """Return the batch-normalized mini-batch, its histogram as a slider moves it: counted once for each epsilon."""
    sweep, stop = batch.epsilon_sweep, EPSILONS.index(affine.epsilon)
    histogram, summary = sweep.histogram(stop), sweep.summary(stop)
    gamma = affine.gamma if summary.minimum < summary.maximum else 0.0  # equal values are in one place, whatever gamma is
    return Stage(
        lambda: scaled_values(batch, affine.gamma, affine.beta, affine.epsilon),
        histogram.affine(gamma, affine.beta),
        summary.affine(affine.gamma, affine.beta),
    )
