"""The mini-batches of one size around the mean of all images, in the band of all sizes, and what they make of one pixel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bn_view.figures.colours import ALONE, BATCH_NORM, BEFORE, GREY, TRUE, faint
from bn_view.figures.layout import AXIS, FONT, ON_LINES, Figure, drawing, few_digits, layout, rounded, title
from bn_view.words.numbers import number
from pages.training_and_inference.figures import LINE, TALL, TOP, TRUTH, with_margin

# How far dots lie beside their size, and the axis goes on beyond its first and last size, as shares of the way between these.
_WIDTH, _BEYOND = 0.026, 0.05
# Beyond which share of that way a number has no room behind its dots, and is read above the picture only.
_ROOM = 0.8
# How far apart the numbers below the sizes may be, and about how many there are.
_STEPS, _MOST_TICKS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000), 6
# The ends of the chosen size, wider than its dots.
_CAP = {"symbol": "line-ew", "size": 36, "line": {"width": 3, "color": TRUE}}
# Of other sizes so many means are drawn: enough to see how far they scatter.
_OF_OTHERS = 40
# The rows of one pixel's outputs, among others and by itself, how far dots lie beside the middle of one, and how high all is.
_ROWS, _WIDE, STRIP = (1.0, -0.6), 0.4, 170
# Where the traces of what follows the slider are in both figures, and among the annotations the names of size, end and outputs.
CHOSEN, ENDS, OUTPUTS = 4, 5, 1
CHOSEN_NAME, END_NAME, OUTPUTS_NAME = 0, 1, 0


def places_of(size: int, count: int, sizes: Sequence[int]) -> list[float]:
    """Return where so many dots stand beside each other around their size, on the axis of these sizes."""
    wide = _WIDTH * (sizes[-1] - sizes[0] or 1)
    return few_digits(np.linspace(size - wide, size + wide, count))


def sizes_figure(
    means: NDArray[np.float64],
    band: tuple[Sequence[int], NDArray[np.float64]],
    error: float,
    others: Mapping[int, NDArray[np.float64]],
    *,
    at: int,
    true: float,
    reach: tuple[float, float],
    names: Mapping[str, str],
) -> Figure:
    """Draw the means of mini-batches as dots `at` their size, around the `true` one, and faintly a few of `others`, by size.

    Behind them lies a band: of each size the standard error to both sides. At this size it is `error`, and its ends are marked.
    The axes hold still, and the slider below has its thumb under the dots.
    """
    sizes, errors = band
    first, last = sizes[0], sizes[-1]
    edge = {**LINE, "x": list(sizes), "line": {"width": 0}, "hoverinfo": "skip"}
    room = _BEYOND * (last - first) or 0.5
    dots = {"type": "scatter", "mode": "markers", "cliponaxis": False}
    clouds = {size: of_size[:_OF_OTHERS] for size, of_size in others.items()}
    traces: list[dict[str, Any]] = [
        {**edge, "y": few_digits(true - errors)},
        {**edge, "y": few_digits(true + errors), "fill": "tonexty", "fillcolor": faint(BEFORE, 0.28)},
        {**LINE, "x": few_digits([first - room, last + room]), "y": few_digits([true] * 2), "line": TRUTH, "hoverinfo": "skip"},
        {
            **{**dots, "x": [place for size, of_size in clouds.items() for place in places_of(size, len(of_size), sizes)]},
            **{"y": few_digits(np.concatenate([*clouds.values()])), "hoverinfo": "skip"},
            "marker": {"color": BEFORE, "size": 5, "opacity": 0.25},
        },
        {
            **{**dots, "x": places_of(at, len(means), sizes), "y": few_digits(means), "name": names["y"]},
            **{"hovertemplate": f"{names['y']}: %{{y}}<extra></extra>"},
            "marker": {"color": BEFORE, "size": 6, "opacity": 0.75},
        },
        {**dots, "x": [at] * 2, "y": ends_of(true, error), "hoverinfo": "skip", "marker": _CAP},
    ]
    label = {"font": FONT, "showarrow": False}
    # In the corner where the band is narrow: whatever the size is, no dot comes there.
    of_levels = {"text": f"{names['band']}<br>{names['true']}", "align": "right", "xref": "paper", "x": 1, "xanchor": "right"}
    annotations = [
        {**label, "text": names["chosen"], **place_of_name(at, means)},
        {**label, "font": {"size": 18}, **name_of_end(at, true, error, sizes)},
        {**label, **ON_LINES, **of_levels, "yref": "paper", "y": 0.01, "yanchor": "bottom"},
    ]
    ticks = {"tickvals": ticks_from(first, last)}
    x_axis = {**AXIS, **ticks, "range": few_digits([first - room, last + room]), "title": title(names["x"])}
    y_axis = {**AXIS, "nticks": 6, "range": with_margin(*reach), "title": title(names["y"])}
    cursor = {"type": "line", "x0": at, "x1": at, "yref": "paper", "y0": 0, "y1": 1, "layer": "below"}
    shapes = [{**cursor, "line": {"color": faint(GREY, 0.4), "width": 1}}]
    return drawing(traces, layout(TALL, top=TOP, shapes=shapes, annotations=annotations, xaxis=x_axis, yaxis=y_axis))


def ticks_from(first: int, last: int) -> list[int]:
    """Return at most seven whole numbers on the axis of the sizes: the first, and then round ones."""
    step = next(step for step in _STEPS if (last - first) / step <= _MOST_TICKS)
    return [first, *(tick for tick in range(step, last + 1, step) if tick - first > step / 2)]


def ends_of(true: float, error: float) -> list[float]:
    """Return the ends of the band at one size."""
    return few_digits([true - error, true + error])


def name_of_end(size: int, true: float, error: float, sizes: Sequence[int]) -> dict[str, Any]:
    """Return how far the band goes to both sides, behind its upper end, where there is room."""
    has_room = size <= sizes[0] + _ROOM * (sizes[-1] - sizes[0])
    text = f"<b>± {number(error)}</b>" if has_room else ""
    return {"x": size, "y": ends_of(true, error)[1], "text": text, "yanchor": "bottom", "xanchor": "left", "xshift": 32}


def place_of_name(size: int, means: NDArray[np.float64]) -> dict[str, float]:
    """Return where the name of the chosen size stands: above its dots."""
    return {"x": size, "y": rounded(means.max()), "yshift": 16}


def pixel_figure(
    outputs: NDArray[np.float64], alone: float, *, reach: tuple[float, float], names: tuple[str, str], x_title: str
) -> Figure:
    """Draw what becomes of one pixel, in rows under their names: in each mini-batch another `outputs`, and what it is `alone`."""
    dots = {"type": "scatter", "mode": "markers", "cliponaxis": False, "hovertemplate": "%{x}<extra></extra>"}
    across = np.linspace(-_WIDE, _WIDE, len(outputs))
    among, by_itself = _ROWS
    traces = [
        {**dots, "x": few_digits([alone]), "y": [by_itself], "marker": {"color": ALONE, "size": 13}},
        {
            # Beside each other at random, as the mini-batches are, and each where it stays whatever the size is.
            **{**dots, "x": few_digits(outputs), "y": few_digits(among + across)},
            "marker": {"color": BATCH_NORM, "size": 7, "opacity": 0.8},
        },
    ]
    named = {"xref": "paper", "x": 0, "xanchor": "left", "align": "left", "yanchor": "bottom", "yshift": 9, "showarrow": False}
    tops = (among + _WIDE, by_itself)
    annotations = [{**named, "y": top, "text": name, "font": FONT} for top, name in zip(tops, names, strict=True)]
    x_axis = {**AXIS, "nticks": 5, "range": with_margin(*reach), "title": title(x_title)}
    y_axis = {**AXIS, "visible": False, "range": [by_itself - 0.4, among + 0.6]}
    return drawing(traces, layout(STRIP, left=12, top=22, annotations=annotations, xaxis=x_axis, yaxis=y_axis))
