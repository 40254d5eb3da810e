"""What all charts share: axes that stay where they are, type that the last row can read, and nothing but the picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

FONT = {"size": 14}
# Margins are given: to find its own Plotly measures every label in the page and draws a second time, which takes as long again.
AXIS: Mapping[str, Any] = {"automargin": False, "fixedrange": True, "zeroline": False, "tickfont": FONT}
LABELS_LEFT, LABELS_BELOW, TITLE = 44, 28, 22
LEGEND_ABOVE: Mapping[str, Any] = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": FONT}


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
        "template": go.layout.Template(),  # not None, which would send Plotly's own 5 kB
        "height": height,
        "margin": {"l": left, "r": right, "t": top, "b": bottom},
        "showlegend": False,
        "dragmode": False,
        **rest,
    }


def title(text: str, **rest: Any) -> dict[str, Any]:
    """Return the title of an axis."""
    return {"text": text, "font": FONT, "standoff": 6, **rest}


def few_digits(values: ArrayLike | Sequence[Any]) -> list[float]:
    """Return numbers with as many digits as an eye can tell apart: each one more costs the wire."""
    return [float(f"{value:.5g}") for value in np.asarray(values, np.float64).tolist()]
