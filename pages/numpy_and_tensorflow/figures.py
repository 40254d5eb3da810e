"""Sizes of errors as dots on a logarithmic axis, two outputs apart, and a mean that falls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan, log10

import numpy as np

from bn_view.figures import colours
from bn_view.figures.colours import faint
from bn_view.figures.layout import AXIS, FONT, Figure, drawing, few_digits, hover, layout, title
from bn_view.state.language import _
from bn_view.words.numbers import power, short, signed
from pages.numpy_and_tensorflow.reasons import Apart
from pages.numpy_and_tensorflow.units import raised

# Where what has no place on a logarithmic axis is drawn, 0 and what is no number.
LEAST = 1e-17
# What float32 rounds away of a number between 1 and 2, at most.
ROUNDING = float(np.spacing(np.float32(1))) / 2
# The heights of the charts, where the screen has room.
DOTS, LINE_HEIGHT = 380, 320
# The one way and the other.
ONE, OTHER = colours.CURVES[:2]
_AXIS = {**AXIS, "zeroline": None}
_LOG_AXIS = {**_AXIS, "type": "log", "tickangle": 0, "exponentformat": "power"}


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
    """Draw a dot for each size, by its title, on a stem; the axis has these powers of ten at its ends.

    A logarithmic axis has no 0 that a stem could begin at: it begins at what float32 itself rounds away. The numbers stand in a
    column of their own, where no line and no dot can lie on them. What is `beyond` 1 has a ground of its own.
    """
    places, titles = [dot_at(size) for size in sizes.values()], list(sizes)
    stems = {
        "type": "bar",
        "orientation": "h",
        "base": ROUNDING,
        "x": [stem_to(size) for size in sizes.values()],
        "y": titles,
        "width": 0.14,
        "marker": {"color": list(shades)},
        "hoverinfo": "skip",
    }
    dots = {
        "type": "scatter",
        "mode": "markers",
        "x": places,
        "y": titles,
        "cliponaxis": False,
        "marker": {"color": list(shades), "size": 18, "symbol": symbols, "line": {"width": 3, "color": list(shades)}},
        "hoverinfo": "skip",
    }
    numbers = {
        "type": "scatter",
        "mode": "text",
        "x": [10.0 ** ends[1]] * len(titles),
        "y": titles,
        "text": [dot_text(size) for size in sizes.values()],
        "textposition": "middle right",
        "textfont": {"size": 16},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
    # Every fourth power has its number: more have no room side by side on a phone.
    grid = {"showgrid": True, "dtick": 4, "gridcolor": faint(colours.GREY, 0.15)}
    x_axis = {**_LOG_AXIS, **grid, "range": ends, "title": title(x_title)}
    y_axis = {**_AXIS, "showgrid": False, "range": [len(sizes) - 0.5, -0.5], "type": "category"}
    names = [limit_name(ROUNDING, _("float32 rounding"), side="center"), limit_name(1.0, beyond, side="left")]
    return drawing(
        [stems, dots, numbers],
        layout(
            DOTS,
            left=left,
            right=92,
            top=26,
            shapes=[_ground(10.0 ** ends[0], ROUNDING, colours.GREY), _ground(1.0, 10.0 ** ends[1], colours.DIFFERENCE)],
            annotations=names,
            xaxis=x_axis,
            yaxis=y_axis,
        ),
    )


def apart_figure(apart: Apart, x_range: tuple[float, float], y_range: tuple[float, float], x_title: str, y_title: str) -> Figure:
    """Draw two outputs over their inputs, with a bar between them where they differ most, and its size beside it."""
    most = apart.most
    one, other = float(apart.one[most]), float(apart.other[most])
    room = 0.05 * (x_range[1] - x_range[0])
    x_range = x_range[0] - room, x_range[1] + room
    is_right = apart.x[most] > sum(x_range) / 2
    xs = few_digits(apart.x)
    line = {"type": "scatter", "mode": "lines", "x": xs, "hoverinfo": "skip"}
    first = {**line, "y": few_digits(apart.one), "line": {"color": ONE, "width": 4}}
    second = {**line, "y": few_digits(apart.other), "line": {"color": OTHER, "width": 4, "dash": "dash"}}
    if apart.is_rounding:
        second |= {"mode": "markers", "marker": {"color": OTHER, "size": 5}}
    gap = {
        **line,
        "x": [xs[most]] * 2,
        "y": few_digits(sorted([one, other])),
        "line": {"color": colours.DIFFERENCE, "width": 9},
    }
    y_text, side = _beside(apart, is_right=is_right, span=y_range[1] - y_range[0])
    size = {
        **line,
        "mode": "text",
        "x": [xs[most]],
        "y": few_digits([y_text]),
        "text": [f"<b>{dot_text(apart.size)}</b>"],
        "textposition": side,
        "textfont": {"size": 18},
        "cliponaxis": False,
    }
    x_axis, y_axis = ({**_AXIS, "range": of, "title": title(text)} for of, text in ((x_range, x_title), (y_range, y_title)))
    y_axis["exponentformat"] = "e"
    return drawing([gap, first, second, size], layout(LINE_HEIGHT, left=52, xaxis=x_axis, yaxis=y_axis))


def _beside(apart: Apart, *, is_right: bool, span: float) -> tuple[float, str]:
    """Return where the size of a gap stands, and on which side of that: where neither line is, as both rise."""
    one, other = float(apart.one[apart.most]), float(apart.other[apart.most])
    if apart.is_rounding:
        return other, "middle left" if is_right else "middle right"
    return (max(one, other), "top left") if is_right else (max(one, other) + 0.3 * span, "middle right")


def _ground(low: float, high: float, shade: str) -> dict[str, object]:
    """Return the ground of a part of the axis, behind the dots."""
    place = {"type": "rect", "layer": "below", "yref": "paper", "x0": low, "x1": high, "y0": 0, "y1": 1}
    return {**place, "line": {"width": 0}, "fillcolor": faint(shade, 0.14)}


def limit_name(at: float, text: str, *, side: str) -> dict[str, object]:
    """Return the name of a place on the axis, above it; a shape's own would be cut where the chart is narrow."""
    place = {"x": log10(at), "y": 1, "yref": "paper", "yanchor": "bottom", "xanchor": side, "showarrow": False}
    return {**place, "text": text, "font": FONT}


def dot_at(size: float) -> float:
    """Return where a dot lies."""
    return max(size, LEAST) if not isnan(size) else LEAST


def stem_to(size: float) -> float:
    """Return how long the stem of a dot is: a dot at its foot, or before it, has none."""
    return max(dot_at(size) - ROUNDING, 0.0)


def dot_text(size: float) -> str:
    """Return what stands beside a dot, with a power of ten as a formula has it."""
    return power(_three_digits(size))


def dot_spoken(size: float) -> str:
    """Return the same in characters that need no HTML, as it is read aloud."""
    return raised(_three_digits(size))


def _three_digits(size: float) -> str:
    if isnan(size):
        return "–"
    mantissa, _e, exponent = f"{size:.2e}".partition("e")
    return signed(f"{float(mantissa):g}e{int(exponent)}") if 0 < size < 0.01 else short(size)


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
