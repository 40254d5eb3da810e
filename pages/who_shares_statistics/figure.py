"""A block of values (N, H, W, C) laid flat, a tile for each image and channel: each set that shares statistics stands out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from bn_view.figures.colours import GREY, OTHERS, PICKED, SETS, tint
from bn_view.figures.layout import AXIS, LABELS_BELOW, TITLE, Figure, drawing, layout, title

# Between two tiles, in cells.
GAP = 0.6
# In pixels.
HEIGHT = 520
# The number of a tile stands on a disc, clear of the lines between its cells.
ON_DISC, DISC = "#222222", "#FFFFFF"
# How much of its colour the picked set has, and how much each other one of many.
_STRONG, _FAINT = 0.85, 0.35
_AXIS = {**AXIS, "showgrid": False, "ticks": ""}


def sharing_figure(
    statistic: NDArray[np.intp], picked: int, *, channels: str, images: str, hover: str, told: Sequence[str] = ()
) -> Figure:
    """Draw the values of each set in a colour or tint of its own, and those of `picked` strong and outlined.

    `statistic` has a number from 0 on for each value of a block (N, H, W, C). Images lie below one another, channels side by
    side; `channels` and `images` name these axes. `hover` is a Plotly template in which ``%{customdata}`` is the number of a
    set; `told` is what each of them says of itself besides.
    """
    count, height, width, depth = statistic.shape
    across, down = _edges(depth, width), _edges(count, height)
    points, of_point = _points(statistic, across, down)
    # The number of each tile's statistic, so that colour is not all there is.
    numbers = {
        **points,
        "mode": "markers+text",
        "marker": {"size": 26, "color": DISC, "opacity": 1},
        "text": [f"<b>{n}</b>" if n == picked else str(n) for n in of_point],
        "textfont": {"size": 16, "color": ON_DISC},
        "hoverinfo": "skip",
    }
    # Points without a mark, that say which statistic one points at.
    named = {**points, "customdata": of_point, "hovertemplate": f"{hover}<br>%{{hovertext}}<extra></extra>"}
    named["hovertext"] = [told[n] for n in of_point] if told else ""
    return drawing(
        data=[
            _cells(statistic, picked),
            _outline(statistic, picked, across, down),
            *([numbers] if len(of_point) < statistic.size else []),
            named,
        ],
        layout=layout(
            HEIGHT,
            top=LABELS_BELOW + TITLE,
            bottom=8,
            hovermode="closest",
            hoverdistance=-1,  # however large a tile is, anywhere on it means it
            xaxis={**_axis(across, width, channels), "range": [across[0] - 0.2, across[-1] + 1.2], "side": "top"},
            yaxis={**_axis(down, height, images), "range": [down[-1] + 1.2, down[0] - 0.2]},
            shapes=[_ground(x, y, width, height) for x in across[::width] for y in down[::height]],
        ),
    )


def statistic_at(statistic: NDArray[np.intp], x: float, y: float) -> int:
    """Return the number of the statistic, from 0 on, of the value nearest to a place on the axes of the figure."""
    count, height, width, depth = statistic.shape

    def nearest(at: float, tiles: int, cells: int) -> tuple[int, int]:
        tile = min(max(int(at // (cells + GAP)), 0), tiles - 1)
        return tile, min(max(int(at - tile * (cells + GAP)), 0), cells - 1)

    (channel, column), (image, row) = nearest(x, depth, width), nearest(y, count, height)
    return int(statistic[image, row, column, channel])


def _edges(tiles: int, cells: int, with_last: bool = False) -> list[float]:
    """Return where each cell of a row of tiles starts; `with_last`, where the last of a tile ends too."""
    return [round(tile * (cells + GAP) + cell, 2) for tile in range(tiles) for cell in range(cells + with_last)]


def _axis(starts: list[float], cells: int, name: str) -> dict[str, object]:
    middles = _middles(starts, cells)
    return {**_AXIS, "tickvals": middles, "ticktext": [str(n) for n in range(len(middles))], "title": title(name)}


def _middles(starts: list[float], cells: int) -> list[float]:
    return [round(start + cells / 2, 2) for start in starts[::cells]]


def cells_of(statistic: NDArray[np.intp]) -> list[list[int | None]]:
    """Return the statistic of each cell as the heatmap has them; an empty row or column stands for the gap between tiles."""
    count, height, width, depth = statistic.shape
    flat = statistic.transpose(0, 1, 3, 2).reshape(count * height, depth * width).astype(np.float64)
    for axis, cells in ((0, height), (1, width)):
        flat = np.insert(flat, range(cells, flat.shape[axis], cells), np.nan, axis=axis)
    return [[None if np.isnan(n) else int(n) for n in row] for row in flat]


def _ground(x: float, y: float, width: int, height: int) -> dict[str, object]:
    """Return what is seen between the cells of a tile, the same in light and dark."""
    corners = {"x0": x, "x1": x + width, "y0": y, "y1": y + height}
    return {"type": "rect", **corners, "fillcolor": GREY, "line": {"width": 0}, "layer": "below"}


def _cells(statistic: NDArray[np.intp], picked: int) -> dict[str, object]:
    count, height, width, depth = statistic.shape
    statistics = int(statistic.max()) + 1
    # As the browser does it: each statistic has its number and, where it is picked, that number after all of them.
    shades = [[None if n is None else n + statistics * (n == picked) for n in row] for row in cells_of(statistic)]
    return {
        "type": "heatmap",
        "x": _edges(depth, width, with_last=True),
        "y": _edges(count, height, with_last=True),
        "z": shades,
        "zmin": -0.5,
        "zmax": 2 * statistics - 0.5,
        "colorscale": _colour_scale(statistic),
        "showscale": False,
        "xgap": 1,
        "ygap": 1,
        "hoverinfo": "skip",
    }


def has_colours(count: int) -> bool:
    """Return whether so many sets have each a colour of its own."""
    return count <= len(SETS)


def strong_colour(count: int, picked: int) -> str:
    """Return the colour of the picked one of so many sets."""
    return tint(SETS[picked][0] if has_colours(count) else PICKED, _STRONG)


def _faint_colours(statistic: NDArray[np.intp]) -> list[str]:
    """Return the colour of each set that is not picked: where there are many, no neighbour has the same."""
    count = int(statistic.max()) + 1
    if has_colours(count):
        return [tint(colour, share) for colour, share in SETS[:count]]
    # How many sets lie before a value along each axis: their sum is odd for every other one.
    before = [np.unique(np.moveaxis(statistic, axis, 0)[:, 0, 0, 0], return_inverse=True)[1] for axis in range(4)]
    odd = np.sum(np.meshgrid(*before, indexing="ij"), axis=0) % 2
    return [tint(OTHERS[of_set], _FAINT) for of_set in odd.ravel()[np.unique(statistic, return_index=True)[1]].tolist()]


def _colour_scale(statistic: NDArray[np.intp]) -> list[list[float | str]]:
    """Return a colour for each shade, as steps: for every set that is not picked, and for each as the picked one."""
    faint = _faint_colours(statistic)
    count = len(faint)
    steps, shade = list[list[float | str]](), 0
    for colour, same in groupby([*faint, *(strong_colour(count, picked) for picked in range(count))]):
        first, shade = shade, shade + len(list(same))
        steps += [[first / (2 * count), colour], [shade / (2 * count), colour]]
    return steps


def _outline(statistic: NDArray[np.intp], picked: int, across: list[float], down: list[float]) -> dict[str, object]:
    """Return a line around the cells of a statistic, which make a rectangle in each tile that has any."""
    x: list[float | None] = []
    y: list[float | None] = []
    _count, height, width, _depth = statistic.shape
    for image, channel in np.argwhere((statistic == picked).any(axis=(1, 2))).tolist():
        rows, columns = np.nonzero(statistic[image, :, :, channel] == picked)
        left, right = across[channel * width + columns.min()], across[channel * width + columns.max()] + 1
        top, bottom = down[image * height + rows.min()], down[image * height + rows.max()] + 1
        # Along the first side twice, as only then the first corner is whole.
        x += [left, right, right, left, left, right, None]
        y += [top, top, bottom, bottom, top, top, None]
    line = {"color": strong_colour(int(statistic.max()) + 1, picked), "width": 5}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": line, "hoverinfo": "skip"}


def _points(statistic: NDArray[np.intp], across: list[float], down: list[float]) -> tuple[dict[str, object], list[int]]:
    """Return the middle of each tile and its statistic or, where a tile has several, those of each cell."""
    _count, height, width, _depth = statistic.shape
    if (statistic != statistic[:, :1, :1, :]).any():
        height = width = 1
    x, y = _middles(across, width), _middles(down, height)
    of_point = statistic[:, ::height, ::width, :].transpose(0, 1, 3, 2).reshape(-1).tolist()
    return {"type": "scatter", "mode": "text", "x": x * len(y), "y": [middle for middle in y for _ in x]}, of_point
