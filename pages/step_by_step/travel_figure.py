"""A group of values on its way through batch normalization: one row per phase, from top to bottom."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from bn_view.figures.colours import FOLLOWED, GREY, faint
from bn_view.figures.histograms import covering, ladder
from bn_view.figures.layout import AXIS, LABELS_BELOW, TITLE, Figure, drawing, layout, title
from bn_view.words.numbers import exact, number, short
from pages.step_by_step.settings import PHASES, Phase
from pages.step_by_step.way import Values, Way

Drawn = dict[str, Any]
# The rows in the units of the data; the others are normalized and have an axis of their own.
RAW_ROWS = 2
HEIGHT = 470
# Where each row stands, and the lower end, the border between the axes and the upper end of the picture.
HEIGHTS = tuple(range(len(PHASES)))[::-1]
_BOTTOM, _BORDER, _TOP = -0.45, len(PHASES) - RAW_ROWS - 0.32, len(PHASES) - 0.1
_RIDGE, _BAR = 0.62, 0.09
# Parts the path of a value from the next; the browser counts on it.
GAP = 1
# How faint a row is that is still ahead; `travel.js` says the same.
AHEAD = 0.2
# Draws nothing: Plotly shows no axis without a trace.
_UPPER_AXIS = {"type": "scatter", "x": [None], "y": [None], "xaxis": "x2", "hoverinfo": "skip"}


class Traces(NamedTuple):
    """Where in the figure the traces are: all paths in one, where there are dots, one a row, and the picked value's path."""

    paths: int | None
    rows: tuple[int, ...]
    picked: int


def traces_of(way: Way) -> Traces:
    """Return where the traces of the figure of this way are."""
    first = 1 if way.counts is None else 0
    rows = tuple(range(first, first + len(PHASES)))
    return Traces(0 if way.counts is None else None, rows, rows[-1] + 1)


def travel_figure(way: Way, count: int, *, meanings: Iterable[str], raw_title: str, normalized_title: str) -> Figure:
    """Draw the first `count` rows; the others are faint, so that a slider of theirs moves them, and the browser brings them out.

    The first two rows are read on the axis above, the others on the one below: both lie on one line from 0 to 1, so that a
    value's path crosses from one to the other. `raw_title` and `normalized_title` name these axes, `meanings` the rows.
    """
    values = np.column_stack([way.group, way.band, way.picked])
    raw, normalized = _raw_range(values[:RAW_ROWS]), ladder(values[RAW_ROWS:].min().item(), values[RAW_ROWS:].max().item())
    x = np.vstack([_place(values[:RAW_ROWS], raw), _place(values[RAW_ROWS:], normalized)])
    rows = list(zip(PHASES, HEIGHTS, x[:, :-3], strict=True))
    if way.counts is None:
        of_rows = [_dots(*row, texts) for row, texts in zip(rows, way.group, strict=True)]
    else:
        of_rows = [_ridge(*row, way.counts / way.counts.max() * _RIDGE) for row in rows]
    bands = [_band(height, ends) for height, ends in zip(HEIGHTS, x[:, -3:-1].tolist(), strict=True)]
    for row, (of_row, band) in enumerate(zip(of_rows, bands, strict=True)):
        of_row["opacity"] = 1.0 if row < count else AHEAD
        band["visible"] = row < count
    seen = [height if row < count else None for row, height in enumerate(HEIGHTS)]
    paths = [_paths(x[:, :-3], seen)] if way.counts is None else []
    picked = _picked_path(x[:, -1].tolist(), seen, way.picked, "top" if way.counts is None else "bottom")
    axis = {**AXIS, "showgrid": False}
    names = {"tickvals": HEIGHTS, "ticktext": [phase.symbols for phase in PHASES], "tickfont": {"size": 17}, "ticks": ""}
    border = {"width": 1, "color": GREY, "dash": "dash"}
    return drawing(
        data=[*paths, *of_rows, picked, _UPPER_AXIS],
        layout=layout(
            HEIGHT,
            left=110,
            top=LABELS_BELOW + TITLE,
            xaxis={**axis, **quarters(normalized), "title": title(normalized_title), "range": [-0.04, 1.04]},
            xaxis2={**axis, **_ticks(raw), "title": title(raw_title), "range": [-0.04, 1.04], "overlaying": "x", "side": "top"},
            yaxis={**axis, **names, "range": [_BOTTOM, _TOP]},
            annotations=[_meaning(*row) for row in zip(HEIGHTS, meanings, strict=True)],
            shapes=[
                *bands,
                _zero(raw, _BORDER, _TOP),
                _zero(normalized, _BOTTOM, _BORDER),
                _shape("line", (0, 1), (_BORDER, _BORDER), xref="paper", line=border),
            ],
        ),
    )


