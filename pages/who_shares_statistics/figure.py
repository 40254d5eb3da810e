"""A block of values (N, H, W, C) laid flat, a tile for each image and channel, coloured by who shares a statistic."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from bn_view.figures.colours import STATISTICS, faint
from bn_view.figures.layout import AXIS, LABELS_BELOW, TITLE, layout, title

# Between two tiles, in cells.
GAP = 0.6
# The numbers on tiles: on a strong one what stands out from its colour, on a faint one what does so in light and dark.
ON_STRONG = ("#FFFFFF", "#000000", "#000000", "#000000", "#FFFFFF", "#000000", "#000000")
FAINT = "#808080"
_AXIS = {**AXIS, "showgrid": False, "ticks": ""}
# All colours faint and then all strong, as steps, so that each whole number has one of them.
_SHADES = [faint(colour, opacity) for opacity in (0.4, 0.95) for colour in STATISTICS]
_COLOURS = [[edge / len(_SHADES), shade] for n, shade in enumerate(_SHADES) for edge in (n, n + 1)]


def sharing_figure(statistic: NDArray[np.int64], picked: int, *, channels: str, images: str, hover: str) -> go.Figure:
    """Draw every value in the colour of its statistic, those of `picked` strong and outlined, the others faint.

    `statistic` has a number from 0 on for each value of a block (N, H, W, C). Images lie below one another, channels side by
    side; `channels` and `images` name these axes. `hover` is a Plotly template in which ``%{customdata}`` is the number of a
    statistic, from 1 on. The last trace has the points that can be clicked: a click means the nearest of them.
    """
    count, height, width, depth = statistic.shape
    flat = statistic.transpose(0, 1, 3, 2).reshape(count * height, depth * width)
    across, down = _starts(depth, width), _starts(count, height)
    strong = flat == picked
    points = _points(statistic, across, down)
    return go.Figure(
        data=[
            _cells(flat, strong, (width, height)),
            _outline(strong, across, down, (width, height), STATISTICS[picked % len(STATISTICS)]),
            _numbers(*(points if len(points[0]) < statistic.size else ([], [], [])), picked),
            _clickable(*points, hover),
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


def _starts(tiles: int, cells: int) -> NDArray[np.float64]:
    """Return where each cell of a row of tiles starts."""
    starts: NDArray[np.float64] = np.add.outer(np.arange(tiles) * (cells + GAP), np.arange(cells)).reshape(-1)
    return starts


def _axis(starts: NDArray[np.float64], cells: int, name: str) -> dict[str, object]:
    middles = (starts[::cells] + cells / 2).tolist()
    names = [str(n + 1) for n in range(len(middles))]
    return {**_AXIS, "tickvals": middles, "ticktext": names, "title": title(name)}


def _cells(flat: NDArray[np.int64], strong: NDArray[np.bool_], tile: tuple[int, int]) -> dict[str, object]:
    """Return the cells as a heatmap; an empty row or column stands for the gap between tiles."""
    width, height = tile
    colour = (flat % len(STATISTICS) + len(STATISTICS) * strong).astype(np.float64)
    for axis, cells in ((0, height), (1, width)):
        colour = np.insert(colour, range(cells, colour.shape[axis], cells), np.nan, axis=axis)
    return {
        "type": "heatmap",
        "x": _edges(flat.shape[1], width),
        "y": _edges(flat.shape[0], height),
        "z": [[None if np.isnan(c) else int(c) for c in row] for row in colour],
        "zmin": -0.5,
        "zmax": len(_SHADES) - 0.5,
        "colorscale": _COLOURS,
        "showscale": False,
        "xgap": 1,
        "ygap": 1,
        "hoverinfo": "skip",
    }


def _edges(length: int, cells: int) -> list[float]:
    tiles = length // cells
    return (np.arange(tiles)[:, None] * (cells + GAP) + np.arange(cells + 1)).round(2).reshape(-1).tolist()


def _outline(
    strong: NDArray[np.bool_], across: NDArray[np.float64], down: NDArray[np.float64], tile: tuple[int, int], colour: str
) -> dict[str, object]:
    """Return a line along every side of a strong cell beyond which, within its tile, no strong cell lies."""
    width, height = tile
    x: list[float | None] = []
    y: list[float | None] = []
    for row, column in np.argwhere(strong).tolist():
        left, top = round(float(across[column]), 2), round(float(down[row]), 2)
        sides = [
            (column % width == 0 or not strong[row, column - 1], (left, left), (top, top + 1)),
            ((column + 1) % width == 0 or not strong[row, column + 1], (left + 1, left + 1), (top, top + 1)),
            (row % height == 0 or not strong[row - 1, column], (left, left + 1), (top, top)),
            ((row + 1) % height == 0 or not strong[row + 1, column], (left, left + 1), (top + 1, top + 1)),
        ]
        for ends, xs, ys in sides:
            if ends:
                x += [*xs, None]
                y += [*ys, None]
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": {"color": colour, "width": 3}, "hoverinfo": "skip"}


def _points(
    statistic: NDArray[np.int64], across: NDArray[np.float64], down: NDArray[np.float64]
) -> tuple[list[float], list[float], list[int]]:
    """Return the middle of each tile and its statistic or, where a tile has several, those of each cell."""
    _count, height, width, _depth = statistic.shape
    if (statistic != statistic[:, :1, :1, :]).any():
        height = width = 1
    else:
        statistic = statistic[:, :1, :1, :]
    x, y = np.meshgrid(across[::width] + width / 2, down[::height] + height / 2)
    return x.round(2).reshape(-1).tolist(), y.round(2).reshape(-1).tolist(), statistic.transpose(0, 1, 3, 2).reshape(-1).tolist()


def _numbers(x: list[float], y: list[float], of_point: list[int], picked: int) -> dict[str, object]:
    """Return the number of each point's statistic, so that colour is not all there is."""
    return {
        "type": "scatter",
        "mode": "text",
        "x": x,
        "y": y,
        "text": [f"<b>{n + 1}</b>" if n == picked else str(n + 1) for n in of_point],
        "textfont": {
            "size": 16,
            "color": [ON_STRONG[n % len(STATISTICS)] if n == picked else FAINT for n in of_point],
        },
        "hoverinfo": "skip",
    }


def _clickable(x: list[float], y: list[float], of_point: list[int], hover: str) -> dict[str, object]:
    """Return points without a mark, as a heatmap's cells cannot be clicked in Streamlit."""
    return {
        "type": "scatter",
        "mode": "text",
        "x": x,
        "y": y,
        "customdata": [n + 1 for n in of_point],
        "hovertemplate": f"{hover}<extra></extra>",
    }
