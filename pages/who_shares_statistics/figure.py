"""A block of values (N, H, W, C) laid flat, a tile for each image and channel: what shares statistics lies close together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bn_view.figures.colours import GREY, ON_DARK, ON_LIGHT, PICKED, written
from bn_view.figures.layout import AXIS, BECOMING, LABELS_BELOW, TITLE, Figure, drawing, layout, title

Ints = NDArray[np.intp]
Scale = tuple[float, float]
# In pixels.
HEIGHT = 496
# Between two cells, in cells: of one set, and of two; and how much more between two tiles, of one set and of two.
_JOINED, _APART = 0.0, 0.4
_TILE, _SETS = 0.2, 1.5
# What a bracket and its number have beside the tiles of a set, across and down; it begins half a cell from them.
_ROOM_ACROSS, _ROOM_DOWN = 4.0, 2.2
# How far the axes reach, whatever lies apart: a set that becomes another one moves in between.
_WHOLE = 9999
_AXIS = {**AXIS, "showgrid": False, "ticks": "", "range": (-160, _WHOLE + 160)}
# The least and the greatest value of a scale: an image's black and white, and neither as dark nor as light as a page may be.
_DARKEST, _LIGHTEST = 0x1C, 0xF2
# How far the frame of a set lies around its tiles, and around its cells.
_AROUND_TILES, _AROUND_CELLS = 80, 25
_FRAME = {"type": "scatter", "mode": "lines", "line": {"width": 4, "color": PICKED}, "cliponaxis": False, "hoverinfo": "skip"}


class Along(NamedTuple):
    """Where the cells of one axis of the picture begin, how long one is, where tiles begin and end, and their middles."""

    starts: list[int]
    length: int
    ends: list[tuple[int, int]]
    middles: list[int]


def sharing_figure(
    statistic: Ints,
    picked: int,
    *,
    values: NDArray[np.floating],
    scale: Scale,
    own: Sequence[str],
    shared: Sequence[str],
    channels: str,
    images: str,
    hover: str,
    told: Sequence[str] = (),
) -> Figure:
    """Draw all values in shades of grey, a frame around the set `picked`, and the sets apart from each other.

    `statistic` has a number from 0 on for each of the `values` of a block (N, H, W, C); the ends of the `scale` are black and
    white. Images lie below one another, channels side by side; `channels` and `images` name these axes. Where no tile belongs
    to several sets, `own` stands on each tile, image by image, and `shared`, what the values of each set have in common, beside
    a bracket around all tiles of the set. `hover` is a Plotly template in which ``%{customdata}`` is the number of a set;
    `told` is what each of them says of itself besides.
    """
    across, down = along(statistic)
    points, of_point = _points(statistic, across, down)
    # Points without a mark, that say which statistic one points at.
    named = {**points, "customdata": of_point, "hovertemplate": f"{hover}<br>%{{hovertext}}<extra></extra>"}
    named["hovertext"] = [told[n] for n in of_point] if told else ""
    return drawing(
        data=[
            _cells(values, scale, across, down),
            {**_FRAME, **frame_of(statistic, picked)},
            _on_tiles(values, scale, own if has_whole_tiles(statistic) else (), points),
            *_brackets(statistic, picked, shared, across, down),
            named,
        ],
        layout=layout(
            HEIGHT,
            top=LABELS_BELOW + TITLE,
            bottom=8,
            hovermode="closest",
            hoverdistance=-1,  # however large a tile is, anywhere on it means it
            transition=BECOMING,
            barmode="overlay",
            bargap=0,
            xaxis={**_axis(across, channels), "side": "top"},
            yaxis={**_axis(down, images), "range": _AXIS["range"][::-1]},
        ),
    )


def statistic_at(statistic: Ints, x: float, y: float) -> int:
    """Return the number of the statistic, from 0 on, of the value nearest to a place on the axes of the figure."""
    _count, height, width, _depth = statistic.shape

    def nearest(of: Along, at: float, cells: int) -> tuple[int, int]:
        middles = np.array(of.starts) + of.length / 2
        return divmod(int(np.abs(middles - at).argmin()), cells)

    (channel, column), (image, row) = (nearest(*one) for one in zip(along(statistic), (x, y), (width, height), strict=True))
    return int(statistic[image, row, column, channel])


def words_beside(statistic: Ints, picked: int, shared: Sequence[str]) -> list[str]:
    """Return what stands at each bracket: what its set shares, of the picked one strong."""
    if not spans(statistic):
        return []
    return [written(f"<b>{said}</b>", PICKED) if n == picked else said for n, said in enumerate(shared)]


def spans(statistic: Ints) -> str:
    """Return what sets of several tiles span: "images" or "channels"; nothing where there are none."""
    if not has_whole_tiles(statistic):
        return ""
    first, below, beside = statistic[0, 0, 0, 0], statistic[-1, 0, 0, 0], statistic[0, 0, 0, 1]
    return "images" if first == below else "channels" if first == beside else ""


def along(statistic: Ints) -> tuple[Along, Along]:
    """Return where the cells stand across and down."""
    spanned = spans(statistic)
    return (
        _axis_of(statistic[0, 0, 0, :], statistic[0, 0, :, 0], _ROOM_ACROSS * (spanned == "channels")),
        _axis_of(statistic[:, 0, 0, 0], statistic[0, :, 0, 0], _ROOM_DOWN * (spanned == "images")),
    )


def _axis_of(tiles: Ints, cells: Ints, room: float) -> Along:
    """Return where the cells of tiles stand: `tiles` has the set of each tile's first cell, `cells` that of the first tile's.

    After each set is `room`, in cells, for what is said of it.
    """
    between_cells = _APART if np.ptp(cells) else _JOINED
    between_tiles = _TILE + (_SETS + room) * (np.diff(tiles) != 0)
    starts = np.arange(len(tiles) * len(cells)) * (1 + between_cells)
    starts += np.concatenate([[0], between_tiles.cumsum()]).repeat(len(cells))
    scale = float(_WHOLE / (starts[-1] + 1 + room))
    first, last = starts[:: len(cells)], starts[len(cells) - 1 :: len(cells)]
    ends = zip(_whole(first * scale), _whole((last + 1) * scale), strict=True)
    return Along(_whole(starts * scale), round(scale), list(ends), _whole((first + last + 1) / 2 * scale))


def _whole(places: NDArray[np.floating]) -> list[int]:
    """Return whole numbers, which are short to send."""
    numbers: list[int] = places.round().astype(int).tolist()
    return numbers


def _axis(of: Along, name: str) -> dict[str, object]:
    return {**_AXIS, "tickvals": of.middles, "ticktext": [str(n) for n in range(len(of.middles))], "title": title(name)}


def _cells(values: NDArray[np.floating], scale: Scale, across: Along, down: Along) -> dict[str, object]:
    """Draw values as bars that begin anywhere: unlike a heatmap they lie apart, and each moves to where another norm has it."""
    count = len(across.starts) * len(down.starts)
    return {
        "type": "bar",
        "x": [start + across.length // 2 for start in across.starts] * len(down.starts),
        "base": [start for start in down.starts for _ in across.starts],
        "y": [down.length] * count,
        "width": across.length,
        "marker": {"color": _shades(_laid_flat(values), scale), "line": {"width": 0}},
        "hoverinfo": "skip",
    }


def _shades(values: NDArray[np.floating], scale: Scale) -> list[str]:
    """Return values as colours: of numbers on a colour scale Plotly warns for every bar, each time that it draws."""
    greys = np.interp(values, scale, (_DARKEST, _LIGHTEST)).round().astype(int)
    return [f"#{grey:02x}{grey:02x}{grey:02x}" for grey in greys]


def _laid_flat(of_block: NDArray[Any]) -> NDArray[Any]:
    """Return what each cell has, row by row."""
    return of_block.transpose(0, 1, 3, 2).reshape(-1)


def frame_of(statistic: Ints, picked: int) -> dict[str, list[int | None]]:
    """Return the corners of the frame around a set: around all of its tiles or, where tiles have several sets, each cell."""
    across, down = along(statistic)
    cells = np.argwhere(_laid_flat(statistic == picked).reshape(len(down.starts), -1))
    is_whole = has_whole_tiles(statistic)
    pieces = [(cells.min(axis=0), cells.max(axis=0))] if is_whole else [(cell, cell) for cell in cells]
    around = _AROUND_TILES if is_whole else _AROUND_CELLS
    x, y = list[int | None](), list[int | None]()
    for first, last in pieces:
        (top, bottom), (left, right) = (
            (of.starts[first[axis]] - around, of.starts[last[axis]] + of.length + around)
            for axis, of in enumerate((down, across))
        )
        x += [left, right, right, left, left, None]
        y += [top, top, bottom, bottom, top, None]
    return {"x": x, "y": y}


def has_whole_tiles(statistic: Ints) -> bool:
    """Return whether each tile belongs to one set."""
    return bool((statistic == statistic[:, :1, :1, :]).all())


def _on_tiles(values: NDArray[np.floating], scale: Scale, own: Sequence[str], points: dict[str, object]) -> dict[str, object]:
    """Write what is a tile's own on it, dark on light tiles and light on dark ones, with a rim against single cells."""
    places = points if own else {"type": "scatter", "mode": "text", "x": [], "y": []}
    is_dark = (values.mean(axis=(1, 2)) < sum(scale) / 2).reshape(-1).tolist()
    colour = [ON_DARK if dark else ON_LIGHT for dark in is_dark][: len(own)]
    font = {"size": 16, "weight": 600, "color": colour, "shadow": "auto"}
    return {**places, "text": [*own], "textfont": font, "hoverinfo": "skip"}


