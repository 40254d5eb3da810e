"""Errors on a logarithmic axis, and a mean that falls."""

from __future__ import annotations

import plotly.graph_objects as go

from bn_view.figures.layout import AXIS, FONT, layout, title
from bn_view.words.numbers import short

# Where an error of 0, which has no place on a logarithmic axis, is drawn.
LEAST = 1e-17
_AXIS = {**AXIS, "zeroline": None}


def error_figure(errors: dict[str, float], colours: dict[str, str], *, x_title: str, x_range: tuple[float, float]) -> go.Figure:
    """Draw one bar a name, from the left edge to its error; `x_range` in powers of ten."""
    names = list(errors)
    values = [max(errors[name], LEAST) for name in names]
    return go.Figure(
        data=[
            {
                "type": "bar",
                "orientation": "h",
                "x": values,
                "y": names,
                "text": [short(errors[name], 2) for name in names],
                "textposition": "outside",
                "textfont": {"size": 15},
                "cliponaxis": False,
                "marker": {"color": [colours[name] for name in names]},
                "hoverinfo": "skip",
            }
        ],
        layout=layout(
            80 + 46 * len(names),
            left=125,
            right=70,
            xaxis={
                **_AXIS,
                "type": "log",
                "exponentformat": "power",  # decimals of so many magnitudes have no room side by side on a phone
                "range": x_range,
                "title": title(x_title),
                "nticks": 6,
                "tickangle": 0,
            },
            yaxis={**_AXIS, "autorange": "reversed"},
        ),
    )


def falling_mean_figure(
    images: list[int], means: dict[str, list[float]], colours: dict[str, str], *, x_title: str, last: int
) -> go.Figure:
    """Draw one line a name over the number of images."""
    return go.Figure(
        data=[
            {
                "type": "scatter",
                "mode": "lines",
                "name": name,
                "x": images,
                "y": values,
                "line": {"color": colours[name], "width": 3},
                "hovertemplate": "%{x:,}: %{y:.5f}<extra></extra>",
            }
            for name, values in means.items()
        ],
        layout=layout(
            320,
            showlegend=True,
            legend={"x": 0.02, "y": 0.05, "font": FONT},
            xaxis={**_AXIS, "range": [0, last], "title": title(x_title)},
            yaxis={**_AXIS, "range": [0.3, 0.55]},
        ),
    )
