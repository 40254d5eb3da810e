"""A histogram of values with the curve of an activation function behind it."""

from __future__ import annotations

from functools import cache

import numpy as np

from bn_core import Histogram, Summary
from bn_core.activations import Activation
from bn_view.figures import colours
from bn_view.figures.histograms import CountLimit, Labels, histogram_figure, ladder
from bn_view.figures.layout import AXIS, LABELS_LEFT, TITLE, Figure, drawing, title

HEIGHT = 340
_POINTS, _FARTHEST = 161, 1000.0


def activation_figure(
    histogram: Histogram,
    summary: Summary,
    colour: str,
    activation: Activation,
    *,
    labels: Labels,
    limit: CountLimit | None = None,
) -> Figure:
    """Draw the curve and then the histogram, whose trace stays the last one: a slider moves that.

    The curve reaches beyond the axis on both sides, as the axis widens while a slider moves.
    """
    left, right = ladder(summary.minimum, summary.maximum)
    figure = histogram_figure(histogram, summary, colour, labels=labels, x_range=(left, right), height=HEIGHT, limit=limit)
    x, y = _curve(activation)
    curve = {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "yaxis": "y2",
        "line": {"color": colours.ACTIVATION, "width": 4},
        "name": activation.title,
        "hovertemplate": f"{activation.title}(%{{x}}) = %{{y}}<extra></extra>",
    }
    right_axis = {
        **AXIS,
        "title": title(activation.title),
        "overlaying": "y",
        "side": "right",
        "range": activation_range(activation, right),
        "showgrid": False,
        "tickmode": "auto",  # an overlaying axis would take the other one's lines
        "nticks": 5,
        "tickfont": {"size": 14, "color": colours.ACTIVATION},
    }
    figure["layout"]["margin"]["r"] = LABELS_LEFT + TITLE
    return drawing([curve, *figure["data"]], {**figure["layout"], "yaxis2": right_axis})


@cache  # what no slider moves
def _curve(activation: Activation) -> tuple[list[float], list[float]]:
    """Return points close together near 0, where the curve bends, and few far out."""
    x = np.sinh(np.linspace(-1, 1, _POINTS) * np.arcsinh(_FARTHEST))
    return np.round(x, 4).tolist(), np.round(activation.value(x), 5).tolist()


def activation_range(activation: Activation, half: float) -> list[float]:
    """Return the axis of the function's values where that of its arguments reaches from -half to half."""
    low, high = activation.value(np.array([-half, half])).tolist()
    margin = 0.06 * (high - low)
    return [low - margin, high + margin]
