"""The values on the activation function, and what comes out of it."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from bn_core import ACTIVATIONS, activation_use, histogram, summary
from bn_view.data.batches import Batch, normalized
from bn_view.data.mini_batch import BINS, Affine
from bn_view.figures import colours
from bn_view.state.language import _
from bn_view.widgets.chart import limit_of, sent_histogram
from bn_view.widgets.live_chart import in_places, place_of, place_of_words, sent
from bn_view.widgets.live_chart.motion import AFTER_RELEASE, Motion, histogram_motion, stands
from bn_view.words.readout import alternative_text, four_numbers, histogram_alt, histogram_labels, paragraphs
from pages.why_gamma_and_beta import sentences
from pages.why_gamma_and_beta.figure import HEIGHT, activation_figure, activation_range
from pages.why_gamma_and_beta.values import round_trip

VALUES, OUTPUT = "chart_activation", "chart_activation_output"
LOW = 180


def place_of_values() -> str:
    """Return the place of the values on the curve, as HTML."""
    return place_of(VALUES, HEIGHT)


def place_of_output() -> str:
    """Return the places of what the activation function makes of the values and of what is said of both, as HTML."""
    return f"<h3>{_output_title()}</h3>{place_of(OUTPUT, LOW)}{place_of_words('activation')}"


def moved(batch: Batch, activation: str, undo: bool, affine: Affine) -> Mapping[str, Any]:
    """Return all that the sliders move."""
    stage = round_trip(batch, affine.epsilon) if undo else normalized(batch, affine)
    colour = colours.BEFORE if undo else colours.BATCH_NORM
    limit = None if undo else limit_of(batch.normalized_counts(affine.epsilon))
    function = ACTIVATIONS[activation]
    figure = activation_figure(stage.histogram, stage.summary, colour, function, labels=histogram_labels(), limit=limit)
    values = sent(VALUES, figure, alternative_text(function.title, stage.summary), at=stands(affine))
    use = activation_use(stage.values, activation)
    of_output = histogram(use.output, BINS), summary(use.output)
    output = sent_histogram(OUTPUT, _output_title(), *of_output, colours.ACTIVATION, height=LOW)
    parts = [sentences.activation_use(use, activation), four_numbers("activation", stage.summary)]
    if undo:
        parts.append(sentences.round_trip(batch, stage))
    return in_places(values, output, words={"activation": paragraphs(*parts)})


def motion(batch: Batch, activation: str) -> Mapping[str, Motion]:
    """Return how the sliders move the chart of the values before they are released."""
    moves = histogram_motion(
        batch.epsilon_sweep,
        numbers="activation",
        said=histogram_alt(ACTIVATIONS[activation].title),
        after_release=(f".{AFTER_RELEASE}", f".{OUTPUT}"),
        other_axis=("yaxis2", functools.partial(activation_range, ACTIVATIONS[activation])),
    )
    return {VALUES: moves}


def _output_title() -> str:
    return _("What the next layer gets")
