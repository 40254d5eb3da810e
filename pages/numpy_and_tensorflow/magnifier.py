"""Two libraries' results under a magnifier: one histogram over the other, closer and closer, until the two come apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.figures import colours
from bn_view.figures.layout import AXIS, Figure, drawing, layout, title
from bn_view.state.language import _
from bn_view.widgets.live_chart import Sent, place_of, place_of_words, sent
from bn_view.widgets.live_chart.motion import frames, frames_from, motion
from bn_view.words.numbers import short, signed
from bn_view.words.readout import marks, paragraphs, side_by_side, swatch
from pages.numpy_and_tensorflow.distances import BELOW, strip
from pages.numpy_and_tensorflow.settings import NumpyAndTensorFlow
from pages.numpy_and_tensorflow.units import shared_start, zoom_in_words

Array = NDArray[np.floating]
# How many decimals of a value of a few units its format has; the one with fewer comes apart first.
DECIMALS = {"float32": 7, "float64": 15}
HEIGHT = 340
# An odd number: the value that one looks at lies in the middle of a bin.
_BINS = 31
# How far to both sides of 0 one sees without a magnifier: all values.
_HALF = 3.0
# What of a figure the zoom moves. Nothing of it glides: between two zooms lie counts that are those of neither.
_MOVED: Sequence[tuple[str | int, ...]] = (
    ("data", 0, "y"),
    ("data", 1, "y"),
    ("data", 2, "x"),
    ("layout", "shapes", 0, "x0"),
    ("layout", "xaxis", "ticktext"),
    ("layout", "xaxis", "title", "text"),
)
# From which zoom on the value one looks at is in the middle: on the way there it comes nearer.
_THERE = 10
# At the bare address: closer than float32 allows, then away until all values are seen.
_OPENED = NumpyAndTensorFlow.zoom.stops.index(NumpyAndTensorFlow.zoom.default)
_SWEEPS = [[NumpyAndTensorFlow.zoom.name, _OPENED, _OPENED]]
# How the value in the middle begins: float32 has parted from the next decimal on.
_TITLE_DECIMALS = 5
# Where an axis has its numbers, the whole of it being from −1 to 1: at −2, 0 and 2 without a magnifier.
_TICKS = (-2 / 3, 0, 2 / 3)


class Pair(NamedTuple):
    """The results of NumPy and of another library in one number format, and which of the values differ most."""

    dtype: str
    library: str
    library_title: str
    numpy: Array
    other: Array
    most: int

    @property
    def values(self) -> tuple[float, float]:
        """The two results that differ most."""
        return float(self.numpy[self.most]), float(self.other[self.most])

    @property
    def difference(self) -> float:
        """The largest difference."""
        return abs(self.values[0] - self.values[1])

    @property
    def same_digits(self) -> int:
        """With how many characters both values begin, as they are written."""
        one, other = (_digits(self, value) for value in self.values)
        return shared_start(one, other)

    def zoom(self, asked: float) -> float:
        """Return the zoom, which ends where the next one would lose the other library's value from sight."""
        return max(stop for stop in NumpyAndTensorFlow.zoom.stops if stop <= asked and self.difference <= _HALF / stop)

    def come_apart(self, zoom: float) -> bool:
        """Return whether a picture shows that the two differ."""
        return self.difference > _HALF / zoom / _BINS


def compared(dtype: str, library: str, library_title: str, numpy: Array, other: Array) -> Pair:
    """Return the results of NumPy and of a library, by its name and title, for the same values."""
    one, two = (np.ravel(y).astype(np.float64) for y in (numpy, other))
    return Pair(dtype, library, library_title, one, two, int(np.abs(one - two).argmax()))


def places() -> str:
    """Return the places of the charts of both number formats, and of what is said of each, as HTML."""
    columns = (place_of_words(f"{dtype}_zoom") + place_of(f"chart_{dtype}", HEIGHT) + place_of_words(dtype) for dtype in DECIMALS)
    return side_by_side(columns, in_pairs=True)


