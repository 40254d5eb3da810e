"""One channel of an image whose pixels can be clicked."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bn_view.figures.colours import FOLLOWED
from bn_view.figures.layout import AXIS, Figure, drawing, hover, layout, packed

HEIGHT = 220


def pixels_figure(pixels: NDArray[np.floating], picked: tuple[int, int], *, row: str, column: str) -> Figure:
    """Draw pixels (H, W), stretched between their own minimum and maximum, and a frame around the picked one.

    `row` and `column` name the axes to who points at a pixel.
    """
    rows, columns = pixels.shape
    low, span = pixels.min(), np.ptp(pixels)
    # A byte a pixel is what a screen shows; a constant image is mid-grey.
    grey = np.full(pixels.shape, 128, np.uint8) if span == 0 else np.rint((pixels - low) / span * 255).astype(np.uint8)
    look = {"zmin": 0, "zmax": 255, "colorscale": [[0, "#000000"], [1, "#ffffff"]], "showscale": False}
    heatmap = {"type": "heatmap", "z": packed(grey), **look, **hover(column, row)}
    axis = {**AXIS, "visible": False, "constrain": "domain"}
    return drawing(
        data=[heatmap],
        layout=layout(
            HEIGHT,
            **{"left": 4, "right": 4, "top": 4, "bottom": 4},
            xaxis={**axis, "range": [-0.5, columns - 0.5]},
            yaxis={**axis, "range": [rows - 0.5, -0.5], "scaleanchor": "x"},
            shapes=[_frame(*picked, 4, "#444444"), _frame(*picked, 3, FOLLOWED)],
        ),
    )


def _frame(row: int, column: int, width: int, colour: str) -> dict[str, object]:
    ends = {"x0": column - 0.5, "x1": column + 0.5, "y0": row - 0.5, "y1": row + 0.5}
    return {"type": "rect", **ends, "line": {"width": width, "color": colour}}
