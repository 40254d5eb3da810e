"""The map as a picture: values stand on the axis below, a line carries them up, and they come out on the axis to the right."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bn_core import Histogram, Summary
from bn_view.figures.colours import BATCH_NORM, BEFORE, STANDARDIZED
from bn_view.figures.histograms import ABOVE, Curve, Labels, lying_marks, marks, normal_trace, steps, top_of_counts
from bn_view.figures.layout import AXIS, FONT, Figure, drawing, few_digits, hover, layout, title
from bn_view.figures.through import HEIGHT, beside, on_side, with_outputs

Array = NDArray[np.floating]
# Of the mean, and of the ends of mean ± standard deviation.
Marked = tuple[float, float, float]
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
    after: Marked,
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
    frame = layout(
        HEIGHT,
        top=ABOVE,
        xaxis={**AXIS, "title": title("x"), "range": x_range, "nticks": 7},
        yaxis={**AXIS, "range": [0, top]},
        shapes=[*own, *lying_marks(*after, "y2")],
    )
    frame = with_outputs(frame, title=title("y"), range=y_range, nticks=5)
    expected = {**normal_trace(normal), "zorder": 0}
    return drawing([{**straight, "hoverinfo": "skip"}, expected, filled, dots], frame)


def after_figure(
    counts: NDArray[np.int64],
    edges: Array,
    normal: Curve,
    after: Marked,
    *,
    y_range: tuple[float, float],
    gathered: str,
    is_gathered: bool,
    labels: Labels,
) -> Figure:
    """Draw the histogram after the map on its side, so that each value is as high as on the line to its left.

    `gathered` says how many values are in one place, where all are.
    """
    filled = on_side(counts, few_digits(edges), BATCH_NORM, hover(labels.y, "y"))
    places, of_counts = normal
    expected = normal_trace((of_counts, places))
    top = top_of_counts(max(int(counts.max()), *of_counts))
    label = {"text": gathered, "x": top, "y": after[0], "xanchor": "right", "yanchor": "bottom", "font": FONT, "showarrow": False}
    axis, annotation = {"range": y_range, "nticks": 5}, {**label, "visible": is_gathered}
    return beside([expected, filled], labels.y, top, axis, shapes=lying_marks(*after, "y"), annotations=[annotation])