def chart(pair: Pair, zoom: float) -> Sent:
    """Return both histograms of one format at a zoom, and how the slider moves them to any other."""
    setting = NumpyAndTensorFlow.zoom
    zooms = [pair.zoom(stop) for stop in setting.stops]
    figures = [_figure(pair, stop) for stop in setting.stops]
    seen, ahead = zip(*(_seen(pair, of) for of in zooms), strict=True)
    states, texts = [_state(pair, of) for of in zooms], [_zoom_said(pair, stop) for stop in setting.stops]
    said = _("{format}, NumPy and {other}, {zoom}: {state}.").format(
        format=pair.dtype, other=pair.library_title, zoom="{zoom}", state="{state}"
    )
    moves = motion(
        setting.name,
        numbers=pair.dtype,
        said=said,
        lasting=[setting.name],
        sweeps=_SWEEPS,
        frames=[
            *frames_from(setting.name, figures, *_MOVED),
            *frames(
                setting.name,
                {
                    ("numbers", "state"): states,
                    ("numbers", "zoom"): texts,
                    ("numbers", "seen"): seen,
                    ("numbers", "ahead"): ahead,
                },
            ),
        ],
    )
    stop = setting.stops.index(zoom)
    alt = said.format(state=states[stop], zoom=texts[stop])
    return sent(f"chart_{pair.dtype}", figures[stop], alt, motion=moves)


def words(pair: Pair, asked: float) -> dict[str, str]:
    """Return, by their places, the zoom of one format, what is seen at it, and both values, digit below digit."""
    dtype, zoom = pair.dtype, pair.zoom(asked)
    seen, ahead = _seen(pair, zoom)
    same = f'<mark class="{dtype}-seen">{seen}</mark><span class="{dtype}-ahead">{ahead}</span>'
    names = _("NumPy, filled"), _("{other}, outlined").format(other=pair.library_title)
    lines = "".join(
        f"<tr><th scope='row'>{swatch(shade)} {name}</th><td>{same}<b>{_digits(pair, value)[pair.same_digits :]}</b></td></tr>"
        for shade, name, value in zip(_shades(pair.library), names, pair.values, strict=True)
    )
    state = f'<p class="state"><b class="{dtype}-state">{_state(pair, zoom)}</b></p>'
    heading = f'<h3>{dtype} <b class="{dtype}-zoom">{_zoom_said(pair, asked)}</b></h3>'
    return {
        f"{dtype}_zoom": f'<div class="zoomed">{heading}{state}</div>',
        dtype: f'<table class="digits"><tbody>{lines}</tbody></table>',
    }


def key() -> str:
    """Return what the marks in both pictures and the digits below them mean, as HTML."""
    said = (
        f"▼ {_('largest difference')}",
        _("<mark>shaded</mark>: in sight at this zoom"),
        _("plain: equal, not yet in sight"),
        _("<b>coloured</b>: different"),
    )
    return marks(*(f"<span>{text}</span>" for text in said))


def sentence(pairs: Sequence[Pair]) -> str:
    """Return by how much the two libraries differ at most in each format."""
    text = _("Largest difference: **{single}** in float32, **{double}** in float64.")
    single, double = (short(pair.difference) for pair in pairs)
    return paragraphs(text.format(single=single, double=double))


def _zoom_said(pair: Pair, asked: float) -> str:
    """Return the zoom of one format and, where more is asked for than it can give, that it ends there."""
    zoom = pair.zoom(asked)
    return zoom_in_words(zoom) if zoom == asked else _("{zoom} (limit)").format(zoom=zoom_in_words(zoom))


def _shades(library: str) -> tuple[str, str]:
    return colours.WITNESSES["textbook"], colours.WITNESSES[library]


def _digits(pair: Pair, value: float) -> str:
    return signed(f"{value:.{DECIMALS[pair.dtype]}f}")


