"""Straight lines, and quantiles that lie on one or do not."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bn_view.figures.colours import BATCH_NORM, GROUPS, STANDARDIZED
from bn_view.figures.layout import AXIS, Figure, drawing, hover, layout, title

Array = NDArray[np.floating]
HEIGHT = 320


def quantile_figure(x: Array, y: Array, line: Array, **axes: Any) -> Figure:
    """Draw each quantile of the output over that of the input, and behind them the line of one map for all values."""
    marker = {"color": BATCH_NORM, "size": 7}
    points = {"type": "scatter", "mode": "markers", "x": x.tolist(), "y": y.tolist(), "marker": marker}
    named = hover(axes["x_title"], axes["y_title"])
    return drawing(data=[_line(x[[0, -1]], line[[0, -1]], STANDARDIZED, 2), {**points, **named}], layout=_layout(**axes))


def lines_figure(x: Array, y: Array, **axes: Any) -> Figure:
    """Draw one line for each column of `x` and `y` (2, lines), which hold its ends; colours take turns."""
    lines = [_line(x[:, n], y[:, n], GROUPS[n % len(GROUPS)], 2.5) for n in range(x.shape[1])]
    return drawing(data=lines, layout=_layout(**axes))


def _line(x: Array, y: Array, colour: str, width: float) -> dict[str, object]:
    line = {"color": colour, "width": width}
    return {"type": "scatter", "mode": "lines", "x": x.tolist(), "y": y.tolist(), "line": line, "hoverinfo": "skip"}


def _layout(x_title: str, y_title: str, y_range: tuple[float, float]) -> dict[str, object]:
    return layout(
        HEIGHT,
        xaxis={**AXIS, "title": title(x_title)},
        yaxis={**AXIS, "title": title(y_title), "range": y_range, "nticks": 5},
    )
