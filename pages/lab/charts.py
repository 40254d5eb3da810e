"""The four histograms of the lab: batch normalization, which follows the sliders, and the three others."""

from __future__ import annotations

from typing import Any

from bn_view.data.batches import Batch, Stage
from bn_view.data.mini_batch import Affine
from bn_view.data.sizes import reach, stages_of_sizes
from bn_view.figures import colours
from bn_view.figures.histograms import covering, ladder
from bn_view.widgets.chart import limit_of, sent_histogram
from bn_view.widgets.live_chart import Sent, place_of, place_of_words
from bn_view.widgets.live_chart.motion import Stand, stands
from bn_view.words.readout import four_numbers, side_by_side, stage_names, swatch
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
OUTPUT = "chart_batch_norm"


def place_of_output() -> str:
    """Return the places of the batch-normalized values and of what is said below them, as HTML."""
    return _heading("batch_norm") + place_of(OUTPUT, TALL) + place_of_words("numbers")


def places_of_others(batch: Batch) -> str:
    """Return the places of the three other charts and of their numbers, as HTML that no other mini-batch replaces."""
    return side_by_side([_heading(name) + place_of(f"chart_{name}", LOW) + place_of_words(name) for name in _others(batch)])


def words_of_others(batch: Batch, view: View) -> dict[str, str]:
    """Return the numbers below each of the three other charts, and its table if asked for."""
    words = {}
    for name, stage in _others(batch).items():
        table = histogram_table(stage_names()[name], stage.histogram) if view.tables else ""
        words[name] = four_numbers(name, stage.summary) + table
    return words


def others(batch: Batch, shared: Range | None) -> list[Sent]:
    """Return the three other charts, on axes of their own that hold for every batch size, or on a shared one."""
    own = _ranges(batch)
    own["standardized"] = ladder(*own["standardized"])
    return [_sent(name, stage, LOW, shared or own[name], at=_size(batch)) for name, stage in _others(batch).items()]


def output_chart(batch: Batch, output: Stage, affine: Affine, x_range: Range, *, zooms: bool) -> Sent:
    """Return the batch-normalized values, with the standardized ones as an outline."""
    outline, limit = (batch.standardized.histogram, colours.STANDARDIZED), limit_of(batch.normalized_counts(affine.epsilon))
    at = {**stands(affine), **_size(batch)}
    return _sent("batch_norm", output, TALL, x_range, outline=outline, limit=limit, zooms=zooms, at=at)


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


def _heading(name: str) -> str:
    return f"<h3>{swatch(COLOURS[name])} {stage_names()[name]}</h3>"


def _sent(name: str, stage: Stage, height: int, x_range: Range | None, **rest: Any) -> Sent:
    title, colour = stage_names()[name], COLOURS[name]
    return sent_histogram(f"chart_{name}", title, stage.histogram, stage.summary, colour, height=height, x_range=x_range, **rest)
