"""Data of a known shape, and what one map for all values or one map a group makes of it; epsilon is 0."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.data.batches import KEPT
from bn_view.data.mini_batch import BINS
from bn_view.figures.histograms import HALF_WIDTH, Curve, covering, normal_curve
from bn_view.figures.through import equally_apart
from workers.cache import Cache

Array = NDArray[np.floating]
QUANTILES = 51
# Of two tests.
MEANS, DEVIATIONS = np.array([60.0, 70.0]), np.array([5.0, 10.0])
_SEED, _IMAGES = 678, (10, 32, 32, 1)


@dataclass(frozen=True)
class Values:
    """The values that are mapped: `key` tells them from others, for a cache."""

    key: Hashable
    look_up: Callable[[], Array]

    @property
    def in_order(self) -> Array:
        """All values from the smallest to the largest: what one map makes of them is in order too, which saves sorting."""
        images = self.look_up()
        return KEPT.get(("in order", self.key), lambda: np.sort(images, axis=None))

    @property
    def before(self) -> Before:
        """What is known of them before they are mapped."""
        return _BEFORE.get(self.key, lambda: _before(self.in_order))


class Before(NamedTuple):
    """What does not depend on gamma and beta: they move the `edges` of the standardized values' histogram and leave its `counts`.

    `axis` is the axis of the values before: what the axis after shows of them once they are standardized. `followed` are a few
    values that one sees carried. Beside the values before and the standardized ones is a `normal` distribution.
    """

    moments: bn_core.Moments
    summary: bn_core.Summary
    histogram: bn_core.Histogram
    quantiles: Array
    standardized: bn_core.Summary
    counts: NDArray[np.int64]
    edges: Array
    axis: tuple[float, float]
    followed: Array
    normal: Curve
    normal_standardized: Curve


class Carried(NamedTuple):
    """What one line y = `slope` · x + `intercept` makes of all values, and where it carries what is drawn: see `Before`."""

    slope: float
    intercept: float
    line: Array
    followed: Array
    mean: float
    edges: Array
    normal: Array
    summary: bn_core.Summary

    @property
    def ends(self) -> tuple[float, float]:
        """What the least value and the greatest become: a negative gamma reverses their order."""
        least, greatest = self.summary.minimum, self.summary.maximum
        return (greatest, least) if self.slope < 0 else (least, greatest)


class Mapped(NamedTuple):
    """Values after a map, and quantiles before and after in pairs, beside the line of one map for all values."""

    y: Array
    x_quantiles: Array
    y_quantiles: Array
    line: Array

    @property
    def is_straight(self) -> bool:
        """Whether the quantiles lie on the line, but for rounding."""
        rounding = 1e-6 if self.y.dtype == np.float32 else 1e-9
        return bn_core.largest_difference(self.y_quantiles, self.line) <= rounding * max(1.0, float(np.abs(self.line).max()))


@cache
def bimodal_images() -> Array:
    """Return images whose left half lies around 0 and whose right half around 4, with normal noise of std 0.5."""
    images = 0.5 * np.random.default_rng(_SEED).standard_normal(_IMAGES)
    images[:, :, _IMAGES[2] // 2 :] += 4.0
    return images


@cache
def uniform_images() -> Array:
    """Return images whose values are all equally likely between 0 and 1."""
    return np.random.default_rng(_SEED).random(_IMAGES)


def results_of_two_tests() -> Array:
    """Return the results of 10,000 people in two tests, normally distributed with the `MEANS` and `DEVIATIONS` exactly."""
    drawn = np.random.default_rng(_SEED).standard_normal((10_000, 2))
    return MEANS + DEVIATIONS * bn_core.standardize(drawn, axis=0)


def carried(values: Values, gamma: float, beta: float) -> Carried:
    """Return where one map for all values carries them, and what is drawn: a move looks at no value."""
    before = values.before
    # In one call each, as a move asks for it.
    of_axis = on_line(values, np.concatenate(([0.0, 1.0], before.axis, before.followed)), gamma, beta)
    standardized = np.concatenate(([0.0], before.edges, before.normal_standardized[0]))
    mean, edges, normal = np.split(
        bn_core.batch_norm_inference(standardized, 0.0, 1.0, gamma, beta, epsilon=0.0), [1, 1 + len(before.edges)]
    )
    intercept, at_1 = of_axis[:2].tolist()
    summary = before.standardized.affine(gamma, beta)
    return Carried(at_1 - intercept, intercept, of_axis[2:4], of_axis[4:], mean.item(), edges, normal, summary)


def mapped(values: Values, axis: tuple[int, ...] | None = None) -> Mapped:
    """Standardize the values over `axis`; None is one map for all of them."""
    x, before = values.in_order if axis is None else values.look_up(), values.before
    known = before.moments if axis is None else None
    y = bn_core.batch_norm(x, axis=axis, epsilon=0.0, statistics=known).output
    return Mapped(y, before.quantiles, bn_core.quantiles(y, QUANTILES), on_line(values, before.quantiles))


def on_line(values: Values, x: Array, gamma: float = 1.0, beta: float = 0.0) -> Array:
    """Return where the line of the map is at these places."""
    mean, variance = values.before.moments.mean.item(), values.before.moments.variance.item()
    return bn_core.batch_norm_inference(x, mean, variance, gamma, beta, epsilon=0.0)


def is_gathered(before: Before, gamma: float) -> bool:
    """Return whether the map puts all values in one place."""
    return gamma == 0 or bool(before.edges[0] == before.edges[-1])


def lines_of_groups(x: Array, axis: tuple[int, ...]) -> tuple[Array, Array]:
    """Return the ends of each group's line before and after, (2, groups): its smallest and its largest value."""
    groups = bn_core.moments(x, axis)
    ends = np.stack([x.min(axis).reshape(-1), x.max(axis).reshape(-1)])
    return ends, bn_core.batch_norm_inference(ends, groups.mean.reshape(-1), groups.variance.reshape(-1), epsilon=0.0)


def _before(x: Array) -> Before:
    moments, summary, histogram = bn_core.moments(x), bn_core.summary(x), bn_core.histogram(x, BINS)
    y = bn_core.batch_norm(x, axis=None, epsilon=0.0, statistics=moments).output
    standardized, of_y = bn_core.summary(y), bn_core.histogram(y, BINS)
    mean, deviation = summary.mean, summary.standard_deviation
    reach = HALF_WIDTH * deviation
    return Before(
        moments,
        summary,
        histogram,
        bn_core.quantiles(x, QUANTILES),
        standardized,
        of_y.counts,
        # All in one place where the values are.
        np.linspace(standardized.minimum, standardized.maximum, BINS + 1),
        axis=covering((mean - reach, mean + reach), (summary.minimum, summary.maximum)),
        followed=equally_apart(summary.minimum, summary.maximum),
        normal=normal_curve(histogram, mean, deviation),
        normal_standardized=normal_curve(of_y, 0.0, standardized.standard_deviation),
    )


# Each move asks for it: Streamlit's own cache, which looks at the function and hashes the key each time, is slow to answer.
# One has 13 kB, most of them the curves.
_BEFORE: Cache[Before] = Cache(1_000)
