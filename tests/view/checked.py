"""A figure as Plotly's own library reads it, which refuses what Plotly does not know."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import numpy as np
import plotly.graph_objects as go

from bn_view.figures.layout import Figure


def checked(figure: Figure) -> Any:
    """Return the figure with packed arrays unpacked; ValueError where Plotly has no such attribute or value."""
    return go.Figure(unpacked(figure))


def unpacked(part: Any) -> Any:
    """Return the same with arrays in place of what `bn_view.figures.layout.packed` made."""
    if isinstance(part, dict) and "bdata" in part:
        values = np.frombuffer(base64.b64decode(part["bdata"]), part["dtype"])
        return values.reshape([int(n) for n in part["shape"].split(",")]) if "shape" in part else values
    if isinstance(part, dict):
        return {key: unpacked(value) for key, value in part.items()}
    return [unpacked(value) for value in part] if isinstance(part, list) else part


def sent(figure: Figure) -> int:
    """Return how many bytes of a figure cross the wire."""
    return len(json.dumps(figure, allow_nan=False))


def in_json(data: str) -> str:
    """Return in JSON what a script is sent: JavaScript knows one escape more."""
    return re.sub(r"(\\\\)|\\x3c", lambda found: found[1] or "<", data)
