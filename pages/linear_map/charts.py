"""Quantiles, lines and histograms before and after a map."""

from __future__ import annotations

import bn_core
from bn_view.data.mini_batch import BINS
from bn_view.figures import colours
from bn_view.figures.histograms import covering, ladder
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
from pages.linear_map.values import QUANTILES, Array, Before, Carried, Mapped

HISTOGRAM_HEIGHT = 220
# The ends after, as the sentence of a histogram names them: of the least and of the greatest value before.
ENDS = "minimum", "maximum"


def map_chart(before: Before, after: Carried, at: Stand) -> Sent:
    """Return the map: the values before, and the line that carries them up."""
    figure = map_figure(
        before.histogram,
        before.normal,
        (before.axis, after.line),
        (before.followed, after.followed),
        y_range=ladder(*sorted(after.ends)),
        labels=histogram_labels(),
    )
    low, high = after.ends
    return sent("chart_map", figure, map_said().format(low=number(low), high=number(high)), at=at)


def after_chart(before: Before, after: Carried, at: Stand, *, gathered: bool) -> Sent:
    """Return the values after the map, on their side; `gathered` in one place or not."""
    figure = after_figure(
        before.counts,
        few_digits(after.edges),
        (few_digits(after.normal), before.normal_standardized[1]),
        after.followed,
        after.mean,
        y_range=ladder(*sorted(after.ends)),
        gathered=limit_of(before.counts).words,
        is_gathered=gathered,
        named_normal=_("normal"),
        labels=histogram_labels(),
    )
    said = after_said(before).format(mean=number(after.mean), **dict(zip(ENDS, map(number, after.ends), strict=True)))
    return sent("chart_after", figure, said, at=at)


def map_said() -> str:
    """Return what the chart of the line shows, in words, with the names of its numbers in braces: low, high."""
    return _("A straight line carries every value before to its value after, from {low} to {high}.")


def after_said(before: Before) -> str:
    """Return what the chart of the values after shows, in words, with the names in braces of the numbers that move."""
    sentence = _("Histogram of {count} values after the map: mean {mean}, from {minimum} to {maximum}.")
    names = {name: f"{{{name}}}" for name in ("mean", *ENDS)}
    return sentence.format(count=f"{before.summary.count:,}", **names)


def quantiles(mapped: Mapped) -> Sent:
    """Return quantile against quantile, beside the line of one map for all."""
    axes = {"x_title": _("value before"), "y_title": _("value after"), "y_range": _range_of(mapped)}
    figure = quantile_figure(mapped.x_quantiles, mapped.y_quantiles, mapped.line, **axes)
    low, high = number(mapped.y_quantiles[0]), number(mapped.y_quantiles[-1])
    said = _("{count} quantiles after over those before, from {low} to {high}.").format(count=QUANTILES, low=low, high=high)
    off = _("At most {distance} away from a straight line.").format(distance=distance(mapped))
    return sent("chart_quantiles_many", figure, f"{said} {_('They lie on a straight line.') if mapped.is_straight else off}")


def lines(before: Array, after: Array, count: int, mapped: Mapped) -> Sent:
    """Return the lines of a few of `count` groups, on the axis of what all groups make together."""
    axes = {"x_title": _("before"), "y_title": _("after, one line per group"), "y_range": _range_of(mapped)}
    alt = _("{shown} of {count} lines, one per group, each from its smallest to its largest value.")
    return sent("chart_lines", lines_figure(before, after, **axes), alt.format(shown=before.shape[1], count=count))


def histogram(name: str, title: str, values: Array, summary: bn_core.Summary, colour: str, compared: Array) -> Sent:
    """Return a histogram; `compared` is a thin line behind."""
    bounds = covering(*((v.min().item(), v.max().item()) for v in (values, compared)))
    outline = bn_core.histogram(compared, BINS, bounds), colours.STANDARDIZED
    counts = bn_core.histogram(values, BINS, bounds)
    return sent_histogram(f"chart_{name}", title, counts, summary, colour, height=HISTOGRAM_HEIGHT, outline=outline)


def _range_of(mapped: Mapped) -> tuple[float, float]:
    return ladder(mapped.y_quantiles.min().item(), mapped.y_quantiles.max().item())
