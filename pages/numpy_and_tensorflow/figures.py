"""Sizes of differences as bars from float32's rounding on, two outputs apart, and a mean that falls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, isnan, log2, log10

import numpy as np

from bn_view.figures import colours
from bn_view.figures.colours import faint
from bn_view.figures.layout import AXIS, FONT, LEGEND, Figure, drawing, few_digits, hover, layout, seven_digits, title
from bn_view.state.language import _
from bn_view.words.numbers import power, short
from pages.numpy_and_tensorflow.reasons import Apart

# What float32 rounds away of a number between 1 and 2, at most: where the bars begin, and what differs by less has none.
ROUNDING = float(np.spacing(np.float32(1))) / 2
# The heights of the charts, where the screen has room.
BARS, LINE_HEIGHT = 420, 320
# What of bars, and of two outputs apart, goes to where it is next.
BARS_GLIDE: Sequence[tuple[str | int, ...]] = (("data", 0, "x"),)
APART_GLIDES: Sequence[tuple[str | int, ...]] = tuple(("data", trace, "x") for trace in range(4))
# Where in a row, from its middle on, the bar lies and the text above it stands, and how thick the bar is.
_BAR, _TEXT, _THICK = 0.19, -0.25, 0.44
# How far apart on the axis two outputs are drawn for each power of ten of their difference above float32's rounding.
_A_POWER = 0.3
# The one way and the other.
ONE, OTHER = colours.CURVES[:2]
_AXIS = {**AXIS, "zeroline": None}


def bars_figure(
    sizes: Mapping[str, float], shades: Sequence[str], x_title: str, *, largest: float, hatched: Sequence[bool], beyond_words: str
) -> Figure:
    """Draw a bar for each size, by its title, with its number above; some of them hatched.

    They begin at what float32 rounds away, and the axis ends at the power of ten behind `largest`; what is beyond 1 has a ground
    of its own, with `beyond_words` above it.
    """
    rows, most = list(range(len(sizes))), bar_of(10.0 ** ceil(log10(largest)))
    plain = {"hoverinfo": "skip", "cliponaxis": False}
    bars = {
        **{"type": "bar", "orientation": "h", "hoverinfo": "skip", "width": _THICK},
        "x": seven_digits(list(map(bar_of, sizes.values()))),
        "y": [row + _BAR for row in rows],
        "marker": {
            "color": list(shades),
            "line": {"width": 0},
            "pattern": {"shape": ["/" if one else "" for one in hatched], "size": 10, "solidity": 0.65},
        },
    }
    texts = {
        **plain,
        "type": "scatter",
        "mode": "text",
        "x": [0] * len(sizes),
        "y": [row + _TEXT for row in rows],
        "text": [row_text(name, size) for name, size in sizes.items()],
        "textposition": "middle right",
        "textfont": {"size": 16},
    }
    trough = {"type": "rect", "layer": "below", "x0": 0, "x1": most, "line": {"width": 0}, "fillcolor": faint(colours.GREY, 0.14)}
    troughs = [{**trough, "y0": row + _BAR - _THICK / 2, "y1": row + _BAR + _THICK / 2} for row in rows]
    powers = list(range(-6, ceil(log10(largest)) + 1, 2))
    beyond = {**trough, "yref": "paper", "x0": bar_of(1.0), "y0": 0, "y1": 1, "fillcolor": faint(colours.DIFFERENCE, 0.08)}
    named = {"xref": "paper", "yref": "paper", "x": 1, "y": 1, "xanchor": "right", "yanchor": "bottom", "showarrow": False}
    zone = {**named, "align": "right", "text": beyond_words, "font": FONT}
    x_axis = {
        "range": [0, most],
        "tickvals": [bar_of(10.0**at) for at in powers],
        "ticktext": [power(f"1e{at}") if at < 0 else short(10.0**at) for at in powers],
        "tickangle": 0,
        "tickfont": {"size": 16},
        "title": title(x_title),
    }
    y_axis = {"range": [len(sizes) - 0.5, -0.55], "visible": False}
    return drawing(
        [bars, texts],
        layout(
            BARS,
            left=6,
            right=22,
            top=24,
            shapes=[beyond, *troughs],
            annotations=[zone] if largest > 1 else [],
            xaxis={**AXIS, **x_axis},
            yaxis={**AXIS, **y_axis},
        ),
    )


def row_text(name: str, size: float) -> str:
    """Return what stands above a bar."""
    return f"<b>{name}</b>\u2002{size_spoken(size)}"


def bar_of(size: float) -> float:
    """Return how long a bar is, in powers of ten; there is none of what float32 rounds away, of 0 and of what is no number."""
    return log10(size / ROUNDING) if size > ROUNDING else 0.0


def times_apart(size: float) -> float:
    """Return how many times as far apart two outputs are drawn that no eye would tell apart: farther, the longer their bar is."""
    return max(1.0, float(f"{_A_POWER * bar_of(size) / size:.2g}")) if size > ROUNDING else 1.0


def apart_figure(apart: Apart, names: tuple[str, str], times: float = 1.0) -> Figure:
    """Draw the same values the one way and, below, the other: a line joins the two of each, a thick one those that differ most.

    Lines that stand upright say that nothing has moved. The values below are drawn so many `times` as far from those above as
    they are. The axis has room for what is drawn, and widens by rungs.
    """
    drawn = [above + times * (below - above) for above, below in zip(apart.one, apart.other, strict=True)]
    most, one, other = apart.most, few_digits(apart.one), few_digits(drawn)
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
    at_right = {**above, "x": 1, "xanchor": "right"}
    # Beside the upper name and above it, where no line comes, nor the ends of an axis that has changed: the number changes in its
    # place while a slider moves.
    size = _("{size} apart").format(size=f"<b>{size_spoken(apart.size)}</b>")
    farther = _("difference drawn ×{times}").format(times=f"{times:,.0f}" if times >= 10 else short(times)) if times > 1 else " "
    said = [
        {**above, "text": f"<b>{names[0]}</b>", "font": {"size": 18, "color": ONE}},
        {**at_left, "y": 0, "yshift": -26, "text": f"<b>{names[1]}</b>", "font": {"size": 18, "color": OTHER}},
        {**at_right, "yshift": 18, "text": size, "font": {"size": 24, "color": colours.DIFFERENCE}},
        {**at_right, "text": farther, "font": {"size": 16, "color": colours.DIFFERENCE}},
    ]
    x_axis = {**_AXIS, "range": [low - room, high + room], "nticks": 7, "title": title(_("output values of the same pixels"))}
    y_axis = {**_AXIS, "range": [-0.65, 1.35], "visible": False}
    return drawing([joined, gap, *rows], layout(LINE_HEIGHT, left=14, top=54, annotations=said, xaxis=x_axis, yaxis=y_axis))


def _rung(end: float) -> float:
    """Return where an axis ends that has room for a value: at 1, 1.5, 2, 3, 4, 6 and so on."""
    rung = 2.0 ** ceil(log2(max(end, 1.0)))
    return 0.75 * rung if 1.0 <= end <= 0.75 * rung else rung


def size_spoken(size: float) -> str:
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
    x_axis = {**_AXIS, "range": [0, images[-1]], "tickformat": ",", "title": title(x_title)}
    legend = {**LEGEND, "x": 0.02, "y": 0.05}
    return drawing(
        lines,
        layout(320, showlegend=True, legend=legend, xaxis=x_axis, yaxis={**_AXIS, "title": title(y_title), "range": [0.3, 0.55]}),
    )
