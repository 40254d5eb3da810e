"""Why one's numbers differ from another's: by how much each reason alone moves an output value of a mini-batch, at most."""

from __future__ import annotations

from collections.abc import Hashable
from math import nan

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import bn_core
from bn_core.conventions import PYTORCH, complement
from bn_view.data.batches import Batch
from bn_view.data.mini_batch import AXES
from pages.numpy_and_tensorflow.settings import Layer
from witnesses.batch_norms import WITNESSES

# Of all reasons but the epsilons themselves.
EPSILON = PYTORCH.epsilon
# A mean, a variance and an epsilon.
_Given = tuple[NDArray[np.float64], NDArray[np.float64], float]


class Reasons:
    """The reasons on one mini-batch, with the statistics over `axes`; it keeps none of the values but the extremes.

    Where mean and variance are given, an output is a line in x: two outputs differ most at the least or the largest x of a group.
    """

    def __init__(self, x: NDArray[np.floating], axes: tuple[int, ...]) -> None:
        """Compute what depends on no setting of a layer."""
        self._statistics = bn_core.moments(x, axes)
        self._ends = np.concatenate([x.min(axes, keepdims=True), x.max(axes, keepdims=True)])
        channel, position = (bn_core.batch_norm(x, axis=AXES[unit], epsilon=EPSILON).output for unit in ("channel", "position"))
        self._axis = bn_core.largest_difference(channel, position)
        self._sums = _float32_error(x.astype(np.float32), axes)

    def sizes(self, layer: Layer) -> dict[str, float]:
        """Return the size of each reason for a layer; a group of one value has no variance over m − 1: NaN."""
        mean, variance = self._statistics.mean, self._statistics.variance
        usual, unbiased = (mean, variance, EPSILON), nan
        if self._statistics.count > 1:
            unbiased = self._apart(usual, (mean, self._statistics.unbiased_variance, EPSILON))
        return {
            "epsilon": self.of_epsilon(layer.layer_epsilon, layer.other_convention.epsilon),
            "place": self.of_place(layer.layer_epsilon),
            "momentum": self.of_momentum(layer.layer_momentum),
            "variance": unbiased,
            "axis": self._axis,
            "sums": self._sums,
            "mode": self._apart(usual, (np.zeros_like(mean), np.ones_like(variance), EPSILON)),
        }

    def of_epsilon(self, one: float, other: float) -> float:
        """Return what another epsilon does."""
        mean, variance = self._statistics.mean, self._statistics.variance
        return self._apart((mean, variance, one), (mean, variance, other))

    def of_place(self, epsilon: float) -> float:
        """Return what it does to add an epsilon to the standard deviation, where it belongs to the variance."""
        mean, variance = self._statistics.mean, self._statistics.variance
        return self._apart((mean, variance, epsilon), (mean, (np.sqrt(variance) + epsilon) ** 2, 0.0))

    def of_momentum(self, momentum: float) -> float:
        """Return what it does, after one update, to read a momentum as the share of the old and as that of the batch."""
        start, shares = (np.zeros(()), np.ones(())), (momentum, complement(momentum))
        running = [bn_core.RunningStatistics(*start, share).update(self._statistics) for share in shares]
        return self._apart(*((one.mean, one.variance, EPSILON) for one in running))

    def _apart(self, one: _Given, other: _Given) -> float:
        outputs = (bn_core.batch_norm_inference(self._ends, m, v, epsilon=e) for m, v, e in (one, other))
        return bn_core.largest_difference(*outputs)


def _float32_error(x: NDArray[np.float32], axes: tuple[int, ...]) -> float:
    """Return how far the textbook's form in float32 is from float64 sums of the very same values."""
    exact = bn_core.batch_norm(x.astype(np.float64), axis=axes, epsilon=EPSILON).output
    return bn_core.largest_difference(exact, WITNESSES["textbook"].prepare(x, 1.0, 0.0, axes, EPSILON)())


def reasons_of(batch: Batch) -> Reasons:
    """Return the reasons on a mini-batch, made once for all who look at it."""
    return _reasons(batch.key, batch)


# Streamlit hashes no argument that starts with an underscore: the key stands for it.
@st.cache_resource(max_entries=128, show_spinner=False)
def _reasons(key: Hashable, _batch: Batch) -> Reasons:
    return Reasons(_batch.before.values, _batch.settings.axes)
