"""Curves over the updates, a band over the batch size, and two histograms over each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from bn_core import Band, Histogram
from bn_view.figures.colours import BATCH_NORM, INFERENCE, MIN_MAX, MISREAD, TRAINING, TRUE, faint
from bn_view.figures.layout import AXIS, LEGEND_ABOVE, few_digits, layout, title

# Points of one curve: more would cost time to draw and be seen by nobody.
MOST_POINTS = 120
LEAST_GAP = 1e-4
_TITLE = {
    "xref": "paper",
    "yref": "paper",
    "x": 0,
    "xanchor": "left",
    "yanchor": "bottom",
    "showarrow": False,
    "font": {"size": 15},
}


def shown_steps(updates: int) -> NDArray[np.intp]:
    """Return the updates that are drawn: all from 0 on, or as many evenly spread ones as a curve may have, the last included."""
    return np.unique(np.linspace(0, updates, min(updates + 1, MOST_POINTS)).round().astype(np.intp))


def running_figure(
    steps: NDArray[np.intp],
    panels: Mapping[str, Mapping[str, NDArray[np.float64] | float]],
    names: Mapping[str, str],
    *,
    x_title: str,
    height: int,
) -> go.Figure:
    """Draw one panel above the other; in each the mini-batches as dots, the truth dashed, and two readings of the momentum.

    A panel has the parts "batches" (from the first update on), "misread", "true" (a number) and "running"; `names` calls them in
    the legend.
    """
    drawn, last, traces = steps.tolist(), int(steps[-1]), []
    dots = {"color": TRAINING, "size": 5 if last > 50 else 8, "opacity": 0.75}
    for i, parts in enumerate(panels.values()):
        shared = {"type": "scatter", "mode": "lines", "yaxis": f"y{i + 1}" if i else "y", "showlegend": i == 0}
        silent, told = {"hoverinfo": "skip"}, {"hovertemplate": "%{x}: %{y:.4g}<extra></extra>"}
        looks: dict[str, dict[str, Any]] = {
            # Over the mini-batches it would hide what comes first: a click on its name shows it.
            "misread": {"x": drawn, "visible": "legendonly", "line": {"color": MISREAD, "width": 1, "dash": "dot"}, **silent},
            "batches": {"x": drawn[1:], "mode": "markers", "marker": dots, "cliponaxis": False, **told},
            "true": {"x": [0, last], "line": {"color": TRUE, "width": 3, "dash": "dash"}, **silent},
            "running": {"x": drawn, "line": {"color": INFERENCE, "width": 3.5}, **told},
        }
        values = {**parts, "true": [parts["true"], parts["true"]]}
        traces += [
            {**shared, "name": names[part], "legendgroup": part, "y": few_digits(values[part]), **look}
            for part, look in looks.items()
        ]
    domains = [[0.56, 0.94], [0, 0.38]]
    titles = [{**_TITLE, "text": name, "y": domains[i][1] + 0.01} for i, name in enumerate(panels)]
    return go.Figure(
        data=traces,
        layout=layout(
            height,
            showlegend=True,
            legend={**LEGEND_ABOVE, "traceorder": "reversed", "itemsizing": "constant"},
            xaxis={**_updates_axis(last, x_title), "anchor": "y2"},
            yaxis={**AXIS, "domain": domains[0], "nticks": 5},
            yaxis2={**AXIS, "domain": domains[1], "nticks": 5, "rangemode": "tozero"},
            annotations=titles,
        ),
    )


def gap_figure(steps: NDArray[np.intp], gaps: Sequence[float], *, x_title: str, height: int) -> go.Figure:
    """Draw the gap between the two modes over the updates, on a logarithmic axis, whose floor stands for no gap at all."""
    gaps = [max(gap, LEAST_GAP) for gap in gaps]
    return go.Figure(
        data=[
            {
                "type": "scatter",
                "mode": "lines",
                "x": steps.tolist(),
                "y": few_digits(gaps),
                "line": {"color": INFERENCE, "width": 3},
                "hovertemplate": "%{x}: %{y:.4g}<extra></extra>",
            },
            {
                "type": "scatter",
                "mode": "markers",
                "x": [int(steps[-1])],
                "y": few_digits([gaps[-1]]),
                "marker": {"color": INFERENCE, "size": 12},
                "cliponaxis": False,
                "hoverinfo": "skip",
            },
        ],
        layout=_layout(
            height,
            left=60,
            xaxis=_updates_axis(int(steps[-1]), x_title),
            yaxis={**AXIS, "type": "log", "nticks": 6, "tickformat": "~g"},
        ),
    )


def two_histograms_figure(training: Histogram, inference: Histogram, names: tuple[str, str], *, height: int) -> go.Figure:
    """Draw two histograms over each other, both half transparent."""
    colours = ((TRAINING, faint(TRAINING, 0.45)), (INFERENCE, faint(INFERENCE, 0.35)))
    traces = []
    for histogram, name, (colour, fill) in zip((training, inference), names, colours, strict=True):
        edges = few_digits(histogram.edges)
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": name,
                "x": [edges[0], *edges],
                "y": [0, *histogram.counts.tolist(), 0],
                "line": {"shape": "hv", "width": 2, "color": colour},
                "fill": "tozeroy",
                "fillcolor": fill,
                "hovertemplate": "%{x:.4g}: %{y}<extra></extra>",
            }
        )
    return go.Figure(
        data=traces,
        layout=_layout(
            height,
            showlegend=True,
            legend=LEGEND_ABOVE,
            xaxis=AXIS,
            yaxis={**AXIS, "rangemode": "tozero", "nticks": 4},
        ),
    )


def band_figure(sizes: Sequence[int], band: Band, *, flat: float, of_others: bool, x_title: str, height: int) -> go.Figure:
    """Draw a band with its middle over the batch size, and a number that no batch size moves.

    `of_others` is true where that number is what another normalization gives, false where it is the truth.
    """
    x = [str(size) for size in sizes]
    low, middle, high = (few_digits(edge) for edge in (band.low, band.middle, band.high))
    edge = {"type": "scatter", "mode": "lines", "x": x, "line": {"width": 0}, "hoverinfo": "skip"}
    still = {"color": MIN_MAX, "width": 3} if of_others else {"color": TRUE, "width": 2.5, "dash": "dash"}
    return go.Figure(
        data=[
            {**edge, "y": low},
            {**edge, "y": high, "fill": "tonexty", "fillcolor": faint(BATCH_NORM, 0.35)},
            {**edge, "y": few_digits([flat] * len(x)), "line": still},
            {**edge, "y": middle, "line": {"color": BATCH_NORM, "width": 3}, "mode": "lines+markers", "marker": {"size": 7},
             "hoverinfo": "all", "hovertemplate": "%{x}: %{y:.4g}<extra></extra>"},
        ],
        layout=_layout(
            height,
            xaxis={**AXIS, "type": "category", "tickangle": 0, "title": title(x_title)},
            yaxis={**AXIS, "nticks": 5},
        ),
    )  # fmt: skip


def _updates_axis(last: int, name: str) -> dict[str, Any]:
    ticks = {"dtick": 1} if last < 8 else {"nticks": 7}  # no half updates
    return {**AXIS, **ticks, "range": [0, last], "title": title(name)}


def _layout(height: int, **rest: Any) -> dict[str, Any]:
    return layout(height, top=22, **rest)
