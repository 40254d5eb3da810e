"""A function with the values it is given, and beside it, on its side, what comes out: both charts have one axis of outputs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bn_view.figures.colours import GREY, faint
from bn_view.figures.layout import AXIS, LABELS_LEFT, TITLE, Figure, drawing, layout, title

# Above the axes is nothing but half of their highest number.
HEIGHT, TOP = 360, 10
# So many equal parts of the way from the least value to the greatest have ends that one sees carried.
PARTS = 6
# Farther than every axis reaches.
_FAR = 1e5


def equally_apart(least: float, greatest: float) -> NDArray[np.float64]:
    """Return a few values that one sees carried; the browser computes the same."""
    return np.linspace(least, greatest, PARTS + 1)


def carried(inputs: Sequence[float], outputs: Sequence[float], colours: tuple[str, str], **named: str) -> dict[str, Any]:
    """Return as a trace how values are carried: up to a dot on the function, and over to where the chart beside it goes on.

    A value's way has both `colours`, that of the values and that of what comes out; so that a slider moves the dots alone, it is
    drawn as what Plotly calls the error of a dot.
    """
    before, after = colours
    up = {**_way(before), "value": 0, "valueminus": _FAR}
    marker = {"color": after, "size": 8}
    dots = {"type": "scatter", "mode": "markers", "yaxis": "y2", "x": list(inputs), "y": list(outputs), "marker": marker}
    return {**dots, **named, "error_y": up, "error_x": _over(after)}


def carried_on(outputs: Sequence[float], colour: str) -> dict[str, Any]:
    """Return as a trace how they go on beside the function, behind the counts."""
    marker = {"color": colour, "size": 1}
    dots = {"type": "scatter", "mode": "markers", "hoverinfo": "skip", "x": [0] * len(outputs), "y": list(outputs)}
    return {**dots, "marker": marker, "error_x": _over(colour)}


def _over(colour: str) -> dict[str, Any]:
    return {**_way(colour), "value": _FAR, "valueminus": 0}


def _way(colour: str) -> dict[str, Any]:
    return {"type": "constant", "symmetric": False, "width": 0, "thickness": 1.5, "color": faint(colour, 0.75)}


def with_outputs(frame: Mapping[str, Any], **axis: Any) -> dict[str, Any]:
    """Return the layout of the function's chart, `frame`, with the axis of the outputs, which the chart beside it has as well.

    The counts go on there: their own axis is bare.
    """
    bare = {**frame["yaxis"], "title": None, "showticklabels": False, "showgrid": False}
    # With no mode of its own, an overlaying axis would take the other one's lines.
    left = {**AXIS, "tickmode": "auto", **axis, "overlaying": "y", "side": "left", "showgrid": False}
    margin = {**frame["margin"], "l": LABELS_LEFT + TITLE, "r": 0, "t": TOP}
    return {**frame, "yaxis": bare, "yaxis2": left, "margin": margin}


def on_side(counts: NDArray[np.int64], edges: Sequence[float], colour: str, named: Mapping[str, str]) -> dict[str, Any]:
    """Return a histogram on its side as a trace, so that each output is as high as on the function; `named` as by `hover`."""
    places = {"x": [0, *counts.tolist(), 0], "y": [edges[0], *edges]}
    line = {"shape": "vh", "width": 1.5, "color": colour}
    return {"type": "scatter", "mode": "lines", "fill": "tozerox", "line": line, **places, **named}


def beside(data: Iterable[Mapping[str, Any]], counts: str, top: float, axis: Mapping[str, Any], **rest: Any) -> Figure:
    """Return the chart of the outputs: so called `counts` up to `top`, and their `axis`, which has its names to the left.

    How many they are is seen without numbers, and read by pointing at them.
    """
    x_axis = {**AXIS, "title": title(counts), "showticklabels": False, "range": [0, top]}
    ground = {"showline": True, "linecolor": faint(GREY, 0.75), "showgrid": False}
    y_axis = {**AXIS, **axis, **ground, "showticklabels": False}
    return drawing(data, layout(HEIGHT, top=TOP, left=0, xaxis=x_axis, yaxis=y_axis, **rest))
