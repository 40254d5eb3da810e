"""The running statistics over the updates, and what the figures of the page share."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bn_view.figures.colours import BEFORE, GREY, INFERENCE, TRUE, faint, written
from bn_view.figures.histograms import covering
from bn_view.figures.layout import AXIS, FONT, ON_LINES, Figure, drawing, few_digits, hover, layout, rounded, title

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
# The axis of each statistic; where the one looked at stands, and below it the other as a strip, with room for a name above.
_AXES = {"mean": "y", "variance": "y2"}
_LARGE, _STRIP = (0.27, 1.0), (0.0, 0.14)
_LABEL: Mapping[str, Any] = {"font": FONT, "showarrow": False}
# How far beside its dot the latest mini-batch has its name, and how much higher or lower, in pixels.
_ASIDE, _ASKEW = 14, 15
# Beyond which share of all updates the name of the latest mini-batch would not have room behind its line, on a phone either.
_TURNS = 0.6
_NOWHERE = -2.0
# How far the axis of the running statistics goes on behind its last update, so that all of the last dot is under the veil.
_BEYOND = 1.015


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
    curve_steps: NDArray[np.intp],
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

    In each are the mini-batches as dots, the truth dashed, and the running statistic.

    The axes are those of all updates and of mini-batches that `reach` so far in each panel; they hold still whatever the
    momentum is. A line stands at `updates`; what is to come after it lies under a veil.

    A panel has the parts "batches" (at `steps` from the first update on), "true" (a number), "latest" (the mini-batch of
    this update, or none), and the curve "running" (at `curve_steps`); `names` of the same panel say in the picture what
    each is, and "y" what the axis is. There may be a `goal`, to which the curve of the variance really goes, with its name.
    """
    last, end = int(steps[-1]), _BEYOND * int(steps[-1])
    traces = [
        {
            **{**LINE, "yaxis": axis, "name": names[panel][part], "y": y},
            **hover(x_title, names[panel]["y"], names[panel][part]),
            **look,
        }
        for panel, axis in _AXES.items()
        for part, (y, look) in _looks(steps, curve_steps, panels[panel], updates, is_large=panel == large).items()
    ]
    veil = {"type": "rect", "xref": "x", "yref": "paper", "x0": updates, "x1": end, "y0": 0, "y1": 1}
    veil |= {"fillcolor": faint(GREY, 0.5), "line": {"width": 0}}  # in the colour of the page, by its style sheet
    # The veil would hide half of the latest dots: here they are again, in front of it.
    dots = [
        _dot(axis, updates, few_digits(panels[panel]["latest"]), radius=7 if panel == large else 4)
        for panel, axis in _AXES.items()
    ]
    # And where each curve starts, which is all there is to mark before the first update.
    dots += [
        {**_dot(axis, 0, [START[panel]], radius=5 if panel == large else 3), "fillcolor": INFERENCE}
        for panel, axis in _AXES.items()
    ]
    # All mixtures of the start and the mini-batches: the axes are those of any momentum.
    from_start = [covering((start, start), ends) for start, ends in zip(START.values(), reach, strict=True)]
    y_axes: dict[str, Any] = {
        f"yaxis{_AXES[panel][1:]}": {
            **AXIS,
            "range": with_margin(*ends),
            **_place(names[panel]["y"], ends[1], is_large=panel == large),
        }
        for panel, ends in zip(_AXES, from_start, strict=True)
    }
    strip = "variance" if large == "mean" else "mean"
    latest = max(few_digits(panels[large]["latest"]), default=0.0)
    level = rounded(panels[large]["true"])
    beside = {"xref": "paper", "yref": _AXES[large], "yanchor": "middle", "font": FONT}
    left, right = ({"xref": "paper", "x": x, "xanchor": side, "align": side} for x, side in ((0, "left"), (1, "right")))
    at_level = {**ON_LINES, **right, "borderpad": 3, "yref": _AXES[large], "yanchor": "bottom"}
    # Above the picture: a curve that goes up and down has no place beside it that is free at any momentum.
    of_curve = f"<b>{names[large]['batches']}\u2003{written(names[large]['running'], INFERENCE)}</b>"
    of_large, of_strip = ({**_LABEL, "yref": "paper", "y": top, "yanchor": "bottom"} for _low, top in (_LARGE, _STRIP))
    labels: list[dict[str, Any]] = [
        {**ON_LINES, **beside, "text": names[large]["latest"], **place_of_latest(updates, last, latest, level)},
        {**of_large, **left, "text": of_curve, "font": {**FONT, "color": BEFORE}},
        {**at_level, "y": level, "yshift": 3, "text": names[large]["true"], "font": FONT},
        {**of_strip, **left, "text": f"<b>{names[strip]['running']}</b>", "font": {**FONT, "color": INFERENCE}},
        {**of_strip, **right, "text": names[strip]["true"]},
    ]
    if goal:
        ends = {
            "name": goal.name,
            "x": [0, last],
            "y": [rounded(goal.height)] * 2,
            "yaxis": _AXES["variance"],
            "hoverinfo": "skip",
        }
        look = {**TRUTH, "color": INFERENCE, "width": 2 if large == "variance" else 1.5}
        traces.append({**LINE, **ends, "line": look, "visible": goal.is_shown})
        if large == "variance":
            # Above the level of all images, as the curve comes from below.
            above = {"y": level, "yshift": 26, "xshift": -8, "visible": goal.is_shown}
            labels.append({**at_level, **above, "text": written(goal.name, INFERENCE), "font": FONT})
        else:
            labels[3]["text"] = _name_in_strip(names[strip]["running"], goal)
    frame = {"xaxis": {**updates_axis(last, x_title), "range": [0, end], "anchor": _AXES[strip]}, **y_axes}
    shapes = [at_line(updates), veil, *dots]
    return drawing(traces, layout(TALL, left=52, top=TOP, **frame, shapes=shapes, annotations=labels))


