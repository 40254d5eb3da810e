"""Sizes of errors as dots on a logarithmic axis, two outputs apart, and a mean that falls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, isnan, log2, log10

import numpy as np

from bn_view.figures import colours
from bn_view.figures.colours import faint
from bn_view.figures.layout import AXIS, FONT, Figure, drawing, few_digits, hover, layout, title
from bn_view.state.language import _
from bn_view.words.numbers import power, short
from pages.numpy_and_tensorflow.reasons import Apart

# Which power of ten stands for what is none, 0 and what is no number: it lies off the axis.
LEAST = -17.0
# What float32 rounds away of a number between 1 and 2, at most.
ROUNDING = float(np.spacing(np.float32(1))) / 2
# The heights of the charts, where the screen has room.
DOTS, LINE_HEIGHT = 380, 320
# What of dots, and of two outputs apart, goes to where it is next.
DOTS_GLIDE: Sequence[tuple[str | int, ...]] = (("data", 0, "x"),)
APART_GLIDES: Sequence[tuple[str | int, ...]] = tuple(("data", trace, "x") for trace in range(4))
# The one way and the other.
ONE, OTHER = colours.CURVES[:2]
_AXIS = {**AXIS, "zeroline": None}
_LIMIT = {"size": 16}


def dot_figure(
    sizes: Mapping[str, float],
    shades: Sequence[str],
    x_title: str,
    *,
    ends: tuple[float, float],
    left: int,
    beyond: str,
    symbols: Sequence[str] | str = "circle",
) -> Figure:
    """Draw a dot for each size, by its title, with its number; the axis is one of powers of ten, and has these at its ends.

    Such an axis has no 0 that a bar could begin at. A ground of its own has what float32 itself rounds away, and what is `beyond`
    1.
    """
    places, titles = [dot_at(size) for size in sizes.values()], list(sizes)
    dots = {
        "type": "scatter",
        "mode": "markers+text",
        "x": places,
        "y": titles,
        "text": list(map(beside_dot, sizes.values())),
        "textposition": "middle right",
        "textfont": {"size": 18},
        "cliponaxis": False,
        "marker": {"color": list(shades), "size": 20, "symbol": symbols, "line": {"width": 4, "color": list(shades)}},
        "hoverinfo": "skip",
    }
    # Every fourth power has its number: more have no room side by side on a phone.
    powers = [at for at in range(-8, 5, 4) if ends[0] <= at <= ends[1]]
    ticks = {"tickvals": powers, "ticktext": [power(f"1e{at}") if at else "1" for at in powers], "tickangle": 0}
    grid = {"showgrid": True, "gridcolor": faint(colours.GREY, 0.15)}
    x_axis = {**_AXIS, **grid, **ticks, "tickfont": _LIMIT, "range": ends, "title": title(x_title)}
    y_axis = {**_AXIS, **grid, "tickfont": {"size": 16}, "range": [len(sizes) - 0.5, -0.5], "type": "category"}
    names = [limit_name(ROUNDING, _("float32 rounding"), side="center"), limit_name(1.0, beyond, side="left")]
    return drawing(
        [dots],
        layout(
            DOTS,
            left=left,
            right=92,
            top=26,
            shapes=[_ground(ends[0], log10(ROUNDING), colours.GREY), _ground(0, ends[1], colours.DIFFERENCE)],
            annotations=names,
            xaxis=x_axis,
            yaxis=y_axis,
        ),
    )


def apart_figure(apart: Apart, names: tuple[str, str]) -> Figure:
    """Draw the same values the one way and, below, the other: a line joins the two of each, a thick one those that differ most.

    Lines that stand upright say that nothing has moved. The axis has room for these values, and widens by rungs.
    """
    most, one, other = apart.most, few_digits(apart.one), few_digits(apart.other)
    ends = list(zip(one, other, strict=True))
    plain = {"type": "scatter", "hoverinfo": "skip", "cliponaxis": False}
    grey = {"color": faint(colours.GREY, 0.45), "width": 1.5}
    joined = {
        **plain,
        "mode": "lines",
        "x": [x for pair in ends for x in (*pair, None)],
        "y": [1, 0, None] * len(ends),
        "line": grey,
    }
    gap = {
        **plain,
        "mode": "lines",
        "x": [one[most], other[most]],
        "y": [1, 0],
        "line": {"color": colours.DIFFERENCE, "width": 7},
    }
    rows = [
        {**plain, "mode": "markers", "x": [*xs, last], "y": [y] * (len(ends) + 1), "marker": {"color": shade, "size": 18}}
        for xs, last, y, shade in zip(zip(*ends, strict=True), (one[most], other[most]), (1, 0), (ONE, OTHER), strict=True)
    ]
    every = (*one, *other)
    low, high = -_rung(-min(every)), _rung(max(every))
    room = 0.04 * (high - low)
    at_left = {"xref": "paper", "showarrow": False, "x": 0, "xanchor": "left"}
    above = {**at_left, "yref": "paper", "y": 1, "yanchor": "bottom"}
    # Beside the upper name, where no line comes: the number changes in its place while a slider moves.
    size = _("{size} apart").format(size=f"<b>{dot_spoken(apart.size)}</b>")
    said = [
        {**above, "text": f"<b>{names[0]}</b>", "font": {"size": 18, "color": ONE}},
        {**at_left, "y": 0, "yshift": -28, "text": f"<b>{names[1]}</b>", "font": {"size": 18, "color": OTHER}},
        {**above, "x": 1, "xanchor": "right", "text": size, "font": {"size": 24, "color": colours.DIFFERENCE}},
    ]
    x_axis = {**_AXIS, "range": [low - room, high + room], "nticks": 7, "title": title(_("output values of the same pixels"))}
    y_axis = {**_AXIS, "range": [-0.36, 1.22], "visible": False}
    return drawing([joined, gap, *rows], layout(LINE_HEIGHT, left=14, top=34, annotations=said, xaxis=x_axis, yaxis=y_axis))


def _rung(end: float) -> float:
    """Return where an axis ends that has room for a value: at 1, 1.5, 2, 3, 4, 6 and so on."""
    rung = 2.0 ** ceil(log2(max(end, 1.0)))
    return 0.75 * rung if 1.0 <= end <= 0.75 * rung else rung


def _ground(low: float, high: float, shade: str) -> dict[str, object]:
    """Return the ground of a part of the axis, behind the dots."""
    place = {"type": "rect", "layer": "below", "yref": "paper", "x0": low, "x1": high, "y0": 0, "y1": 1}
    return {**place, "line": {"width": 0}, "fillcolor": faint(shade, 0.14)}


def limit_name(at: float, text: str, *, side: str) -> dict[str, object]:
    """Return the name of a place on the axis, above it; a shape's own would be cut where the chart is narrow."""
    place = {"x": log10(at), "y": 1, "yref": "paper", "yanchor": "bottom", "xanchor": side, "showarrow": False}
    return {**place, "text": text, "font": _LIMIT}


