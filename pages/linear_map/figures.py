"""Straight lines, and quantiles that lie on one or do not."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from bn_view.figures.layout import AXIS, layout, title

Array = NDArray[np.floating]


def quantile_figure(
    x: Array, y: Array, line: Array, colours: tuple[str, str], *, x_title: str, y_title: str, y_range: tuple[float, float]
) -> go.Figure:
    """Draw each quantile of the output over that of the input, and behind them the line of one map for all values.

    `x`, `y` and `line` have one number a quantile; `colours` are those of the points and of the line.
    """
    points, straight = colours
    return go.Figure(
        data=[
            {
                "type": "scatter",
                "mode": "lines",
                "x": x[[0, -1]].tolist(),
                "y": line[[0, -1]].tolist(),
                "line": {"color": straight, "width": 2},
                "hoverinfo": "skip",
            },
            {
                "type": "scatter",
                "mode": "markers",
                "x": x.tolist(),
                "y": y.tolist(),
                "marker": {"color": points, "size": 7},
                "hovertemplate": "%{x:.4g} → %{y:.4g}<extra></extra>",
            },
        ],
        layout=_layout(x_title, y_title, y_range),
    )


def lines_figure(
    x: Array, y: Array, colours: tuple[str, ...], *, x_title: str, y_title: str, y_range: tuple[float, float]
) -> go.Figure:
    """Draw one line for each column of `x` and `y` (2, lines), which hold its ends; colours take turns."""
    return go.Figure(
        data=[
            {
                "type": "scatter",
                "mode": "lines",
                "x": x[:, n].tolist(),
                "y": y[:, n].tolist(),
                "line": {"color": colours[n % len(colours)], "width": 2.5},
                "hoverinfo": "skip",
            }
            for n in range(x.shape[1])
        ],
        layout=_layout(x_title, y_title, y_range),
    )


def _layout(x_title: str, y_title: str, y_range: tuple[float, float]) -> dict[str, object]:
    return layout(
        320,
        xaxis={**AXIS, "title": title(x_title)},
        yaxis={**AXIS, "title": title(y_title), "range": y_range},
    )
