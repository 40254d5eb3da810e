"""What the lab sends of a mini-batch: what γ, β and ε do not move, what they do, and how, before they are released."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bn_view.data.batches import Batch, normalized
from bn_view.data.mini_batch import Affine
from bn_view.data.sizes import normalized_of_sizes, stages_of_sizes
from bn_view.widgets.live_chart import in_places
from bn_view.widgets.live_chart.motion import AFTER_RELEASE, Motion, histogram_motion, sizes_motion
from bn_view.words.readout import histogram_alt, paragraphs, stage_names
from pages.lab import charts, images, sentences, statistics
from pages.lab.figures import WAY_POINTS
from pages.lab.view import View

# What a slider of the sliders, and another batch size, leave for the server to say.
_AFTER_RELEASE = (f".{AFTER_RELEASE}", ".live-words-images", ".live-words-statistics table", ".histogram-table")
# As far as the axis at the bare address has room for without becoming wider.
_SWEEPS = ((Affine.gamma.name, -2.0), (Affine.beta.name, 1.0))
_OF_SIZES = (
    *_AFTER_RELEASE,
    ".spikes",
    ".st-key-formula",
    ".live-words-images_before",
    ":is(.st-key-epsilon, .st-key-mini_batch) label",
)


def picture(batch: Batch, colours: str) -> Mapping[str, Any]:
    """Return the picture of the images before, which most batch sizes leave as it is."""
    return in_places(words={"picture": images.picture(batch, colours)})


def still(batch: Batch, view: View, shared: charts.Range | None) -> Mapping[str, Any]:
    """Return the charts and images that γ, β and ε do not move, with their words, and how these move the other chart.

    On an axis that all share, every chart moves.
    """
    words, motions = {"images_before": images.before(batch, view.colours)}, {charts.OUTPUT: _motion(batch, shared)}
    if shared:
        return in_places(words=words, motions=motions)
    return in_places(*charts.others(batch, None), words=words | charts.words_of_others(batch, view), motions=motions)


def of_sizes(batch: Batch) -> Mapping[str, Any]:
    """Return how the batch size moves the charts that no other slider does."""
    rows = stages_of_sizes(batch.source, batch.settings)
    names = stage_names()
    motions = {f"chart_{name}": sizes_motion(rows[name], name, names[name], _OF_SIZES) for name in rows if rows[name]}
    return in_places(motions=motions)


def moved(batch: Batch, view: View, shared: charts.Range | None, affine: Affine) -> Mapping[str, Any]:
    """Return all that the sliders move."""
    output = normalized(batch, affine)
    words = {
        "numbers": sentences.numbers(batch, output, affine, with_table=view.tables),
        "formula": sentences.formula(batch, output, affine),
        "images": images.after(batch, output, affine, view.colours),
        "statistics": statistics.Table(batch, affine).html(output)
        + paragraphs(sentences.difference_from_standardization(batch, output)),
    }
    x_range = charts.axis_of(output, shared)
    if shared:
        words |= charts.words_of_others(batch, view)
    beside = charts.others(batch, x_range) if shared else []
    chart = charts.output_chart(batch, output, affine, x_range, shared)
    if rows := normalized_of_sizes(batch.source, batch.settings, affine.epsilon):
        own = None if rows is stages_of_sizes(batch.source, batch.settings)["standardized"] else rows
        chart["motion"] = sizes_motion(own, "batch_norm", stage_names()["batch_norm"], _OF_SIZES)
    # That above comes first, as the ways go by its axis.
    return in_places(*beside, chart, words=words)


def _motion(batch: Batch, shared: charts.Range | None) -> Motion:
    """Return how the sliders move the chart before they are released."""
    motion = histogram_motion(
        batch.epsilon_sweep,
        numbers="batch_norm",
        said=histogram_alt(stage_names()["batch_norm"]),
        shared_range=shared,
        after_release=_AFTER_RELEASE,
        twin="chart_standardized",
        ways={"above": charts.ABOVE, "points": WAY_POINTS} if charts.has_ways(batch) else None,
    )
    return {**motion, **sentences.formula_motion(batch), "sweeps": _SWEEPS}
