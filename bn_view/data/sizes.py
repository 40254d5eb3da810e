"""The mini-batches of every size that the slider reaches, as the few numbers that a picture under it needs."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

import bn_core
from bn_view.data.batches import KEPT, Array, stage
from bn_view.data.mini_batch import BINS, MiniBatch, at_batch_size
from bn_view.data.sources import Source
from workers.cache import Cache

# So many images at most, and so many values in the mini-batches of all sizes: 0.1 s of work, and 20 kB a chart.
MOST_IMAGES, _MOST_VALUES = 64, 4_000_000
_BYTES_OF_ROW = 3_000


class Row(NamedTuple):
    """A histogram: its counts, the ends of its edges, the standard deviation and the mean."""

    counts: list[int]
    minimum: float
    maximum: float
    deviation: float
    mean: float


Rows = Sequence[Row]
_STAGES: Cache[Mapping[str, Rows]] = Cache(
    6_000_000, size_of=lambda stages: sum(map(len, stages.values())) * _BYTES_OF_ROW, idle_seconds=600.0
)
_NORMALIZED: Cache[Rows] = Cache(6_000_000, size_of=lambda rows: len(rows) * _BYTES_OF_ROW, idle_seconds=600.0)


def stages_of_sizes(source: Source, chosen: MiniBatch) -> Mapping[str, Rows]:
    """Return a row for each batch size from the least on: before, standardized, min-max scaled; none where that is too much."""
    return _STAGES.get(_key(source, chosen), lambda: _stages(source, chosen))


def normalized_of_sizes(source: Source, chosen: MiniBatch, epsilon: float) -> Rows:
    """Return a row for each batch size of the mini-batch normalized with this epsilon, gamma 1 and beta 0.

    These are the very rows of the standardized values where nobody could tell them from those, as with a small epsilon.
    """
    return _NORMALIZED.get((_key(source, chosen), epsilon), lambda: _normalized(source, chosen, epsilon))


def any_size(chosen: MiniBatch) -> MiniBatch:
    """Return what tells the mini-batches of all sizes from others: all but the size."""
    return chosen.replace(batch_size=MiniBatch.batch_size.default)


def reach(rows: Rows) -> tuple[float, float]:
    """Return the least and the greatest value of all sizes."""
    return min(row.minimum for row in rows), max(row.maximum for row in rows)


def _key(source: Source, chosen: MiniBatch) -> Hashable:
    return source.key, any_size(chosen)


def _stages(source: Source, chosen: MiniBatch) -> Mapping[str, Rows]:
    stages: dict[str, list[Row]] = {"before": [], "standardized": [], "min_max": []}
    for x in _mini_batches(source, chosen):
        made = x, bn_core.standardize(x, chosen.axes), bn_core.min_max_scale(x, chosen.axes)
        for rows, values in zip(stages.values(), made, strict=True):
            of_size = stage(values)
            summary = of_size.summary
            numbers = summary.minimum, summary.maximum, summary.standard_deviation, summary.mean
            rows.append(Row(of_size.histogram.counts.tolist(), *numbers))
    return stages


def _normalized(source: Source, chosen: MiniBatch, epsilon: float) -> Rows:
    rows = []
    for x in _mini_batches(source, chosen):
        sweep = bn_core.epsilon_sweep(x, (epsilon,), axis=chosen.axes, bins=BINS)
        minimum, maximum, deviation = (ends.item() for ends in (sweep.minimum, sweep.maximum, sweep.standard_deviation))
        rows.append(Row(sweep.counts[0].tolist(), minimum, maximum, deviation, mean=0.0))
    standardized = stages_of_sizes(source, chosen)["standardized"]
    return standardized if _are_alike(rows, standardized) else rows


def _are_alike(rows: Rows, others: Rows) -> bool:
    same = all(row.counts == other.counts for row, other in zip(rows, others, strict=True))
    return same and np.allclose([row[1:] for row in rows], [other[1:] for other in others], rtol=1e-7, atol=1e-7)


def _mini_batches(source: Source, chosen: MiniBatch) -> Iterator[Array]:
    """Give the mini-batch of each size, the last one of those that are smaller in number."""
    count = source.count
    if count > MOST_IMAGES or count * count // 2 * source.image_bytes // 8 > _MOST_VALUES:
        return
    images = KEPT.get((source.key, 0, count), lambda: source.first_images(count))
    for size in range(MiniBatch.batch_size.least, count + 1):
        first = at_batch_size(source, chosen, size).first
        yield images[first : first + size]
