"""What the lab says about the batch-normalized values: numbers, formula, tables."""

from __future__ import annotations

import html

import bn_core
from bn_view.data.batches import Batch, Stage
from bn_view.data.mini_batch import Affine
from bn_view.state.language import _
from bn_view.widgets.live_chart.motion import AFTER_RELEASE
from bn_view.words.numbers import bracketed, power, short, term
from bn_view.words.readout import four_numbers, fraction, paragraphs, root, stage_names

SYMBOLS = r"y=\gamma\,\frac{x-\mu}{\sqrt{\sigma^2+\epsilon}}+\beta"


def numbers(batch: Batch, output: Stage, affine: Affine, *, with_table: bool) -> str:
    """Return what stands under the chart as HTML."""
    parts = [four_numbers("batch_norm", output.summary), _difference_from_standardization(batch, output)]
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
    _count, height, width, _channels = batch.shape
    pixel = (0, height // 2, width // 2, 0)
    group = tuple(0 if axis in batch.settings.axes else i for axis, i in enumerate(pixel))
    x, y = batch.before.values[pixel], output.values[pixel]
    mean, variance = batch.moments.mean[group], batch.moments.variance[group]
    quotient = fraction(f"{term(x)} − {bracketed(term(mean))}", root(f"{term(variance)} + {power(short(affine.epsilon))}"))
    where = _("for the middle pixel of image {image}").format(image=batch.settings.first)
    return (
        f'<span class="equation">{term(y)} = {short(affine.gamma)} · {quotient} + {bracketed(short(affine.beta))}</span>'
        f"<span>{where}</span>"
    )


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


def _difference_from_standardization(batch: Batch, output: Stage) -> str:
    difference = short(bn_core.largest_difference(output.values, batch.standardized.values))
    sentence = _("Largest difference from standardization: <b>{difference}</b>").format(difference=difference)
    return f'<span class="{AFTER_RELEASE}">{sentence}</span>'
