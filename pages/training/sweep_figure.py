"""The sweep over learning rates: how accurate each arm is in the end, and on the way there at one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from bn_view.figures.colours import ARMS, BATCH_NORM, faint, written
from bn_view.figures.layout import FONT, ON_LINES, Figure, drawing, few_digits, hover, title
from pages.training.figures import ACCURACY_AXIS, DASHES, GREY_DASHED, LOG_AXIS, dotted_line, framed, line_at, steps_axis
from pages.training.history import Floats

SWEEP_HEIGHT, CURVES_HEIGHT = 300, 240
_NAME = {"size": 16}
# How large a dot is where an arm has learned, and where it has not.
_DOTS = 10, 5


def sweep_figure(
    accuracies: Mapping[str, Floats],
    rates: Sequence[float],
    *,
    rate: float,
    x_title: str,
    y_title: str,
    arm_names: Mapping[str, str],
    levels: Mapping[str, float],
    learned: float,
    only: str,
) -> Figure:
    """Draw the accuracy over the learning rate, one line an arm, with a line at the `rate` that is set.

    Where an arm has `learned` its dot is large; with two arms, where `only` the one with batch norm has, the ground is coloured.

    `accuracies` have the shape (rates, seeds): a line is their mean, a band from the least to the largest. NaN is left out.
    `levels` are accuracies to compare with, each by what it is called.
    """
    bands, lines = list[dict[str, Any]](), list[dict[str, Any]]()
    for arm, of_seeds in accuracies.items():
        known = ~np.isnan(of_seeds).any(axis=1)
        x, y = np.asarray(rates)[known].tolist(), of_seeds[known]
        if y.shape[1] > 1:
            edge = {"type": "scatter", "mode": "lines", "x": x, "line": {"width": 0}, "hoverinfo": "skip"}
            bands += [
                {**edge, "y": few_digits(y.min(axis=1))},
                {**edge, "y": few_digits(y.max(axis=1)), "fill": "tonexty", "fillcolor": faint(ARMS[arm], 0.3)},
            ]
        means = y.mean(axis=1)
        sizes = {"marker": {"size": np.where(means >= learned, *_DOTS).tolist(), "opacity": 1, "line": {"width": 0}}}
        lines.append({**dotted_line(arm), **sizes, "x": x, "y": few_digits(means), **hover(x_title, y_title, arm_names[arm])})
    # On the left as much room as half of a label needs, which would else lie upon 0%.
    ends = np.log10([rates[0], rates[-1]]) + np.array([-0.35, 0.1])
    x_axis = {**LOG_AXIS, "dtick": 1, "range": few_digits(ends), "title": title(x_title)}
    y_axis = {**ACCURACY_AXIS, "title": title(y_title)}
    shapes = [line_at(rate), *(_level(y, name) for name, y in levels.items())]
    names = [_name(arm, arm_names[arm], line) for arm, line in zip(accuracies, lines, strict=True) if line["x"]]
    ground, said = _only_with(accuracies, rates, learned, only)
    shapes, names = shapes + ground, names + said
    return drawing([*bands, *lines], framed(SWEEP_HEIGHT, xaxis=x_axis, yaxis=y_axis, shapes=shapes, annotations=names))


def curves_figure(
    curves: Mapping[str, Floats],
    every: int,
    last: int,
    *,
    x_title: str,
    y_title: str,
    arm_names: Mapping[str, str],
    levels: Sequence[float],
) -> Figure:
    """Draw the accuracy of each arm over its updates, a point each `every` of them up to `last`, with a dot where it ends.

    It stands beside the sweep and has its axis of accuracies, so that a dot is as high as that of the sweep.
    """
    sizes = [0] * (last // every) + [9]
    traces = [
        {
            **{"type": "scatter", "mode": "lines+markers", "x0": 0, "dx": every, "y": few_digits(curve), "cliponaxis": False},
            **{
                "line": {"color": ARMS[arm], "width": 3, "dash": DASHES[arm]},
                "marker": {"size": sizes, "opacity": 1, "line": {"width": 0}},
            },
            **hover(x_title, y_title, arm_names[arm]),
        }
        for arm, curve in curves.items()
    ]
    shapes, y_axis = [_dashed(y) for y in levels], {**ACCURACY_AXIS, "title": title(y_title)}
    return drawing(traces, framed(CURVES_HEIGHT, xaxis=steps_axis(last, x_title), yaxis=y_axis, shapes=shapes))


def _only_with(
    accuracies: Mapping[str, Floats], rates: Sequence[float], learned: float, name: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return a ground behind the learning rates at which batch norm alone has learned, and its name, where there are any."""
    if accuracies.keys() != {"plain", "batch_norm"}:
        return [], []  # with others there is no room between the lines
    with_it, without = (accuracies[arm].mean(axis=1) for arm in ("batch_norm", "plain"))
    alone = np.flatnonzero((with_it >= learned) & (without < learned))
    # Those above the last at which both learn: what is slower below is seen.
    alone = alone[alone > max(np.flatnonzero(without >= learned), default=-1)]
    if not alone.size:
        return [], []
    logs = np.log10(rates)
    ends = [(logs[alone[0]] + logs[max(alone[0] - 1, 0)]) / 2, (logs[alone[-1]] + logs[min(alone[-1] + 1, len(logs) - 1)]) / 2]
    box = {"type": "rect", "xref": "x", "yref": "paper", "y0": 0, "y1": 1, "layer": "below", "line": {"width": 0}}
    x0, x1 = few_digits(10 ** np.array(ends))
    place = {"x": float(np.mean(ends)), "yref": "paper", "y": 0.3}
    label = {**place, "text": written(name, BATCH_NORM), "font": FONT, **ON_LINES}  # that of the rate may be there
    return [{**box, "x0": x0, "x1": x1, "fillcolor": faint(BATCH_NORM, 0.12)}], [label]


