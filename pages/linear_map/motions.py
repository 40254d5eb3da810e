"""How gamma and beta move the quantiles and the histogram before they are released."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from bn_view.data.mini_batch import Affine
from bn_view.figures.layout import seven_digits
from bn_view.state.language import _
from bn_view.widgets.live_chart.motion import Motion, axes_ladder, frames, histogram_motion, motion
from bn_view.words.numbers import number as written
from bn_view.words.readout import histogram_alt
from pages.linear_map.charts import normal, quantiles_said
from pages.linear_map.values import Values, mapped

_AFTER_RELEASE = (".live-words-map_numbers",)
# Of both normal distributions only the place is affine: the counts stay.
_NORMAL = {"path": ["data", 0, "x"], "base": "normal", "timesGamma": 1, "plusBeta": 1}


def of_one_map(values: Values) -> Mapping[str, Motion]:
    """Return how gamma and beta move the charts, by name."""
    chart, said = "chart_after", histogram_alt(_("After"))
    after = histogram_motion(values.before.standardized, numbers="after", said=said, outline=chart)
    places = {"bases": {"normal": normal(values)[0]}, "parts": [_NORMAL]}
    return {"chart_quantiles_one": _of_quantiles(values), chart: after | {"affine": places}}


def _of_quantiles(values: Values) -> Motion:
    """Return the motion of the quantiles and their line, from what both are at gamma 1 and beta 0."""
    standardized = mapped(values)
    quantiles, line = standardized.y_quantiles, standardized.line
    # The ends are read to the last digit; of the others only the place is seen.
    bases = {"line": seven_digits(line[[0, -1]]), "quantiles": seven_digits(quantiles), "ends": quantiles[[0, -1]].tolist()}
    factors = {"timesGamma": 1, "plusBeta": 1}
    parts = [
        {"path": ["data", 0, "y"], "base": "line", **factors},
        {"path": ["data", 1, "y"], "base": "quantiles", **factors},
        {"path": ["numbers"], "keys": ["low", "high"], "base": "ends", **factors},
    ]
    gammas = np.array(Affine.gamma.stops)
    summary = values.before.summary
    # Without a shape there is no number.
    shapes = {
        "skewness": np.where(gammas == 0, np.nan, np.sign(gammas) * summary.skewness),
        "kurtosis": np.where(gammas == 0, np.nan, summary.excess_kurtosis),
    }
    states: dict[tuple[str | int, ...], list[float | str]] = {
        ("numbers", name): [_shown(number) for number in seven_digits(shape)] for name, shape in shapes.items()
    }
    return motion(
        "gamma",
        "beta",
        numbers="quantiles",
        said=quantiles_said(standardized),
        frames=frames("gamma", states),
        after_release=_AFTER_RELEASE,
        ladder=axes_ladder(lambda end: {"yaxis": {"range": (-end, end)}}),
        affine={"bases": bases, "parts": parts},
    )


def _shown(number: float) -> float | str:
    """Return a number as the browser writes it: it knows no NaN."""
    return written(number) if math.isnan(number) else number
