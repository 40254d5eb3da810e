"""How gamma and beta move the line and the histogram before they are released."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from bn_view.data.mini_batch import Affine
from bn_view.figures.layout import seven_digits
from bn_view.widgets.live_chart.motion import Motion, axes_ladder, frames, motion
from bn_view.words.numbers import number as written
from pages.linear_map.charts import ENDS, after_said, normal, quantiles_said, range_before
from pages.linear_map.map_figures import COUNTS_AFTER, DOTS, LINE, MARKS_AFTER, MARKS_ON_LINE, NORMAL_AFTER
from pages.linear_map.values import (
    Values,
    counts_and_edges,
    deviation_of_standardized,
    is_gathered,
    mapped,
    marked,
    on_line,
    slope_and_intercept,
)

_BY_BOTH = {"timesGamma": 1, "plusBeta": 1}
# What may leave the picture: the axes need no more room than the values do.
_FREE = {**_BY_BOTH, "free": True}


def of_one_map(values: Values) -> Mapping[str, Motion]:
    """Return how gamma and beta move the charts, by name."""
    return {"chart_map": _of_line(values), "chart_after": _of_counts(values)}


def _of_line(values: Values) -> Motion:
    """Return the motion of the line and the quantiles on it, from what both are at gamma 1 and beta 0, and of their numbers."""
    standardized = mapped(values)
    quantiles, reach = standardized.y_quantiles, np.array(range_before(values.before.summary))
    slope, intercept = slope_and_intercept(values, 1.0, 0.0)
    # The ends are read to the last digit; of the others only the place is seen.
    bases = {
        "line": seven_digits(on_line(values, reach, 1.0, 0.0)),
        "quantiles": seven_digits(quantiles),
        "ends": quantiles[[0, -1]].tolist(),
        "intercept": [intercept],
        **_marks(values),
    }
    parts = [
        {"path": ["data", LINE, "y"], "base": "line", **_FREE},
        {"path": ["data", DOTS, "y"], "base": "quantiles", **_BY_BOTH},
        {"path": ["numbers"], "keys": ["low", "high"], "base": "ends", **_BY_BOTH},
        {"path": ["numbers"], "keys": ["b"], "base": "intercept", **_FREE},
        {"path": ["numbers"], "keys": ["mean"], "base": "mean", **_FREE},
        *_parts_of_marks(MARKS_ON_LINE),
    ]
    gammas, summary = np.array(Affine.gamma.stops), values.before.summary
    # Without a shape there is no number.
    of_each = {
        "a": slope * gammas,
        "deviation": np.abs(gammas) * deviation_of_standardized(values),
        "skewness": np.where(gammas == 0, np.nan, np.sign(gammas) * summary.skewness),
        "kurtosis": np.where(gammas == 0, np.nan, summary.excess_kurtosis),
    }
    states: dict[tuple[str | int, ...], list[float | str]] = {
        ("numbers", name): [_shown(number) for number in seven_digits(numbers)] for name, numbers in of_each.items()
    }
    return motion(
        "gamma",
        "beta",
        numbers="map",
        said=quantiles_said(standardized),
        frames=frames("gamma", states),
        ladder=axes_ladder(lambda end: {"yaxis2": {"range": (-end, end)}}),
        affine={"bases": bases, "parts": parts},
    )


def _of_counts(values: Values) -> Motion:
    """Return the motion of the histogram after, whose edges move and whose counts stay, and of what is said of it."""
    _, edges = counts_and_edges(values)
    in_one_place = [is_gathered(values, gamma) for gamma in Affine.gamma.stops]
    bases = {
        "normal": normal(values)[0],
        "edges": seven_digits([edges[0], *edges]),
        "ends": edges[[0, -1]].tolist(),
        **_marks(values),
    }
    parts = [
        {"path": ["data", NORMAL_AFTER, "y"], "base": "normal", **_FREE},
        {"path": ["data", COUNTS_AFTER, "y"], "base": "edges", **_BY_BOTH},
        {"path": ["layout", "annotations", 0], "keys": ["y"], "base": "mean", **_FREE},
        {"path": ["numbers"], "keys": list(ENDS), "base": "ends", **_FREE},
        {"path": ["numbers"], "keys": ["mean"], "base": "mean", **_FREE},
        *_parts_of_marks(MARKS_AFTER),
    ]
    return motion(
        "gamma",
        "beta",
        said=after_said(values),
        frames=frames("gamma", {("layout", "annotations", 0, "visible"): in_one_place}),
        ladder=axes_ladder(lambda end: {"yaxis": {"range": (-end, end)}}),
        affine={"bases": bases, "parts": parts},
    )


def _marks(values: Values) -> dict[str, list[float]]:
    mean, *band = marked(values, 1.0, 0.0)
    return {"band": band, "mean": [mean], "line at mean": [mean, mean]}


def _parts_of_marks(shapes: tuple[int, int]) -> list[dict[str, Any]]:
    """Return the parts that move mean ± standard deviation and the mean, which are these two shapes."""
    bases = zip(shapes, ("band", "line at mean"), strict=True)
    return [{"path": ["layout", "shapes", shape], "keys": ["y0", "y1"], "base": base, **_FREE} for shape, base in bases]


def _shown(number: float) -> float | str:
    """Return a number as the browser writes it: it knows no NaN."""
    return written(number) if math.isnan(number) else number