def _state(pair: Pair, zoom: float) -> str:
    """Say what a picture shows."""
    if pair.come_apart(zoom):
        return _("They part here, by {difference}").format(difference=short(pair.difference))
    count = int(np.count_nonzero(np.abs(pair.numpy - _centre(pair, zoom)) <= _HALF / zoom))
    if count == 1:
        decimals = len(_digits(pair, pair.values[0])[: pair.same_digits].partition(".")[2])
        return _("Still equal here: {decimals} decimals agree").format(decimals=decimals)
    return _("{count} values: no visible difference").format(count=f"{count:,}")


def _seen(pair: Pair, zoom: float) -> tuple[str, str]:
    """Return the digits that both values share: those that a zoom tells apart, and the rest."""
    digits = _digits(pair, pair.values[0])
    end = min(digits.index(".") + 1 + int(f"{zoom:e}".partition("e")[2]), pair.same_digits)
    return digits[:end], digits[end : pair.same_digits]


def _centre(pair: Pair, zoom: float) -> float:
    """Return what lies in the middle: 0 without a magnifier, the same for both formats; soon the value that differs most."""
    return pair.values[0] * (1 - 1 / zoom**2 if zoom < _THERE else 1)


def _figure(pair: Pair, asked: float) -> Figure:
    """Draw NumPy's values filled and the other's as a line, and a mark at the value that the magnifier goes to.

    Axes that stand still have the whole window, and the highest count, as their unit.
    """
    zoom = pair.zoom(asked)
    half, centre = _HALF / zoom, _centre(pair, zoom)
    counts = [bn_core.histogram(values - centre, _BINS, (-half, half)).counts for values in (pair.numpy, pair.other)]
    edges = np.linspace(-1, 1, _BINS + 1).round(4).tolist()
    highest = int(max(map(np.max, counts)))
    steps: dict[str, Any] = {"type": "scatter", "mode": "lines", "x": [edges[0], *edges], "hoverinfo": "skip"}
    numpy, other = (
        {**steps, "y": [0, *(of / highest).round(3).tolist(), 0], "line": {"shape": "hv", "width": width, "color": shade}}
        for of, shade, width in zip(counts, _shades(pair.library), (1.0, 3.5), strict=True)
    )
    x_axis = {
        "tickvals": list(_TICKS),
        "ticktext": _tick_texts(pair, zoom),
        "tickangle": 0,
        "tickfont": {"size": 16},
        "title": title(_axis_title(pair, zoom)),
    }
    y_axis = {"range": [0, 1.18], "domain": BELOW, "visible": False}
    mark = {
        **{"type": "scatter", "mode": "text", "x": [round((pair.values[0] - centre) / half, 7)], "y": [1.1], "hoverinfo": "skip"},
        **{"text": ["▼"], "textfont": {"size": 20}},
    }
    reach = half + abs(pair.values[0] - centre)
    above = strip(pair.numpy, pair.values[0], pair.difference, reach, _shades(pair.library))
    x_axis, y_axis = {**AXIS, "range": [-1, 1], **x_axis}, {**AXIS, **y_axis}
    return drawing(
        [{**numpy, "fill": "tozeroy"}, other, mark, *above.traces],
        layout(HEIGHT, left=8, right=8, top=46, bottom=34, shapes=above.shapes, xaxis=x_axis, yaxis=y_axis, **above.axes),
    )


def _tick_texts(pair: Pair, zoom: float) -> list[str]:
    """Return the numbers of the axis: how far from the value in the middle, which the title below it has, the others are."""
    if zoom < _THERE:
        return [short(_centre(pair, zoom) + at * _HALF / zoom) for at in _TICKS]
    far = short(_HALF / zoom * _TICKS[-1])
    return [f"−{far}", "", f"+{far}"]


def _axis_title(pair: Pair, zoom: float) -> str:
    """Return what the axis shows, and below its middle how the value there begins, which between two numbers has no room."""
    if zoom < _THERE:
        return _("value")
    digits = _digits(pair, pair.values[0])[: pair.same_digits]
    return f"{_('value')} {digits[: digits.index('.') + 1 + _TITLE_DECIMALS]}…"
