"""A histogram with its mean and its spread marked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bn_core import Histogram, Summary, normal_counts
from bn_view.figures.colours import GREY, NORMAL, faint
from bn_view.figures.layout import AXIS, Figure, drawing, few_digits, hover, layout, title

Curve = tuple[list[float], list[float]]
# So much room has the name of the mean, above the picture.
ABOVE = 22
# And so much there is where nothing is written.
BESIDE = 14
# How far the curve of a normal distribution is drawn, in standard deviations, and through how many points.
_REACH, _POINTS = 3.2, 65


class Labels(NamedTuple):
    """What a histogram calls its mark and its axes."""

    mean: str
    x: str
    y: str

    def hover(self, name: str = "") -> dict[str, str]:
        """Return what a bin says of itself: where it begins, and its count."""
        return hover(self.x, self.y, name, relation=" ≥ ")


class CountLimit(NamedTuple):
    """The count that the axis has room for, and what stands by a bin that goes beyond: all values in one place."""

    highest: int
    words: str

    def label(self, at: float, histogram: Histogram) -> dict[str, object]:
        """Return the words as an annotation at x = `at`, to be seen where a bin goes beyond."""
        place = {"x": at, "y": 1, "yref": "paper", "yanchor": "top", "xanchor": "left", "xshift": 8, "showarrow": False}
        beyond = bool(histogram.counts.max() > top_of_counts(self.highest))
        return {"text": self.words, **place, "font": {"size": 14}, "visible": beyond}


# A normalized value is mostly within ±4; the axis doubles when gamma or beta carry values further, so that it stands still
# while a slider moves within a range. The browser gets the same number.
HALF_WIDTH = 4.0
_BESIDE_HALF_WIDTH, _FARTHEST = 1.02 * HALF_WIDTH, 1e5
# What lies beyond the narrowest axis, where a chart has zoomed out: its colour, and that of the dotted edge which tells it from
# the band around the mean.
BEYOND, EDGE = faint(GREY, 0.07), faint(GREY, 0.8)


def ladder(minimum: float, maximum: float) -> tuple[float, float]:
    """Return the axis range, symmetrical about 0, of a chart of normalized values."""
    half = HALF_WIDTH
    while max(-minimum, maximum) > half:
        half *= 2
    return -half, half


def beyond() -> list[dict[str, object]]:
    """Return the shapes that mark how far the narrowest axis reaches: out of sight until a chart has zoomed out."""
    look = {
        "type": "rect",
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": {"width": 2, "dash": "dot", "color": EDGE},
        "fillcolor": BEYOND,
        "layer": "below",
    }
    return [{**look, "x0": side * _BESIDE_HALF_WIDTH, "x1": side * _FARTHEST} for side in (-1, 1)]


def top_of_counts(highest: float) -> float:
    """Return where the axis of counts ends: at a power of √2, so that it stands still for counts that are nearly as high.

    The browser computes the same.
    """
    return float(2 ** (math.ceil(2 * math.log2(1.05 * highest)) / 2))


def covering(*ranges: tuple[float, float]) -> tuple[float, float]:
    """Return the smallest range that covers all of them."""
    return min(low for low, _ in ranges), max(high for _, high in ranges)


def histogram_figure(
    histogram: Histogram,
    summary: Summary,
    colour: str,
    *,
    labels: Labels,
    x_range: tuple[float, float] | None,
    height: int,
    outline: tuple[Histogram, str] | None = None,
    limit: CountLimit | None = None,
    top: float | None = None,
    marked: bool = True,
    named: bool = True,
    counted: bool = True,
) -> Figure:
    """Draw counts as steps over the edges, a line at the mean, a band for mean ± standard deviation.

    Only counts and edges are in the figure, never the values. `outline` is another histogram with its colour, a thin line
    behind to compare with. The axis of the counts has room for the highest, or for that of `limit`, or ends at `top`. Without
    what is `marked`, or without its name above it, or with no axis that says what is `counted`, it is a part of a larger picture.
    """
    mean, deviation = summary.mean, summary.standard_deviation
    filled = {**steps(histogram, colour, 1.5), "fill": "tozeroy", **labels.hover()}
    compared = [] if outline is None else [{**steps(*outline, 1.0), "hoverinfo": "skip"}]
    x_axis = {**AXIS, "title": title(labels.x)}
    # A little above their lines, as the 0 would touch the number at the end of the other axis.
    y_axis = {**AXIS, "title": title(labels.y), "nticks": 4, "ticklabelshift": -5}
    highest = int(histogram.counts.max()) if limit is None else limit.highest
    others = [] if outline is None else outline[0].counts.tolist()
    top = top_of_counts(max([highest, *others])) if top is None else top
    held: dict[str, Any] = {} if limit is None else {"annotations": [limit.label(mean, histogram)]}
    shapes = marks(mean, deviation, labels.mean if named else "") if marked else []
    margins = {"top": ABOVE if marked and named else BESIDE} | ({} if counted else {"left": BESIDE})
    return drawing(
        data=[*compared, filled],
        layout=layout(
            height,
            **margins,
            xaxis=x_axis if x_range is None else {**x_axis, "range": x_range},
            yaxis={**(y_axis if counted else {**AXIS, "visible": False}), "range": [0, top]},
            shapes=shapes,
            **held,
        ),
    )


def normal_curve(histogram: Histogram, mean: float, deviation: float) -> Curve:
    """Return a normal distribution of this mean and standard deviation: places, and the count to expect in a bin around each."""
    places = mean + deviation * np.linspace(-_REACH, _REACH, _POINTS)
    width = float(histogram.edges[1] - histogram.edges[0])
    counts = normal_counts(places, width, int(histogram.counts.sum()), mean, deviation)
    return few_digits(places), few_digits(counts)


def normal_trace(curve: Curve) -> dict[str, object]:
    """Return such a curve as a trace, dashed, in front of the counts."""
    x, y = curve
    line = {"width": 3, "color": NORMAL, "dash": "dash"}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": line, "zorder": 1, "hoverinfo": "skip"}


def steps(histogram: Histogram, colour: str, width: float) -> dict[str, Any]:
    """Return the outline of a histogram as a trace."""
    x, y = steps_over(histogram.edges, histogram.counts.tolist())
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": {"shape": "hv", "width": width, "color": colour}}


def steps_over(edges: NDArray[np.floating], heights: Sequence[float]) -> Curve:
    """Return each edge, the first one twice, and the height that begins there: a line of steps from 0 to 0."""
    places = edges.tolist()
    return [places[0], *places], [0, *heights, 0]


# What marks mean ± standard deviation, and the mean.
_BAND = {"type": "rect", "line": {"width": 0}, "layer": "below", "fillcolor": faint(GREY, 0.13)}
_MEAN = {"type": "line", "line": {"width": 2, "color": GREY, "dash": "dot"}}


def marks(mean: float, deviation: float, mean_label: str) -> list[dict[str, object]]:
    """Return the shapes that mark the mean and mean ± standard deviation.

    The browser moves them by index, and a third one, where there is any, as a length from the mean to a standard deviation more.
    """
    vertical = {"yref": "paper", "y0": 0, "y1": 1}
    label = {"text": mean_label, "textposition": "end", "textangle": 0, "yanchor": "bottom", "font": {"size": 14}}
    return [
        {**_BAND, **vertical, "x0": mean - deviation, "x1": mean + deviation},
        {**_MEAN, **vertical, "x0": mean, "x1": mean, **({"label": label} if mean_label else {})},
    ]
