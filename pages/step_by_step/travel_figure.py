"""A group of values on its way through batch normalization: one row per phase, from top to bottom."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from bn_view.figures.colours import BEFORE, FOLLOWED, GREY, faint
from bn_view.figures.layout import AXIS, LABELS_BELOW, TITLE, Figure, drawing, layout, title
from bn_view.words.numbers import exact, number, short
from pages.step_by_step.settings import PHASES, Phase
from pages.step_by_step.way import Values, Way

Drawn = dict[str, Any]
# The rows in the units of the data; the others are normalized and have an axis of their own.
RAW_ROWS = 2
# How far that axis reaches to both sides. It never widens, for then a larger gamma would leave its own row as it is and squeeze
# the one above; three standard deviations, with the largest gamma or with the largest beta, are in it.
REACH = 8.0
HEIGHT = 470
# Where each row stands, and the lower end, the border between the axes and the upper end of the picture.
HEIGHTS = tuple(range(len(PHASES)))[::-1]
_BOTTOM, _BORDER, _TOP = -0.45, len(PHASES) - RAW_ROWS - 0.32, len(PHASES) - 0.1
_RIDGE, _BAR = 0.66, 0.05
# How the picked value's numbers are written, and a standard deviation below its bar; in which rows it follows the sliders, and
# which of their annotations say it once more, for a phone.
BOLD, DEVIATION = "<b>{}</b>", "σ {}"
MOVED_DEVIATIONS = {RAW_ROWS: 12, RAW_ROWS + 1: 13}
# What stands where the rows begin: what is done there, and in the end what has come of it.
_STEPS = (*(phase.symbols for phase in PHASES[:-1]), f"{PHASES[-1].symbols} = y")
# The ends of both axes on the line from 0 to 1 on which all values stand; the numbers stand beside the latter.
_ENDS = (-0.04, 1.04)
# Parts the path of a value from the next; the browser counts on it.
GAP = 1
# How faint a row is that is still ahead; `travel.js` says the same.
AHEAD = 0.2
_ZERO = {"width": 1.5, "color": GREY, "dash": "dot"}
# Behind the column of the picked value's numbers, in pixels from where the rows end; and above it.
_COLUMN = {
    **{"type": "rect", "xref": "paper", "xsizemode": "pixel", "xanchor": 1, "x0": 0, "x1": 78},
    **{"fillcolor": faint(FOLLOWED, 0.22), "line": {"width": 0}, "layer": "below"},
}
_MARK = {
    **{"text": "◆", "x": 1, "xref": "paper", "xanchor": "center", "xshift": 39, "y": 1, "yref": "paper", "yanchor": "top"},
    **{"showarrow": False, "font": {"size": 24, "color": FOLLOWED}},
}
# In a narrow picture, which has no room below the bars, on one line with the names of the rows (step_by_step.css).
_AT_RIGHT = {"x": 1, "xref": "paper", "xanchor": "right", "xshift": -4, "yshift": 2, "showarrow": False, "font": {"size": 15}}
_AT_BORDER = {
    **{"x": 1, "xref": "paper", "xanchor": "right", "xshift": -14, "y": _BORDER, "yanchor": "bottom", "showarrow": False},
    **{"font": {"size": 14}},
}
_BEFORE_BAR = {"textposition": "bottom left", "xanchor": "right", "yanchor": "top", "padding": 3, "font": {"size": 14}}
# From the border to what is above and below it, in rows.
_APART = 0.03
# Draws nothing: Plotly shows no axis without a trace.
_UPPER_AXIS = {"type": "scatter", "x": [None], "y": [None], "xaxis": "x2", "hoverinfo": "skip"}


class Traces(NamedTuple):
    """Where in the figure the traces are: all paths in one, one a row, then what is of the picked value."""

    paths: int
    rows: tuple[int, ...]
    picked: int
    numbers: int


TRACES = Traces(paths=0, rows=tuple(range(1, 1 + len(PHASES))), picked=1 + len(PHASES), numbers=2 + len(PHASES))


def travel_figure(way: Way, count: int, *, numbers: Iterable[str], raw_title: str, normalized_title: str, border: str) -> Figure:
    """Draw the first `count` rows; the others are faint, so that a slider of theirs moves them, and the browser brings them out.

    The first two rows are read on the axis above, the others on the one below: both lie on one line from 0 to 1 with their zero
    in the middle, so that a value's path crosses from one to the other. A value beyond leaves the picture; the picked one stays
    at its rim. `raw_title` and `normalized_title` name these axes, and `border` says where one takes
    the place of the other; `numbers` are those with which each row's step is made.
    """
    values = np.column_stack([way.group, way.followed, way.band, way.picked])
    farthest = float(np.abs(values[:RAW_ROWS]).max())
    raw = farthest if farthest > np.finfo(np.float64).tiny else 1.0
    x = np.vstack([_place(values[:RAW_ROWS], raw), _place(values[RAW_ROWS:], REACH)])
    group, followed = np.split(x[:, :-3], [way.group.shape[1]], axis=1)
    rows = list(zip(PHASES, HEIGHTS, group, strict=True))
    if way.counts is None:
        of_rows = [_dots(*row, texts) for row, texts in zip(rows, way.group, strict=True)]
    else:
        of_rows = [_ridge(*row, way.counts / way.counts.max() * _RIDGE) for row in rows]
    bands = [_band(height, ends) for height, ends in zip(HEIGHTS, x[:, -3:-1].tolist(), strict=True)]
    for row, said in _deviations(way).items():
        bands[row]["label"] = {**_BEFORE_BAR, "text": said}
    for row, (of_row, band) in enumerate(zip(of_rows, bands, strict=True)):
        of_row["opacity"] = 1.0 if row < count else AHEAD
        band["visible"] = row < count
    seen = [height if row < count else None for row, height in enumerate(HEIGHTS)]
    paths = _paths(followed, seen)
    of_picked = _picked_path(x[:, -1].clip(0, 1).tolist(), seen), _numbers(way.picked, seen)
    axis = {**AXIS, "showgrid": False}
    # The browser writes these names before the picked value's numbers; where the rows begin stands more than a tick can say.
    names = {"tickvals": HEIGHTS, "ticktext": [phase.symbols for phase in PHASES], "showticklabels": False, "ticks": ""}
    ends_of_units = (_BOTTOM, _BORDER - _APART), (_BORDER + _APART, _TOP)
    raw_ground = {"xref": "paper", "fillcolor": faint(BEFORE, 0.07), "line": {"width": 0}, "layer": "below"}
    return drawing(
        data=[paths, *of_rows, *of_picked, _UPPER_AXIS],
        layout=layout(
            HEIGHT,
            left=8,
            right=80,
            top=LABELS_BELOW + TITLE,
            xaxis={**axis, **_ticks(REACH), "title": title(normalized_title), "range": _ENDS},
            xaxis2={**axis, **_ticks(raw), "title": title(raw_title), "range": _ENDS, "overlaying": "x", "side": "top"},
            yaxis={**axis, **names, "range": [_BOTTOM, _TOP]},
            annotations=[
                *(_above(height, text, 2, 15) for height, text in zip(HEIGHTS, numbers, strict=True)),
                *(_above(height, BOLD.format(step), 26, 22) for height, step in zip(HEIGHTS, _STEPS, strict=True)),
                _MARK,
                *({**_AT_RIGHT, "y": HEIGHTS[row], "text": said} for row, said in _deviations(way).items()),
                {**_AT_BORDER, "text": border},
            ],
            shapes=[
                *bands,
                _shape("line", (0.5, 0.5), (_BOTTOM, _TOP), line=_ZERO, layer="below"),
                _shape("rect", (0, 1), ends_of_units[1], **raw_ground),
                *({**_COLUMN, "y0": low, "y1": high} for low, high in ends_of_units),
            ],
        ),
    )


def _place(values: Values, end: float) -> Values:
    """Return where on the line from 0 to 1 values stand; half a hundredth of a pixel is precise enough to send."""
    return np.round(0.5 + values / (2 * end), 5)


def _ticks(end: float) -> dict[str, object]:
    """Return about five round numbers, 0 among them, on the axis that reaches so far to both sides."""
    power = 10.0 ** math.floor(math.log10(end / 2))
    step = next(power * factor for factor in (1, 2, 4, 5, 10) if end / (power * factor) <= 2.5)
    numbers = step * np.arange(-(end // step), end // step + 1)
    return {"tickvals": _place(numbers, end).tolist(), "ticktext": [short(at) for at in (numbers.round(12) + 0.0).tolist()]}


def _scatter(mode: str, x: list[Any], y: Sequence[Any], **rest: Any) -> Drawn:
    return {"type": "scatter", "mode": mode, "x": x, "y": y, **rest}


def _shape(kind: str, x: tuple[float, float], y: tuple[float, float], **rest: Any) -> Drawn:
    return {"type": kind, "x0": x[0], "x1": x[1], "y0": y[0], "y1": y[1], **rest}


def _above(height: int, text: str, above: int, size: int) -> Drawn:
    """Say where a row begins what is done to all values there, so many pixels above it: beside it a phone has no room."""
    place = {"x": 0, "xref": "paper", "xanchor": "left", "xshift": 6, "y": height, "yshift": above, "showarrow": False}
    return {"text": text, **place, "font": {"size": size}}


def _deviations(way: Way) -> dict[int, str]:
    """Return the standard deviation where it changes: at first, after the division, and after gamma.

    It stands below the left ends of these rows' bars, where the value that the page opens on does not pass.
    """
    return {row: DEVIATION.format(number(abs(float(way.band[row, 1] - way.band[row, 0])) / 2)) for row in (0, *MOVED_DEVIATIONS)}


def _band(height: int, ends: list[float]) -> Drawn:
    """Draw mean ± standard deviation."""
    x, y = (ends[0], ends[1]), (height - _BAR, height + _BAR)
    return _shape("rect", x, y, line={"width": 0}, fillcolor=faint(GREY, 0.28), layer="below")


def _paths(x: Values, seen: Sequence[float | None]) -> Drawn:
    """Draw one thin line per value, through all rows so far; a gap parts it from the next."""
    across = [place for column in x.T.tolist() for place in (*column, None)]
    line = {"width": 1, "color": faint(GREY, 0.22)}
    return _scatter("lines", across, [*seen, None] * x.shape[1], meta="path", line=line, hoverinfo="skip")


def _dots(phase: Phase, height: int, x: Values, values: Values) -> Drawn:
    marker = {"size": 11, "color": phase.colour, "opacity": 0.4}
    text = [exact(value) for value in values.tolist()]
    hover = {"text": text, "hovertemplate": f"{phase.symbols}: %{{text}}<extra></extra>"}
    return _scatter("markers", x.tolist(), [height] * len(x), meta="row", name=phase.symbols, marker=marker, **hover)


def _ridge(phase: Phase, height: int, x: Values, rises: Values) -> Drawn:
    """Draw the histogram as steps that stand on the row."""
    y = [height, *(height + rises).round(3).tolist(), height]
    line = {"shape": "hv", "width": 1.5, "color": phase.colour}
    look = {"fill": "toself", "fillcolor": faint(phase.colour, 0.55), "line": line, "hoverinfo": "skip"}
    return _scatter("lines", corners(x).tolist(), y, meta="row", name=phase.symbols, **look)


def corners(edges: Values) -> Values:
    """Return where the steps between the edges begin and end: on the row, then at each edge."""
    return np.concatenate([edges[:1], edges])


def _picked_path(x: list[float], seen: Sequence[float | None]) -> Drawn:
    """Draw the picked value's path."""
    return _scatter(
        "lines+markers",
        x,
        seen,
        meta="path",
        hoverinfo="skip",
        line={"width": 4, "color": FOLLOWED},
        marker={"size": 20, "symbol": "diamond", "color": FOLLOWED, "line": {"width": 2, "color": "#666666"}},
        cliponaxis=False,
    )


def _numbers(picked: Values, seen: Sequence[float | None]) -> Drawn:
    """Write the picked value's numbers in a column beside the rows, where no line is."""
    return _scatter(
        "markers+text",
        [_ENDS[1]] * len(HEIGHTS),
        [*seen],
        meta="number",
        text=[BOLD.format(number(value)) for value in picked.tolist()],
        textposition="middle right",
        textfont={"size": 20},
        marker={"size": 13, "opacity": 0},  # the words stand clear of a dot
        hoverinfo="skip",
        cliponaxis=False,
    )