def _dashed(y: float) -> dict[str, Any]:
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y, "line": GREY_DASHED}


def _level(y: float, name: str) -> dict[str, Any]:
    """Return a dashed line with its name between it and the other: the axis is near the lower one."""
    label = {"text": name, "textposition": "start", "yanchor": "top" if y > 0.5 else "bottom", "font": FONT}
    return {**_dashed(y), "label": label}


# How far beside its line the name of an arm stands, in pixels: two of them fall at nearly the same learning rate, and where the
# plain one falls stands the line at the rate that is set when the page opens.
_BESIDE = {"plain": -28, "noisy": -12, "batch_norm": 16, "frozen": 16}
# At which accuracy: that with noise between where two others fall, which lean so that there is more room below.
_BESIDE_AT = {"noisy": 0.3}


def _name(arm: str, name: str, line: Mapping[str, Any]) -> dict[str, Any]:
    """Return the name of an arm beside its line, where that falls through the half last; else below its end."""
    level = _BESIDE_AT.get(arm, 0.5)
    high = np.asarray(line["y"]) >= level
    falls = np.flatnonzero(high[:-1] & ~high[1:])
    text = name.replace(" ", "<br>").replace("+<br>", "+ ")
    if falls.size:
        beside = _BESIDE[arm]
        ends = slice(falls[-1], falls[-1] + 2)
        at = float(np.interp(-level, -np.asarray(line["y"][ends]), np.log10(line["x"][ends])))
        place = {"x": at, "y": level, "xanchor": "right" if beside < 0 else "left", "xshift": beside}
    else:
        place = {"x": float(np.log10(line["x"][-1])), "y": line["y"][-1], "xanchor": "right", "yanchor": "top", "yshift": -10}
    # In several lines where there is no room for one: between the places where arms fall, and beyond the last.
    if arm == "plain" or not falls.size:
        text = name.replace(", ", ",<br>").replace(" + ", "<br>+ ")
    return {
        **place,
        "text": written(f"<b>{text}</b>", ARMS[arm]),
        "font": _NAME,
        "align": place["xanchor"],
        "showarrow": False,  # and no ground, which would hide a part of another line
    }