def dot_at(size: float) -> float:
    """Return where a dot lies, as a power of ten."""
    return log10(size) if size > 0 else LEAST


def beside_dot(size: float) -> str:
    """Return what stands beside a dot, clear of it."""
    return f"\u2002{dot_spoken(size)}\u2002"


def dot_spoken(size: float) -> str:
    """Return a size with a power of ten in characters that need no HTML: a superscript of Plotly's is too small to be read."""
    if isnan(size):
        return "–"
    mantissa, _e, exponent = f"{size:.2e}".partition("e")
    return power(f"{float(mantissa):g}e{exponent}") if 0 < size < 0.01 else short(size)


def falling_mean_figure(images: list[int], numpy_means: list[float], means: list[float], x_title: str, y_title: str) -> Figure:
    """Draw both means over the number of images."""
    line = {"type": "scatter", "mode": "lines", "x": images}
    lines = [
        {**line, "name": name, "y": values, "line": {"color": colours.WITNESSES[witness], "width": 3}}
        | hover(x_title, y_title, name)
        for name, values, witness in (("NumPy, float32", numpy_means, "textbook"), ("bn_core", means, "bn_core"))
    ]
    x_axis = {**_AXIS, "range": [0, images[-1]], "title": title(x_title)}
    legend = {"x": 0.02, "y": 0.05, "font": FONT}
    return drawing(
        lines,
        layout(320, showlegend=True, legend=legend, xaxis=x_axis, yaxis={**_AXIS, "title": title(y_title), "range": [0.3, 0.55]}),
    )
