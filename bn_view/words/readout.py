"""Numbers as a person reads them: the line beside a chart, the formula, the table, alternative text."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

import bn_core
from bn_view.data.batches import Batch, GivenBack, Stage
from bn_view.state.language import _
from bn_view.words.numbers import bracketed, latex, number, short
from bn_view.words.table import table
from witnesses.article import Four, agree
from witnesses.measured import Measured

# The class of what is right again only when a slider is released.
AFTER_RELEASE = "after-release"


def stage_names() -> dict[str, str]:
    """Return the four stages' names, in their order."""
    return {
        "before": _("Before"),
        "standardized": _("Standardization"),
        "min_max": _("Min-max scaling"),
        "batch_norm": _("Batch normalization"),
    }


def swatch(colour: str) -> str:
    """Return a small square of a colour as HTML, to stand before what the colour means."""
    return f'<span style="display:inline-block;width:.9em;height:.9em;border-radius:.2em;background:{colour}"></span>'


def four_numbers(stage: str, summary: bn_core.Summary) -> str:
    """Return the numbers under a chart as HTML whose parts the live preview finds by class."""
    parts = {
        "mean": (_("mean"), summary.mean),
        "deviation": (_("std"), summary.standard_deviation),
        "minimum": (_("min"), summary.minimum),
        "maximum": (_("max"), summary.maximum),
    }
    shown = " &nbsp; ".join(
        f'<span style="white-space:nowrap">{label} <b class="{stage}-{part}">{number(value)}</b></span>'
        for part, (label, value) in parts.items()
    )
    return f'<span style="font-size:1.05rem;font-variant-numeric:tabular-nums">{shown}</span>'


def alternative_text(name: str, s: bn_core.Summary) -> str:
    """Return what a histogram shows, in words and present numbers."""
    return _("Histogram of {count} values, {name}: mean {mean}, standard deviation {std}, from {min} to {max}.").format(
        count=s.count,
        name=name,
        mean=number(s.mean),
        std=number(s.standard_deviation),
        min=number(s.minimum),
        max=number(s.maximum),
    )


def activation_use(use: bn_core.ActivationUse, name: str) -> str:
    """Return how straight and how flat an activation function is where the values lie, as HTML."""
    flat = {
        "sigmoid": _("saturated: {share} of the values lie where it is flat"),
        "tanh": _("saturated: {share} of the values lie where it is flat"),
        "relu": _("{share} of the values become 0"),
        "gelu": _("{share} of the values lie where it is flat"),
    }[name].format(share=f"<b>{use.flat:.1%}</b>")
    straight = _("a straight line explains {share} of the output").format(
        share="<b>–</b>" if math.isnan(use.r_squared) else f"<b>R² = {use.r_squared:.1%}</b>"
    )
    return f'<span class="{AFTER_RELEASE}" style="font-size:1.05rem">{straight} &nbsp;·&nbsp; {flat}</span>'


def given_back(undone: GivenBack) -> str:
    """Return with which gamma and beta the input came back, and how exactly."""
    gamma, beta = (f"{number(float(p.min()))} – {number(float(p.max()))}" for p in (undone.gamma, undone.beta))
    return _("γ {gamma}, β {beta}, one of each for every mean: the input is back, to {difference}.").format(
        gamma=gamma, beta=beta, difference=f"<b>{short(undone.difference)}</b>"
    )


