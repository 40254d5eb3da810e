"""A mini-batch in both modes, and how far the two are apart over the updates."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bn_core import Histogram
from bn_view.figures.colours import DIFFERENCE, GREY, INFERENCE, TRAINING, faint
from bn_view.figures.histograms import Labels, ladder
from bn_view.figures.layout import AXIS, FONT, ON_LINES, Figure, drawing, few_digits, hover, layout, title
from bn_view.words.numbers import number
from pages.training_and_inference.figures import LINE, LOW, TALL, TOP, TRUTH, at_line, updates_axis

LEAST_GAP = 1e-4
# From where to where links go between the histograms of both modes, and how far from them what is said of one lies on none.
_LINKS, _CLEAR = (0.41, 0.59), 0.12
# The trace of the link that is marked, and on which side which link is.
FARTHEST, _OUTER = 3, {"left": 0, "right": -1}


def gap_figure(
    steps: NDArray[np.intp],
    gaps: NDArray[np.float64],
    *,
    updates: int,
    rest: float | None,
    nearest: int | None,
    x_title: str,
    name: str,
    remains: str,
) -> Figure:
    """Draw the gap between the two modes at these of the updates, and a line at `updates`.

    Dashed is the `rest` that `remains`, and a dot stands at the update after which the modes are `nearest`, where there is one.

    The axis is logarithmic; its floor stands for no gap at all.
    """
    shown, last = np.maximum(gaps, LEAST_GAP), int(steps[-1])
    levels = [] if rest is None else [max(rest, LEAST_GAP)]
    curve = {
        **LINE,
        "x": steps.tolist(),
        "y": few_digits(shown[steps]),
        "line": {"color": DIFFERENCE, "width": 3},
        **hover(x_title, name),
    }
    dashed = [{**LINE, "x": [0, last], "y": few_digits([level] * 2), "line": TRUTH, "hoverinfo": "skip"} for level in levels]
    look = {"mode": "markers", "marker": {"size": 11, "color": DIFFERENCE}, "hoverinfo": "skip"}
    dots = [{**LINE, "x": [at], "y": few_digits(shown[[at]]), **look} for at in (nearest,) if at is not None]
    # Its ground ends above the dashes.
    label = {**ON_LINES, "text": remains, "x": last, "xanchor": "right", "yanchor": "bottom", "yshift": 4, "font": FONT}
    yaxis = {**AXIS, "title": title(name), "type": "log", "nticks": 6, "tickformat": "~g"}
    # On the left as much room as half of the 0 needs, which would else touch the lowest number of the other axis.
    xaxis = {**updates_axis(last, x_title), "range": [-0.03 * last, last]}
    frame = layout(LOW, top=TOP, shapes=[at_line(updates)], xaxis=xaxis, yaxis=yaxis)
    return drawing([curve, *dashed, *dots], {**frame, "annotations": [{**label, "y": math.log10(level)} for level in levels]})


def modes_figure(
    training: Histogram,
    inference: Histogram,
    links: Sequence[tuple[float, float]],
    names: Sequence[str],
    labels: Labels,
    *,
    said: Mapping[str, str],
    x_title: str,
) -> Figure:
    """Draw the histogram of training, below it that of inference upside down, and between both links from one value to itself.

    Where both modes give the same, a link is upright. The one whose ends lie farthest apart is marked, and says how far; what is
    `said` of a link names its value by the side that it is on.
    """
    ends = [end for pair in links for end in (*few_digits(pair), None)]
    traces: list[dict[str, Any]] = [
        {
            **{**LINE, "yaxis": "y3", "x": ends, "y": [1, 0, None] * len(links), "hoverinfo": "skip"},
            "line": {"width": 1.5, "color": GREY},
        }
    ]
    for histogram, name, colour, axis in zip((training, inference), names, (TRAINING, INFERENCE), ("y", "y2"), strict=True):
        edges = few_digits(histogram.edges)
        steps = {"x": [edges[0], *edges], "y": [0, *histogram.counts.tolist(), 0], "yaxis": axis, "fill": "tozeroy"}
        line = {"shape": "hv", "width": 2, "color": colour}
        traces.append({**LINE, **steps, "line": line, "fillcolor": faint(colour, 0.4), **labels.hover(name)})
    look = {
        "mode": "lines+markers+text",
        "yaxis": "y3",
        "y": [1, 0.5, 0],
        "hoverinfo": "skip",
        # The value itself, at the foot of either histogram.
        "marker": {"size": [12, 0, 12], "color": DIFFERENCE, "opacity": 1, "line": {"width": 0}},
        "cliponaxis": False,
        "texttemplate": "\u2002<b>%{text}</b>\u2002",
    }
    font = {"size": 18, "color": DIFFERENCE}
    traces.append({**LINE, **look, "line": {"width": 3.5, "color": DIFFERENCE}, "textfont": font, **farthest(links)})
    highest = 1.05 * max(int(histogram.counts.max()) for histogram in (training, inference))
    reach = [float(edge) for histogram in (training, inference) for edge in histogram.edges[[0, -1]]]
    # How many they are says who points at a bar: the picture is about where they lie.
    y_axis = {**AXIS, "showticklabels": False, "showgrid": False}
    side = side_of(links)
    of_link = {"text": said[side], "xref": "paper", "yref": "paper", "font": FONT, "showarrow": False, **opposite(side)}
    return drawing(
        traces,
        layout(
            TALL,
            left=14,
            annotations=[of_link],
            xaxis={**AXIS, "title": title(x_title), "range": ladder(min(reach), max(reach)), "anchor": "y2"},
            yaxis={**y_axis, "range": [0, highest], "domain": [_LINKS[1], 1]},
            yaxis2={**y_axis, "range": [highest, 0], "domain": [0, _LINKS[0]]},
            yaxis3={**y_axis, "range": [0, 1], "domain": _LINKS},
        ),
    )


def side_of(links: Sequence[tuple[float, float]]) -> str:
    """Return on which side the link stands that leads farthest, of those from the least value to the greatest."""
    return max(_OUTER, key=lambda side: abs(links[_OUTER[side]][0] - links[_OUTER[side]][1]))


def opposite(side: str) -> dict[str, Any]:
    """Return where what is said of the link on this side stands: on the other one, clear of the number beside the link.

    Above the links at the left and below them at the right, where a histogram has its low end: between them it would lie on one.
    """
    x, shift, other, y = (0, -10, "left", _LINKS[1] + _CLEAR) if side == "right" else (1, 0, "right", _LINKS[0] - _CLEAR)
    return {"x": x, "xshift": shift, "xanchor": other, "align": other, "y": y}


def farthest(links: Sequence[tuple[float, float]]) -> dict[str, Any]:
    """Return where the link stands that leads farthest, with how far as its text on the side where no others are.

    Both modes are linear: it is one of the outermost.
    """
    side = side_of(links)
    start, end = links[_OUTER[side]]
    apart = abs(start - end)
    # Above a link that leads outwards is room, and below one that leads inwards.
    height = "top" if (end > start) == (side == "right") else "bottom"
    # Where the modes agree there is nothing to mark.
    text = ["", number(apart) if apart > LEAST_GAP else "", ""]
    return {"x": few_digits([start, (start + end) / 2, end]), "text": text, "textposition": f"{height} {side}"}
