"""A block of values (N, H, W, C) laid flat, a tile for each image and channel, coloured by who shares a statistic."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from bn_view.figures.colours import ON_STATISTICS, STATISTICS, faint
from bn_view.figures.layout import AXIS, LABELS_BELOW, TITLE, layout, title

# Between two tiles, in cells.
GAP = 0.6
# The number on a faint tile: to be read in light and dark.
ON_FAINT = "#808080"
_AXIS = {**AXIS, "showgrid": False, "ticks": ""}
# All colours faint and then all strong, as steps, so that each whole number has one of them.
_SHADES = [faint(colour, opacity) for opacity in (0.4, 0.95) for colour in STATISTICS]
_COLOURS = [[edge / len(_SHADES), shade] for n, shade in enumerate(_SHADES) for edge in (n, n + 1)]


def sharing_figure(statistic: NDArray[np.intp], picked: int, *, channels: str, images: str, hover: str) -> go.Figure:
    """Draw every value in the colour of its statistic, those of `picked` strong and outlined, the others faint.

    `statistic` has a number from 0 on for each value of a block (N, H, W, C). Images lie below one another, channels side by
    side; `channels` and `images` name these axes. `hover` is a Plotly template in which ``%{customdata}`` is the number of a
    statistic, from 1 on. The last trace has the points that can be clicked: a click means the nearest of them.
    """
    count, height, width, depth = statistic.shape
    flat = statistic.transpose(0, 1, 3, 2).reshape(count * height, depth * width)
    across, down = _edges(depth, width), _edges(count, height)
    strong = flat == picked
    points, of_point = _points(statistic, across, down)
    on_picked = ON_STATISTICS[picked % len(STATISTICS)]
    # The number of each tile's statistic, so that colour is not all there is.
    numbers = {
        **points,
        "text": [f"<b>{n + 1}</b>" if n == picked else str(n + 1) for n in of_point],
        "textfont": {"size": 16, "color": [on_picked if n == picked else ON_FAINT for n in of_point]},
        "hoverinfo": "skip",
    }
    # Points without a mark, as a heatmap's cells cannot be clicked in Streamlit.
    clickable = {**points, "customdata": [n + 1 for n in of_point], "hovertemplate": f"{hover}<extra></extra>"}
    return go.Figure(
        data=[
            _cells(flat, strong, (width, height)),
            _outline(strong, across, down, (width, height), STATISTICS[picked % len(STATISTICS)]),
            *([numbers] if len(of_point) < statistic.size else []),
            clickable,
        ],
        layout=layout(
            420,
            top=LABELS_BELOW + TITLE,
            bottom=8,
            hovermode="closest",
            hoverdistance=-1,  # however large a tile is, a click anywhere on it means it
            xaxis={**_axis(across, width, channels), "range": [across[0] - 0.2, across[-1] + 1.2], "side": "top"},
            yaxis={**_axis(down, height, images), "range": [down[-1] + 1.2, down[0] - 0.2]},
        ),
    )


def _edges(tiles: int, cells: int, with_last: bool = False) -> list[float]:
    """Return where each cell of a row of tiles starts; `with_last`, where the last of a tile ends too."""
    return [round(tile * (cells + GAP) + cell, 2) for tile in range(tiles) for cell in range(cells + with_last)]


def _axis(starts: list[float], cells: int, name: str) -> dict[str, object]:
    middles = _middles(starts, cells)
    return {**_AXIS, "tickvals": middles, "ticktext": [str(n + 1) for n in range(len(middles))], "title": title(name)}


def _middles(starts: list[float], cells: int) -> list[float]:
    return [round(start + cells / 2, 2) for start in starts[::cells]]


def _cells(flat: NDArray[np.intp], strong: NDArray[np.bool_], tile: tuple[int, int]) -> dict[str, object]:
    """Return the cells as a heatmap; an empty row or column stands for the gap between tiles."""
    width, height = tile
    colour = (flat % len(STATISTICS) + len(STATISTICS) * strong).astype(np.float64)
    for axis, cells in ((0, height), (1, width)):
        colour = np.insert(colour, range(cells, colour.shape[axis], cells), np.nan, axis=axis)
    return {
        "type": "heatmap",
        "x": _edges(flat.shape[1] // width, width, with_last=True),
        "y": _edges(flat.shape[0] // height, height, with_last=True),
        "z": [[None if np.isnan(c) else int(c) for c in row] for row in colour],
        "zmin": -0.5,
        "zmax": len(_SHADES) - 0.5,
        "colorscale": _COLOURS,
        "showscale": False,
        "xgap": 1,
        "ygap": 1,
        "hoverinfo": "skip",
    }


def _outline(
    strong: NDArray[np.bool_], across: list[float], down: list[float], tile: tuple[int, int], colour: str
) -> dict[str, object]:
    """Return a line along every side of a strong cell beyond which, within its tile, no strong cell lies."""
    width, height = tile
    x: list[float | None] = []
    y: list[float | None] = []
    for row, column in np.argwhere(strong).tolist():
        left, top = across[column], down[row]
        sides = [
            (column % width == 0 or not strong[row, column - 1], (left, left), (top, top + 1)),
            ((column + 1) % width == 0 or not strong[row, column + 1], (left + 1, left + 1), (top, top + 1)),
            (row % height == 0 or not strong[row - 1, column], (left, left + 1), (top, top)),
            ((row + 1) % height == 0 or not strong[row + 1, column], (left, left + 1), (top + 1, top + 1)),
        ]
        x += [value for ends, xs, _ys in sides if ends for value in (*xs, None)]
        y += [value for ends, _xs, ys in sides if ends for value in (*ys, None)]
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": {"color": colour, "width": 3}, "hoverinfo": "skip"}


def _points(statistic: NDArray[np.intp], across: list[float], down: list[float]) -> tuple[dict[str, object], list[int]]:
    """Return the middle of each tile and its statistic or, where a tile has several, those of each cell."""
    _count, height, width, _depth = statistic.shape
    if (statistic != statistic[:, :1, :1, :]).any():
        height = width = 1
    x, y = _middles(across, width), _middles(down, height)
    of_point = statistic[:, ::height, ::width, :].transpose(0, 1, 3, 2).reshape(-1).tolist()
    return {"type": "scatter", "mode": "text", "x": x * len(y), "y": [middle for middle in y for _ in x]}, of_point
