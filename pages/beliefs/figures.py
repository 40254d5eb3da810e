"""A few curves over one x axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bn_view.figures.colours import CURVES
from bn_view.figures.layout import AXIS, LEGEND_ABOVE, Figure, drawing, hover, layout, title

# Told apart without colour as well.
_DASHES = ("solid", "dash", "dot")
Numbers = Sequence[float]


def curves_figure(
    curves: Mapping[str, tuple[Numbers, Numbers]],
    x: str,
    y: str,
    *,
    log_x: bool = False,
    log_y: bool = False,
    colours: Sequence[str] = CURVES,
) -> Figure:
    """Draw one line a name, at most three, through its x and y values; the axes are called `x` and `y`."""
    return drawing(
        data=[
            {
                "type": "scatter",
                "mode": "lines",
                "name": name,
                "x": list(xs),
                "y": list(ys),
                "line": {"color": colour, "width": 3, "dash": dash},
                **hover(x, y, name if len(curves) > 1 else ""),
            }
            for (name, (xs, ys)), colour, dash in zip(curves.items(), colours, _DASHES, strict=False)
        ],
        layout=layout(
            300,
            showlegend=len(curves) > 1,
            legend={**LEGEND_ABOVE, "y": 1},
            xaxis={**AXIS, "title": title(x), **_scale(log_x, [v for xs, _ys in curves.values() for v in xs]), "nticks": 8},
            yaxis={**AXIS, "title": title(y), **_scale(log_y, [v for _xs, ys in curves.values() for v in ys]), "nticks": 5},
        ),
    )


def _scale(log: bool, values: Numbers) -> dict[str, object]:
    if not log:
        return {}
    if max(values) < 100 * min(values):  # powers of ten would be too few ticks
        return {"type": "log", "tickvals": [2.0**k for k in range(-3, 8)]}
    return {"type": "log", "dtick": 1, "exponentformat": "e"}
