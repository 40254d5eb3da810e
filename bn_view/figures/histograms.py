"""A histogram with its mean and its spread marked."""

from __future__ import annotations

import plotly.graph_objects as go

from bn_core import Histogram, Summary
from bn_view.figures.colours import GREY, faint
from bn_view.figures.layout import AXIS, layout

# A normalized value is mostly within ±4; the axis doubles when gamma or beta carry values further, so that it stands still
# while a slider moves within a range. The live preview gets the same number.
HALF_WIDTH = 4.0


def ladder(minimum: float, maximum: float) -> tuple[float, float]:
    """Return the axis range, symmetrical about 0, of a chart of normalized values."""
    half = HALF_WIDTH
    while max(-minimum, maximum) > half:
        half *= 2
    return -half, half


def covering(*ranges: tuple[float, float]) -> tuple[float, float]:
    """Return the smallest range that covers all of them."""
    return min(low for low, _ in ranges), max(high for _, high in ranges)


def histogram_figure(
    histogram: Histogram,
    summary: Summary,
    colour: str,
    *,
    mean_label: str,
    x_range: tuple[float, float] | None,
    height: int,
    outline: tuple[Histogram, str] | None = None,
) -> go.Figure:
    """Draw counts as steps over the edges, a line at the mean, a band for mean ± standard deviation.

    Only counts and edges are in the figure, never the values. `outline` is another histogram with its colour, a thin line
    behind to compare with; the live preview moves the last trace only.
    """
    mean, deviation = summary.mean, summary.standard_deviation
    filled = {**_steps(histogram, colour, 1.5), "fill": "tozeroy", "hovertemplate": "%{x:.4g}: %{y}<extra></extra>"}
    compared = [] if outline is None else [{**_steps(*outline, 1.0), "hoverinfo": "skip"}]
    return go.Figure(
        data=[*compared, filled],
        layout=layout(
            height,
            top=22,
            xaxis={**AXIS, "range": x_range},
            yaxis={**AXIS, "zeroline": None, "rangemode": "tozero", "nticks": 4},
            shapes=marks(mean, deviation, mean_label),
        ),
    )


def _steps(histogram: Histogram, colour: str, width: float) -> dict[str, object]:
    edges = histogram.edges.tolist()
    line = {"shape": "hv", "width": width, "color": colour}
    return {"type": "scatter", "mode": "lines", "x": [edges[0], *edges], "y": [0, *histogram.counts.tolist(), 0], "line": line}


def marks(mean: float, deviation: float, mean_label: str) -> list[dict[str, object]]:
    """Return the shapes that mark the mean and mean ± standard deviation; the live preview moves them by index."""
    vertical = {"yref": "paper", "y0": 0, "y1": 1}
    band = {"type": "rect", "x0": mean - deviation, "x1": mean + deviation, "line": {"width": 0}, "layer": "below"}
    line = {"type": "line", "x0": mean, "x1": mean, "line": {"width": 2, "color": GREY, "dash": "dot"}}
    label = {"text": mean_label, "textposition": "end", "textangle": 0, "yanchor": "bottom", "font": {"size": 14}}
    return [
        {**band, **vertical, "fillcolor": faint(GREY, 0.16)},
        {**line, **vertical, "label": label},
    ]
