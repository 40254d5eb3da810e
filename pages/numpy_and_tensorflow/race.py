"""The times of one size of the data as bars, the fastest above: each stop of the slider has its own order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bn_view.figures import colours
from bn_view.figures.layout import AXIS, Figure, drawing, layout
from bn_view.words.numbers import short
from pages.numpy_and_tensorflow.units import time_in_words

# The height of the chart, where the screen has room.
HEIGHT = 420
# What of it the slider moves: bars grow and overtake one another, and do not jump.
GLIDES: Sequence[tuple[str | int, ...]] = (*(("data", trace, axis) for trace in (0, 1) for axis in ("x", "y")), ("data", 2, "y"))
MOVED = (*GLIDES, ("data", 1, "text"))


def race_figure(known: Mapping[str, float], titles: Mapping[str, str]) -> Figure:
    """Draw the times that are known of one size: each bar is as long as its share of the slowest, and has it at its end."""
    order = sorted(titles, key=lambda name: known.get(name, float("inf")))
    places = [order.index(name) for name in titles]
    fastest, slowest = (end(known.values(), default=1.0) for end in (min, max))
    lengths = [round(known.get(name, 0.0) / slowest, 4) for name in titles]
    plain: dict[str, Any] = {"y": places, "hoverinfo": "skip", "cliponaxis": False}
    bars = {
        **plain,
        "type": "bar",
        "orientation": "h",
        "x": lengths,
        "width": 0.62,
        "marker": {"color": [colours.WITNESSES[name] for name in titles]},
    }
    text = {**plain, "type": "scatter", "mode": "text"}
    said = [_said(known[name], known[name] / fastest) if name in known else "\u2002–" for name in titles]
    ends = {**text, "x": lengths, "text": said, "textposition": "middle right", "textfont": {"size": 18}}
    names = {**text, "x": [0] * len(titles), "text": [f"{title}\u2002" for title in titles.values()]}
    hidden = {**AXIS, "visible": False}
    return drawing(
        [bars, ends, {**names, "textposition": "middle left", "textfont": {"size": 17}}],
        layout(
            HEIGHT,
            left=104,
            right=150,
            top=4,
            bottom=4,
            xaxis={**hidden, "range": [0, 1]},
            yaxis={**hidden, "range": [len(titles) - 0.5, -0.5]},
        ),
    )


def _said(seconds: float, ratio: float) -> str:
    return f"\u2002<b>{time_in_words(seconds)}</b>\u2002×{short(ratio, 2)}"
