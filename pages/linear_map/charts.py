"""Quantiles, lines and histograms before and after a map."""

from __future__ import annotations

import numpy as np

import bn_core
from bn_view.data.mini_batch import BINS
from bn_view.figures import colours
from bn_view.figures.histograms import HALF_WIDTH, Curve, covering, ladder, normal_curve
from bn_view.figures.layout import few_digits
from bn_view.state.language import _
from bn_view.widgets.chart import limit_of, sent_histogram
from bn_view.widgets.live_chart import Sent, sent
from bn_view.widgets.live_chart.motion import Stand
from bn_view.words.numbers import number
from bn_view.words.readout import histogram_labels
from pages.linear_map.figures import lines_figure, quantile_figure
from pages.linear_map.map_figures import after_figure, map_figure
from pages.linear_map.sentences import distance
from pages.linear_map.values import (
    QUANTILES,
    Array,
    Mapped,
    Values,
    counts_and_edges,
    deviation_of_standardized,
    is_gathered,
    on_line,
    scaled_and_shifted,
)
from workers.memory import Kept

HISTOGRAM_HEIGHT = 220
# The ends after, as the sentence of a histogram names them: of the least and of the greatest value before.
ENDS = "minimum", "maximum"


def map_chart(values: Values, mapped: Mapped, gamma: float, beta: float, at: Stand) -> Sent:
    """Return the map: the values before, and the line that carries them up."""
    before, reach = values.before, range_before(values.before.summary)
    figure = map_figure(
        before.histogram,
        _normals(values)[0],
        (np.array(reach), on_line(values, np.array(reach), gamma, beta)),
        (values.followed, on_line(values, values.followed, gamma, beta)),
        x_range=reach,
        y_range=range_of(mapped),
        labels=histogram_labels(),
    )
    low, high = number(mapped.y_quantiles[0]), number(mapped.y_quantiles[-1])
    return sent("chart_map", figure, map_said().format(low=low, high=high), at=at)


def after_chart(values: Values, mapped: Mapped, gamma: float, beta: float, at: Stand) -> Sent:
    """Return the values after the map, on their side."""
    counts, edges = counts_and_edges(values)
    mean = scaled_and_shifted(np.zeros(1), gamma, beta).item()
    figure = after_figure(
        counts,
        scaled_and_shifted(edges, gamma, beta),
        normal(values, gamma, beta),
        on_line(values, values.followed, gamma, beta),
        mean,
        y_range=range_of(mapped),
        gathered=limit_of(counts).words,
        is_gathered=is_gathered(values, gamma),
        named_normal=_("normal"),
        labels=histogram_labels(),
    )
    ends = (number(end) for end in mapped.y_quantiles[[0, -1]])
    said = after_said(values).format(mean=number(mean), **dict(zip(ENDS, ends, strict=True)))
    return sent("chart_after", figure, said, at=at)


def map_said() -> str:
    """Return what the chart of the line shows, in words, with the names of its numbers in braces: low, high."""
    return _("A straight line carries every value before to its value after, from {low} to {high}.")


def after_said(values: Values) -> str:
    """Return what the chart of the values after shows, in words, with the names in braces of the numbers that move."""
    sentence = _("Histogram of {count} values after the map: mean {mean}, from {minimum} to {maximum}.")
    names = {name: f"{{{name}}}" for name in ("mean", *ENDS)}
    return sentence.format(count=f"{values.before.summary.count:,}", **names)


def quantiles(mapped: Mapped) -> Sent:
    """Return quantile against quantile, beside the line of one map for all."""
    axes = {"x_title": _("value before"), "y_title": _("value after"), "y_range": range_of(mapped)}
    figure = quantile_figure(mapped.x_quantiles, mapped.y_quantiles, mapped.line, **axes)
    low, high = number(mapped.y_quantiles[0]), number(mapped.y_quantiles[-1])
    said = _("{count} quantiles after over those before, from {low} to {high}.").format(count=QUANTILES, low=low, high=high)
    off = _("At most {distance} away from a straight line.").format(distance=distance(mapped))
    return sent("chart_quantiles_many", figure, f"{said} {_('They lie on a straight line.') if mapped.is_straight else off}")


def lines(before: Array, after: Array, count: int, mapped: Mapped) -> Sent:
    """Return the lines of a few of `count` groups, on the axis of what all groups make together."""
    axes = {"x_title": _("before"), "y_title": _("after, one line per group"), "y_range": range_of(mapped)}
    alt = _("{shown} of {count} lines, one per group, each from its smallest to its largest value.")
    return sent("chart_lines", lines_figure(before, after, **axes), alt.format(shown=before.shape[1], count=count))


def histogram(name: str, title: str, values: Array, summary: bn_core.Summary, colour: str, compared: Array) -> Sent:
    """Return a histogram; `compared` is a thin line behind."""
    bounds = covering(*((v.min().item(), v.max().item()) for v in (values, compared)))
    outline = bn_core.histogram(compared, BINS, bounds), colours.STANDARDIZED
    counts = bn_core.histogram(values, BINS, bounds)
    return sent_histogram(f"chart_{name}", title, counts, summary, colour, height=HISTOGRAM_HEIGHT, outline=outline)


def range_before(summary: bn_core.Summary) -> tuple[float, float]:
    """Return the axis of the values before: what the axis after shows of them once they are standardized."""
    reach = HALF_WIDTH * summary.standard_deviation
    return covering((summary.mean - reach, summary.mean + reach), (summary.minimum, summary.maximum))


def normal(values: Values, gamma: float = 1.0, beta: float = 0.0) -> Curve:
    """Return the normal distribution beside the values after: gamma and beta move its places, and leave its counts."""
    places, counts = _normals(values)[1]
    return few_digits(scaled_and_shifted(np.array(places), gamma, beta)), counts


def _normals(values: Values) -> tuple[Curve, Curve]:
    """Return the normal distributions beside the values before, and beside the standardized ones."""

    def made() -> tuple[Curve, Curve]:
        summary, standardized = values.before.summary, values.before.standardized.histogram(0)
        before = normal_curve(values.before.histogram, summary.mean, summary.standard_deviation)
        return before, normal_curve(standardized, 0.0, deviation_of_standardized(values))

    return _NORMALS.get(values.key, made)


_NORMALS: Kept[tuple[Curve, Curve]] = Kept(128, idle_seconds=600.0)


def range_of(mapped: Mapped) -> tuple[float, float]:
    """Return the axis of what a map makes, which stands still while gamma and beta move it."""
    return ladder(mapped.y_quantiles.min().item(), mapped.y_quantiles.max().item())
