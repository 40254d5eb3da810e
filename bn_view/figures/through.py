"""A function with the values it is given, and beside it, on its side, what comes out: both charts have one axis of outputs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bn_view.figures.histograms import ABOVE
from bn_view.figures.layout import AXIS, LABELS_LEFT, TITLE, Figure, drawing, layout, title

HEIGHT = 360


def with_outputs(frame: Mapping[str, Any], **axis: Any) -> dict[str, Any]:
    """Return the layout of the function's chart, `frame`, with the axis of the outputs to the right of it, between both charts.

    The lines are those of the outputs, which go on in the chart beside it, as do the counts: their own axis is bare.
    """
    bare = {**frame["yaxis"], "title": None, "showticklabels": False, "showgrid": False}
    # With no mode of its own, an overlaying axis would take the other one's lines.
    right = {**AXIS, "tickmode": "auto", **axis, "overlaying": "y", "side": "right"}
    margin = {**frame["margin"], "l": 14, "r": LABELS_LEFT + TITLE}
    return {**frame, "yaxis": bare, "yaxis2": right, "margin": margin}


def on_side(counts: NDArray[np.int64], edges: Sequence[float], colour: str, named: Mapping[str, str]) -> dict[str, Any]:
    """Return a histogram on its side as a trace, so that each output is as high as on the function; `named` as by `hover`."""
    places = {"x": [0, *counts.tolist(), 0], "y": [edges[0], *edges]}
    line = {"shape": "vh", "width": 1.5, "color": colour}
    return {"type": "scatter", "mode": "lines", "fill": "tozerox", "line": line, **places, **named}


def beside(data: Iterable[Mapping[str, Any]], counts: str, top: float, axis: Mapping[str, Any], **rest: Any) -> Figure:
    """Return the chart of the outputs: so called `counts` up to `top`, and their `axis`, which has its names to the left."""
    x_axis = {**AXIS, "title": title(counts), "nticks": 4, "range": [0, top]}
    y_axis = {**AXIS, **axis, "showticklabels": False}
    return drawing(data, layout(HEIGHT, top=ABOVE, left=8, xaxis=x_axis, yaxis=y_axis, **rest))
