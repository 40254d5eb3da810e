"""The times of one size of the data as bars, the fastest above: each stop of the slider has its own order."""

from __future__ import annotations

from collections.abc import Mapping

from bn_view.figures import colours
from bn_view.figures.layout import Figure
from bn_view.words.numbers import short
from pages.numpy_and_tensorflow.rows import GLIDES, rows_figure
from pages.numpy_and_tensorflow.units import time_in_words

# What of the chart the slider moves: bars grow and overtake one another, and do not jump.
MOVED = (*GLIDES, ("data", 1, "text"))


def race_figure(known: Mapping[str, float], titles: Mapping[str, str]) -> Figure:
    """Draw the times that are known of one size: each bar is as long as its share of the slowest, and has it above."""
    order = sorted(titles, key=lambda name: known.get(name, float("inf")))
    fastest, slowest = (end(known.values(), default=1.0) for end in (min, max))
    return rows_figure(
        list(titles.values()),
        [_said(known[name], known[name] / fastest) if name in known else "–" for name in titles],
        [round(known.get(name, 0.0) / slowest, 4) for name in titles],
        [colours.WITNESSES[name] for name in titles],
        most=1,
        places=[order.index(name) for name in titles],
    )


def _said(seconds: float, ratio: float) -> str:
    return f"{time_in_words(seconds)}\u2002×{short(ratio, 2)}"
