"""The map as a picture: values stand on the axis below, a line carries them up, and they come out on the axis to the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bn_core import Histogram, Summary
from bn_view.figures.colours import BATCH_NORM, BEFORE, GREY, STANDARDIZED, faint
from bn_view.figures.histograms import Curve, Labels, marks, normal_trace, steps, top_of_counts
from bn_view.figures.layout import AXIS, FONT, LABELS_LEFT, TITLE, Figure, drawing, few_digits, hover, layout, title

Array = NDArray[np.floating]
# Of both charts, with what stands above them.
HEIGHT, _ABOVE = 360, 22
# Where gamma and beta find in the figures what they move.
LINE, DOTS, NORMAL_AFTER, COUNTS_AFTER = 0, 3, 0, 1
MARKS_ON_LINE, MARKS_AFTER = (2, 3), (0, 1)
# So much of the height is for the histogram before, which the line crosses.
_SHARE = 0.5


def map_figure(
    histogram: Histogram,
    summary: Summary,
    normal: Curve,
    line: tuple[Array, Array],
    quantiles: tuple[Array, Array],
    after: Sequence[float],
    *,
    x_range: tuple[float, float],
    y_range: tuple[float, float],
    labels: Labels,
) -> Figure:
    """Draw the histogram before, over it the line from end to end of the axis, and dots on it where the quantiles are.

    The marks `after` the map, of mean and mean ± standard deviation, cross those before where the line is.
    """
    x, y = line
    upon = {"type": "scatter", "yaxis": "y2"}
    straight = {**upon, "mode": "lines", "x": x.tolist(), "y": y.tolist(), "line": {"color": STANDARDIZED, "width": 3}}
    named = hover("x", "y")
    marker = {"color": BATCH_NORM, "size": 6}
    dots = {**upon, "mode": "markers", "x": quantiles[0].tolist(), "y": quantiles[1].tolist(), "marker": marker, **named}
    filled = {**steps(histogram, BEFORE, 1.5), "fill": "tozeroy", **labels.hover()}
    top = top_of_counts(max(int(histogram.counts.max()), *normal[1])) / _SHARE
    own = marks(summary.mean, summary.standard_deviation, labels.mean)
    right_axis = {**AXIS, "title": title("y"), "range": y_range, "nticks": 5, "overlaying": "y", "side": "right"}
    right_axis |= {"tickmode": "auto"}  # an overlaying axis would take the other one's lines
    frame = layout(
        HEIGHT,
        top=_ABOVE,
        xaxis={**AXIS, "title": title("x"), "range": x_range, "nticks": 7},
        yaxis={**AXIS, "range": [0, top], "showticklabels": False, "showgrid": False},
        yaxis2=right_axis,
        shapes=[*own, *lying(after, "y2")],
    )
    frame["margin"] |= {"l": 14, "r": LABELS_LEFT + TITLE}
    expected = {**normal_trace(normal), "zorder": 0}
    return drawing([{**straight, "hoverinfo": "skip"}, expected, filled, dots], frame)


def after_figure(
    counts: NDArray[np.int64],
    edges: Array,
    normal: Curve,
    after: Sequence[float],
    *,
    y_range: tuple[float, float],
    gathered: str,
    is_gathered: bool,
    labels: Labels,
) -> Figure:
    """Draw the histogram after the map on its side, so that each value is as high as on the line to its left.

    `gathered` says how many values are in one place, where all are.
    """
    places_of_steps = {"x": [0, *counts.tolist(), 0], "y": few_digits([edges[0], *edges])}
    line = {"shape": "vh", "width": 1.5, "color": BATCH_NORM}
    filled = {"type": "scatter", "mode": "lines", "fill": "tozerox", "line": line, **places_of_steps}
    places, of_counts = normal
    expected = normal_trace((of_counts, places))
    top = top_of_counts(max(int(counts.max()), *of_counts))
    label = {"text": gathered, "x": top, "y": after[0], "xanchor": "right", "yanchor": "bottom", "font": FONT, "showarrow": False}
    return drawing(
        [expected, {**filled, **hover(labels.y, "y")}],
        layout(
            HEIGHT,
            top=_ABOVE,
            left=8,
            xaxis={**AXIS, "title": title(labels.y), "range": [0, top], "nticks": 4},
            yaxis={**AXIS, "range": y_range, "nticks": 5, "showticklabels": False},
            shapes=lying(after, "y"),
            annotations=[{**label, "visible": is_gathered}],
        ),
    )


def lying(marked: Sequence[float], axis: str) -> list[dict[str, Any]]:
    """Return the shapes that mark a mean and mean ± standard deviation, of which the mean comes first, on an upright axis."""
    mean, *ends = marked
    across: Mapping[str, Any] = {"xref": "paper", "x0": 0, "x1": 1, "yref": axis}
    band = {"type": "rect", "y0": ends[0], "y1": ends[1], "line": {"width": 0}, "layer": "below"}
    line = {"type": "line", "y0": mean, "y1": mean, "line": {"width": 2, "color": GREY, "dash": "dot"}}
    return [{**across, **band, "fillcolor": faint(GREY, 0.16)}, {**across, **line}]
