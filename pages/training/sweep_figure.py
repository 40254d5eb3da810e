"""The sweep over learning rates: how accurate each arm is in the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from bn_view.figures.colours import ARMS, faint
from bn_view.figures.layout import FONT, Figure, drawing, few_digits, hover, title
from pages.training.figures import ACCURACY_AXIS, GREY_DASHED, LOG_AXIS, dotted_line, framed, line_at
from pages.training.history import Floats
from pages.training.recipes import COMPARED

SWEEP_HEIGHT = 300


def sweep_figure(
    accuracies: Mapping[str, Floats],
    rates: Sequence[float],
    *,
    rate: float,
    x_title: str,
    y_title: str,
    arm_names: Mapping[str, str],
    levels: Mapping[str, float],
) -> Figure:
    """Draw the accuracy over the learning rate, one line an arm, with a line at the `rate` that is set.

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
        lines.append({**dotted_line(arm), "x": x, "y": few_digits(y.mean(axis=1)), **hover(x_title, y_title, arm_names[arm])})
    # On the left as much room as half of a label needs, which would else lie upon 0%.
    ends = np.log10([rates[0], rates[-1]]) + np.array([-0.35, 0.1])
    x_axis = {**LOG_AXIS, "dtick": 1, "range": few_digits(ends), "title": title(x_title)}
    y_axis = {**ACCURACY_AXIS, "title": title(y_title)}
    shapes = [line_at(rate), *(_level(y, name) for name, y in levels.items())]
    names = [_name_where_it_falls(arm, arm_names[arm], lines[i]) for i, arm in enumerate(accuracies) if arm in COMPARED]
    frame = framed(SWEEP_HEIGHT, xaxis=x_axis, yaxis=y_axis, shapes=shapes, annotations=[name for name in names if name])
    return drawing(data=[*bands, *lines], layout=frame)


def _level(y: float, name: str) -> dict[str, Any]:
    """Return a dashed line with its name on it or, where the arms begin above it, below."""
    side = "top" if y < 0.5 else "bottom"
    label = {"text": name, "textposition": "start", "yanchor": side, "font": FONT}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y, "line": GREY_DASHED, "label": label}


def _name_where_it_falls(arm: str, name: str, line: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the name of an arm beside its line, where that falls through the half last; None where it does not."""
    high = np.asarray(line["y"]) >= 0.5
    falls = np.flatnonzero(high[:-1] & ~high[1:])
    if not falls.size:
        return None
    side = {"plain": "right", "batch_norm": "left"}[arm]  # of the text, that stands on the other side of the line
    at = float(np.log10(line["x"][falls[-1] : falls[-1] + 2]).mean())
    place = {"x": at, "y": 0.55, "xanchor": side, "xshift": {"right": -16, "left": 16}[side], "showarrow": False}
    return {**place, "text": f"<b>{name}</b>", "font": {**FONT, "color": ARMS[arm]}}
