"""A figure on a page."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bn_core import Histogram, Summary
from bn_view.figures.histograms import CountLimit, histogram_figure
from bn_view.figures.layout import Figure
from bn_view.state.language import _
from bn_view.widgets.live_chart import Sent, draw_here, sent
from bn_view.widgets.live_chart.motion import Stand
from bn_view.words.readout import alternative_text, histogram_labels


def draw_chart(figure: Figure, *, key: str, alt: str) -> None:
    """Draw a figure; `alt` says what it shows, with its present numbers."""
    draw_here(sent(key, figure, alt))


def limit_of(counts: NDArray[np.int64]) -> CountLimit:
    """Return what the axis of the counts has room for where gamma is not 0, and the words for all values in one place."""
    return CountLimit(int(counts.max()), _("all {count} values").format(count=f"{int(counts.sum()):,}"))


def sent_histogram(
    key: str,
    title: str,
    histogram: Histogram,
    summary: Summary,
    colour: str,
    *,
    height: int,
    x_range: tuple[float, float] | None = None,
    outline: tuple[Histogram, str] | None = None,
    limit: CountLimit | None = None,
    named: bool = True,
    at: Stand | None = None,
) -> Sent:
    """Return a histogram with its mean and standard deviation marked; `title` is its name in the alternative text."""
    labels = histogram_labels()
    figure = histogram_figure(
        histogram,
        summary,
        colour,
        labels=labels,
        x_range=x_range,
        height=height,
        outline=outline,
        limit=limit,
        named=named,
    )
    return sent(key, figure, alternative_text(title, summary), at=at)


def draw_histogram(*args: Any, **kwargs: Any) -> None:
    """Draw what `sent_histogram` returns."""
    draw_here(sent_histogram(*args, **kwargs))