def goal_states(goal: Goal, large: str, running: str) -> dict[tuple[str | int, ...], Any]:
    """Return what of a goal is seen, by where in the figure it stands, behind the name of the `running` variance."""
    label = ("layout", "annotations")
    seen: dict[tuple[str | int, ...], Any] = (
        {(*label, 5, "visible"): goal.is_shown} if large == "variance" else {(*label, 3, "text"): _name_in_strip(running, goal)}
    )
    return {("data", 8, "visible"): goal.is_shown, **seen}


def _name_in_strip(running: str, goal: Goal) -> str:
    """Return the name of what runs there, and to where it goes."""
    return f"<b>{running}</b> {goal.name}" if goal.is_shown else f"<b>{running}</b>"


def _place(name: str, high: float, *, is_large: bool) -> dict[str, Any]:
    """Return where the axis of a panel that reaches so `high` stands; that of a strip has room for two numbers."""
    if is_large:
        return {"domain": _LARGE, "title": title(name), "nticks": 6}
    power = 10.0 ** math.floor(math.log10(high)) if high > 0 else 1.0
    return {"domain": _STRIP, "tickvals": [0, rounded(power * math.floor(high / power))], "showgrid": False}


def _looks(
    steps: NDArray[np.intp],
    curve_steps: NDArray[np.intp],
    parts: Mapping[str, ArrayLike],
    updates: int,
    *,
    is_large: bool,
) -> dict[str, tuple[list[float], dict[str, Any]]]:
    """Return the heights of each part of a panel, and how it looks."""
    y = {part: few_digits(np.atleast_1d(values)) for part, values in parts.items()}
    dots = {"color": BEFORE, "size": 5 if is_large else 3, "opacity": 0.75 if is_large else 0.4}
    latest = {"color": BEFORE, "size": 14 if is_large else 8, "line": {"color": INFERENCE, "width": 2.5}}
    truth = TRUTH if is_large else {**TRUTH, "width": 1.5}
    return {
        "batches": (y["batches"], {"x": steps[1:].tolist(), "mode": "markers", "marker": dots, "cliponaxis": False}),
        "true": (y["true"] * 2, {"x": [0, int(steps[-1])], "line": truth, "hoverinfo": "skip"}),
        "latest": (y["latest"], {"x": [updates][: min(updates, 1)], "mode": "markers", "marker": latest, "cliponaxis": False}),
        "running": (
            y["running"],
            {"x": curve_steps.tolist(), "line": {"color": INFERENCE, "width": 4 if is_large else 3}},
        ),
    }


def place_of_latest(updates: int, last: int, latest: float, level: float) -> dict[str, Any]:
    """Return where the latest mini-batch has its name: on the veil beside its dot, and at the end on the other side of its line.

    Higher than a dot above the `level` of all images and lower than one below it, as the curve lies near that level. Before the
    first update it is out of sight.
    """
    side = {"xanchor": "left", "xshift": _ASIDE} if updates <= _TURNS * last else {"xanchor": "right", "xshift": -_ASIDE}
    (x, y) = few_digits([updates / (_BEYOND * last) if updates else _NOWHERE, latest])
    return {"x": x, "y": y, "yshift": _ASKEW if latest >= level else -_ASKEW, **side}


def _dot(axis: str, updates: int, latest: Sequence[float], *, radius: int) -> dict[str, Any]:
    """Return the dot of the latest mini-batch as a shape, unseen where there is none."""
    circle = {"type": "circle", "xref": "x", "yref": axis, "xsizemode": "pixel", "ysizemode": "pixel"}
    ends = {
        "x0": -radius,
        "x1": radius,
        "y0": -radius,
        "y1": radius,
        "fillcolor": BEFORE,
        "line": {"color": INFERENCE, "width": 2.5},
    }
    return {**circle, **ends, "xanchor": updates, "yanchor": max(latest, default=0), "visible": bool(latest)}


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