def _brackets(statistic: Ints, picked: int, shared: Sequence[str], across: Along, down: Along) -> list[dict[str, object]]:
    """Draw what stands beside all tiles of each set that has several, and a line there: as many as there are statistics."""
    spanned = spans(statistic)
    below = spanned == "images"
    lines, places = list[tuple[int | None, int | None]](), list[tuple[int, int]]()
    for n in range(len(shared)) if spanned else ():
        of_set = np.argwhere(statistic[:, 0, 0, :] == n)
        (top, left), (bottom, right) = of_set.min(axis=0), of_set.max(axis=0)
        (start, end), (upper, lower) = (across.ends[left][0], across.ends[right][1]), (down.ends[top][0], down.ends[bottom][1])
        line = lower + down.length // 2 if below else end + across.length * 4 // 5
        lines += [(start, line), (end, line), (None, None)] if below else [(line, upper), (line, lower), (None, None)]
        places.append(
            ((start + end) // 2, line + down.length // 3) if below else (line + across.length // 2, (upper + lower) // 2)
        )
    look = {"type": "scatter", "hoverinfo": "skip", "cliponaxis": False}
    words = {"text": words_beside(statistic, picked, shared), "textposition": "bottom center" if below else "middle right"}
    return [
        {**look, "mode": "text", **_across_and_down(places), **words, "textfont": {"size": 16}},
        {**look, "mode": "lines", **_across_and_down(lines), "line": {"width": 2, "color": GREY}},
    ]


def _across_and_down(places: Sequence[tuple[int | None, int | None]]) -> dict[str, list[int | None]]:
    return {"x": [x for x, _ in places], "y": [y for _, y in places]}


def _points(statistic: Ints, across: Along, down: Along) -> tuple[dict[str, object], list[int]]:
    """Return the middle of each tile and its statistic or, where a tile has several, those of each cell."""
    x, y = across.middles, down.middles
    if has_whole_tiles(statistic):
        of_point = statistic[:, 0, 0, :].reshape(-1).tolist()
    else:
        x, y = ([start + of.length // 2 for start in of.starts] for of in (across, down))
        of_point = _laid_flat(statistic).tolist()
    return {"type": "scatter", "mode": "text", "x": x * len(y), "y": [middle for middle in y for _ in x]}, of_point
