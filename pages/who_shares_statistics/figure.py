"""A block of values (N, H, W, C) laid flat, a tile for each image and channel: what shares statistics lies close together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bn_view.figures.colours import GREY, ON_PICKED, PICKED, faint
from bn_view.figures.layout import AXIS, LABELS_BELOW, TITLE, Figure, drawing, layout, title

Ints = NDArray[np.intp]
# In pixels.
HEIGHT = 520
# Between two cells, in cells: of one set, and of two; and how much more between two tiles, of one set and of two.
_JOINED, _APART = 0.0, 0.4
_TILE, _SETS = 0.2, 1.5
# What a bracket and its number have beside the tiles of a set, across and down; it begins half a cell from them.
_ROOM_ACROSS, _ROOM_DOWN = 4.0, 2.2
# How far the axes reach, whatever lies apart: a set that becomes another one moves in between.
_WHOLE = 9999
_AXIS = {**AXIS, "showgrid": False, "ticks": "", "range": (-100, _WHOLE + 100)}
# The values of another normalization move to their new places.
_TRANSITION = {"duration": 900, "easing": "cubic-in-out"}


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
    own: Sequence[str],
    shared: Sequence[str],
    channels: str,
    images: str,
    hover: str,
    told: Sequence[str] = (),
) -> Figure:
    """Draw all values, those of the set `picked` strong, and the sets apart from each other.

    `statistic` has a number from 0 on for each value of a block (N, H, W, C). Images lie below one another, channels side by
    side; `channels` and `images` name these axes. Where no tile belongs to several sets, `own` stands on each tile, image by
    image, and `shared`, what the values of each set have in common, beside a bracket around all tiles of the set. `hover` is a
    Plotly template in which ``%{customdata}`` is the number of a set; `told` is what each of them says of itself besides.
    """
    across, down = along(statistic)
    everything = _cells(statistic >= 0, across, down, faint(GREY, 0.25))
    the_picked = _cells(statistic == picked, across, down, PICKED)
    points, of_point = _points(statistic, across, down)
    # Points without a mark, that say which statistic one points at.
    named = {**points, "customdata": of_point, "hovertemplate": f"{hover}<br>%{{hovertext}}<extra></extra>"}
    named["hovertext"] = [told[n] for n in of_point] if told else ""
    return drawing(
        data=[
            everything,
            the_picked,
            _on_tiles(statistic, picked, own, points),
            *_brackets(statistic, picked, shared, across, down),
            named,
        ],
        layout=layout(
            HEIGHT,
            top=LABELS_BELOW + TITLE,
            bottom=8,
            hovermode="closest",
            hoverdistance=-1,  # however large a tile is, anywhere on it means it
            transition=_TRANSITION,
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


def _cells_of(statistic: Ints) -> list[int]:
    """Return the statistic of each cell, row by row."""
    numbers: list[int] = statistic.transpose(0, 1, 3, 2).reshape(-1).tolist()
    return numbers


def words_on(statistic: Ints, picked: int, own: Sequence[str]) -> list[str]:
    """Return what stands on each tile, that of the picked set as it is read there; nothing where tiles belong to several sets."""
    of_tiles = statistic[:, 0, 0, :].reshape(-1).tolist() if has_whole_tiles(statistic) else []
    return [
        f'<b style="color:{ON_PICKED}">{said}</b>' if of_set == picked else said
        for of_set, said in zip(of_tiles, own, strict=False)
    ]


def words_beside(statistic: Ints, picked: int, shared: Sequence[str]) -> list[str]:
    """Return what stands at each bracket: what its set shares, of the picked one strong."""
    strong = {picked: f'<b style="color:{PICKED}">{{}}</b>'}
    return [strong.get(n, "{}").format(said) for n, said in enumerate(shared)] if spans(statistic) else []


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


def _cells(shared: NDArray[np.bool_], across: Along, down: Along, colour: str) -> dict[str, object]:
    """Draw values as squares of one path, which is drawn as fast as a heatmap and moves to where another norm has it."""
    look = {"type": "scatter", "mode": "none", "fill": "toself", "fillcolor": colour, "hoverinfo": "skip"}
    return {**look, **places_of(shared, across, down), "line": {"simplify": False}}


def places_of(shared: NDArray[np.bool_], across: Along, down: Along) -> dict[str, list[int | None]]:
    """Return the corners of the squares of values, each of which ends with a gap."""
    of_cells = np.argwhere(shared.transpose(0, 1, 3, 2).reshape(len(down.starts), len(across.starts)))
    left, top = (np.array(along.starts)[at] for along, at in zip((across, down), of_cells.T[::-1], strict=True))
    right, bottom = left + across.length, top + down.length
    corners = {"x": [left, right, right, left], "y": [top, top, bottom, bottom]}
    return {axis: [n for cell in np.array(ends).T.tolist() for n in (*cell, None)] for axis, ends in corners.items()}


def has_whole_tiles(statistic: Ints) -> bool:
    """Return whether each tile belongs to one set."""
    return bool((statistic == statistic[:, :1, :1, :]).all())


def _on_tiles(statistic: Ints, picked: int, own: Sequence[str], points: dict[str, object]) -> dict[str, object]:
    shown = words_on(statistic, picked, own)
    places = points if shown else {"type": "scatter", "mode": "text", "x": [], "y": []}
    return {**places, "text": shown, "textfont": {"size": 16}, "hoverinfo": "skip"}


def _brackets(statistic: Ints, picked: int, shared: Sequence[str], across: Along, down: Along) -> list[dict[str, object]]:
    """Draw what stands beside all tiles of each set that has several, and a line there: as many as there are statistics."""
    spanned = spans(statistic)
    below = spanned == "images"
    lines, places = list[tuple[int | None, int | None]](), list[tuple[int, int]]()
    for n in range(len(shared)) if spanned else ():
        of_set = np.argwhere(statistic[:, 0, 0, :] == n)
        (top, left), (bottom, right) = of_set.min(axis=0), of_set.max(axis=0)
        (start, end), (upper, lower) = (across.ends[left][0], across.ends[right][1]), (down.ends[top][0], down.ends[bottom][1])
        line = lower + down.length // 2 if below else end + across.length // 2
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
        of_point = _cells_of(statistic)
    return {"type": "scatter", "mode": "text", "x": x * len(y), "y": [middle for middle in y for _ in x]}, of_point
