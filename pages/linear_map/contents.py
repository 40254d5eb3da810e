"""What fills the places: charts and words of one map for all values, of one map a group, and of what stands still."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import bn_core
from bn_view.figures import colours
from bn_view.state.language import _
from bn_view.widgets.live_chart import in_places
from pages.linear_map import charts, examples, motions, sentences
from pages.linear_map.values import Values, carried, is_gathered, lines_of_groups, mapped

_MOST_LINES = 12


def still(values: Values) -> Mapping[str, Any]:
    """Return what no widget of the page moves, and how gamma and beta move the rest."""
    tests, of_tests = examples.two_tests()
    words = {
        "standardization": sentences.standardization(values.in_order),
        "kurtosis_of_the_note": examples.kurtosis_of_the_note(),
        **of_tests,
    }
    return in_places(*tests, words=words, motions=motions.of_one_map(values.before, carried(values, 1.0, 0.0)))


def one_map(values: Values, gamma: float, beta: float) -> Mapping[str, Any]:
    """Return what gamma and beta move."""
    before, after, at = values.before, carried(values, gamma, beta), {"gamma": gamma, "beta": beta}
    words = {
        "map_line": sentences.line(before.summary, after.slope, after.intercept),
        "kept": sentences.kept(before.summary, after.summary),
    }
    gathered = is_gathered(before, gamma)
    return in_places(charts.map_chart(before, after, at), charts.after_chart(before, after, at, gathered=gathered), words=words)


def many_maps(values: Values, axes: tuple[int, ...]) -> Mapping[str, Any]:
    """Return what happens to all values together where each group has a line of its own."""
    x, one, many = values.look_up(), mapped(values), mapped(values, axes)
    ends_before, ends_after = lines_of_groups(x, axes)
    count = ends_before.shape[1]
    step = -(-count // _MOST_LINES)
    lines = charts.lines(ends_before[:, ::step], ends_after[:, ::step], count, many)
    middle = tuple(slice(None) if a in axes else n // 2 for a, n in enumerate(x.shape))
    summary = bn_core.summary(many.y)
    words = {
        "groups": sentences.groups(count),
        "shown_lines": sentences.shown_lines(-(-count // step), count),
        "distance_many": sentences.distance_said(many),
        "numbers_pooled": sentences.numbers("pooled", summary),
        "shape_all": sentences.shape(values.before.summary, summary),
        "shape_middle": sentences.shape(bn_core.summary(x[middle]), bn_core.summary(many.y[middle])),
    }
    title = _("After, all values together (line: one map for all)")
    pooled = charts.histogram("pooled", title, many.y, summary, colours.BATCH_NORM, one.y)
    return in_places(lines, charts.quantiles(many), pooled, words=words)
