"""Bars in rows, each below its name and what is said of it, so that they have all of the width on a phone too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bn_view.figures.colours import GREY, faint
from bn_view.figures.layout import AXIS, Figure, drawing, layout

# The height of the chart, where the screen has room.
HEIGHT = 420
# What of bars and their texts moves from place to place: it does not jump.
GLIDES: Sequence[tuple[str | int, ...]] = (("data", 0, "x"), ("data", 0, "y"), ("data", 1, "y"))
# Where in a row, from its middle on, the bar lies and the text above it stands, and how thick the bar is.
_BAR, _TEXT, _THICK = 0.16, -0.28, 0.42


def rows_figure(
    titles: Sequence[str],
    said: Sequence[str],
    lengths: Sequence[float],
    shades: Sequence[str],
    *,
    most: float,
    places: Sequence[int] = (),
    x_axis: Mapping[str, Any] | None = None,
) -> Figure:
    """Draw a bar of a length for each title, on a trough that is as long as the longest may be; `places` is their order."""
    rows, plain = places or range(len(titles)), {"hoverinfo": "skip", "cliponaxis": False}
    bars = {
        **plain,
        "type": "bar",
        "orientation": "h",
        "x": list(lengths),
        "y": [row + _BAR for row in rows],
        "width": _THICK,
        "marker": {"color": list(shades), "line": {"width": 0}},
    }
    texts = {
        **plain,
        "type": "scatter",
        "mode": "text",
        "x": [0] * len(titles),
        "y": [row + _TEXT for row in rows],
        "text": [f"<b>{title}</b>\u2002{of}" for title, of in zip(titles, said, strict=True)],
        "textposition": "middle right",
        "textfont": {"size": 18},
    }
    trough = {"type": "rect", "layer": "below", "x0": 0, "x1": most, "line": {"width": 0}, "fillcolor": faint(GREY, 0.14)}
    ends = [(row + _BAR - _THICK / 2, row + _BAR + _THICK / 2) for row in range(len(titles))]
    hidden = {**AXIS, "visible": False}
    return drawing(
        [bars, texts],
        layout(
            HEIGHT,
            left=6,
            right=8,
            top=0,
            bottom=28 if x_axis else 2,
            shapes=[{**trough, "y0": y0, "y1": y1} for y0, y1 in ends],
            xaxis={**(AXIS if x_axis else hidden), "range": [0, most], **(x_axis or {})},
            yaxis={**hidden, "range": [len(titles) - 0.5, -0.55]},
        ),
    )
