"""The mini-batch normalized, as the pictures and the words of this page need it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.data.batches import Batch, Stage, scaled, scaled_values
from bn_view.data.mini_batch import EPSILONS, Affine

# A share of so many is right to a thousandth; bins so fine are found sooner than the values are sorted.
_STANDING, _FINE = 1000, 4096


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


def standing_for_all(batch: Batch, epsilon: float) -> NDArray[np.float64]:
    """Return values that stand for the normalized ones: equally many lie between each and the next.

    The browser moves them under a thumb, and what it says of them is to be what is said after the release. They are in standard
    deviations from the mean, as those two follow the sliders.
    """
    summary = batch.epsilon_sweep.summary(EPSILONS.index(epsilon))
    apart = _quantiles(scaled_values(batch, 1.0, 0.0, epsilon)) - summary.mean
    return np.round(apart / (summary.standard_deviation or 1.0), 4)


def placed(standing: NDArray[np.float64], summary: bn_core.Summary, gamma: float) -> NDArray[np.float64]:
    """Return where they are with this gamma, whose values have this summary."""
    apart = float(np.sign(gamma)) * summary.standard_deviation
    return summary.mean + apart * standing


def standing_for(stage: Stage) -> NDArray[np.float64]:
    """Return values that stand for those of a stage."""
    return _quantiles(stage.values)


def _quantiles(values: NDArray[np.floating]) -> NDArray[np.float64]:
    return bn_core.histogram(values, _FINE).quantiles(_STANDING)
