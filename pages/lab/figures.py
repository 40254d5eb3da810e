"""The values before and after as one picture: a histogram above another, and the ways of a few values from one to the other."""

from __future__ import annotations

import math
from typing import Any

from bn_view.figures.colours import BATCH_NORM, BEFORE, GREY, faint
from bn_view.figures.layout import Figure, few_digits
from bn_view.figures.through import PARTS, equally_apart

Ends = tuple[float, float]
# So much of the lower chart's height is for the ways, above its histogram.
_WAYS = 0.24
_GROUND = {"zeroline": True, "zerolinecolor": faint(GREY, 0.6)}


def around_zero(low: float, high: float) -> Ends:
    """Return the axis of the values before: 0 is in its middle, as it is below, so that one sees them move there."""
    furthest = max(abs(low), abs(high)) or 1.0
    end = 2.0 ** math.ceil(math.log2(furthest))
    return -end, end


def above(figure: Figure) -> Figure:
    """Return the histogram before, with its axis above it, so that ways lead down from its ground."""
    layout = _unnamed(figure["layout"])
    x_axis = {**layout["xaxis"], "side": "top"}
    y_axis = {**layout["yaxis"], **_GROUND, "title": None, "showticklabels": False, "showgrid": False}
    margin = {**layout["margin"], "t": layout["margin"]["b"], "b": 1}
    return {**figure, "layout": {**layout, "xaxis": x_axis, "yaxis": y_axis, "margin": margin}}


def below(figure: Figure, ways: dict[str, Any] | None) -> Figure:
    """Return the histogram after; above it, if there are any, the `ways` that come down to it."""
    layout = _unnamed(figure["layout"])
    top = 1.0 if ways is None else 1 - _WAYS
    axes = {
        "yaxis": {**layout["yaxis"], **_GROUND, "domain": [0, top]},
        "yaxis2": {"range": [0, 1], "domain": [0, 1], "visible": False, "fixedrange": True},
    }
    shapes = [{**shape, "y1": top} for shape in layout["shapes"]]
    annotations = [{**label, "y": top} for label in layout["annotations"]]
    margin = {**layout["margin"], "t": 0}
    traces = figure["data"] if ways is None else [ways, *figure["data"]]
    return {"data": traces, "layout": {**layout, **axes, "shapes": shapes, "annotations": annotations, "margin": margin}}


def ways(before: Ends, after: Ends, range_before: Ends, range_after: Ends) -> dict[str, Any]:
    """Return as a trace the ways of values from the chart above, whose axis has another range, and on to the ground below.

    Slanted from ground to ceiling, and from there, drawn as the error of a dot, upright to the ground.
    """
    (start, end), (low, high) = range_before, range_after
    ends = few_digits(equally_apart(*after))
    starts = few_digits(low + (equally_apart(*before) - start) * (high - low) / (end - start))
    down = {"type": "data", "symmetric": False, "array": [0] * 3 * len(ends), "arrayminus": [0, 1 - _WAYS, 0] * len(ends)}
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "yaxis": "y2",
        "hoverinfo": "skip",
        "x": [place for start, end in zip(starts, ends, strict=True) for place in (start, end, None)],
        "y": [1, 1 - _WAYS, None] * (PARTS + 1),
        "line": {"width": 1.5, "color": faint(BEFORE, 0.75)},
        "marker": {"size": [0, 6, 0] * len(ends), "color": BATCH_NORM, "opacity": 1},
        "error_y": {**down, "width": 0, "thickness": 1.5, "color": faint(BATCH_NORM, 0.75)},
    }


def small(figure: Figure) -> Figure:
    """Return a histogram to compare with, as large as its place lets it be."""
    layout = _unnamed(figure["layout"])
    return {**figure, "layout": {**layout, "margin": {**layout["margin"], "t": 12}}}


def _unnamed(layout: dict[str, Any]) -> dict[str, Any]:
    """Return a layout without the name of mean ± standard deviation, which stands above the picture once."""
    return {**layout, "shapes": [{name: part for name, part in shape.items() if name != "label"} for shape in layout["shapes"]]}
