"""The times of the witnesses over the size of the data: medians as lines, quartiles as bands, and dots where the slider is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, floor, sqrt
from typing import Any

from bn_view.figures import colours
from bn_view.figures.colours import faint
from bn_view.figures.layout import AXIS, Figure, drawing, few_digits, layout, title
from pages.numpy_and_tensorflow.units import size_in_words, time_in_words
from witnesses.measurement import Times

# The height of the chart, where the screen has room.
HEIGHT = 420
_LOG_AXIS = {**AXIS, "zeroline": None, "type": "log", "tickangle": 0, "tickfont": {"size": 16}}
_SAID = {"size": 16}
_DOT = 13
# Room for half of the last size under the axis.
_RIGHT = 22
# In powers of ten: bytes.
_SIZES = 2.85, 8.15
# In powers of ten: seconds, from less than any call takes to more than the largest data take.
_TIMES = {-5: "10 µs", -4: "100 µs", -3: "1 ms", -2: "10 ms", -1: "100 ms", 0: "1 s"}


def times_figure(
    known: Sequence[Mapping[str, Times]],
    sizes: Sequence[float],
    titles: Mapping[str, str],
    *,
    complete: int,
    flat: int,
    flat_words: str,
    stop: int,
    x_title: str,
    y_title: str,
    unmeasured: str,
) -> Figure:
    """Draw each witness's time over the size of the data, and a line at the size of a stop.

    Up to the stop `flat` it is shaded, with `flat_words` in its corner; and behind the first sizes, which are `complete`, with
    what there is to say of it.
    """
    ends = {name: [i for i, of_size in enumerate(known) if name in of_size] for name in titles}
    measured = {name: [(sizes[i], known[i][name]) for i in stops] for name, stops in ends.items()}
    bands = [_band(name, points) for name, points in measured.items()]
    lines = [_line(name, titles[name], points) for name, points in measured.items()]
    dots = {
        "type": "scatter",
        "mode": "markers",
        **dots_at(known, sizes, titles)[stop],
        "marker": {"color": [colours.WITNESSES[name] for name in titles], "size": _DOT},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }
    ticks = [10.0**power for power in range(ceil(_SIZES[0]), floor(_SIZES[1]) + 1)]
    x_axis = {"range": _SIZES, "tickvals": ticks, "ticktext": [size_in_words(tick) for tick in ticks]}
    y_axis = {"range": (-5.1, 0.6), "tickvals": [10.0**power for power in _TIMES], "ticktext": list(_TIMES.values())}
    at = {"type": "line", "xref": "x", "yref": "paper", "y0": 0, "y1": 1, "x0": sizes[stop], "x1": sizes[stop]}
    shapes: list[dict[str, Any]] = [{**at, "layer": "below", "line": {"color": colours.GREY, "width": 3}}]
    shaded = {"type": "rect", "yref": "paper", "y0": 0, "y1": 1, "line": {"width": 0}, "layer": "below"}
    corner = {"xref": "paper", "yref": "paper", "showarrow": False, "font": _SAID}
    annotations = []
    if flat:
        shapes.append({**shaded, "x0": 10 ** _SIZES[0], "x1": sizes[flat], "fillcolor": faint(colours.GREY, 0.14)})
        annotations.append({**corner, "text": flat_words, "x": 0, "y": 0, "xanchor": "left", "yanchor": "bottom", "xshift": 6})
    if complete < len(sizes):
        # From the middle between the last size that is measured and the next.
        start = sqrt(sizes[complete - 1] * sizes[complete]) if complete else 10 ** _SIZES[0]
        shapes.append({**shaded, "x0": start, "x1": 10 ** _SIZES[1], "fillcolor": faint(colours.GREY, 0.07)})
        at_right = {"x": 1, "y": 1, "xanchor": "right", "yanchor": "top", "xshift": -6, "align": "right"}
        annotations.append({**corner, **at_right, "text": unmeasured})
    return drawing(
        [*bands, *lines, dots],
        layout(
            HEIGHT,
            left=72,
            right=_RIGHT,
            xaxis={**_LOG_AXIS, **x_axis, "title": title(x_title)},
            yaxis={**_LOG_AXIS, **y_axis, "gridcolor": faint(colours.GREY, 0.15), "title": title(y_title)},
            shapes=shapes,
            annotations=annotations,
        ),
    )


def dots_at(
    known: Sequence[Mapping[str, Times]], sizes: Sequence[float], titles: Mapping[str, str]
) -> Sequence[Mapping[str, list[Any]]]:
    """Return where each witness's dot lies, at each of the sizes; nowhere where its time is not known."""
    of_sizes = [known[i] if i < len(known) else {} for i in range(len(sizes))]
    return [
        {"x": [size] * len(titles), "y": [float(f"{of[name].median:.5g}") if name in of else None for name in titles]}
        for size, of in zip(sizes, of_sizes, strict=True)
    ]


def _band(name: str, points: Sequence[tuple[float, Times]]) -> dict[str, object]:
    """Return the middle half of the calls: there along the first quartiles, and back along the third."""
    low, high = ([(size, times[end]) for size, times in points] for end in (0, 2))
    around = [*low, *reversed(high)]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [size for size, _seconds in around],
        "y": few_digits([seconds for _size, seconds in around]),
        "fill": "toself",
        "fillcolor": faint(colours.WITNESSES[name], 0.28),
        "line": {"width": 0},
        "hoverinfo": "skip",
    }


def _line(name: str, title: str, points: Sequence[tuple[float, Times]]) -> dict[str, object]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": title,
        "x": [size for size, _times in points],
        "y": few_digits([times.median for _size, times in points]),
        "text": [f"{size_in_words(size)}: {_in_words(times)}" for size, times in points],
        "hovertemplate": f"<b>{title}</b><br>%{{text}}<extra></extra>",
        "line": {"color": colours.WITNESSES[name], "width": 4},
    }


def _in_words(times: Times) -> str:
    return f"{time_in_words(times.median)} ({time_in_words(times.first_quartile)} – {time_in_words(times.third_quartile)})"
