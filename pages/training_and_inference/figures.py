"""Curves over the updates, a band over the batch size, and two histograms over each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray

from bn_core import Histogram
from bn_view.figures.colours import BATCH_NORM, INFERENCE, MIN_MAX, MISREAD, TRAINING, TRUE, faint
from bn_view.figures.layout import AXIS, LEGEND_ABOVE, few_digits, layout, title

# Points of one curve: more would cost time to draw and be seen by nobody.
MOST_POINTS = 120
LEAST_GAP = 1e-4
_TOP = 22
_TITLE = {
    "xref": "paper",
    "yref": "paper",
    "x": 0,
    "xanchor": "left",
    "yanchor": "bottom",
    "showarrow": False,
    "font": {"size": 15},
}
_LINE = {"type": "scatter", "mode": "lines"}
_NUMBERS = "%{x}: %{y:.4g}<extra></extra>"


def drawn_steps(updates: int) -> NDArray[np.intp]:
    """Return the updates that are drawn: all from 0 on, or as many evenly spread ones as a curve may have, the last included."""
    return np.unique(np.linspace(0, updates, min(updates + 1, MOST_POINTS)).round().astype(np.intp))


def running_figure(
    steps: NDArray[np.intp], panels: Mapping[str, Mapping[str, ArrayLike]], names: Mapping[str, str], *, x_title: str
) -> go.Figure:
    """Draw one panel above the other; in each the mini-batches as dots, the truth dashed, and two readings of the momentum.

    A panel has the parts "batches" (from the first update on), "other_convention", "true" (a number) and "running"; `names`
    calls them in the legend.
    """
    drawn, last, traces = steps.tolist(), int(steps[-1]), []
    dots = {"color": TRAINING, "size": 5 if last > 50 else 8, "opacity": 0.75}
    still, hovered = {"hoverinfo": "skip"}, {"hovertemplate": _NUMBERS}
    looks: dict[str, dict[str, Any]] = {
        # Over the mini-batches it would hide what comes first: a click on its name shows it.
        "other_convention": {"visible": "legendonly", "line": {"color": MISREAD, "width": 1, "dash": "dot"}, **still},
        "batches": {"x": drawn[1:], "mode": "markers", "marker": dots, "cliponaxis": False, **hovered},
        "true": {"x": [0, last], "line": {"color": TRUE, "width": 3, "dash": "dash"}, **still},
        "running": {"line": {"color": INFERENCE, "width": 3.5}, **hovered},
    }
    for i, parts in enumerate(panels.values()):
        shared = {**_LINE, "x": drawn, "yaxis": f"y{i + 1}" if i else "y", "showlegend": i == 0}
        values = {**parts, "true": [parts["true"], parts["true"]]}
        traces += [
            {**shared, "name": names[part], "legendgroup": part, "y": few_digits(values[part]), **look}
            for part, look in looks.items()
        ]
    domains = [[0.56, 0.94], [0, 0.38]]
    return go.Figure(
        data=traces,
        layout=layout(
            460,
            showlegend=True,
            legend={**LEGEND_ABOVE, "traceorder": "reversed", "itemsizing": "constant"},
            xaxis={**_updates_axis(last, x_title), "anchor": "y2"},
            yaxis={**AXIS, "domain": domains[0], "nticks": 5},
            yaxis2={**AXIS, "domain": domains[1], "nticks": 5, "rangemode": "tozero"},
            annotations=[{**_TITLE, "text": name, "y": top + 0.01} for name, (_, top) in zip(panels, domains, strict=True)],
        ),
    )


def gap_figure(steps: NDArray[np.intp], gaps: Sequence[float], *, x_title: str) -> go.Figure:
    """Draw the gap between the two modes over the updates, on a logarithmic axis, whose floor stands for no gap at all."""
    y, last = few_digits([max(gap, LEAST_GAP) for gap in gaps]), int(steps[-1])
    line, dot = {"color": INFERENCE, "width": 3}, {"color": INFERENCE, "size": 12}
    curve = {**_LINE, "x": steps.tolist(), "y": y, "line": line, "hovertemplate": _NUMBERS}
    end = {**_LINE, "mode": "markers", "x": [last], "y": [y[-1]], "marker": dot, "cliponaxis": False, "hoverinfo": "skip"}
    yaxis = {**AXIS, "type": "log", "nticks": 6, "tickformat": "~g"}
    return go.Figure([curve, end], layout(300, top=_TOP, left=60, xaxis=_updates_axis(last, x_title), yaxis=yaxis))


def two_histograms_figure(histograms: Sequence[Histogram], names: Sequence[str]) -> go.Figure:
    """Draw the histograms of training and inference over each other, both half transparent."""
    traces = []
    for histogram, name, colour, opacity in zip(histograms, names, (TRAINING, INFERENCE), (0.45, 0.35), strict=True):
        edges = few_digits(histogram.edges)
        traces.append(
            {
                **_LINE,
                "name": name,
                "x": [edges[0], *edges],
                "y": [0, *histogram.counts.tolist(), 0],
                "line": {"shape": "hv", "width": 2, "color": colour},
                "fill": "tozeroy",
                "fillcolor": faint(colour, opacity),
                "hovertemplate": "%{x:.4g}: %{y}<extra></extra>",
            }
        )
    yaxis = {**AXIS, "rangemode": "tozero", "nticks": 4}
    return go.Figure(traces, layout(300, top=_TOP, showlegend=True, legend=LEGEND_ABOVE, xaxis=AXIS, yaxis=yaxis))


def band_figure(sizes: Sequence[int], band: NDArray[np.float64], *, level: float, of_other_norm: bool, x_title: str) -> go.Figure:
    """Draw a band, (low, middle, high) over the batch size, and a number that no batch size moves.

    `of_other_norm` is true where that number is what another normalization gives, false where it is the truth.
    """
    low, middle, high = map(few_digits, band)
    edge = {**_LINE, "x": list(map(str, sizes)), "line": {"width": 0}, "hoverinfo": "skip"}
    level_line = {"color": MIN_MAX, "width": 3} if of_other_norm else {"color": TRUE, "width": 2.5, "dash": "dash"}
    line, hovered = {"color": BATCH_NORM, "width": 3}, {"hoverinfo": "all", "hovertemplate": _NUMBERS}
    xaxis = {**AXIS, "type": "category", "tickangle": 0, "title": title(x_title)}
    return go.Figure(
        data=[
            {**edge, "y": low},
            {**edge, "y": high, "fill": "tonexty", "fillcolor": faint(BATCH_NORM, 0.35)},
            {**edge, "y": few_digits([level] * len(sizes)), "line": level_line},
            {**edge, "y": middle, "line": line, "mode": "lines+markers", "marker": {"size": 7}, **hovered},
        ],
        layout=layout(280, top=_TOP, xaxis=xaxis, yaxis={**AXIS, "nticks": 5}),
    )


def _updates_axis(last: int, name: str) -> dict[str, Any]:
    ticks = {"dtick": 1} if last < 8 else {"nticks": 7}  # no half updates
    return {**AXIS, **ticks, "range": [0, last], "title": title(name)}
