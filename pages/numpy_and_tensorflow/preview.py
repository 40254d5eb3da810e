"""What one takes home, as the notebook will show it: a cell that runs as it is, and what comes out of it."""

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
from bn_view.widgets.take_away import code_button
from bn_view.words.readout import four_numbers, histogram_alt
from pages.numpy_and_tensorflow.mini_batch_code import cell_html, literal

CHART = "chart_taken"
HEIGHT = 260
# How the classes begin of what follows the sliders. Of epsilon the browser has the stop: its text is a number of its own.
_FOLLOWED = "taken"
# At the bare address.
_SWEEPS = [["gamma", 1.0], ["beta", 2.0]]
_CLASSES = {"gamma": f"{_FOLLOWED}-gamma", "beta": f"{_FOLLOWED}-beta", "epsilon": f"{_FOLLOWED}-literal"}


def places() -> str:
    """Return the places of the cell and, beside it, of what comes out of it, as HTML."""
    output = place_of_words("printed") + place_of(CHART, HEIGHT)
    return f'<div class="notebook"><div>{place_of_words("cell")}</div><div>{output}</div></div>'


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
    cell = code_button() + cell_html(batch.source, batch.settings, affine, _CLASSES)
    return in_places(chart, words={"cell": cell, "printed": four_numbers(_FOLLOWED, output.summary)})


def still(batch: Batch) -> dict[str, Any]:
    """Return how the sliders move both."""
    motion = histogram_motion(batch.epsilon_sweep, numbers=_FOLLOWED, said=histogram_alt(_title()))
    of_epsilon = frames(Affine.epsilon.name, {("numbers", "literal"): [literal(stop) for stop in EPSILONS]})
    return in_places(motions={CHART: motion | {"frames": of_epsilon, "sweeps": _SWEEPS}})


def _title() -> str:
    return _("Batch normalization")
