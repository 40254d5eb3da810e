"""What the lab says about the batch-normalized values: numbers, formula, tables."""

from __future__ import annotations

import html

import numpy as np

import bn_core
from bn_view.data.batches import Batch, Stage
from bn_view.data.mini_batch import EPSILONS, Affine
from bn_view.figures.layout import seven_digits
from bn_view.state.language import _
from bn_view.widgets.live_chart.motion import AFTER_RELEASE, Motion, frames
from bn_view.words.numbers import bracketed, exact, number, short, term
from bn_view.words.readout import four_numbers, fraction, paragraphs, root, spikes, stage_names

SYMBOLS = r"y=\gamma\,\frac{x-\mu}{\sqrt{\sigma^2+\epsilon}}+\beta"


def numbers(batch: Batch, output: Stage, affine: Affine, *, with_table: bool) -> str:
    """Return what stands under the chart as HTML."""
    parts = [four_numbers("batch_norm", output.summary)]
    if affine.gamma:  # else all values are one
        parts += spikes(batch.spikes)
    if batch.moments.mean.size > 1:
        several = _("{count} means and variances: no single map carries all values.")
        parts.append(f'<span class="spikes">{several.format(count=f"{batch.moments.mean.size:,}")}</span>')
    if batch.constant_groups:
        template = _(
            "Groups that hold one value only: {count}. Batch normalization gives β there, and all values together spread less."
        )
        if affine.epsilon == 0:
            template = _(
                "Groups that hold one value only: {count}. Their variance is 0, and with ε = 0 that is 0/0; defined as β here."
            )
        parts.append(template.format(count=f"{batch.constant_groups:,}"))
    if with_table:
        parts.append(histogram_table(stage_names()["batch_norm"], output.histogram))
    return paragraphs(*parts)


def formula(batch: Batch, output: Stage, affine: Affine) -> str:
    """Return the formula for the middle pixel of the first image as HTML, with its result from `bn_core`."""
    pixel, x, mean, variance = _middle_pixel(batch)
    added = _moved("added", short(affine.epsilon))
    quotient = fraction(f"{term(x)} − {bracketed(term(mean))}", root(f"{term(variance)} + {added}"))
    y, gamma, beta = (
        _moved(name, number(value), exact(value))
        for name, value in (("output", output.values[pixel]), ("scale", affine.gamma), ("shift", affine.beta))
    )
    where = _("for the middle pixel of image {image}").format(image=batch.settings.first)
    return f'<span class="equation">{y} = {gamma} · {quotient} + <span class="summand">{beta}</span></span><span>{where}</span>'


def formula_motion(batch: Batch) -> Motion:
    """Return the parts of a motion by which γ, β and ε move the formula's numbers."""
    _pixel, x, mean, variance = _middle_pixel(batch)
    normalized = bn_core.batch_norm_inference(
        [[x]] * len(EPSILONS), mean, variance + np.asarray(EPSILONS)[:, np.newaxis], epsilon=0
    )
    numbers = {"output": {"timesGamma": 1, "plusBeta": 1}, "scale": {"plusGamma": 1}, "shift": {"plusBeta": 1}}
    parts = [{"path": ["numbers"], "keys": [name], "base": "one", **factors} for name, factors in numbers.items()]
    return {
        "affine": {"slider": "epsilon", "bases": {"one": [1]}, "parts": parts, "scales": seven_digits(normalized[:, 0])},
        "frames": frames("epsilon", {("numbers", "added"): [short(epsilon) for epsilon in EPSILONS]}),
    }


def _middle_pixel(batch: Batch) -> tuple[tuple[int, ...], float, float, float]:
    """Return where the middle pixel of the first image is, first channel, its value, and mean and variance of its group."""
    _count, height, width, _channels = batch.shape
    pixel = (0, height // 2, width // 2, 0)
    group = tuple(0 if axis in batch.settings.axes else i for axis, i in enumerate(pixel))
    of_group = float(batch.moments.mean[group]), float(batch.moments.variance[group])
    return pixel, float(batch.before.values[pixel]), *of_group


def _moved(name: str, shown: str, title: str = "") -> str:
    """Return a number of the formula as HTML that the sliders find; one with a title is known by it to be negative."""
    return f'<span class="batch_norm-{name}" title="{title}">{shown}</span>'


def histogram_table(name: str, histogram: bn_core.Histogram) -> str:
    """Return counts and edges as an HTML table in a window of its own, the twin of a chart."""
    edges = histogram.edges.tolist()
    head = "".join(f"<th>{word}</th>" for word in (_("from"), _("to"), _("values")))
    rows = "".join(
        f"<tr><td>{term(low)}</td><td>{term(high)}</td><td>{count}</td></tr>"
        for low, high, count in zip(edges, edges[1:], histogram.counts.tolist(), strict=False)
    )
    return (
        f'<div class="histogram-table" tabindex="0" role="region" aria-label="{html.escape(name)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def difference_from_standardization(batch: Batch, output: Stage) -> str:
    """Say how far the batch-normalized values lie from the standardized ones."""
    difference = short(bn_core.largest_difference(output.values, batch.standardized.values))
    sentence = _("Largest difference from standardization: <b>{difference}</b>").format(difference=difference)
    return f'<span class="{AFTER_RELEASE}">{sentence}</span>'
