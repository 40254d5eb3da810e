"""The map as a picture: values stand on the axis below, a line carries them up, and they come out on the axis to the right."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bn_core import Histogram
from bn_view.figures.colours import BATCH_NORM, BEFORE, NORMAL, STANDARDIZED
from bn_view.figures.histograms import Curve, Labels, normal_trace, steps, top_of_counts
from bn_view.figures.layout import AXIS, FONT, Figure, drawing, hover, layout, title
from bn_view.figures.through import HEIGHT, beside, carried, carried_on, on_side, with_outputs

Array = NDArray[np.floating]
# Where gamma and beta find in the figures what they move.
LINE, CARRIED = 0, 3
CARRIED_AFTER, NORMAL_AFTER, COUNTS_AFTER = 0, 1, 2
NORMAL_NAMED, GATHERED = 0, 1
# So much of the height is for the histogram before, which the line crosses.
_SHARE = 0.5
# And beyond the peak of the normal curve so much of its height for its name.
_ROOM_FOR_NAME = 1.35


def map_figure(
    histogram: Histogram,
    normal: Curve,
    line: tuple[tuple[float, float], Array],
    followed: tuple[Array, Array],
    *,
    y_range: tuple[float, float],
    labels: Labels,
) -> Figure:
    """Draw the histogram before, over it the line from end to end of the axis, and the way of a few values that are `followed`.

    They go up from the axis to a dot on the line, and from there to the chart beside it.
    """
    x, y = line
    look = {"type": "scatter", "mode": "lines", "yaxis": "y2", "line": {"color": STANDARDIZED, "width": 4}, "hoverinfo": "skip"}
    ways = carried(followed[0].tolist(), followed[1].tolist(), (BEFORE, BATCH_NORM), **hover("x", "y"))
    filled = {**steps(histogram, BEFORE, 1.5), "fill": "tozeroy", **labels.hover()}
    top = top_of_counts(max(int(histogram.counts.max()), *normal[1])) / _SHARE
    frame = layout(
        HEIGHT,
        xaxis={**AXIS, "title": title("x"), "range": x, "nticks": 7},
        yaxis={**AXIS, "range": [0, top]},
    )
    frame = with_outputs(frame, title=title("y"), range=y_range, nticks=5)
    expected = {**normal_trace(normal), "zorder": 0}
    return drawing([{**look, "x": x, "y": y.tolist()}, expected, filled, ways], frame)


def after_figure(
    counts: NDArray[np.int64],
    edges: Sequence[float],
    normal: Curve,
    followed: Array,
    mean: float,
    *,
    y_range: tuple[float, float],
    gathered: str,
    is_gathered: bool,
    named_normal: str,
    labels: Labels,
) -> Figure:
    """Draw the histogram after the map on its side, so that each value is as high as on the line to its left.

    `gathered` says how many values are in one place, where all are; `named_normal` stands at the peak of the normal curve.
    """
    filled = on_side(counts, edges, BATCH_NORM, hover(labels.y, "y"))
    places, of_counts = normal
    expected = normal_trace((of_counts, places))
    top = max(top_of_counts(int(counts.max())), _ROOM_FOR_NAME * max(of_counts))
    at_mean = {"y": mean, "font": FONT, "showarrow": False}
    name = {
        **at_mean,
        "text": named_normal,
        "x": max(of_counts),
        "xanchor": "left",
        "xshift": 6,
        "yanchor": "bottom",  # above the way of the mean
        "yshift": 1,
        "font": {**FONT, "color": NORMAL},
    }
    label = {**at_mean, "text": gathered, "x": top, "xanchor": "right", "yanchor": "bottom", "visible": is_gathered}
    ways = carried_on(followed.tolist(), BATCH_NORM)
    axis = {"range": y_range, "nticks": 5}
    return beside([ways, expected, filled], labels.y, top, axis, annotations=[{**name, "visible": not is_gathered}, label])
