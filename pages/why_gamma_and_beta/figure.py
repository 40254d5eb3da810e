"""A histogram of values with the curve of an activation function behind it, and the straight line that is nearest to it there."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bn_core import ACTIVATIONS, Histogram, StraightLine, Summary
from bn_core.activations import Activation
from bn_core.arguments import FloatArray
from bn_view.figures import colours
from bn_view.figures.histograms import CountLimit, Labels, histogram_figure, ladder
from bn_view.figures.layout import Figure, drawing, few_digits, title
from bn_view.figures.through import HEIGHT, carried, equally_apart, with_outputs
from pages.why_gamma_and_beta.output import outputs_axis

_POINTS, _FARTHEST = 161, 1000.0
# Times as many points to reckon with, for the browser as for the server, so that both say the same.
FINER = 3
# How many times as high as its bins the picture is: they stand below, and leave the curve free.
ROOM = 2.2
# The traces of the straight line, behind the curve in its two parts, and of the ways of values through the curve.
STRAIGHT, CARRIED = 2, 3


def activation_figure(
    histogram: Histogram,
    summary: Summary,
    colour: str,
    name: str,
    *,
    labels: Labels,
    limit: CountLimit | None = None,
    line: StraightLine,
    standing: FloatArray | None = None,
) -> Figure:
    """Draw the curve, dotted where it is flat, the straight line nearest to it, the ways of a few values, and then the histogram.

    A slider moves the last. The curve reaches beyond the axis on both sides, as the axis widens while a slider moves. The line is
    given; the values that are `standing` for all go along, so that a slider finds it anew.
    """
    activation, x_range = ACTIVATIONS[name], ladder(summary.minimum, summary.maximum)
    # What is where is said by the numbers below; in the picture a value's way is to be seen.
    figure = histogram_figure(
        histogram, summary, colour, labels=labels, x_range=x_range, height=HEIGHT, limit=limit, marked=False
    )
    axis = {**outputs_axis(name), "title": title(f"{activation.title}({labels.x})"), "tickmode": "array"}
    inputs = equally_apart(summary.minimum, summary.maximum)
    ways = carried(few_digits(inputs), few_digits(activation.value(inputs)), (colour, colours.ACTIVATION), hoverinfo="skip")
    traces = [*_curves(activation), _straight(line, standing), ways, *figure["data"]]
    layout = with_outputs(figure["layout"], **axis)
    layout["yaxis"]["range"] = [0, ROOM * layout["yaxis"]["range"][1]]
    return drawing(traces, layout)


def _straight(line: StraightLine, standing: FloatArray | None) -> dict[str, Any]:
    """Return the straight line, as long as the curve; none where all values are in one place."""
    ends = (-_FARTHEST, _FARTHEST)
    y = [None if np.isnan(line.slope) else line.slope * end + line.intercept for end in ends]
    look = {"color": colours.STRAIGHT, "width": 2.5, "dash": "dash"}
    goes_along = {} if standing is None else {"meta": standing.tolist()}
    return {"type": "scatter", "mode": "lines", "x": ends, "y": y, "yaxis": "y2", "line": look, "hoverinfo": "skip", **goes_along}


@cache
def curve(activation: Activation, times: int = 1) -> tuple[FloatArray, FloatArray]:
    """Return points of the function, close ones near 0, where it bends, and few far out; `times` as many."""
    x = np.sinh(np.linspace(-1, 1, times * (_POINTS - 1) + 1) * np.arcsinh(_FARTHEST))
    return np.round(x, 4), np.round(activation.value(x), 5)


@cache
def flat_ends(activation: Activation) -> list[float]:
    """Return from where to where the function is flat, and from where to where again."""
    # On a grid of thousandths that reaches beyond every bend; what is flat at its ends is so farther out.
    x = np.concatenate([[-_FARTHEST], np.arange(-20_000, 20_001) / 1000, [_FARTHEST]])
    flat = np.concatenate([[False], activation.is_flat(x), [False]])
    ends = np.flatnonzero(np.diff(flat))  # the first that is flat and the one after the last, in turn
    ends[1::2] -= 1
    return few_digits(x[ends])


@cache  # what no slider moves
def _curves(activation: Activation) -> tuple[dict[str, Any], ...]:
    """Return the curve where it is not flat, and dotted where it is."""
    x, y = curve(activation)
    flat = activation.is_flat(x)
    dotted = np.convolve(flat, [1, 1, 1], "same") > 0  # on to the next point, so that the two parts meet
    look = {
        "type": "scatter",
        "mode": "lines",
        "yaxis": "y2",
        "name": activation.title,
        "hovertemplate": f"{activation.title}(%{{x}}) = %{{y}}<extra></extra>",
    }
    return tuple(
        {**look, **_part(x, y, part), "line": {"color": colours.ACTIVATION, "width": 4, "dash": dash}}
        for part, dash in ((~flat, "solid"), (dotted, "dot"))
    )


def _part(x: FloatArray, y: FloatArray, drawn: NDArray[np.bool_]) -> dict[str, list[float | None]]:
    """Return the points that are drawn, and one without a place in each gap between them."""
    first_of_gap = ~drawn & np.concatenate([[False], drawn[:-1]])
    kept = drawn | first_of_gap
    shown = zip(y[kept].tolist(), drawn[kept].tolist(), strict=True)
    return {"x": x[kept].tolist(), "y": [value if is_drawn else None for value, is_drawn in shown]}
