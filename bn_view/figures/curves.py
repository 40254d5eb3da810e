"""A few curves over one x axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from bn_view.figures.colours import CURVES

_AXIS = {"automargin": True, "fixedrange": True, "zeroline": False, "tickfont": {"size": 14}}
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
        layout={
            "template": go.layout.Template(),
            "height": 300,
            "margin": {"l": 8, "r": 12, "t": 8, "b": 8},
            "dragmode": False,
            "showlegend": len(curves) > 1,
            "legend": {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "font": {"size": 14}},
            "xaxis": {**_AXIS, **_scale(x, log_x, [v for xs, _ys in curves.values() for v in xs]), "nticks": 8},
            "yaxis": {**_AXIS, **_scale(y, log_y, [v for _xs, ys in curves.values() for v in ys]), "nticks": 5},
        },
    )


def _scale(title: str, log: bool, values: Sequence[float]) -> dict[str, object]:
    named: dict[str, object] = {"title": {"text": title, "font": {"size": 14}}}
    if not log:
        return named
    if max(values) < 100 * min(values):  # powers of ten would be too few ticks
        return {**named, "type": "log", "tickvals": [2.0**k for k in range(-3, 8)]}
    return {**named, "type": "log", "dtick": 1, "exponentformat": "power"}
