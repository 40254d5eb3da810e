"""One step of one arm: the digits that it gets wrong, and what each of its layers puts out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from bn_view.figures.colours import ARMS, faint
from bn_view.figures.layout import AXIS, FONT, LABELS_BELOW, TITLE, Figure, drawing, few_digits, layout, packed, title
from pages.training.history import Floats
from pages.training.wrong_digits import GAP, SHOWN, SIDE, WrongDigits

DIGITS_HEIGHT, NETWORK_HEIGHT = 130, 150
# So many panels have room for the labels of their axes on a phone, too.
_LABELLED = 5
_CLEAR, _BELOW = "rgba(0,0,0,0)", 2
_NO_AXIS = {**AXIS, "visible": False}
# 0 is nothing; above it the ink of an image, as on paper.
_INK = [[0, _CLEAR], [0.5 / 17, _CLEAR], [0.5 / 17, "#ffffff"], [1, "#000000"]]


def digits_figure(wrong: WrongDigits) -> Figure:
    """Draw images in a row, each with its caption below."""
    image = {"type": "heatmap", "z": packed(wrong.pixels), "colorscale": _INK, "zmin": 0, "zmax": 17, "showscale": False}
    middles = [i * (SIDE + GAP) + (SIDE - 1) / 2 for i in range(SHOWN)]
    captions = {"type": "scatter", "mode": "text", "x": middles, "y": [SIDE - 0.4] * SHOWN, "text": wrong.captions}
    x = {**_NO_AXIS, "range": [-0.5, SHOWN * (SIDE + GAP) - 0.5], "constrain": "domain"}
    # Pixels are squares, the first row on top.
    y = {**_NO_AXIS, "range": [SIDE + _BELOW, -0.5], "scaleanchor": "x", "constrain": "domain"}
    traces = [
        {**image, "hoverinfo": "skip"},
        {**captions, "textfont": FONT, "textposition": "bottom center", "hoverinfo": "skip", "cliponaxis": False},
    ]
    return drawing(data=traces, layout=layout(DIGITS_HEIGHT, left=0, right=0, top=0, bottom=0, xaxis=x, yaxis=y))


def heights(rows: Sequence[tuple[Floats, float, float]], index: int) -> list[dict[str, str]]:
    """Return how high the bins of each layer's histogram stand at one of the snapshots, the fullest 255.

    As in the picture of all steps the cube root shows thin tails beside ReLU's zeros.
    """
    return [packed(np.round(255 * np.cbrt(shares[:, index])).astype(np.uint8)) for shares, _low, _high in rows]


def network_figure(rows: Sequence[tuple[Floats, float, float]], index: int, arm: str, *, x_title: str) -> Figure:
    """Draw a histogram for each layer, in the order in which the network has them: from left to right."""
    traces: list[dict[str, Any]] = []
    axes: dict[str, Any] = {}
    line = {"color": ARMS[arm], "width": 1, "shape": "hvh"}
    filled = {"type": "scatter", "mode": "lines", "fill": "tozeroy", "fillcolor": faint(ARMS[arm], 0.5), "hoverinfo": "skip"}
    for i, (y, (shares, low, high)) in enumerate(zip(heights(rows, index), rows, strict=True)):
        width, nth = (high - low) / len(shares), str(i + 1) if i else ""
        traces.append({**filled, "line": line, "x0": low + width / 2, "dx": width, "y": y, "xaxis": f"x{nth}", "yaxis": "y"})
        axes[f"xaxis{nth}"] = {
            **AXIS,
            **{"domain": few_digits([i / len(rows), (i + 0.9) / len(rows)]), "range": few_digits([low, high])},
            **{"nticks": 3, "showticklabels": len(rows) <= _LABELLED, "title": title(x_title.format(layer=i + 1))},
        }
    y_axis = {**_NO_AXIS, "range": [0, 262]}
    bottom = LABELS_BELOW + TITLE
    return drawing(data=traces, layout=layout(NETWORK_HEIGHT, left=14, top=6, bottom=bottom, yaxis=y_axis, **axes))
