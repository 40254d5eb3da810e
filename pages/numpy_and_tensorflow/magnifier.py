"""Two libraries' results under a magnifier: one histogram over the other, closer and closer, until the two come apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.figures.colours import BATCH_NORM, WITNESSES
from bn_view.figures.layout import AXIS, Figure, drawing, few_digits, layout, title
from bn_view.state.language import _
from bn_view.widgets.live_chart import Sent, place_of, place_of_words, sent
from bn_view.widgets.live_chart.motion import NOWHERE, frames, frames_from, motion
from bn_view.words.numbers import power, short, signed
from bn_view.words.readout import paragraphs, side_by_side, swatch
from pages.numpy_and_tensorflow.settings import NumpyAndTensorFlow

Array = NDArray[np.floating]
# How many decimals of a value of a few units its format has.
DECIMALS = {"float64": 15, "float32": 7}
HEIGHT = 340
# An odd number: the value that one looks at lies in the middle of a bin.
_BINS = 31
# How far to both sides one sees without a magnifier: all values.
_HALF = 5.0


class Pair(NamedTuple):
    """The results of NumPy and of another library in one number format, as distances from where they differ most."""

    numpy: Array
    other: Array
    values: tuple[float, float]  # there

    @property
    def difference(self) -> float:
        """The largest difference."""
        return abs(self.values[0] - self.values[1])


def pair(numpy: Array, other: Array) -> Pair:
    """Return two results around the value where they differ most."""
    one, two = (np.ravel(y).astype(np.float64) for y in (numpy, other))
    most = int(np.abs(one - two).argmax())
    return Pair(one - one[most], two - one[most], (float(one[most]), float(two[most])))


def places() -> str:
    """Return the places of the charts of both number formats, and of what is said of each, as HTML."""
    columns = (f"<h3>{dtype}</h3>{place_of(f'chart_{dtype}', HEIGHT)}{place_of_words(dtype)}" for dtype in DECIMALS)
    return side_by_side(columns, in_pairs=True)


def chart(pair: Pair, dtype: str, other: str, title: str, zoom: float) -> Sent:
    """Return both histograms of one format, and how the zoom moves them; `other` is the library beside NumPy, and its title."""
    setting = NumpyAndTensorFlow.zoom
    figures = [_figure(pair, _HALF / stop, WITNESSES[other]) for stop in setting.stops]
    states = [_state(pair, _HALF / stop, title) for stop in setting.stops]
    paths = [("data", 0, "y"), ("data", 1, "y"), *(("layout", *path) for path in _MOVED)]
    said = _("{format}, NumPy and {other}: {state}.").format(format=dtype, other=title, state="{state}")
    moves = motion(
        setting.name,
        numbers=dtype,
        said=said,
        lasting=[setting.name],
        frames=[*frames_from(setting.name, figures, *paths), *frames(setting.name, {("numbers", "state"): states})],
    )
    stop = setting.stops.index(zoom)
    return sent(f"chart_{dtype}", figures[stop], said.format(state=states[stop]), motion=moves, at={setting.name: NOWHERE})


def words(pair: Pair, dtype: str, other: str, title: str, zoom: float) -> str:
    """Return both values where they differ most, digit below digit, and what is seen at this zoom."""
    numbers = [signed(f"{value:.{DECIMALS[dtype]}f}") for value in pair.values]
    same = next((i for i, digits in enumerate(zip(*numbers, strict=False)) if len(set(digits)) > 1), len(numbers[0]))
    shades, names = (BATCH_NORM, WITNESSES[other]), ("NumPy", title)
    lines = "".join(
        f"<tr><th scope='row'>{swatch(shade)} <span>{name}</span></th><td>{number[:same]}<b>{number[same:]}</b></td></tr>"
        for shade, name, number in zip(shades, names, numbers, strict=True)
    )
    state = f'<b class="{dtype}-state">{_state(pair, _HALF / zoom, title)}</b>'
    return f'{paragraphs(state)}<table class="digits"><tbody>{lines}</tbody></table>'


def sentence(differences: Mapping[str, float], title: str) -> str:
    """Return by how much the two libraries differ at most in each format."""
    text = _("The largest of all differences between NumPy and {other}: **{double}** in float64, **{single}** in float32.")
    numbers = (power(short(differences[dtype])) for dtype in DECIMALS)
    return text.format(other=title, **dict(zip(("double", "single"), numbers, strict=True)))


def _state(pair: Pair, half: float, title: str) -> str:
    """Say what a window shows that reaches so far to both sides of NumPy's value."""
    away = pair.difference
    if away > half:
        return _("{other}’s value lies outside").format(other=title)
    if away > half / _BINS:
        return _("apart by {difference}").format(difference=short(away))
    count = int(np.count_nonzero(np.abs(pair.numpy) <= half))
    return (
        _("{count} values, no difference to see").format(count=f"{count:,}") if count > 1 else _("1 value, no difference to see")
    )


# What of the layout the zoom moves.
_MOVED: Sequence[tuple[str, ...]] = (("xaxis", "ticktext"), ("yaxis", "ticktext"))


def _figure(pair: Pair, half: float, colour: str) -> Figure:
    """Draw NumPy's values filled and the other's as a line, in a window that reaches so far.

    Axes that stand still have the whole window, and the highest count, as their unit.
    """
    counts = [bn_core.histogram(values, _BINS, (-half, half)).counts for values in (pair.numpy, pair.other)]
    edges = np.linspace(-1, 1, _BINS + 1).round(4).tolist()
    highest = int(max(map(np.max, counts)))
    steps: dict[str, Any] = {"type": "scatter", "mode": "lines", "x": [edges[0], *edges], "hoverinfo": "skip"}
    numpy, other = (
        {**steps, "y": few_digits([0, *(of / highest), 0]), "line": {"shape": "hv", "width": width, "color": shade}}
        for of, shade, width in zip(counts, (BATCH_NORM, colour), (1.0, 3.0), strict=True)
    )
    ticks = {"tickvals": [-0.8, 0, 0.8], "ticktext": [short(half * at) for at in (-0.8, 0, 0.8)], "tickangle": 0}
    x_axis = {**AXIS, "range": [-1, 1], **ticks, "title": title(_("distance"))}
    y_axis = {**AXIS, "range": [0, 1.1], "tickvals": [0, 1], "ticktext": ["0", f"{highest:,}"], "title": title(_("count"))}
    return drawing([{**numpy, "fill": "tozeroy"}, other], layout(HEIGHT, xaxis=x_axis, yaxis=y_axis))