def _raw_range(values: Values) -> tuple[float, float]:
    low, high = covering((0.0, 0.0), (values.min().item(), values.max().item()))
    return (low, high) if low < high else (-1.0, 1.0)


def _place(values: Values, axis: tuple[float, float]) -> Values:
    """Return where on the line from 0 to 1 values stand; half a hundredth of a pixel is precise enough to send."""
    low, high = axis
    return np.round((values - low) / (high - low), 5)


def _ticks(axis: tuple[float, float]) -> dict[str, object]:
    """Return about five round numbers on the axis."""
    low, high = axis
    power = 10.0 ** math.floor(math.log10((high - low) / 5))
    step = next(power * factor for factor in (1, 2, 5, 10) if (high - low) / (power * factor) <= 5)
    numbers = step * np.arange(math.ceil(low / step), math.floor(high / step) + 1)
    return {
        "tickvals": _place(numbers, axis).tolist(),
        "ticktext": [short(at) for at in (numbers.round(12) + 0.0).tolist()],
    }


def quarters(axis: tuple[float, float]) -> dict[str, object]:
    """Return the ends of the axis and what parts it into quarters: always in the same places, so that only the numbers change."""
    numbers = np.linspace(*axis, 5)
    return {"tickvals": _place(numbers, axis).tolist(), "ticktext": [short(at) for at in numbers.tolist()]}


def _scatter(mode: str, x: list[Any], y: Sequence[Any], **rest: Any) -> Drawn:
    return {"type": "scatter", "mode": mode, "x": x, "y": y, **rest}


def _shape(kind: str, x: tuple[float, float], y: tuple[float, float], **rest: Any) -> Drawn:
    return {"type": kind, "x0": x[0], "x1": x[1], "y0": y[0], "y1": y[1], **rest}


def _meaning(height: int, text: str) -> Drawn:
    """Say under the symbols of a row what becomes of all values there."""
    place = {"x": 0, "xref": "paper", "xanchor": "right", "y": height, "yshift": -18, "showarrow": False}
    return {"text": text, **place, "font": {"size": 14}, "opacity": 0.8}


def _zero(axis: tuple[float, float], bottom: float, top: float) -> Drawn:
    at = _place(np.zeros(1), axis).item()
    line = {"width": 1, "color": faint(GREY, 0.6), "dash": "dot"}
    return _shape("line", (at, at), (bottom, top), line=line, layer="below")


def _band(height: int, ends: list[float]) -> Drawn:
    """Draw mean ± standard deviation."""
    x, y = (ends[0], ends[1]), (height - _BAR, height + _BAR)
    return _shape("rect", x, y, line={"width": 0}, fillcolor=faint(GREY, 0.28), layer="below")


def _paths(x: Values, seen: Sequence[float | None]) -> Drawn:
    """Draw one thin line per value, through all rows so far; a gap parts it from the next."""
    across = [place for column in x.T.tolist() for place in (*column, None)]
    down = [*seen, None] * x.shape[1]
    return _scatter("lines", across, down, meta="path", line={"width": 1, "color": faint(GREY, 0.45)}, hoverinfo="skip")


def _dots(phase: Phase, height: int, x: Values, values: Values) -> Drawn:
    marker = {"size": 11, "color": phase.colour, "opacity": 0.75}
    text = [exact(value) for value in values.tolist()]
    hover = {"text": text, "hovertemplate": f"{phase.symbols}: %{{text}}<extra></extra>"}
    return _scatter("markers", x.tolist(), [height] * len(x), meta="row", name=phase.symbols, marker=marker, **hover)


def _ridge(phase: Phase, height: int, x: Values, rises: Values) -> Drawn:
    """Draw the histogram as steps that stand on the row."""
    y = [height, *(height + rises).round(3).tolist(), height]
    line = {"shape": "hv", "width": 1.5, "color": phase.colour}
    return _scatter("lines", corners(x).tolist(), y, meta="row", name=phase.symbols, fill="toself", line=line, hoverinfo="skip")


def corners(edges: Values) -> Values:
    """Return where the steps between the edges begin and end: on the row, then at each edge."""
    return np.concatenate([edges[:1], edges])


def _picked_path(x: list[float], seen: Sequence[float | None], values: Values, side: str) -> Drawn:
    """Draw the picked value's path with its numbers, above the dots or under the histograms; `travel.js` moves them sideways."""
    return _scatter(
        "lines+markers+text",
        x,
        seen,
        meta="path",
        hoverinfo="skip",
        line={"width": 3, "color": FOLLOWED},
        marker={"size": 16, "symbol": "diamond", "color": FOLLOWED, "line": {"width": 2, "color": "#666666"}},
        text=[f"<b>{number(value)}</b>" for value in values.tolist()],
        textposition=f"{side} center",
        textfont={"size": 16},
        cliponaxis=False,
    )
