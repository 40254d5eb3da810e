"""Why one's numbers differ from another's: by how much each reason alone moves an output value of a mini-batch, at most."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan, nan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_core.conventions import PYTORCH, complement
from bn_view.data.batches import Batch
from bn_view.data.mini_batch import AXES
from pages.numpy_and_tensorflow.settings import Layer, NumpyAndTensorFlow
from witnesses.batch_norms import WITNESSES
from workers.cache import Cache

# Of all reasons in which a layer's own is not said to count.
EPSILON = PYTORCH.epsilon
# So many values are shown the one way and the other.
SHOWN = 9
# A mean, a variance and an epsilon.
_Given = tuple[NDArray[np.float64], NDArray[np.float64], float]


class Apart(NamedTuple):
    """Some values of the group in which two outputs differ most, the one way and the other, from its least on."""

    size: float
    one: Sequence[float]
    other: Sequence[float]

    @property
    def most(self) -> int:
        """Where the two differ most."""
        return int(np.abs(np.subtract(self.one, self.other)).argmax())


class Reasons:
    """The reasons on one mini-batch, with the statistics over `axes`; it keeps none of the values but the extremes.

    Where mean and variance are given, an output is a line in x: two outputs differ most at the least or the largest x of a group.
    """

    def __init__(self, x: NDArray[np.floating], axes: tuple[int, ...]) -> None:
        """Compute what depends on no setting of a layer."""
        self._statistics = bn_core.moments(x, axes)
        self._ends = _ends(x, axes)
        usual = self._given(EPSILON)
        mean, variance = self._statistics.mean, self._statistics.variance
        of_channel, of_position = (bn_core.moments(x, AXES[unit]) for unit in ("channel", "position"))
        unbiased = (mean, self._statistics.unbiased_variance if self._statistics.count > 1 else variance, EPSILON)
        self._of_no_setting = {
            "variance": self._apart(usual, unbiased),
            "axis": _apart(
                _ends(x, AXES["position"]),
                (of_channel.mean, of_channel.variance, EPSILON),
                (of_position.mean, of_position.variance, EPSILON),
            ),
        }
        self._of_sums = _rounding(x, axes)
        if self._statistics.count == 1:
            self._of_no_setting["variance"] = self._of_no_setting["variance"]._replace(size=nan)

        sizes = self.sizes(Layer())
        # The largest first, as they are before any slider is moved: their places stand still.
        self.order = sorted(sizes, key=lambda reason: -1.0 if isnan(sizes[reason]) else sizes[reason], reverse=True)

    def sizes(self, layer: Layer) -> dict[str, float]:
        """Return the size of each reason for a layer; a group of one value has no variance over m − 1: NaN."""
        return {reason: self.of(reason, layer).size for reason in NumpyAndTensorFlow.reason.titles}

    def of(self, reason: str, layer: Layer) -> Apart:
        """Return what one reason does to a layer."""
        if reason == "epsilon":
            return self._of_epsilon(layer.layer_epsilon, layer.other_convention.epsilon)
        if reason == "place":
            return self._of_place(layer.layer_epsilon)
        if reason == "mode":
            return self._of_mode(layer.layer_epsilon)
        if reason == "momentum":
            return self._of_momentum(layer.layer_momentum)
        if reason == "sums":
            return self._of_sums[layer.layer_epsilon]
        return self._of_no_setting[reason]

    def _of_epsilon(self, one: float, other: float) -> Apart:
        """Return what another epsilon does."""
        return self._apart(self._given(one), self._given(other))

    def _of_place(self, epsilon: float) -> Apart:
        """Return what it does to add an epsilon to the standard deviation, where it belongs to the variance."""
        mean, variance = self._statistics.mean, self._statistics.variance
        return self._apart(self._given(epsilon), (mean, (np.sqrt(variance) + epsilon) ** 2, 0.0))

    def _of_mode(self, epsilon: float) -> Apart:
        """Return what it does to take the statistics with which a new layer begins."""
        mean, variance = self._statistics.mean, self._statistics.variance
        return self._apart(self._given(epsilon), (np.zeros_like(mean), np.ones_like(variance), epsilon))

    def _of_momentum(self, momentum: float) -> Apart:
        """Return what it does, after one update, to read a momentum as the share of the old and as that of the batch."""
        start, shares = (np.zeros(()), np.ones(())), (momentum, complement(momentum))
        running = [bn_core.RunningStatistics(*start, share).update(self._statistics) for share in shares]
        one, other = ((of.mean, of.variance, EPSILON) for of in running)
        return self._apart(one, other)

    def _given(self, epsilon: float) -> _Given:
        return self._statistics.mean, self._statistics.variance, epsilon

    def _apart(self, one: _Given, other: _Given) -> Apart:
        return _apart(self._ends, one, other)


def _ends(x: NDArray[np.floating], axes: tuple[int, ...]) -> NDArray[np.floating]:
    """Return the least value of each group and, below, the largest."""
    return np.concatenate([x.min(axes, keepdims=True), x.max(axes, keepdims=True)])


def _apart(ends: NDArray[np.floating], one: _Given, other: _Given) -> Apart:
    """Return two outputs of the group in which they differ most: each is a line in x, between whose ends values lie evenly."""
    outputs = [bn_core.batch_norm_inference(ends, m, v, epsilon=e) for m, v, e in (one, other)]
    away = np.abs(outputs[0] - outputs[1])
    _end, *group = np.unravel_index(int(away.argmax()), away.shape)
    y_one, y_other = (np.linspace(of[0, *group], of[1, *group], SHOWN).tolist() for of in outputs)
    return Apart(float(away.max()), y_one, y_other)


def _rounding(x: NDArray[np.floating], axes: tuple[int, ...]) -> dict[float, Apart]:
    """Return, by epsilon, how far NumPy's formula in float32 is from float64 sums of the same values: some, and the farthest.

    NaN where float32 has no number for a value or a sum.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        single = x.astype(np.float32)
        is_finite = np.isfinite(single.var(axes)).all()
    same = single.astype(np.float64) if is_finite else x
    statistics, at = bn_core.moments(same, axes), np.linspace(0, x.size - 1, SHOWN).astype(int)
    of_epsilons = {}
    for epsilon in Layer.layer_epsilon.stops:
        exact = bn_core.batch_norm_inference(same, statistics.mean, statistics.variance, epsilon=epsilon)
        rounded = WITNESSES["textbook"].prepare(single, 1.0, 0.0, axes, epsilon)() if is_finite else exact
        order = np.unique(np.append(at, np.abs(rounded - exact).argmax()))
        shown = order[np.argsort(exact.ravel()[order])]
        one, other = (y.ravel()[shown].astype(np.float64).tolist() for y in (exact, rounded))
        of_epsilons[epsilon] = Apart(bn_core.largest_difference(rounded, exact) if is_finite else nan, one, other)
    return of_epsilons


_REASONS: Cache[Reasons] = Cache(128, idle_seconds=600.0)


def reasons_of(batch: Batch) -> Reasons:
    """Return the reasons on a mini-batch, made once for all who look at it."""
    return _REASONS.get(batch.key, lambda: Reasons(batch.before.values, batch.settings.axes))