def formula(batch: Batch, output: Stage, gamma: float, beta: float, epsilon: float) -> str:
    """Return the formula, and the same for the middle pixel of the first image, as Markdown with its result from `bn_core`."""
    shape = batch.before.values.shape
    middle = (0, shape[1] // 2, shape[2] // 2, 0)
    of_group = tuple(0 if a in batch.axes else i for a, i in enumerate(middle))
    x, y = batch.before.values[middle], output.values[middle]
    mean, variance = batch.moments.mean[of_group], batch.moments.variance[of_group]
    eps = latex(short(epsilon))
    symbols = r"y=\gamma\,\frac{x-\mu}{\sqrt{\sigma^2+\epsilon}}+\beta"
    present = (
        rf"{number(y)}={short(gamma)}\cdot\frac{{{number(x)}-{bracketed(number(mean))}}}"
        rf"{{\sqrt{{{number(variance)}+{eps}}}}}+{bracketed(short(beta))}"
    )
    where = _("for the middle pixel of image {image}").format(image=batch.first)
    return f"$$\n{symbols}\n$$\n\n$$\n{present}\n$$\n\n{where}"


def statistics(batch: Batch, output: Stage) -> pd.DataFrame:
    """Return the summary of each stage: one row a stage, unrounded."""
    stages = (batch.before, batch.standardized, batch.min_max, output)
    columns = {
        "mean": _("mean"),
        "standard_deviation": _("std"),
        "minimum": _("min"),
        "maximum": _("max"),
        "skewness": _("skewness"),
        "excess_kurtosis": _("excess kurtosis"),
    }
    rows = [[getattr(stage.summary, field) for field in columns] for stage in stages]
    return pd.DataFrame(rows, index=list(stage_names().values()), columns=list(columns.values()))


def statistics_markdown(statistics: pd.DataFrame) -> str:
    """Return the table as Markdown: a data grid would be a canvas, unreadable to a screen reader and heavy on every move."""
    rows = zip(statistics.index, statistics.to_numpy().tolist(), strict=True)
    return table(["", *statistics.columns], [[name, *map(number, row)] for name, row in rows])


def histogram_table(name: str, histogram: bn_core.Histogram) -> str:
    """Return counts and edges as an HTML table in a window of its own, the twin of a chart."""
    edges, counts = histogram.edges.tolist(), histogram.counts.tolist()
    head = "".join(f"<th>{word}</th>" for word in (_("from"), _("to"), _("values")))
    rows = "".join(
        f"<tr><td>{number(low)}</td><td>{number(high)}</td><td>{n}</td></tr>"
        for low, high, n in zip(edges, edges[1:], counts, strict=False)
    )
    return (
        f'<div class="histogram-table" tabindex="0" role="region" aria-label="{html.escape(name)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def introduction() -> str:
    """Return what the page is about, in one line."""
    return _("A mini-batch is normalized, then scaled by γ and shifted by β ([Ioffe & Szegedy 2015]({paper})).").format(
        paper="https://arxiv.org/abs/1502.03167"
    )


def difference_from_standardization(batch: Batch, output: Stage) -> str:
    """Return the largest difference between the batch-normalized and the standardized values, as a sentence."""
    difference = short(bn_core.largest_difference(output.values, batch.standardized.values))
    said = _("Largest difference from standardization: <b>{difference}</b>").format(difference=difference)
    return f'<span class="{AFTER_RELEASE}">{said}</span>'


def golden_markdown(titles: Mapping[str, str], seen: Mapping[str, Four], golden: Mapping[str, Four]) -> str:
    """Return the four numbers of each step as Markdown, computed above golden, with a mark where they agree."""
    head = f"| | {_('max')} | {_('min')} | {_('mean')} | {_('variance')} | |\n|:--|--:|--:|--:|--:|:--|"
    rows = []
    for name, wanted in golden.items():
        if name in seen:
            mark = _("✓ equal to 1e-9") if agree(seen[name], wanted) else _("✗ differs")
            rows.append(f"| **{titles[name]}** | {_four(seen[name], '**')} | {mark} |")
            rows.append(f"| {_('in the note')} | {_four(wanted)} | |")
    return "\n".join([head, *rows])


def measured_markdown(titles: Mapping[str, str], rows: Sequence[Measured]) -> str:
    """Return difference, time and memory of each witness as Markdown."""
    shown = [(titles[r.name], f"{r.difference:.1e}", _time(r.seconds), _memory(r.peak_bytes)) for r in rows]
    return table(("", _("difference"), _("time"), _("memory")), shown)


def colour_scale(scale: tuple[float, float] | None) -> str:
    """Return what black and white stand for in a row of images."""
    if scale is None:
        return _("each image stretched between its own minimum and maximum")
    return _("black {low}, white {high}").format(low=number(scale[0]), high=number(scale[1]))


def image_row(label: str, picture: str, first: int, shown: int, count: int, scale: tuple[float, float] | None) -> str:
    """Return a row of images as HTML, each with its number below."""
    alt = _("{label}: the first {shown} of {count} images of the mini-batch").format(label=label, shown=shown, count=count)
    numbers = "".join(f"<span>{first + i}</span>" for i in range(shown))
    return (
        f"<div>{html.escape(f'{label} · {colour_scale(scale)}')}</div>"
        f'<div class="image-row" style="width:{min(100, 12 * shown)}%">'
        f'<img alt="{html.escape(alt)}" title="{html.escape(alt)}" src="{picture}"><div>{numbers}</div></div>'
    )


def texture_sentence(batch: Batch, output: Stage) -> str | None:
    """Return what became of the first constant image: where neighbours share its statistics it gets their texture."""
    constant = np.flatnonzero(np.ptp(batch.before.values, axis=(1, 2, 3)) == 0)
    if not constant.size:
        return None
    first = int(constant[0])
    deviation = float(np.sqrt(bn_core.moments(output.values[first]).variance.item()))
    if number(deviation) == number(0):
        said = _("Image {image} is constant before and after.")
    else:
        said = _("Image {image} is constant before; after, its std is {std}: the other images of the mini-batch leak in.")
    return said.format(image=batch.first + first, std=number(deviation))


def _four(numbers: Four, emphasis: str = "") -> str:
    return " | ".join(f"{emphasis}{_ten_decimals(value)}{emphasis}" for value in vars(numbers).values())


def _ten_decimals(value: float) -> str:
    """Write ten decimals, and by how little a number misses 1 where they would hide it."""
    if 1e-12 < abs(1 - value) < 1e-9:
        return f"1 − {1 - value:.1e}"
    return f"{value + 0.0:.10f}" if abs(value) >= 5e-11 else f"{0:.10f}"


def _time(seconds: float) -> str:
    return f"{seconds * 1e6:.0f} µs" if seconds < 1e-3 else f"{seconds * 1e3:.1f} ms"


def _memory(peak_bytes: int | None) -> str:
    if peak_bytes is None:
        return "–"
    megabytes = peak_bytes / 1e6
    return "< 0.1 MB" if megabytes < 0.1 else f"{megabytes:.1f} MB"
