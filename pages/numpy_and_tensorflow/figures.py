"""Sizes of errors as bars on a logarithmic axis, times over the size of the data, and a mean that falls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan

from bn_view.figures import colours
from bn_view.figures.colours import faint
from bn_view.figures.layout import AXIS, FONT, Figure, drawing, few_digits, hover, layout, title
from bn_view.words.numbers import power, short
from pages.numpy_and_tensorflow.reasons import Apart
from pages.numpy_and_tensorflow.units import size_in_words, time_in_words
from witnesses.measurement import Cost

# Where what has no place on a logarithmic axis is drawn, 0 and what is no number.
LEAST = 1e-17
# The heights of the charts, where the screen has room.
BARS, LINES, LINE_HEIGHT = 380, 420, 320
# The one way and the other.
ONE, OTHER = colours.CURVES[:2]
_AXIS = {**AXIS, "zeroline": None}
_LOG_AXIS = {**_AXIS, "type": "log", "tickangle": 0, "exponentformat": "power"}
# In powers of ten: seconds, from less than any call takes to more than the largest data take.
_TIMES = {-5: "10 µs", -4: "100 µs", -3: "1 ms", -2: "10 ms", -1: "100 ms", 0: "1 s"}


def bar_figure(
    sizes: Mapping[str, float], bar_colours: Sequence[str], x_title: str, *, ends: tuple[int, int], left: int = 136
) -> Figure:
    """Draw a bar for each size, by its title, from the left edge to the size; the axis has these powers of ten at its ends."""
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": [bar_end(size) for size in sizes.values()],
        "y": list(sizes),
        "text": [bar_text(size) for size in sizes.values()],
        "textposition": "outside",
        "constraintext": "none",
        "textfont": {"size": 15},
        "cliponaxis": False,
        "marker": {"color": list(bar_colours)},
        "hoverinfo": "skip",
    }
    # Every fourth power has its number: more have no room side by side on a phone.
    grid = {"showgrid": True, "dtick": 4, "minor": {"showgrid": True, "dtick": 1, "gridcolor": faint(colours.GREY, 0.1)}}
    x_axis = {**_LOG_AXIS, **grid, "range": ends, "title": title(x_title)}
    y_axis = {**_AXIS, "showgrid": False, "autorange": "reversed"}
    return drawing([bars], layout(BARS, left=left, right=70, top=26, bargap=0.4, xaxis=x_axis, yaxis=y_axis))


def apart_figure(apart: Apart, x_range: tuple[float, float], y_range: tuple[float, float], x_title: str, y_title: str) -> Figure:
    """Draw two outputs over their inputs, with a bar between them where they differ most, and its size beside it."""
    end = int(abs(apart.one[1] - apart.other[1]) >= abs(apart.one[0] - apart.other[0]))
    line = {"type": "scatter", "mode": "lines", "x": list(apart.x), "hoverinfo": "skip"}
    one, other = (
        {**line, "y": few_digits(y), "line": {"color": colour, "width": 4, "dash": dash}}
        for y, colour, dash in ((apart.one, ONE, "solid"), (apart.other, OTHER, "dash"))
    )
    gap = {
        **line,
        "mode": "lines+text",
        "x": [apart.x[end]] * 2,
        "y": few_digits(sorted([apart.one[end], apart.other[end]], reverse=not end)),
        "line": {"color": colours.GREY, "width": 8},
        "text": ["", f"<b>{bar_text(apart.size)}</b>"],
        # Where neither line is, as both rise.
        "textposition": "top left" if end else "bottom right",
        "textfont": {"size": 18},
    }
    room = 0.05 * (x_range[1] - x_range[0])
    x_range = x_range[0] - room, x_range[1] + room
    x_axis, y_axis = ({**_AXIS, "range": of, "title": title(text)} for of, text in ((x_range, x_title), (y_range, y_title)))
    return drawing([gap, one, other], layout(LINE_HEIGHT, xaxis=x_axis, yaxis=y_axis))


def corner(text: str) -> dict[str, object]:
    """Return what stands above the left end of an axis: which way on it is better."""
    place = {"xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom", "showarrow": False}
    return {**place, "text": text, "font": FONT}


def limit_line(at: float, text: str) -> dict[str, object]:
    """Return a line across the bars, with its name above."""
    line = {"type": "line", "yref": "paper", "x0": at, "x1": at, "y0": 0, "y1": 1}
    label = {"text": text, "textposition": "end", "textangle": 0, "yanchor": "bottom", "font": FONT}
    return {**line, "line": {"color": colours.GREY, "width": 2, "dash": "dot"}, "label": label}


def bar_end(size: float) -> float:
    """Return where a bar ends."""
    return max(size, LEAST) if not isnan(size) else LEAST


def bar_text(size: float) -> str:
    """Return what stands at the end of a bar, with a power of ten as a formula has it."""
    return power(f"{size:.2e}" if 0 < size < 0.01 else bar_spoken(size))


def bar_spoken(size: float) -> str:
    """Return how the size of a bar is read aloud."""
    return "–" if isnan(size) else short(size)


def times_figure(
    of_sizes: Sequence[Mapping[str, Cost]],
    sizes: Sequence[float],
    titles: Mapping[str, str],
    *,
    size: float,
    x_title: str,
    y_title: str,
) -> Figure:
    """Draw each witness's time over the size of the data, as far as it is measured, with a line at `size`."""
    lines = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": name,
            "x": list(sizes[: len(of_sizes)]),
            "y": few_digits([costs[witness].seconds for costs in of_sizes]),
            "text": [
                f"{size_in_words(of)}: {time_in_words(costs[witness].seconds)}"
                for of, costs in zip(sizes, of_sizes, strict=False)
            ],
            "hovertemplate": f"<b>{name}</b><br>%{{text}}<extra></extra>",
            "line": {"color": colours.WITNESSES[witness], "width": 3},
            "marker": {"size": 8},
        }
        for witness, name in titles.items()
    ]
    ticks = [size for size in sizes if short(size)[0] == "1"]
    x_axis = {"range": (2.85, 8.15), "tickvals": ticks, "ticktext": [size_in_words(tick) for tick in ticks]}
    y_axis = {"range": (-5.3, 0.7), "tickvals": [10.0**power for power in _TIMES], "ticktext": list(_TIMES.values())}
    at = {"type": "line", "xref": "x", "yref": "paper", "y0": 0, "y1": 1, "x0": size, "x1": size}
    return drawing(
        lines,
        layout(
            LINES,
            left=70,
            xaxis={**_LOG_AXIS, **x_axis, "title": title(x_title)},
            yaxis={**_LOG_AXIS, **y_axis, "title": title(y_title)},
            shapes=[{**at, "line": {"color": colours.TRUE, "width": 2}}],
        ),
    )


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
