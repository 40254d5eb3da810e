"""How far everything lies from the value under a magnifier, in powers of ten, and how much of it the magnifier still shows."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bn_view.figures.colours import GREY, faint
from bn_view.figures.layout import AXIS, few_digits, title
from bn_view.state.language import _
from bn_view.words.numbers import power

# In powers of ten, far to the left and near to the right: from more than two outputs lie apart to less than float64 tells apart.
_FAR, _NEAR = 0.9, -16.3
_TICKS = (0, -5, -10, -15)
# So many marks in a decade an eye tells apart where a magnifier has half of a phone's width.
_MARKS = 6
# Which part of the height the strip has, and which the histogram below it.
_STRIP, BELOW = (0.88, 1.0), (0.0, 0.84)


class Strip(NamedTuple):
    """What a figure has of the strip: traces, shapes, of which the first is the window, and axes by their names."""

    traces: list[dict[str, Any]]
    shapes: list[dict[str, Any]]
    axes: dict[str, Any]


def strip(values: NDArray[np.floating], looked_at: float, difference: float, reach: float, shades: tuple[str, str]) -> Strip:
    """Return NumPy's other values and the other library's result by their distance from the value that one looks at.

    What lies up to `reach` from it is in sight: the window narrows with each zoom, and the result is the last to leave it.
    """
    plain = {"type": "scatter", "xaxis": "x2", "yaxis": "y2", "hoverinfo": "skip", "cliponaxis": False}
    ours, theirs = shades
    marked = _one_in_each(np.abs(values - looked_at))
    others = {
        **{**plain, "mode": "lines", "line": {"width": 2, "color": ours}},
        "x": [x for at in marked for x in (at, at, None)],
        "y": [0.15, 0.85, None] * len(marked),
    }
    look = {"symbol": "square-open", "size": 11, "color": theirs, "line": {"width": 3.5}}
    result = {**plain, "mode": "markers", "x": few_digits([difference]), "y": [0.5], "marker": look}
    trough = {
        **{"type": "rect", "xref": "x2", "yref": "y2", "y0": 0, "y1": 1, "layer": "below", "line": {"width": 0}},
        **{"x0": 10.0**_FAR, "x1": 10.0**_NEAR, "fillcolor": faint(GREY, 0.14)},
    }
    # Its colour is that of the digits that are in sight: see `magnifier.css`.
    window = {**trough, "x0": float(f"{reach:.5g}"), "fillcolor": faint(GREY, 0.4)}
    x_axis = {
        **{"type": "log", "range": [_FAR, _NEAR], "anchor": "y2", "side": "top", "showline": False, "tickangle": 0},
        "tickvals": [10.0**at for at in _TICKS],
        "ticktext": [power(f"1e{at}") if at else "1" for at in _TICKS],
        "title": title(_("distance from ▼"), standoff=2),
    }
    y_axis = {"range": [0, 1], "domain": _STRIP, "anchor": "x2", "visible": False}
    return Strip([others, result], [window, trough], {"xaxis2": {**AXIS, **x_axis}, "yaxis2": {**AXIS, **y_axis}})


def _one_in_each(distances: NDArray[np.floating]) -> list[float]:
    """Return the least distance in each part of a decade in which there is any."""
    there = np.sort(distances[distances > 0])
    _parts, first = np.unique(np.floor(np.log10(there) * _MARKS), return_index=True)
    return few_digits(there[first])
