"""One channel of an image whose pixels can be clicked."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from bn_view.figures.colours import FOLLOWED
from bn_view.figures.layout import AXIS, layout


def pixels_figure(pixels: NDArray[np.floating], picked: tuple[int, int]) -> go.Figure:
    """Draw pixels (H, W), stretched between their own minimum and maximum, and a frame around the picked (row, column).

    A heatmap cannot be clicked, as Plotly selects points only: one lies on each pixel. It is a text without a word, which costs
    the page nothing; a thousand invisible markers would slow all that is drawn beside them.
    """
    rows, columns = pixels.shape
    low, span = pixels.min(), np.ptp(pixels)
    # A byte a pixel is what a screen shows; a constant image is mid-grey.
    grey = np.full(pixels.shape, 128, np.uint8) if span == 0 else np.rint((pixels - low) / span * 255).astype(np.uint8)
    scale = [[0, "#000000"], [1, "#ffffff"]]
    heatmap = {"type": "heatmap", "z": grey, "zmin": 0, "zmax": 255, "colorscale": scale, "showscale": False, "hoverinfo": "skip"}
    row, column = np.indices(pixels.shape, np.uint8).reshape(2, -1)
    points = {"type": "scatter", "mode": "text", "x": column, "y": row, "hovertemplate": "%{y}, %{x}<extra></extra>"}
    axis = {**AXIS, "showgrid": False, "nticks": 5, "constrain": "domain"}
    return go.Figure(
        data=[heatmap, points],
        layout=layout(
            330,
            bottom=44,
            hovermode="closest",
            hoverdistance=-1,  # however large a pixel is, a click anywhere on it means it
            xaxis={**axis, "range": [-0.5, columns - 0.5]},
            yaxis={**axis, "range": [rows - 0.5, -0.5], "scaleanchor": "x"},
            shapes=[_frame(*picked, 4, "#444444"), _frame(*picked, 3, FOLLOWED)],
        ),
    )


def _frame(row: int, column: int, width: int, colour: str) -> dict[str, object]:
    ends = {"x0": column - 0.5, "x1": column + 0.5, "y0": row - 0.5, "y1": row + 0.5}
    return {"type": "rect", **ends, "line": {"width": width, "color": colour}}
