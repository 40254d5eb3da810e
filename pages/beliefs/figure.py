"""A few curves over one x axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from bn_view.figures.colours import CURVES
from bn_view.figures.layout import AXIS, LEGEND_ABOVE, layout, title

# Told apart without colour as well.
_DASHES = ("solid", "dash", "dot")


def curves_figure(
    curves: Mapping[str, tuple[Sequence[float], Sequence[float]]], *, x: str, y: str, log_x: bool = False, log_y: bool = False
) -> go.Figure:
    """Draw one line a name, at most three; the axes are called `x` and `y`."""
    return go.Figure(
        data=[
            {
                "type": "scatter",
                "mode": "lines",
                "name": name,
                "x": xs,
                "y": ys,
                "line": {"color": colour, "width": 3, "dash": dash},
                "hovertemplate": "%{x:.4g}: %{y:.4g}<extra></extra>",
            }
            for (name, (xs, ys)), colour, dash in zip(curves.items(), CURVES, _DASHES, strict=False)
        ],
        layout=layout(
            300,
            showlegend=len(curves) > 1,
            legend={**LEGEND_ABOVE, "y": 1},
            xaxis={**AXIS, **_scale(x, log_x, [v for xs, _ys in curves.values() for v in xs]), "nticks": 8},
            yaxis={**AXIS, **_scale(y, log_y, [v for _xs, ys in curves.values() for v in ys]), "nticks": 5},
        ),
    )


def _scale(name: str, log: bool, values: Sequence[float]) -> dict[str, object]:
    named: dict[str, object] = {"title": title(name)}
    if not log:
        return named
    if max(values) < 100 * min(values):  # powers of ten would be too few ticks
        return {**named, "type": "log", "tickvals": [2.0**k for k in range(-3, 8)]}
    return {**named, "type": "log", "dtick": 1, "exponentformat": "power"}
