"""The times of the witnesses over the size of the data: lines with their names, and dots where the slider is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log10, sqrt
from typing import Any

from bn_view.figures import colours
from bn_view.figures.colours import faint
from bn_view.figures.layout import AXIS, Figure, drawing, few_digits, layout, title
from pages.numpy_and_tensorflow.units import size_in_words, time_in_words

# The height of the chart, where the screen has room.
HEIGHT = 420
_LOG_AXIS = {**AXIS, "zeroline": None, "type": "log", "tickangle": 0, "tickfont": {"size": 16}}
_NAME = {"size": 16}
# In powers of ten: bytes.
_SIZES = 2.85, 8.15
# How high a line of type is among the times, on a phone, and how far a name stands behind the end of its line.
_TYPE_HEIGHT, _LEADER = 0.36, 0.22
# In powers of ten: seconds, from less than any call takes to more than the largest data take.
_TIMES = {-5: "10 µs", -4: "100 µs", -3: "1 ms", -2: "10 ms", -1: "100 ms", 0: "1 s"}


def times_figure(
    known: Sequence[Mapping[str, float]],
    sizes: Sequence[float],
    titles: Mapping[str, str],
    *,
    complete: int,
    stop: int,
    x_title: str,
    y_title: str,
    unmeasured: str,
) -> Figure:
    """Draw each witness's time over the size of the data, with its name at the line's end, and a line at the size of a stop.

    Behind the first sizes, which are `complete`, it is shaded, with what there is to say of it.
    """
    ends = {name: [i for i, of_size in enumerate(known) if name in of_size] for name in titles}
    lines = [_line(name, title, [(sizes[i], known[i][name]) for i in ends[name]]) for name, title in titles.items()]
    dots = {
        "type": "scatter",
        "mode": "markers",
        **dots_at(known, sizes, titles)[stop],
        "marker": {"color": [colours.WITNESSES[name] for name in titles], "size": 18},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }
    ticks = [1e3, 1e5, 1e7]  # more have no room side by side on a phone
    x_axis = {"range": _SIZES, "tickvals": ticks, "ticktext": [size_in_words(tick) for tick in ticks]}
    y_axis = {"range": (-5.1, 0.6), "tickvals": [10.0**power for power in _TIMES], "ticktext": list(_TIMES.values())}
    at = {"type": "line", "xref": "x", "yref": "paper", "y0": 0, "y1": 1, "x0": sizes[stop], "x1": sizes[stop]}
    shapes = [{**at, "line": {"color": colours.GREY, "width": 2, "dash": "dot"}}]
    last = {name: (indices[-1], known[indices[-1]][name]) for name, indices in ends.items() if indices}
    names = _names_at_ends(last, sizes, titles)
    if complete < len(sizes):
        # From the middle between the last size that is measured and the next.
        start = sqrt(sizes[complete - 1] * sizes[complete]) if complete else 10 ** _SIZES[0]
        shaded = {"type": "rect", "yref": "paper", "y0": 0, "y1": 1, "x0": start, "x1": 10 ** _SIZES[1], "line": {"width": 0}}
        shapes.append({**shaded, "fillcolor": faint(colours.GREY, 0.07), "layer": "below"})
        corner = {"x": log10(start), "y": 1, "yref": "paper", "xanchor": "left", "yanchor": "top", "xshift": 6}
        names.append({**corner, "text": unmeasured, "showarrow": False, "font": _NAME})
    return drawing(
        [*lines, dots],
        layout(
            HEIGHT,
            left=72,
            right=122,
            xaxis={**_LOG_AXIS, **x_axis, "title": title(x_title)},
            yaxis={**_LOG_AXIS, **y_axis, "gridcolor": faint(colours.GREY, 0.15), "title": title(y_title)},
            shapes=shapes,
            annotations=names,
        ),
    )


def dots_at(
    known: Sequence[Mapping[str, float]], sizes: Sequence[float], titles: Mapping[str, str]
) -> Sequence[Mapping[str, list[Any]]]:
    """Return where each witness's dot lies, at each of the sizes; nowhere where its time is not known."""
    of_sizes = [known[i] if i < len(known) else {} for i in range(len(sizes))]
    return [
        {"x": [size] * len(titles), "y": [float(f"{of[name]:.5g}") if name in of else None for name in titles]}
        for size, of in zip(sizes, of_sizes, strict=True)
    ]


def _line(name: str, title: str, points: Sequence[tuple[float, float]]) -> dict[str, object]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": title,
        "x": [size for size, _seconds in points],
        "y": few_digits([seconds for _size, seconds in points]),
        "text": [f"{size_in_words(size)}: {time_in_words(seconds)}" for size, seconds in points],
        "hovertemplate": f"<b>{title}</b><br>%{{text}}<extra></extra>",
        "line": {"color": colours.WITNESSES[name], "width": 4},
    }


def _names_at_ends(
    last: Mapping[str, tuple[int, float]], sizes: Sequence[float], titles: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return each witness's name in one column behind the longest line, with a leader to the end of its own."""
    heights = {name: log10(seconds) for name, (_stop, seconds) in last.items()}
    order, spread = sorted(heights, key=heights.__getitem__), list[float]()
    for name in order:
        spread.append(max(heights[name], spread[-1] + _TYPE_HEIGHT) if spread else heights[name])
    if not order:
        return []
    # Back to where the lines end, on the whole.
    down = sum(spread) / len(spread) - sum(heights.values()) / len(heights)
    column = log10(sizes[max(stop for stop, _seconds in last.values())]) + _LEADER
    place = {"axref": "x", "ax": column, "ayref": "y", "xanchor": "left"}
    leader = {"showarrow": True, "arrowhead": 0, "arrowwidth": 1.5, "standoff": 6, "borderpad": 1}
    return [
        {
            **{**place, **leader, "x": log10(sizes[last[name][0]]), "y": heights[name], "ay": y - down},
            **{"text": f"<b>{titles[name]}</b>", "font": _NAME, "arrowcolor": colours.WITNESSES[name]},
        }
        for name, y in zip(order, spread, strict=True)
    ]
