"""A histogram of values with the curve of an activation function over it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from bn_view.figures import colours
from bn_view.figures.layout import AXIS, LABELS_LEFT

_POINTS, _FARTHEST = 161, 1000.0


def on_a_curve(
    histogram: go.Figure, function: Callable[[NDArray[np.floating]], NDArray[np.floating]], name: str, half_width: float
) -> go.Figure:
    """Put the curve behind the histogram, whose trace stays the last one: the live preview moves that.

    The curve reaches beyond the axis on both sides, as the axis widens while a slider moves.
    """
    # Close points near 0, where the curve bends, and few far out.
    x = np.sinh(np.linspace(-1, 1, _POINTS) * np.arcsinh(_FARTHEST))
    low, high = function(np.array([-half_width, half_width])).tolist()
    margin = 0.06 * (high - low)
    curve = {
        "type": "scatter",
        "mode": "lines",
        "x": np.round(x, 4).tolist(),
        "y": np.round(function(x), 5).tolist(),
        "yaxis": "y2",
        "line": {"color": colours.ACTIVATION, "width": 4},
        "name": name,
        "hovertemplate": f"{name}(%{{x:.3g}}) = %{{y:.3g}}<extra></extra>",
    }
    right = {
        **AXIS,
        "overlaying": "y",
        "side": "right",
        "range": [low - margin, high + margin],
        "showgrid": False,
        "tickmode": "auto",  # an overlaying axis would take the other one's lines
        "nticks": 5,
        "tickfont": {"size": 14, "color": colours.ACTIVATION},
    }
    return go.Figure(data=[curve, *histogram.data], layout={**histogram.layout.to_plotly_json(), "yaxis2": right}).update_layout(
        margin_r=LABELS_LEFT
    )
