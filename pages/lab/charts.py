"""The four histograms of the lab: batch normalization, which follows the sliders, and the three others."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from bn_view.data.batches import Batch, Stage
from bn_view.data.mini_batch import Affine
from bn_view.data.sizes import reach, stages_of_sizes
from bn_view.figures import colours
from bn_view.figures.histograms import BEYOND, EDGE, HALF_WIDTH, covering, ladder
from bn_view.figures.layout import Figure
from bn_view.state.language import _
from bn_view.widgets.chart import limit_of, sent_histogram
from bn_view.widgets.live_chart import Sent, place_of, place_of_words
from bn_view.widgets.live_chart.motion import Stand, stands
from bn_view.words.readout import four_numbers, histogram_labels, mark, marks, side_by_side, stage_names, swatch
from pages.lab.figures import above, around_zero, below, ways
from pages.lab.sentences import histogram_table
from pages.lab.view import View

Range = tuple[float, float]
COLOURS = {
    "before": colours.BEFORE,
    "standardized": colours.STANDARDIZED,
    "min_max": colours.MIN_MAX,
    "batch_norm": colours.BATCH_NORM,
}
TALL, LOW = 300, 190
# Where it is said what of the large picture, from above.
_SAID = {"before": "before", "batch_norm": "numbers"}
OUTPUT, ABOVE = "chart_batch_norm", "chart_before"
COMPARED = ("standardized", "min_max")


def place_of_output(*, zooms: bool) -> str:
    """Return the places of the values before and, below them, of the batch-normalized ones, each with its numbers, as HTML.

    The axis of the latter `zooms` out where it has to.
    """
    band = mark("band", f"background:{colours.faint(colours.GREY, 0.3)}", histogram_labels().mean)
    if zooms:
        band += mark("beyond", f"background:{BEYOND};border-color:{EDGE}", _("beyond ±{end}").format(end=f"{HALF_WIDTH:g}"))
    said = [f'<div class="said">{_heading(name)}{place_of_words(words)}' for name, words in _SAID.items()]
    pictures = place_of(ABOVE, LOW) + place_of(OUTPUT, TALL)
    return f"{said[0]}{marks(band)}</div>{pictures}{said[1]}</div>"


def places_of_others() -> str:
    """Return the places of the two other charts and of their numbers, as HTML that no other mini-batch replaces."""
    return side_by_side(_heading(name) + place_of(f"chart_{name}", LOW) + place_of_words(name) for name in COMPARED)


def words_of_others(batch: Batch, view: View) -> dict[str, str]:
    """Return the numbers of each of the three other charts, and its table if asked for."""
    words = {}
    for name, stage in _others(batch).items():
        table = histogram_table(stage_names()[name], stage.histogram) if view.tables else ""
        words[name] = four_numbers(name, stage.summary) + table
    return words


def others(batch: Batch, shared: Range | None) -> list[Sent]:
    """Return the three other charts, on axes of their own that hold for every batch size, or on a shared one."""
    own, stages = _ranges(batch), _others(batch)
    own["standardized"] = ladder(*own["standardized"])
    before = _sent("before", stages["before"], LOW, shared or range_before(batch), at=_size(batch))
    compared = [_sent(name, stages[name], LOW, shared or own[name], at=_size(batch)) for name in COMPARED]
    return [_as(above, before), *compared]


def output_chart(batch: Batch, output: Stage, affine: Affine, x_range: Range, shared: Range | None) -> Sent:
    """Return the batch-normalized values, and the ways of a few of them from the chart above."""
    limit = limit_of(batch.normalized_counts(affine.epsilon))
    at = {**stands(affine), **_size(batch)}
    chart, zooms = _sent("batch_norm", output, TALL, x_range, limit=limit, at=at), shared is None
    if not has_ways(batch):
        return _as(partial(below, ways=None, zooms=zooms), chart)
    above_it = x_range if shared else range_before(batch)
    drawn = ways(batch.before.summary, output.summary, affine.gamma < 0, above_it, x_range)
    return _as(partial(below, ways=drawn, zooms=zooms), chart)


def has_ways(batch: Batch) -> bool:
    """Return whether one mean and variance carry all values, so that each has one way from its place before."""
    return batch.moments.mean.size == 1


def range_before(batch: Batch) -> Range:
    """Return the axis of the values before that no slider moves."""
    return around_zero(*_ranges(batch)["before"])


def axis_of(output: Stage, shared: Range | None) -> Range:
    """Return the axis of the batch-normalized values, which covers that of the others where they share it."""
    own = ladder(output.summary.minimum, output.summary.maximum)
    return covering(own, shared) if shared else own


def shared_range(batch: Batch) -> Range:
    """Return the axis that covers the three charts that γ, β and ε do not move."""
    return covering(*_ranges(batch).values())


def _others(batch: Batch) -> dict[str, Stage]:
    return {"before": batch.before, "standardized": batch.standardized, "min_max": batch.min_max}


def _ranges(batch: Batch) -> dict[str, Range]:
    """Return from where to where the values of the three other charts reach, whatever the batch size where that is known."""
    own = {name: (stage.summary.minimum, stage.summary.maximum) for name, stage in _others(batch).items()}
    return own | {name: reach(rows) for name, rows in stages_of_sizes(batch.source, batch.settings).items() if rows}


def _size(batch: Batch) -> Stand:
    return {"batch_size": batch.settings.batch_size}


def _as(look: Callable[[Figure], Figure], chart: Sent) -> Sent:
    return {**chart, "figure": look(chart["figure"])}


def _heading(name: str) -> str:
    return f"<h3>{swatch(COLOURS[name])} {stage_names()[name]}</h3>"


def _sent(name: str, stage: Stage, height: int, x_range: Range | None, **rest: Any) -> Sent:
    title, colour = stage_names()[name], COLOURS[name]
    return sent_histogram(
        f"chart_{name}", title, stage.histogram, stage.summary, colour, height=height, x_range=x_range, named=False, **rest
    )
