"""How gamma and beta move the line and the histogram before they are released."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from bn_view.data.mini_batch import Affine
from bn_view.figures.layout import seven_digits
from bn_view.widgets.live_chart.motion import Motion, axes_ladder, frames, motion
from bn_view.words.numbers import number as written
from pages.linear_map.charts import ENDS, after_said, map_said
from pages.linear_map.map_figures import (
    CARRIED,
    CARRIED_AFTER,
    COUNTS_AFTER,
    GATHERED,
    LINE,
    NORMAL_AFTER,
    NORMAL_NAMED,
)
from pages.linear_map.values import Before, Carried, is_gathered

_BY_BOTH = {"timesGamma": 1, "plusBeta": 1}
# What may leave the picture: the axes need no more room than the values do.
_FREE = {**_BY_BOTH, "free": True}
# At the bare address: far from a γ of 0, where there is no shape, and as far as the axis has room for without becoming wider.
_SWEEPS = (("gamma", 0.5), ("beta", 2.0))


def of_one_map(before: Before, standardized: Carried) -> Mapping[str, Motion]:
    """Return how gamma and beta move the charts, by name, from what is carried at gamma 1 and beta 0."""
    return {"chart_map": _of_line(before, standardized), "chart_after": _of_counts(before, standardized)}


def _of_line(before: Before, standardized: Carried) -> Motion:
    """Return the motion of the line, of what it carries, and of their numbers."""
    # The ends are read to the last digit; of the others only the place is seen.
    bases = {
        "line": seven_digits(standardized.line),
        "ends": before.edges[[0, -1]].tolist(),
        "intercept": [standardized.intercept],
        "mean": [0.0],
        "followed": seven_digits(standardized.followed),
    }
    parts = [
        {"path": ["data", LINE, "y"], "base": "line", **_FREE},
        {"path": ["data", CARRIED, "y"], "base": "followed", **_FREE},
        {"path": ["numbers"], "keys": ["low", "high"], "base": "ends", **_BY_BOTH},
        {"path": ["numbers"], "keys": ["b"], "base": "intercept", **_FREE},
        {"path": ["numbers"], "keys": ["mean"], "base": "mean", **_FREE},
    ]
    gammas, summary = np.array(Affine.gamma.stops), before.summary
    # Without a shape there is no number.
    of_each = {
        "a": standardized.slope * gammas,
        "deviation": np.abs(gammas) * before.standardized.standard_deviation,
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
        said=map_said(),
        frames=frames("gamma", states),
        ladder=axes_ladder(lambda end: {"yaxis2": {"range": (-end, end)}}),
        affine={"bases": bases, "parts": parts},
        sweeps=_SWEEPS,
    )


def _of_counts(before: Before, standardized: Carried) -> Motion:
    """Return the motion of the histogram after, whose edges move and whose counts stay, and of what is said of it."""
    in_one_place = [is_gathered(before, gamma) for gamma in Affine.gamma.stops]
    bases = {
        "normal": before.normal_standardized[0],
        "edges": seven_digits([before.edges[0], *before.edges]),
        "ends": before.edges[[0, -1]].tolist(),
        "mean": [0.0],
        "followed": seven_digits(standardized.followed),
    }
    parts = [
        {"path": ["data", NORMAL_AFTER, "y"], "base": "normal", **_FREE},
        {"path": ["data", COUNTS_AFTER, "y"], "base": "edges", **_BY_BOTH},
        {"path": ["data", CARRIED_AFTER, "y"], "base": "followed", **_FREE},
        *(
            {"path": ["layout", "annotations", label], "keys": ["y"], "base": "mean", **_FREE}
            for label in (NORMAL_NAMED, GATHERED)
        ),
        {"path": ["numbers"], "keys": list(ENDS), "base": "ends", **_FREE},
        {"path": ["numbers"], "keys": ["mean"], "base": "mean", **_FREE},
    ]
    return motion(
        "gamma",
        "beta",
        said=after_said(before),
        frames=frames(
            "gamma", {**_visible(GATHERED, in_one_place), **_visible(NORMAL_NAMED, [not all_are for all_are in in_one_place])}
        ),
        ladder=axes_ladder(lambda end: {"yaxis": {"range": (-end, end)}}),
        affine={"bases": bases, "parts": parts},
        sweeps=_SWEEPS,
    )


def _visible(label: int, states: list[bool]) -> dict[tuple[str | int, ...], list[bool]]:
    return {("layout", "annotations", label, "visible"): states}


def _shown(number: float) -> float | str:
    """Return a number as the browser writes it: it knows no NaN."""
    return written(number) if math.isnan(number) else number
