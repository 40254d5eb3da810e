"""What all charts share: axes that stay where they are, type that the last row can read, and nothing but the picture."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

FONT = {"size": 14}
# Margins are given: to find its own Plotly measures every label in the page and draws a second time, which takes as long again.
# The format is that of the numbers one points at: a float32 has seven digits.
AXIS: Mapping[str, Any] = {
    **{"automargin": False, "fixedrange": True, "zeroline": False, "tickfont": FONT, "separatethousands": True},
    "hoverformat": ",.7~g",
}
# What a chart looks like where its figure says nothing, in either theme: the browser adds font and colour of the page.
_LINES = {"gridcolor": "rgba(128,128,128,0.16)", "zerolinecolor": "rgba(128,128,128,0.16)"}
# What the values lie along: a picture without a ground to stand on floats.
_GROUND = {"showline": True, "linecolor": "rgba(128,128,128,0.6)", "linewidth": 1}
THEME: Mapping[str, Any] = {
    **{"paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)", "colorway": ["#888888"]},
    **{"xaxis": {**_LINES, **_GROUND, "showgrid": False}, "yaxis": _LINES},
}
LABELS_LEFT, LABELS_BELOW, TITLE = 44, 28, 22
# Of an annotation that may come to lie on lines: a ground, which a style sheet gives the colour of the page.
ON_LINES: Mapping[str, Any] = {"showarrow": False, "bgcolor": "rgba(128,128,128,0.8)", "borderpad": 1}
# Of an annotation that says how far an axis reaches that widens or narrows: in the corner.
ZOOMED: Mapping[str, Any] = {
    **{"xref": "paper", "yref": "paper", "x": 1, "y": 1, "xanchor": "right", "yanchor": "top"},
    **{"showarrow": False, "font": {"size": 22}},
}
# How a picture becomes the one that comes of it, where one is to follow its parts with the eye.
BECOMING: Mapping[str, Any] = {"duration": 900, "easing": "cubic-in-out"}
# A curve that is hidden by a click stays so in the next figure. (A revision of all of the layout would be one of its axes too:
# Plotly takes a range that it found itself for a user's, and keeps it where the next figure of a chart gives none.)
LEGEND: Mapping[str, Any] = {"font": FONT, "uirevision": "kept"}
LEGEND_ABOVE: Mapping[str, Any] = {**LEGEND, "orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"}

# A figure as Plotly's script takes it: plain dicts and lists, as `plotly.graph_objects` would spend longer on checking them than
# `bn_core` on making them. The tests have it check every kind.
Figure = dict[str, Any]


def drawing(data: Iterable[Mapping[str, Any]], layout: Mapping[str, Any]) -> Figure:
    """Return a figure of traces and a layout."""
    return {"data": list(data), "layout": dict(layout)}


def packed(values: ArrayLike) -> dict[str, str]:
    """Return an array of one or two axes as Plotly takes it in the fewest bytes: float32 or uint8."""
    array = np.asarray(values)
    array = array if array.dtype == np.uint8 else array.astype("<f4")
    shape = {"shape": ", ".join(map(str, array.shape))} if array.ndim > 1 else {}
    kind = {"u1": "u1", "f4": "f4"}[array.dtype.str[1:]]
    return {"dtype": kind, "bdata": base64.b64encode(np.ascontiguousarray(array).tobytes()).decode("ascii"), **shape}


def layout(
    height: int, *, left: int = LABELS_LEFT, right: int = 14, top: int = 12, bottom: int = LABELS_BELOW, **rest: Any
) -> dict[str, Any]:
    """Return the layout of a chart without legend; `rest` is its own, or stands in place of what is here.

    Margins are in pixels, as wide as the labels of the axes need; the title of an axis has its place beside them.
    """
    left, bottom = (
        labels + TITLE * ("text" in rest.get(axis, {}).get("title", {})) for axis, labels in (("yaxis", left), ("xaxis", bottom))
    )
    return {
        "height": height,
        "margin": {"l": left, "r": right, "t": top, "b": bottom},
        "showlegend": False,
        "dragmode": False,
        **rest,
    }


def title(text: str, **rest: Any) -> dict[str, Any]:
    """Return the title of an axis."""
    return {"text": text, "font": FONT, "standoff": 6, **rest}


def hover(x: str, y: str, name: str = "", *, relation: str = ": ") -> dict[str, str]:
    """Return what a point says of itself: the name of its curve, if it needs one, and each coordinate with what it is.

    `relation` stands between what `x` is and its number.

    The numbers are as the axes' own format has them, for only that writes a minus as the labels of the axes do.
    """
    lines = [*([f"<b>{name}</b>"] if name else []), f"{x}{relation}%{{x}}", f"{y}: %{{y}}"]
    return {"hovertemplate": f"{'<br>'.join(lines)}<extra></extra>"}


# So few numbers are rounded sooner one by one.
_FEW = 16


def seven_digits(values: ArrayLike) -> list[float]:
    """Return numbers with all the digits that the charts show to who points at one."""
    return _rounded(values, 7)


def few_digits(values: ArrayLike | Sequence[Any]) -> list[float]:
    """Return numbers with as many digits as an eye can tell apart: each one more costs the wire."""
    return _rounded(values, 5)


def rounded(value: Any) -> float:
    """Return one number with as many digits as an eye can tell apart."""
    (number,) = few_digits([value])
    return number


def _rounded(values: ArrayLike | Sequence[Any], digits: int) -> list[float]:
    """Round to significant digits, all at once: whole numbers over a power of ten, which are the floats that are written so."""
    array = np.asarray(values, np.float64)
    if array.size <= _FEW and array.ndim == 1:
        return [float(f"{value:.{digits}g}") for value in array.tolist()]
    exponents = np.log10(np.abs(array), where=array != 0, out=np.zeros(array.shape))
    shifts = np.clip(digits - 1 - np.floor(exponents), -300, 300)
    powers = 10.0 ** np.abs(shifts)
    with np.errstate(invalid="ignore", over="ignore"):  # NaN has no place in a chart, and stays; the way not taken may overflow
        whole = np.where(shifts >= 0, np.rint(array * powers) / powers, np.rint(array / powers) * powers)
    rounded: list[float] = whole.tolist()
    return rounded
