"""The values on the activation function, and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from bn_core import ACTIVATIONS, OutputBins, activation_use, share_within, straight_line
from bn_view.data.batches import Batch
from bn_view.data.mini_batch import Affine
from bn_view.figures import colours
from bn_view.figures.layout import few_digits
from bn_view.figures.through import HEIGHT, equally_apart
from bn_view.state.language import _
from bn_view.widgets.chart import limit_of
from bn_view.widgets.live_chart import in_places, place_of, place_of_words, sent
from bn_view.widgets.live_chart.motion import Motion, histogram_motion, stands
from bn_view.widgets.live_chart.motion import motion as motion_of
from bn_view.words.numbers import number
from bn_view.words.readout import alternative_text, four_numbers, histogram_alt, histogram_labels, paragraphs, spikes, through
from pages.why_gamma_and_beta import sentences
from pages.why_gamma_and_beta.figure import CARRIED, FINER, ROOM, STRAIGHT, activation_figure, curve, flat_ends
from pages.why_gamma_and_beta.output import bins_of, middles, output_figure, top_of
from pages.why_gamma_and_beta.values import outputs, placed, round_trip, standing_for, standing_for_all

VALUES, OUTPUT = "chart_activation", "chart_activation_output"
# At the bare address: as far as the axis has room for without becoming wider.
_SWEEPS = (("gamma", 2.0), ("beta", 1.0))


def places() -> str:
    """Return as HTML the places of the values on the curve, of what is said of it, and beside them of what comes out."""
    titles, charts = (
        (_("Into the activation function"), _("To the next layer")),
        (f'<div class="on-curve">{place_of(VALUES, HEIGHT)}{place_of_words("on_curve")}</div>', place_of(OUTPUT, HEIGHT)),
    )
    return through(titles, charts, (place_of_words("activation"), ""))


def moved(batch: Batch, activation: str, undo: bool, affine: Affine) -> Mapping[str, Any]:
    """Return all that the sliders move."""
    stage = round_trip(batch, affine.epsilon) if undo else outputs(batch, affine)
    colour = colours.BEFORE if undo else colours.BATCH_NORM
    limit = None if undo else limit_of(batch.normalized_counts(affine.epsilon))
    labels = histogram_labels()
    function = ACTIVATIONS[activation]
    standing = None if undo else standing_for_all(batch, affine.epsilon)
    x = standing_for(stage) if standing is None else placed(standing, stage.summary, affine.gamma)
    line = straight_line(x, np.interp(x, *curve(function, FINER)))
    figure = activation_figure(
        stage.histogram, stage.summary, colour, activation, labels=labels, limit=limit, line=line, standing=standing
    )
    values = sent(VALUES, figure, alternative_text(ACTIVATIONS[activation].title, stage.summary), at=stands(affine))
    shares = sentences.Shares(line.r_squared, share_within(x, flat_ends(function)))
    use = activation_use(stage.values, activation)
    bins = bins_of(activation)
    counts = bins.counts(stage.histogram)
    alt = _output_alt(bins).format(peak=number(middles(bins)[int(np.argmax(counts))]))
    inputs = equally_apart(stage.summary.minimum, stage.summary.maximum)
    drawn = output_figure(activation, counts, inputs, top_of(stage.summary.count), labels=labels)
    output = sent(OUTPUT, drawn, alt, at=stands(affine))
    said = [four_numbers("activation", stage.summary), *spikes(batch.spikes)]
    words = {"on_curve": sentences.on_curve(shares, use, activation), "activation": paragraphs(*said)}
    if undo:
        words["undone"] = sentences.round_trip(batch, stage)
    return in_places(values, output, words=words)


def motion(batch: Batch, activation: str) -> Mapping[str, Motion]:
    """Return how the sliders move the chart of the values before they are released."""
    function = ACTIVATIONS[activation]
    moves = histogram_motion(
        batch.epsilon_sweep,
        numbers="activation",
        said=histogram_alt(function.title),
    )
    points = [few_digits(of) for of in curve(function, FINER)]
    straight = {"trace": STRAIGHT, "points": points, "flat": flat_ends(function), "ways": CARRIED}
    bins = bins_of(activation)
    through = {"of": VALUES, "most": few_digits(bins.most), "middles": middles(bins)}
    top = top_of(batch.before.summary.count)
    return {
        VALUES: {**moves, "histogram": {**moves["histogram"], "room": ROOM}, "sweeps": _SWEEPS, "straight": straight},
        OUTPUT: motion_of("gamma", "beta", "epsilon", said=_output_alt(bins), through={**through, "top": top}, sweeps=_SWEEPS),
    }


def _output_alt(bins: OutputBins) -> str:
    sentence = _("Histogram of what the next layer gets, from {low} to {high}: the most values lie at {peak}.")
    return sentence.format(low=number(bins.edges[0].item()), high=number(bins.edges[-1].item()), peak="{peak}")
