"""What one takes home, as the notebook will show it: the cell that normalizes the mini-batch, and its histogram."""

from __future__ import annotations

from typing import Any

from bn_view.data.batches import Batch, normalized
from bn_view.data.mini_batch import EPSILONS, Affine
from bn_view.figures import colours
from bn_view.figures.histograms import ladder
from bn_view.state.language import _
from bn_view.widgets.chart import limit_of, sent_histogram
from bn_view.widgets.live_chart import in_places, place_of, place_of_words
from bn_view.widgets.live_chart.motion import frames, histogram_motion, stands
from bn_view.words.readout import four_numbers, histogram_alt
from pages.numpy_and_tensorflow.mini_batch_code import first_cell_html, literal, normalizing_cell_html

CHART = "chart_taken"
HEIGHT = 260
# How the classes begin of what follows the sliders. Of epsilon the browser has the stop: its text is a number of its own.
_FOLLOWED = "taken"
_CLASSES = {"gamma": f"{_FOLLOWED}-gamma", "beta": f"{_FOLLOWED}-beta", "epsilon": f"{_FOLLOWED}-literal"}


def places() -> str:
    """Return the places of the two cells and of the histogram, as HTML."""
    cells = place_of_words("made") + place_of_words("cell")
    return f'<div class="notebook">{cells}{place_of(CHART, HEIGHT)}{place_of_words("output")}</div>'


def moved(batch: Batch, affine: Affine) -> dict[str, Any]:
    """Return what the sliders move, as they stand."""
    output = normalized(batch, affine)
    chart = sent_histogram(
        CHART,
        _title(),
        output.histogram,
        output.summary,
        colours.BATCH_NORM,
        height=HEIGHT,
        x_range=ladder(output.summary.minimum, output.summary.maximum),
        limit=limit_of(batch.normalized_counts(affine.epsilon)),
        at=stands(affine),
    )
    cell = normalizing_cell_html(affine, _CLASSES)
    return in_places(chart, words={"cell": cell, "output": four_numbers(_FOLLOWED, output.summary)})


def still(batch: Batch) -> dict[str, Any]:
    """Return the cell that no slider moves, and how they move the rest."""
    motion = histogram_motion(batch.epsilon_sweep, numbers=_FOLLOWED, said=histogram_alt(_title()))
    of_epsilon = frames(Affine.epsilon.name, {("numbers", "literal"): [literal(stop) for stop in EPSILONS]})
    made = first_cell_html(batch.source, batch.settings)
    return in_places(words={"made": made}, motions={CHART: motion | {"frames": of_epsilon}})


def _title() -> str:
    return _("Batch normalization")
