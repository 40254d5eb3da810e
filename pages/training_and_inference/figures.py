"""The running statistics over the updates, and what the figures of the page share."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from enum import IntEnum
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bn_view.figures.colours import BEFORE, GREY, INFERENCE, TRUE, faint, written
from bn_view.figures.histograms import covering
from bn_view.figures.layout import AXIS, FONT, ON_LINES, Figure, drawing, few_digits, hover, layout, rounded, title

# Points of one curve, and mini-batches that are dots: more would cost time to draw and be seen by nobody.
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
# The axis of each statistic; where the one looked at stands, and below it the other as a strip, with room for a name above.
_AXES = {"mean": "y", "variance": "y2"}
_LARGE, _STRIP = (0.4, 1.0), (0.0, 0.27)
# What a panel is drawn of, trace by trace, and what stands in it at the present update, shape by shape behind cursor and veil.
_TRACES, _SHAPES = ("batches", "true", "latest", "running"), ("link", "latest", "running")
_LABEL: Mapping[str, Any] = {"font": FONT, "showarrow": False}
# How far beside its dot the latest mini-batch has its name, and how much higher or lower, in pixels.
_ASIDE, _ASKEW = 14, 15
# Beyond which share of all updates the name of the latest mini-batch would not have room behind its line, on a phone either.
_TURNS = 0.6
_NOWHERE = -2.0
# From where to where the axis of the running statistics goes, in parts of all updates: the first and the last dot are whole.
_BEFORE, _BEYOND = -0.012, 1.015


class Label(IntEnum):
    """What is written in the figure of the running statistics, in its order."""

    LATEST, CURVE, LEVEL, STRIP, STRIP_LEVEL, GOAL = range(6)


def trace(panel: str, part: str) -> int:
    """Return which trace of the figure of the running statistics a part of a panel is."""
    return len(_TRACES) * list(_AXES).index(panel) + _TRACES.index(part)


def shape(panel: str, part: str) -> int:
    """Return which shape of that figure it is."""
    return VEIL + 1 + len(_AXES) * _SHAPES.index(part) + list(_AXES).index(panel)


VEIL, _GOAL = 1, len(_AXES) * len(_TRACES)


class Goal(NamedTuple):
    """The level to which the running variance really goes, its name, and whether it is shown: where the curve stays near it."""

    height: float
    name: str
    is_shown: bool = True


@cache
def drawn_steps(last: int, through: int = 0) -> NDArray[np.intp]:
    """Return the updates that are drawn: all from 0 on, or as many evenly spread ones as a curve may have, the last included.

    And the one where somebody looks at the curve and reads its number.
    """
    return np.union1d(np.linspace(0, last, min(last + 1, MOST_POINTS)).round().astype(np.intp), through)


def running_figure(
    steps: NDArray[np.intp],
    panels: Mapping[str, Mapping[str, ArrayLike]],
    names: Mapping[str, Mapping[str, str]],
    *,
    updates: int,
    reach: Reach,
    x_title: str,
    large: str = "mean",
    goal: Goal | None = None,
) -> Figure:
    """Draw the panel of one statistic `large` and the other as a strip below it.

    In each are the mini-batches as dots, the truth dashed, and the running statistic, on which a dot of its own stands at
    `updates`; a thin line leads from it to the mini-batch of this update.

    The axes are those of all updates and of mini-batches that `reach` so far in each panel; they hold still whatever the
    momentum is. A line stands at `updates`; what is to come after it lies under a veil.

    A panel has the parts "batches" (at `steps` from the first update on), "true" (a number), "latest" (the mini-batch of
    this update, or none), and the curve "running" (at every update from 0 on); `names` of the same panel say in the picture
    what each is, and "y" what the axis is. There may be a `goal`, to which the curve of the variance really goes, with its name.
    """
    last = int(steps[-1])
    start, end = few_digits([_BEFORE * last, _BEYOND * last])
    traces = [
        {
            **{**LINE, "yaxis": axis, "name": names[panel][part], "y": y},
            **hover(x_title, names[panel]["y"], names[panel][part]),
            **look,
        }
        for panel, axis in _AXES.items()
        for part, (y, look) in _looks(steps, panels[panel], updates, is_large=panel == large).items()
    ]
    labels = _labels(panels[large], names, large, updates, last)
    if goal:
        traces.append(_level_of_goal(goal, last, is_large=large == "variance"))
        if large == "variance":
            # Above the level of all images, as the curve comes from below.
            above = {"yshift": 26, "xshift": -8, "visible": goal.is_shown, "text": written(goal.name, INFERENCE)}
            labels.append({**labels[Label.LEVEL], **above})
        else:
            labels[Label.STRIP]["text"] = _name_in_strip(names["variance"]["running"], goal)
    # All mixtures of the start and the mini-batches: the axes are those of any momentum.
    from_start = [covering((start, start), ends) for start, ends in zip(START.values(), reach, strict=True)]
    axes: dict[str, Any] = {
        f"yaxis{_AXES[panel][1:]}": {**AXIS, "range": with_margin(*ends), **_place(names[panel]["y"], ends[1], panel == large)}
        for panel, ends in zip(_AXES, from_start, strict=True)
    }
    axes["xaxis"] = {**updates_axis(last, x_title), "range": [start, end], "anchor": _AXES[_other(large)]}
    veil = {"type": "rect", "xref": "x", "yref": "paper", "x0": updates, "x1": end, "y0": 0, "y1": 1}
    veil |= {"fillcolor": faint(GREY, 0.5), "line": {"width": 0}}  # in the colour of the page, by its style sheet
    shapes = [at_line(updates), veil, *_at_update(panels, updates, large)]
    return drawing(traces, layout(TALL, left=52, top=TOP, **axes, shapes=shapes, annotations=labels))


def _other(panel: str) -> str:
    return "variance" if panel == "mean" else "mean"


def _at_update(panels: Mapping[str, Mapping[str, ArrayLike]], updates: int, large: str) -> list[dict[str, Any]]:
    """Return the dots of the present update, in front of the veil, which would hide half of them, and what joins the two.

    Before the first update the dot of the running statistic marks where it starts, and there is no mini-batch.
    """
    links, latest, running = [], [], []
    for panel, axis in _AXES.items():
        is_large = panel == large
        height = few_digits(np.atleast_1d(panels[panel]["running"])[[updates]])[0]
        batch = few_digits(np.atleast_1d(panels[panel]["latest"]))
        ends = {"x0": updates, "x1": updates, "y0": height, "y1": max(batch, default=height)}
        links.append(
            {"type": "line", "xref": "x", "yref": axis, **ends, "line": {"color": BEFORE, "width": 3 if is_large else 2}}
        )
        latest.append({**_dot(axis, updates, max(batch, default=0.0), 7 if is_large else 4, BEFORE), "visible": bool(batch)})
        running.append(_dot(axis, updates, height, 9 if is_large else 6, INFERENCE))
    return [*links, *latest, *running]


def _labels(
    of_large: Mapping[str, ArrayLike], names: Mapping[str, Mapping[str, str]], large: str, updates: int, last: int
) -> list[dict[str, Any]]:
    """Return what is written in the picture, in the order of `Label`, but for the name of a goal."""
    strip = _other(large)
    latest = max(few_digits(np.atleast_1d(of_large["latest"])), default=0.0)
    level = rounded(of_large["true"])
    beside = {"xref": "paper", "yref": _AXES[large], "yanchor": "middle", "font": FONT}
    left, right = ({"xref": "paper", "x": x, "xanchor": side, "align": side} for x, side in ((0, "left"), (1, "right")))
    at_level = {**ON_LINES, **right, "borderpad": 3, "yref": _AXES[large], "yanchor": "bottom"}
    # Above the picture: a curve that goes up and down has no place beside it that is free at any momentum.
    of_curve = f"<b>{names[large]['batches']}\u2003{written(names[large]['running'], INFERENCE)}</b>"
    above_large, above_strip = ({**_LABEL, "yref": "paper", "y": top, "yanchor": "bottom"} for _low, top in (_LARGE, _STRIP))
    return [
        {**ON_LINES, **beside, "text": names[large]["latest"], **place_of_latest(updates, last, latest, level)},
        {**above_large, **left, "text": of_curve, "font": {**FONT, "color": BEFORE}},
        {**at_level, "y": level, "yshift": 3, "text": names[large]["true"], "font": FONT},
        {**above_strip, **left, "text": f"<b>{names[strip]['running']}</b>", "font": {**FONT, "color": INFERENCE}},
        {**above_strip, **right, "text": names[strip]["true"]},
    ]


def _level_of_goal(goal: Goal, last: int, *, is_large: bool) -> dict[str, Any]:
    """Return the level to which the running variance goes."""
    ends = {"x": [0, last], "y": [rounded(goal.height)] * 2, "yaxis": _AXES["variance"], "hoverinfo": "skip"}
    look = {**TRUTH, "color": INFERENCE, "width": 2 if is_large else 1.5}
    return {**LINE, **ends, "name": goal.name, "line": look, "visible": goal.is_shown}


def goal_states(goal: Goal, large: str, running: str) -> dict[tuple[str | int, ...], Any]:
    """Return what of a goal is seen, by where in the figure it stands, behind the name of the `running` variance."""
    label = ("layout", "annotations")
    seen: dict[tuple[str | int, ...], Any] = (
        {(*label, Label.GOAL, "visible"): goal.is_shown}
        if large == "variance"
        else {(*label, Label.STRIP, "text"): _name_in_strip(running, goal)}
    )
    return {("data", _GOAL, "visible"): goal.is_shown, **seen}


def _name_in_strip(running: str, goal: Goal) -> str:
    """Return the name of what runs there, and to where it goes."""
    return f"<b>{running}</b> {goal.name}" if goal.is_shown else f"<b>{running}</b>"


def _place(name: str, high: float, is_large: bool) -> dict[str, Any]:
    """Return where the axis of a panel that reaches so `high` stands; that of a strip has room for two numbers."""
    if is_large:
        return {"domain": _LARGE, "title": title(name), "nticks": 6}
    power = 10.0 ** math.floor(math.log10(high)) if high > 0 else 1.0
    return {"domain": _STRIP, "tickvals": [0, rounded(power * math.floor(high / power))], "showgrid": False}


def _looks(
    steps: NDArray[np.intp],
    parts: Mapping[str, ArrayLike],
    updates: int,
    *,
    is_large: bool,
) -> dict[str, tuple[list[float], dict[str, Any]]]:
    """Return the heights of each part of a panel, and how it looks."""
    y = {part: few_digits(np.atleast_1d(values)) for part, values in parts.items()}
    dots = {"color": BEFORE, "size": 5 if is_large else 3, "opacity": 0.75 if is_large else 0.4}
    latest = {
        "color": BEFORE,
        "size": 14 if is_large else 8,
    }
    truth = TRUTH if is_large else {**TRUTH, "width": 1.5}
    return {
        "batches": (y["batches"], {"x": steps[1:].tolist(), "mode": "markers", "marker": dots, "cliponaxis": False}),
        "true": (y["true"] * 2, {"x": [0, int(steps[-1])], "line": truth, "hoverinfo": "skip"}),
        "latest": (y["latest"], {"x": [updates][: min(updates, 1)], "mode": "markers", "marker": latest, "cliponaxis": False}),
        "running": (y["running"], {"line": {"color": INFERENCE, "width": 3 if is_large else 2}}),  # x: 0, 1, 2 …
    }


def place_of_latest(updates: int, last: int, latest: float, level: float) -> dict[str, Any]:
    """Return where the latest mini-batch has its name: on the veil beside its dot, and at the end on the other side of its line.

    Higher than a dot above the `level` of all images and lower than one below it, as the curve lies near that level. Before the
    first update it is out of sight.
    """
    side = {"xanchor": "left", "xshift": _ASIDE} if updates <= _TURNS * last else {"xanchor": "right", "xshift": -_ASIDE}
    x, y = few_digits([(updates / last - _BEFORE) / (_BEYOND - _BEFORE) if updates else _NOWHERE, latest])
    return {"x": x, "y": y, "yshift": _ASKEW if latest >= level else -_ASKEW, **side}


def _dot(axis: str, x: int, y: float, radius: int, colour: str) -> dict[str, Any]:
    """Return a dot as a shape."""
    ends = {"x0": -radius, "x1": radius, "y0": -radius, "y1": radius, "xanchor": x, "yanchor": y}
    sizes = {"xsizemode": "pixel", "ysizemode": "pixel"}
    return {"type": "circle", "xref": "x", "yref": axis, **sizes, **ends, "fillcolor": colour, "line": {"width": 0}}


def updates_axis(last: int, name: str) -> dict[str, Any]:
    """Return the axis of so many updates."""
    return {**AXIS, "nticks": 7, "range": [0, last], "title": title(name)}


def at_line(x: int) -> dict[str, Any]:
    """Return a line at so many updates."""
    line = {"color": TRUE, "width": 2}
    return {"type": "line", "xref": "x", "yref": "paper", "y0": 0, "y1": 1, "x0": x, "x1": x, "line": line}


def with_margin(low: float, high: float) -> list[float]:
    """Return an axis that reaches a little further than its numbers, whose own mean is among them."""
    margin = 0.05 * (high - low) or 1.0
    return [float(low - margin), float(high + margin)]
