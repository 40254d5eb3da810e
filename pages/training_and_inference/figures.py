"""Curves and mini-batches over the updates, a band over the batch size, and two histograms over each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bn_view.figures.colours import ALONE, BATCH_NORM, GREY, INFERENCE, TRAINING, TRUE, faint
from bn_view.figures.histograms import covering
from bn_view.figures.layout import AXIS, Figure, drawing, few_digits, hover, layout, title

# Points of one curve: more would cost time to draw and be seen by nobody.
MOST_POINTS = 101
# The heights of the charts: of a topic's picture, and of those beside it and below.
TALL, LOW = 460, 280
# The running statistics before the first update, as Keras and PyTorch have them.
START = {"mean": 0.0, "variance": 1.0}
TOP = 22
# From where to where the mini-batches reach, in each of two panels.
Reach = Sequence[tuple[float, float]]
LINE = {"type": "scatter", "mode": "lines"}
TRUTH = {"color": TRUE, "width": 3, "dash": "dash"}
# Where the mini-batches of one size end, and where those of all sizes begin beside them.
_DOTS_END, _FUNNEL_BEGIN = 0.62, 0.69
# How far the axis of the running statistics goes on behind its last update, so that all of the last dot is under the veil.
_BEYOND = 1.015


@cache
def drawn_steps(last: int, through: int = 0) -> NDArray[np.intp]:
    """Return the updates that are drawn: all from 0 on, or as many evenly spread ones as a curve may have, the last included.

    And the one where somebody looks at the curve and reads its number.
    """
    return np.union1d(np.linspace(0, last, min(last + 1, MOST_POINTS)).round().astype(np.intp), through)


def running_figure(
    steps: NDArray[np.intp],
    curve_steps: NDArray[np.intp],
    panels: Mapping[str, Mapping[str, ArrayLike]],
    names: Mapping[str, str],
    *,
    updates: int,
    reach: Reach,
    x_title: str,
) -> Figure:
    """Draw one panel above the other; in each the mini-batches as dots, the truth dashed, and the running statistic.

    The axes are those of all updates and of mini-batches that `reach` so far in each panel; they hold still whatever the
    momentum is. A line stands at `updates`; what is to come after it lies under a veil.

    A panel has the parts "batches" (at `steps` from the first update on), "true" (a number), "latest" (the mini-batch of
    this update, or none), and the curve "running" (at `curve_steps`); `names` calls them where one points at them.
    """
    # All mixtures of the start and the mini-batches: the axes are those of any momentum.
    from_start = [covering((start, start), ends) for start, ends in zip(START.values(), reach, strict=True)]
    latest = {"color": TRAINING, "size": 14, "line": {"color": INFERENCE, "width": 2.5}}
    looks = _dots_and_truth(steps) | {
        "latest": {"x": [updates][: min(updates, 1)], "mode": "markers", "marker": latest, "cliponaxis": False},
        "running": {"x": curve_steps.tolist(), "line": {"color": INFERENCE, "width": 3.5}},
    }
    last, end = int(steps[-1]), _BEYOND * int(steps[-1])
    veil = {"type": "rect", "xref": "x", "yref": "paper", "x0": updates, "x1": end, "y0": 0, "y1": 1}
    veil |= {"fillcolor": faint(GREY, 0.5), "line": {"width": 0}}  # in the colour of the page, by its style sheet
    # The veil would hide half of the latest dots: here they are again, in front of it.
    dots = [
        _dot(axis, updates, np.asarray(parts["latest"]).tolist())
        for axis, parts in zip(("y", "y2"), panels.values(), strict=True)
    ]
    x_axis = {**updates_axis(last, x_title), "range": [0, end]}
    return _two_panels(panels, looks, names, from_start, x_axis, at_line(updates), veil, *dots)


def _dot(axis: str, updates: int, latest: Sequence[float]) -> dict[str, Any]:
    """Return the dot of the latest mini-batch as a shape, unseen where there is none."""
    circle = {"type": "circle", "xref": "x", "yref": axis, "xsizemode": "pixel", "ysizemode": "pixel"}
    ends = {"x0": -7, "x1": 7, "y0": -7, "y1": 7, "fillcolor": TRAINING, "line": {"color": INFERENCE, "width": 2.5}}
    return {**circle, **ends, "xanchor": updates, "yanchor": sum(few_digits(latest)), "visible": bool(latest)}


def mini_batches_figure(
    steps: NDArray[np.intp],
    panels: Mapping[str, Mapping[str, ArrayLike]],
    names: Mapping[str, str],
    *,
    sizes: Sequence[int],
    at: int,
    reach: Reach,
    x_titles: tuple[str, str],
    expected: NDArray[np.float64],
) -> Figure:
    """Draw one panel above the other: the mini-batches `at` a size as dots, and beside them how far those of all `sizes` reach.

    Both have one vertical axis, which reaches as far as given whichever mini-batches are drawn. A panel has the parts "batches",
    "true", and "low" and "high", the ends for each size; those at the size are a band behind the dots. In the upper one means
    are `expected` so far to both sides of the truth.
    """
    names = {"low": names["high"], "true_of_sizes": names["true"], **names}
    beside = {"xaxis": "x2", "x": list(sizes)}
    edge = {**beside, "line": {"width": 1.5, "color": TRAINING}, **hover(x_titles[1], names["high"])}
    looks = _dots_and_truth(steps) | {
        "low": edge,
        "high": {**edge, "fill": "tonexty", "fillcolor": faint(TRAINING, 0.25)},
        "true_of_sizes": {**beside, "x": [sizes[0], sizes[-1]], "line": TRUTH, "hoverinfo": "skip"},
    }
    here = list(sizes).index(at)
    ends = [(np.asarray(parts["low"])[here], np.asarray(parts["high"])[here]) for parts in panels.values()]
    band = {"type": "rect", "layer": "below", "x0": 0, "x1": 1, "fillcolor": faint(TRAINING, 0.2), "line": {"width": 0}}
    bands = [
        {**band, "xref": "x domain", "yref": axis, "y0": float(low), "y1": float(high)}
        for axis, (low, high) in zip(("y", "y2"), ends, strict=True)
    ]
    x_axis, upper = updates_axis(int(steps[-1]), x_titles[0]), next(iter(panels.values()))
    level = float(np.asarray(upper["true"]))
    figure = _two_panels(panels, looks, names, reach, x_axis, {**at_line(at), "xref": "x2"}, *bands)
    dotted = {**LINE, **beside, "line": {"color": TRUE, "width": 2, "dash": "dot"}, "hoverinfo": "skip"}
    figure["data"] += [{**dotted, "y": few_digits(level + side * expected)} for side in (-1, 1)]
    figure["layout"]["xaxis"]["domain"] = [0, _DOTS_END]
    figure["layout"]["xaxis2"] = {**_sizes_axis(sizes, x_titles[1]), "anchor": "y2", "domain": [_FUNNEL_BEGIN, 1]}
    return figure


def _dots_and_truth(steps: NDArray[np.intp]) -> dict[str, dict[str, Any]]:
    dots = {"color": TRAINING, "size": 6, "opacity": 0.75}
    return {
        "batches": {"x": steps[1:].tolist(), "mode": "markers", "marker": dots, "cliponaxis": False},
        "true": {"x": [0, int(steps[-1])], "line": TRUTH, "hoverinfo": "skip"},
    }


def _two_panels(
    panels: Mapping[str, Mapping[str, ArrayLike]],
    looks: Mapping[str, dict[str, Any]],
    names: Mapping[str, str],
    ranges: Sequence[tuple[float, float]],
    xaxis: Mapping[str, Any],
    *shapes: Mapping[str, Any],
) -> Figure:
    """Draw one panel above the other, each with its parts as they look, and with one axis of updates."""
    traces = []
    for i, (panel, parts) in enumerate(panels.items()):
        shared = {**LINE, "yaxis": f"y{i + 1}" if i else "y"}
        level = [parts["true"], parts["true"]]
        values = {**parts, "true": level, "true_of_sizes": level}
        traces += [
            {**shared, "name": names[part], "y": few_digits(values[part])}
            | hover(xaxis["title"]["text"], panel, names[part])
            | look
            for part, look in looks.items()
        ]
    y_axes: dict[str, Any] = {
        name: {**AXIS, "title": title(label), "domain": domain, "nticks": 5, "range": _with_margin(*ends)}
        for name, domain, label, ends in zip(("yaxis", "yaxis2"), ([0.54, 1], [0, 0.46]), panels, ranges, strict=True)
    }
    return drawing(
        data=traces,
        layout=layout(
            TALL,
            top=TOP,
            xaxis={**xaxis, "anchor": "y2"},
            **y_axes,
            shapes=list(shapes),
        ),
    )


def band_figure(sizes: Sequence[int], band: NDArray[np.float64], *, at: int, level: float, x_title: str, y_title: str) -> Figure:
    """Draw a band, (low, middle, high) over the batch size, with a line `at` a size, and what another norm gives at any size."""
    low, middle, high = map(few_digits, band)
    edge = {**LINE, "x": list(sizes), "line": {"width": 0}, "hoverinfo": "skip"}
    yaxis = {**AXIS, "title": title(y_title), "nticks": 5, "range": _with_margin(min(band.min(), level), max(band.max(), level))}
    line, hovered = {"color": BATCH_NORM, "width": 3}, {"hoverinfo": "all", **hover(x_title, y_title)}
    return drawing(
        data=[
            {**edge, "y": low},
            {**edge, "y": high, "fill": "tonexty", "fillcolor": faint(BATCH_NORM, 0.35)},
            {**edge, "y": few_digits([level] * len(sizes)), "line": {"color": ALONE, "width": 3}},
            {**edge, "y": middle, "line": line, "mode": "lines+markers", "marker": {"size": 7}, **hovered},
        ],
        layout=layout(LOW, top=TOP, xaxis=_sizes_axis(sizes, x_title), yaxis=yaxis, shapes=[at_line(at)]),
    )


def _sizes_axis(sizes: Sequence[int], name: str) -> dict[str, Any]:
    """Return a logarithmic axis of batch sizes; every fourth power of 2 has room for its number on a phone, and the last size."""
    least, last = sizes[0], sizes[-1]
    ticks = [size for size in (2, 8, 32, 128) if least <= size < last / 2]
    ends = _with_margin(*np.log10([least, last]).tolist())
    return {**AXIS, "type": "log", "range": ends, "tickvals": [*ticks, last], "tickangle": 0, "title": title(name)}


def updates_axis(last: int, name: str) -> dict[str, Any]:
    """Return the axis of so many updates, or mini-batches."""
    return {**AXIS, "nticks": 7, "range": [0, last], "title": title(name)}


def at_line(x: int) -> dict[str, Any]:
    """Return a line at so many updates, or at a batch size."""
    line = {"color": TRUE, "width": 2}
    return {"type": "line", "xref": "x", "yref": "paper", "y0": 0, "y1": 1, "x0": x, "x1": x, "line": line}


def _with_margin(low: float, high: float) -> list[float]:
    """Return an axis that reaches a little further than its numbers, whose own mean is among them."""
    margin = 0.05 * (high - low) or 1.0
    return [float(low - margin), float(high + margin)]
