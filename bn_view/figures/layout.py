"""What all charts share: axes that stay where they are, type that the last row can read, and nothing but the picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go

FONT = {"size": 14}
AXIS: Mapping[str, Any] = {"automargin": True, "fixedrange": True, "zeroline": False, "tickfont": FONT}
LEGEND_ABOVE: Mapping[str, Any] = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": FONT}


def layout(height: int, *, right: int = 8, top: int = 8, **rest: Any) -> dict[str, Any]:
    """Return the layout of a chart without legend; `rest` is its own, or stands in place of what is here."""
    return {
        "template": go.layout.Template(),  # not None, which would send Plotly's own 5 kB
        "height": height,
        "margin": {"l": 8, "r": right, "t": top, "b": 8},
        "showlegend": False,
        "dragmode": False,
        **rest,
    }


def title(text: str, **rest: Any) -> dict[str, Any]:
    """Return the title of an axis."""
    return {"text": text, "font": FONT, **rest}
