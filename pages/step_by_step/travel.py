"""A group of values on its way through batch normalization: one lane a step, from top to bottom."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from bn_view.figures.histograms import covering, ladder
from bn_view.figures.layout import AXIS, LABELS_BELOW, layout

Values = NDArray[np.floating]
Counts = NDArray[np.int64]
# Up to here every value is a dot with its path; a histogram says more of a larger group, and costs less to send.
MOST_DOTS = 64
# The lanes in the units of the data; the others are normalized and have an axis of their own.
RAW_LANES = 2
_RIDGE = 0.62
_BAR = 0.09


@dataclass(frozen=True, eq=False)
class Lane:
    """One step of the way: where the group, its mean ± standard deviation and the picked value are.

    `places` are the group's values, or the edges of its histogram, whose `counts` are then given.
    """

    name: str
    colour: str
    places: Values
    spread: tuple[float, float]
    picked: float
    label: str


def travel_figure(lanes: Sequence[Lane], counts: Counts | None, *, shown: int, picked_colour: str, height: int) -> go.Figure:
    """Draw the first `shown` lanes; the axes are those of all lanes, so that the picture stands still from step to step.

    The first two lanes are read on the axis above, the others on the one below: both lie on one line from 0 to 1, so that a
    value's path crosses from one to the other.
    """
    raw, normalized = _ranges(lanes)
    axes = [raw if i < RAW_LANES else normalized for i in range(len(lanes))]
    x = [_place(lane.places, axis) for lane, axis in zip(lanes, axes, strict=True)][:shown]
    height_of = [len(lanes) - 1 - i for i in range(len(lanes))]
    traces: list[dict[str, object]] = []
    if counts is None:
        traces.append(_paths(x, height_of))
    for i, lane in enumerate(lanes[:shown]):
        traces.append(_dots(x[i], height_of[i], lane) if counts is None else _ridge(x[i], counts, height_of[i], lane))
    picked = [_place(np.array([lane.picked]), axis).item() for lane, axis in zip(lanes, axes, strict=True)][:shown]
    traces += [_picked_path(picked, height_of, picked_colour, lanes, "top" if counts is None else "bottom"), _upper_axis()]
    bars = [
        {
            **{"type": "rect", "layer": "below", "line": {"width": 0}, "fillcolor": "rgba(136,136,136,0.28)"},
            **{"x0": ends[0], "x1": ends[1], "y0": height_of[i] - _BAR, "y1": height_of[i] + _BAR},
        }
        for i, (lane, axis) in enumerate(zip(lanes[:shown], axes, strict=False))
        for ends in [_place(np.array(lane.spread), axis).tolist()]
    ]
    boundary = len(lanes) - RAW_LANES - 0.32
    axis = {**AXIS, "showgrid": False}
    return go.Figure(
        data=traces,
        layout=layout(
            height,
            left=110,
            top=LABELS_BELOW,
            xaxis={**axis, **_ticks(normalized), "range": [-0.04, 1.04]},
            xaxis2={**axis, **_ticks(raw), "range": [-0.04, 1.04], "overlaying": "x", "side": "top"},
            yaxis={
                **axis,
                "range": [-0.45, len(lanes) - 0.1],
                "tickvals": height_of,
                "ticktext": [lane.name for lane in lanes],
                "tickfont": {"size": 17},
                "ticks": "",
            },
            shapes=[
                *bars,
                *_zeros(raw, boundary, len(lanes) - 0.1),
                *_zeros(normalized, -0.45, boundary),
                {
                    **{"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": boundary, "y1": boundary},
                    "line": {"width": 1, "color": "#888888", "dash": "dash"},
                },
            ],
        ),
    )


def _ranges(lanes: Sequence[Lane]) -> tuple[tuple[float, float], tuple[float, float]]:
    def extremes(lane: Lane) -> tuple[float, float]:
        return covering((float(lane.places.min()), float(lane.places.max())), lane.spread, (lane.picked, lane.picked))

    low, high = covering((0.0, 0.0), *map(extremes, lanes[:RAW_LANES]))
    if low == high:
        low, high = -1.0, 1.0
    return (low, high), ladder(*covering(*map(extremes, lanes[RAW_LANES:])))


def _place(values: Values, axis: tuple[float, float]) -> Values:
    """Return where on the line from 0 to 1 values stand; half a hundredth of a pixel is precise enough to send."""
    low, high = axis
    return np.round((values - low) / (high - low), 5)


def _ticks(axis: tuple[float, float]) -> dict[str, object]:
    """Return about five round numbers on the axis."""
    low, high = axis
    power = 10.0 ** math.floor(math.log10((high - low) / 5))
    step = next(power * factor for factor in (1, 2, 5, 10) if (high - low) / (power * factor) <= 5)
    numbers = step * np.arange(math.ceil(low / step), math.floor(high / step) + 1)
    return {"tickvals": _place(numbers, axis).tolist(), "ticktext": [f"{number:g}" for number in numbers.round(12) + 0.0]}


def _zeros(axis: tuple[float, float], bottom: float, top: float) -> list[dict[str, object]]:
    at = _place(np.zeros(1), axis).item()
    line = {"width": 1, "color": "rgba(136,136,136,0.6)", "dash": "dot"}
    return [{"type": "line", "layer": "below", "x0": at, "x1": at, "y0": bottom, "y1": top, "line": line}]


def _paths(x: list[Values], height_of: list[int]) -> dict[str, object]:
    """Draw one thin line a value, through all lanes so far."""
    gap = np.full(len(x[0]), np.nan)
    across = np.column_stack([*x, gap]).ravel()
    down = np.tile([*height_of[: len(x)], np.nan], len(x[0]))
    line = {"width": 1, "color": "rgba(136,136,136,0.45)"}
    return {"type": "scatter", "mode": "lines", "x": _sent(across), "y": _sent(down), "line": line, "hoverinfo": "skip"}


def _dots(x: Values, height: int, lane: Lane) -> dict[str, object]:
    marker = {"size": 11, "color": lane.colour, "opacity": 0.75}
    return {
        **{"type": "scatter", "mode": "markers", "name": lane.name, "x": x.tolist(), "y": [height] * len(x), "marker": marker},
        **{"text": [f"{value:.4g}" for value in lane.places], "hovertemplate": "%{text}<extra></extra>"},
    }


def _ridge(x: Values, counts: Counts, height: int, lane: Lane) -> dict[str, object]:
    """Draw the histogram as steps that stand on the lane."""
    heights = height + counts / counts.max() * _RIDGE
    return {
        **{"type": "scatter", "mode": "lines", "name": lane.name, "fill": "toself", "hoverinfo": "skip"},
        "x": np.repeat(x, 2).tolist(),
        "y": [height, *np.repeat(heights, 2).round(3).tolist(), height],
        "line": {"width": 1.5, "color": lane.colour},
    }


def _picked_path(
    x: list[float], height_of: list[int], colour: str, lanes: Sequence[Lane], above_or_below: str
) -> dict[str, object]:
    side = [_side(x, i, i - 1 if above_or_below == "top" else i + 1) for i in range(len(x))]
    return {
        **{"type": "scatter", "mode": "lines+markers+text", "x": x, "y": height_of[: len(x)], "hoverinfo": "skip"},
        "line": {"width": 3, "color": colour},
        "marker": {"size": 16, "symbol": "diamond", "color": colour, "line": {"width": 2, "color": "#666666"}},
        "text": [f"<b>{lane.label}</b>" for lane in lanes[: len(x)]],
        "textposition": [f"{above_or_below} {where}" for where in side],
        "textfont": {"size": 16},
        "cliponaxis": False,
    }


def _side(x: list[float], at: int, neighbour: int) -> str:
    """Return on which side of the path's point a number hides neither by the edge nor under the line to the neighbour."""
    if not 0.2 <= x[at] <= 0.8:
        return "right" if x[at] < 0.2 else "left"
    if not 0 <= neighbour < len(x):
        return "center"
    return "left" if x[neighbour] > x[at] else "right"


def _upper_axis() -> dict[str, object]:
    """Return a trace that shows nothing: Plotly draws no axis without one."""
    return {"type": "scatter", "x": [None], "y": [None], "xaxis": "x2", "hoverinfo": "skip"}


def _sent(values: Values) -> list[float | None]:
    return [None if math.isnan(value) else value for value in values.tolist()]
