"""How gamma and beta move the quantiles and the histogram before they are released."""

from __future__ import annotations

from collections.abc import Mapping

from bn_view.figures.layout import seven_digits
from bn_view.state.language import _
from bn_view.widgets.live_chart.motion import Motion, axes_ladder, histogram_motion, motion
from bn_view.words.readout import histogram_alt
from pages.linear_map.charts import quantiles_said
from pages.linear_map.values import Values, mapped

_AFTER_RELEASE = (".live-words-map_numbers", ".live-words-distance_one", ".live-words-shape_one")


def of_one_map(values: Values) -> Mapping[str, Motion]:
    """Return how gamma and beta move the charts, by name."""
    before = values.before
    after = histogram_motion(before.standardized, numbers="after", said=histogram_alt(_("After")))
    return {"chart_quantiles_one": _of_quantiles(values), "chart_after": after}


def _of_quantiles(values: Values) -> Motion:
    """Return the motion of the quantiles and their line, from what both are at gamma 1 and beta 0."""
    standardized = mapped(values)
    quantiles, line = standardized.y_quantiles, standardized.line
    # The ends are read to the last digit; of the others only the place is seen.
    bases = {"line": seven_digits(line[[0, -1]]), "quantiles": seven_digits(quantiles), "ends": quantiles[[0, -1]].tolist()}
    factors = {"c": 1, "d": 1}
    parts = [
        {"path": ["data", 0, "y"], "base": "line", **factors},
        {"path": ["data", 1, "y"], "base": "quantiles", **factors},
        {"path": ["numbers"], "keys": ["low", "high"], "base": "ends", **factors},
    ]
    return motion(
        "gamma",
        "beta",
        numbers="quantiles",
        said=quantiles_said(),
        after_release=_AFTER_RELEASE,
        ladder=axes_ladder(lambda end: {"yaxis": {"range": (-end, end)}}),
        affine={"bases": bases, "parts": parts},
    )
