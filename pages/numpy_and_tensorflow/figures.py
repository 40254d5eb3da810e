"""Errors on a logarithmic axis, and a mean that falls."""

from __future__ import annotations

from collections.abc import Mapping

from bn_view.figures import colours
from bn_view.figures.layout import AXIS, FONT, Figure, drawing, hover, layout, title
from bn_view.words.numbers import short

# Where an error of 0, which has no place on a logarithmic axis, is drawn.
LEAST = 1e-17
_AXIS = {**AXIS, "zeroline": None}


def error_height(count: int) -> int:
    """Return how high the figure of so many witnesses is."""
    return 80 + 46 * count


def error_figure(errors: Mapping[str, float], titles: Mapping[str, str], x_title: str) -> Figure:
    """Draw one bar for each witness, from the left edge to its error."""
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": [max(error, LEAST) for error in errors.values()],
        "y": [titles[name] for name in errors],
        "text": [short(error) for error in errors.values()],
        "textposition": "outside",
        "textfont": {"size": 15},
        "cliponaxis": False,
        "marker": {"color": [colours.WITNESSES[name] for name in errors]},
        "hoverinfo": "skip",
    }
    # Powers: decimals of so many magnitudes have no room side by side on a phone.
    x_axis = {"type": "log", "exponentformat": "e", "range": (-8, 2), "title": title(x_title), "nticks": 6, "tickangle": 0}
    y_axis = {**_AXIS, "autorange": "reversed"}
    return drawing([bars], layout(error_height(len(errors)), left=125, right=70, xaxis={**_AXIS, **x_axis}, yaxis=y_axis))


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
