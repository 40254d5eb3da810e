"""What several pages write beside a chart: names, numbers, alternative text."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterable, Sequence

import bn_core
from bn_view.figures.histograms import Labels
from bn_view.state.language import _
from bn_view.words.numbers import exact, number

# Of images with something in common as many are named.
_MOST_NAMED = 4


def stage_names() -> dict[str, str]:
    """Return the four stages' names, in their order."""
    return {
        "before": _("Before"),
        "standardized": _("Standardization"),
        "min_max": _("Min-max scaling"),
        "batch_norm": _("Batch normalization"),
    }


def introduction() -> str:
    """Return what batch normalization does, in one line."""
    return _("A mini-batch is normalized, then scaled by γ and shifted by β ([Ioffe & Szegedy 2015]({paper})).").format(
        paper="https://arxiv.org/abs/1502.03167"
    )


def meanings_of_steps() -> dict[str, str]:
    """Return the steps from x to y as symbols, each with what it does to all values."""
    return {
        "x": _("the values"),
        "− μ": _("mean to 0"),
        "÷ σ": _("std to 1"),
        "× γ": _("scale"),
        "+ β": _("shift"),
    }


def histogram_labels() -> Labels:
    """Return what every histogram calls its mark and its axes."""
    return Labels(mean=_("mean ± std"), x=_("value"), y=_("count"))


def swatch(colour: str) -> str:
    """Return a small square of a colour as HTML, to stand before what the colour means."""
    return f'<span style="display:inline-block;width:.9em;height:.9em;border-radius:.2em;background:{colour}"></span>'


def mark(sample: str, style: str, name: str) -> str:
    """Return a name as HTML right behind a small sample of what it names: a class of `.marks`."""
    return f'<span><i class="{sample}" style="{style}"></i> {name}</span>'


def marks(*named: str) -> str:
    """Return a line of such names."""
    return f'<p class="marks">{"".join(named)}</p>'


def as_html(sentence: str) -> str:
    """Return a sentence with what Markdown has of it, bold and links, as HTML."""
    bold = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", sentence)
    return re.sub(r"\[(.+?)\]\((.+?)\)", r'<a href="\2">\1</a>', bold)


def paragraphs(*sentences: str) -> str:
    """Return sentences, each as a paragraph of HTML."""
    return "".join(f"<p>{as_html(sentence)}</p>" for sentence in sentences)


def folded_answer(text: str, more: str = "") -> str:
    """Return an answer as HTML that is unfolded with a click, so that one can find it out first."""
    return f'<details class="answer"><summary>{_("Answer")}</summary><p>{as_html(text)}</p>{more}</details>'


def fraction(above: str, below: str) -> str:
    """Return a fraction of a formula in HTML."""
    return f'<span class="fraction"><span>{above}</span><span>{below}</span></span>'


def root(of: str) -> str:
    """Return a square root of a formula in HTML."""
    return f'√<span class="root">{of}</span>'


def side_by_side(columns: Iterable[str], *, in_pairs: bool = False) -> str:
    """Return columns of HTML beside each other where there is room; in pairs, two of them even on a phone."""
    of_pairs = " in-pairs" if in_pairs else ""
    return f'<div class="side-by-side{of_pairs}">{"".join(f"<div>{column}</div>" for column in columns)}</div>'


def through(titles: tuple[str, str], charts: tuple[str, str], words: tuple[str, str]) -> str:
    """Return as HTML two charts that share one axis: a function's values and, beside them, what it makes of them."""
    heads = "".join(f"<h3>{title}</h3>" for title in titles)
    return f'<div class="through">{heads}{"".join(charts)}{"".join(words)}</div>'


def followed(chart: str, part: str, value: float) -> str:
    """Return a number of a chart as HTML that a slider finds by its class, exact where one points at it."""
    title = "" if math.isnan(value) else f' title="{exact(value)}"'
    return f'<b class="{chart}-{part}"{title}>{number(value)}</b>'


def four_numbers(stage: str, summary: bn_core.Summary) -> str:
    """Return the numbers under a chart as HTML whose parts a slider finds by class."""
    parts = {
        "mean": (_("mean"), summary.mean),
        "deviation": (_("std"), summary.standard_deviation),
        "minimum": (_("min"), summary.minimum),
        "maximum": (_("max"), summary.maximum),
    }
    shown = " &nbsp; ".join(f"<span>{label} {followed(stage, part, value)}</span>" for part, (label, value) in parts.items())
    return f'<span class="four-numbers">{shown}</span>'


def spikes(images: Sequence[int]) -> list[str]:
    """Say as HTML which images the spikes of a histogram are, where there are any."""
    if not images:
        return []
    more = ["…"] if len(images) > _MOST_NAMED else []
    shown = ", ".join([*map(str, images[:_MOST_NAMED]), *more])
    said = _("Spikes: constant images {images}").format(images=shown)
    return [f'<span class="spikes">{said}</span>']


def histogram_alt(name: str) -> str:
    """Return what a histogram shows, in words, with its numbers' names in braces: count, mean, deviation, minimum, maximum."""
    sentence = _("Histogram of {count} values, {name}: mean {mean}, standard deviation {std}, from {min} to {max}.")
    parts = {"count": "{count}", "mean": "{mean}", "std": "{deviation}", "min": "{minimum}", "max": "{maximum}"}
    return sentence.format(name=name, **parts)


def alternative_text(name: str, s: bn_core.Summary) -> str:
    """Return what a histogram shows, in words and present numbers."""
    return histogram_alt(name).format(
        count=f"{s.count:,}",
        mean=number(s.mean),
        deviation=number(s.standard_deviation),
        minimum=number(s.minimum),
        maximum=number(s.maximum),
    )


def colour_scale(scale: tuple[float, float] | None) -> str:
    """Return what black and white stand for in a row of images."""
    if scale is None:
        return _("each image stretched between its own minimum and maximum")
    return _("black\u00a0=\u00a0{low}, white\u00a0=\u00a0{high}").format(low=number(scale[0]), high=number(scale[1]))


def image_row(label: str, scale: tuple[float, float] | None, picture: str, below: str, width: str) -> str:
    """Return as HTML a picture of images side by side, so wide, under its label and scale, with something below each image."""
    return (
        f"<div>{html.escape(f'{label} · {colour_scale(scale)}')}</div>"
        f'<div class="image-row" style="{width}">{picture}<div>{below}</div></div>'
    )
