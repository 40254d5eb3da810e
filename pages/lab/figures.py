"""The values before and after as one picture: a histogram above another, and the ways of a few values from one to the other."""

from __future__ import annotations

import math
from typing import Any

from bn_core import Summary
from bn_view.figures.colours import BATCH_NORM, BEFORE, GREY, faint
from bn_view.figures.histograms import beyond
from bn_view.figures.layout import AXIS, Figure, seven_digits

Ends = tuple[float, float]
# Where in the lower chart the ways end that come down from above it; and where both charts' counts do, below a strip with the
# numbers of mean and standard deviation. `lab.css` makes both charts so high that a count is as high in one as in the other.
_CEILING, _TOP_BELOW, _TOP_ABOVE = 0.75, 0.63, 0.76
# Beside the ways stands what is done to all values on them.
_OF_WAYS = {
    **{**AXIS, "range": [0, 1], "domain": [0, 1], "showgrid": False, "ticks": "", "ticklabeloverflow": "allow"},
    **{"tickvals": [(1 + _CEILING) / 2], "ticktext": ["− μ ÷ σ<br>× γ + β"]},
}
# The values of which there are ways.
_PLACES = ("first", "left", "mean", "right", "last")
# The line that draws these, point after point: an end of the way of a value, or a gap. The browser moves them by these names.
WAY_POINTS: tuple[tuple[str, str] | tuple[()], ...] = (
    *(("first", "start"), ("first", "end"), ()),
    *(("left", "start"), ("left", "end"), ("right", "end"), ("right", "start"), ()),
    *(("mean", "start"), ("mean", "end"), (), ("last", "start"), ("last", "end")),
)
# Of a mean of 0 rounding leaves so many standard deviations, which nobody wants to read.
_ROUNDING = 1e-9
_GROUND = {"zeroline": True, "zerolinecolor": faint(GREY, 0.6)}


def around_zero(low: float, high: float) -> Ends:
    """Return the axis of the values before: 0 is in its middle, as it is below, so that one sees them move there."""
    furthest = max(abs(low), abs(high)) or 1.0
    end = 2.0 ** math.ceil(math.log2(furthest))
    return -end, end


def above(figure: Figure) -> Figure:
    """Return the histogram before, with its axis above it, so that ways lead down from its ground."""
    layout = _measured(figure["layout"], 1.0, BEFORE, ("μ = ", "σ = "))
    x_axis = {**layout["xaxis"], "side": "top", "anchor": "free", "position": 1}
    # The chart ends at its ground: half of the 0 would lie below it.
    y_axis = {**layout["yaxis"], **_GROUND, "domain": [0, _TOP_ABOVE], "ticklabelshift": -10, "ticklabeloverflow": "allow"}
    margin = {**layout["margin"], "t": layout["margin"]["b"], "b": 1}
    return {**figure, "layout": {**layout, "xaxis": x_axis, "yaxis": y_axis, "margin": margin}}


def below(figure: Figure, ways: dict[str, Any] | None, *, zooms: bool) -> Figure:
    """Return the histogram after, whose axis `zooms` out where it has to; above it, if there are any, the `ways` down to it."""
    layout = _measured(figure["layout"], _CEILING, BATCH_NORM, ("", ""))
    axes = {
        "yaxis": {**layout["yaxis"], **_GROUND, "domain": [0, _TOP_BELOW]},
        "yaxis2": {**_OF_WAYS, "visible": ways is not None},
    }
    annotations = [{**label, "y": _TOP_BELOW} for label in layout["annotations"]]
    margin = {**layout["margin"], "t": 0}
    traces = figure["data"] if ways is None else [ways, *figure["data"]]
    shapes = [*layout["shapes"], *({**shape, "y1": _CEILING} for shape in (beyond() if zooms else ()))]
    return {"data": traces, "layout": {**layout, **axes, "shapes": shapes, "annotations": annotations, "margin": margin}}


def ways(before: Summary, after: Summary, mirrored: bool, range_before: Ends, range_after: Ends) -> dict[str, Any]:
    """Return as a trace the ways from the chart above, whose axis has another range, and on to the ground below.

    Of the least value, of what lies a standard deviation around the mean, as one piece, of the mean, and of the greatest value.
    Slanted from ground to ceiling, and from there, drawn as the error of a dot, upright to the ground.
    """
    (start, end), (low, high) = range_before, range_after
    across = [low + (place - start) * (high - low) / (end - start) for place in _places(before, mirrored=False)]
    ends = {"start": across, "end": _places(after, mirrored=mirrored)}
    x = {which: dict(zip(_PLACES, seven_digits(places), strict=True)) for which, places in ends.items()}
    # At each place the height, the size of the dot, and how far below it the ground is.
    looks = {"start": (1.0, 0, 0.0), "end": (_CEILING, 6, _CEILING)}
    y, sizes, below_it = zip(*(looks[point[1]] if point else (None, 0, 0.0) for point in WAY_POINTS), strict=True)
    to_ground = {"type": "data", "symmetric": False, "array": [0] * len(y), "arrayminus": below_it}
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "yaxis": "y2",
        "meta": "ways",
        "hoverinfo": "skip",
        "x": [x[point[1]][point[0]] if point else None for point in WAY_POINTS],
        "y": y,
        "fill": "toself",
        "fillcolor": faint(GREY, 0.13),
        "line": {"width": 1.5, "color": faint(BEFORE, 0.75)},
        "marker": {"size": sizes, "color": BATCH_NORM, "opacity": 1},
        "error_y": {**to_ground, "width": 0, "thickness": 1.5, "color": faint(BATCH_NORM, 0.75)},
    }


def _places(summary: Summary, *, mirrored: bool) -> tuple[float, ...]:
    """Return the least value, the mean less the standard deviation, the mean, that much more, and the greatest; or mirrored."""
    least, most, deviation = summary.minimum, summary.maximum, summary.standard_deviation
    if mirrored:
        least, most, deviation = most, least, -deviation
    return least, summary.mean - deviation, summary.mean, summary.mean + deviation, most


def _measured(layout: dict[str, Any], top: float, colour: str, names: tuple[str, str]) -> dict[str, Any]:
    """Return a layout whose marks end at `top`, where mean and standard deviation, a length, say how large they are, by name.

    The length is the third of the shapes, where the browser moves it.
    """
    band, mean = layout["shapes"]
    is_zero = abs(mean["x0"]) < _ROUNDING * (band["x1"] - band["x0"])
    middle = 0.0 if is_zero else mean["x0"]
    look = {"textposition": "end", "textangle": 0, "yanchor": "top", "padding": 5, "font": {"size": 15}}
    numbers = {"x0": middle, "dx": band["x1"] - middle}
    left, right = (
        {**look, "xanchor": anchor, "texttemplate": f"{name}<b>%{{{variable}:{_digits(number)}}}</b>"}
        for anchor, name, (variable, number) in zip(("right", "left"), names, numbers.items(), strict=True)
    )
    length = {"type": "line", "yref": "paper", "y0": top, "y1": top, "x0": middle, "x1": band["x1"]}
    shapes = [
        {**band, "y1": top},
        {**mean, "x0": middle, "x1": middle, "y1": top, "label": left},
        {**length, "line": {"width": 4, "color": colour}, "label": {**right, "textposition": "start"}},
    ]
    return {**layout, "shapes": shapes}


def _digits(number: float) -> str:
    """Return the format that writes three significant digits, and all of a thousand, with as many decimals as these need."""
    return ",.0f" if abs(number) >= 1000 else ",.3r"
