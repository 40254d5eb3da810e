"""A histogram of values with the curve of an activation function behind it."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from bn_core import Histogram, Summary
from bn_core.activations import Activation
from bn_view.figures import colours
from bn_view.figures.histograms import CountLimit, Labels, histogram_figure, ladder
from bn_view.figures.layout import AXIS, LABELS_LEFT, TITLE, Figure, drawing, title

HEIGHT = 360
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
    """Draw the curve, dotted where it is flat, and then the histogram, whose trace stays the last one: a slider moves that.

    The curve reaches beyond the axis on both sides, as the axis widens while a slider moves.
    """
    left, right = ladder(summary.minimum, summary.maximum)
    figure = histogram_figure(histogram, summary, colour, labels=labels, x_range=(left, right), height=HEIGHT, limit=limit)
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
    return drawing([*_curves(activation), *figure["data"]], {**figure["layout"], "yaxis2": right_axis})


@cache  # what no slider moves
def _curves(activation: Activation) -> tuple[dict[str, Any], ...]:
    """Return the curve where it is not flat, and dotted where it is."""
    # Close points near 0, where the curve bends, and few far out.
    x = np.sinh(np.linspace(-1, 1, _POINTS) * np.arcsinh(_FARTHEST))
    y, flat = np.round(activation.value(x), 5).tolist(), activation.is_flat(x)
    dotted = np.convolve(flat, [1, 1, 1], "same") > 0  # on to the next point, so that the two parts meet
    curve = {
        "type": "scatter",
        "mode": "lines",
        "x": np.round(x, 4).tolist(),
        "yaxis": "y2",
        "name": activation.title,
        "hovertemplate": f"{activation.title}(%{{x}}) = %{{y}}<extra></extra>",
    }
    return tuple(
        {
            **curve,
            "y": [value if is_drawn else None for value, is_drawn in zip(y, part.tolist(), strict=True)],
            "line": {"color": colours.ACTIVATION, "width": 4, "dash": dash},
        }
        for part, dash in ((~flat, "solid"), (dotted, "dot"))
    )


def activation_range(activation: Activation, half: float) -> list[float]:
    """Return the axis of the function's values where that of its arguments reaches from -half to half."""
    low, high = activation.value(np.array([-half, half])).tolist()
    margin = 0.06 * (high - low)
    return [low - margin, high + margin]
