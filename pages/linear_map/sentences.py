"""What the page says of a map, as HTML."""

from __future__ import annotations

import bn_core
from bn_view.state.language import _
from bn_view.words.numbers import pointed_at, short
from bn_view.words.readout import followed, four_numbers, paragraphs
from bn_view.words.table import html_table
from pages.linear_map.values import Array, Mapped

_BY_HAND = 5


def distance(mapped: Mapped) -> str:
    """Return how far the quantiles are from the line."""
    return short(bn_core.largest_difference(mapped.y_quantiles, mapped.line))


def distance_said(mapped: Mapped) -> str:
    """Return the same as a sentence."""
    if mapped.is_straight:
        return paragraphs(_("Every quantile lies on one line."))
    sentence = _("Line: one map for all values. Largest distance of a quantile from it: <b>{distance}</b>")
    return paragraphs(sentence.format(distance=distance(mapped)))


def line(before: bn_core.Summary, slope: float, intercept: float) -> str:
    """Return the map as the line that it is, with its numbers."""
    a, b = followed("map", "a", slope), followed("map", "b", intercept)
    equation = f'<span class="equation"><i>y = a · x + b</i> = {a} · <i>x</i> + <span class="summand">{b}</span></span>'
    # With two digits more than a and b have, who does the sum by hand gets theirs.
    mean, deviation = (short(value, _BY_HAND) for value in (before.mean, before.standard_deviation))
    here = _("here μ\u00a0=\u00a0{mean}, σ\u00a0=\u00a0{deviation}, ε\u00a0=\u00a00").format(mean=mean, deviation=deviation)
    return paragraphs(equation, "<i>a</i> = γ / σ, &nbsp; <i>b</i> = β − γ · μ / σ", f"<small>{here}</small>")


def standardization(x: Array) -> str:
    """Say that gamma 1 and beta 0 are standardization."""
    plain = bn_core.batch_norm(x, 1.0, 0.0, axis=None, epsilon=0.0).output
    difference = bn_core.largest_difference(plain, bn_core.standardize(x))
    sentence = _("With γ = 1 and β = 0 batch normalization <b>is</b> standardization. Largest difference: <b>{difference}</b>")
    return paragraphs(sentence.format(difference=short(difference)))


def kept(before: bn_core.Summary, after: bn_core.Summary) -> str:
    """Return what a map changes, mean and standard deviation, and what it keeps, beside what a normal distribution has.

    The motion of the map finds the numbers after it.
    """
    parts = {
        "mean": (_("mean"), before.mean, after.mean),
        "deviation": (_("std"), before.standard_deviation, after.standard_deviation),
        **_shape(before, after),
    }
    normal = {"mean": "", "deviation": ""}
    rows = [
        (name, pointed_at(old), followed("map", part, new), normal.get(part, "0")) for part, (name, old, new) in parts.items()
    ]
    return html_table(_table_head(), rows)


def shape(before: bn_core.Summary, after: bn_core.Summary) -> str:
    """Return skewness and excess kurtosis before and after, beside those of a normal distribution."""
    rows = ((name, pointed_at(old), f"<b>{pointed_at(new)}</b>", "0") for name, old, new in _shape(before, after).values())
    return html_table(_table_head(), rows)


def _table_head() -> tuple[str, ...]:
    return "", "x", "y", _("normal")


def _shape(before: bn_core.Summary, after: bn_core.Summary) -> dict[str, tuple[str, float, float]]:
    return {
        "skewness": (_("skewness"), before.skewness, after.skewness),
        "kurtosis": (_("excess kurtosis"), before.excess_kurtosis, after.excess_kurtosis),
    }


def numbers(name: str, summary: bn_core.Summary) -> str:
    """Return the numbers under a histogram."""
    return paragraphs(four_numbers(name, summary))


def groups(count: int) -> str:
    """Say how many groups there are, each with a line of its own."""
    sentence = _(
        "<b>{count}</b> groups, and each has a line of its own: its values keep their shape, all values together need not."
    )
    if count == 1:
        sentence = _("One group, one line: the shape stays. Choose another unit above.")
    return paragraphs(f"{sentence.format(count=f'{count:,}')} {_('Here γ = 1 and β = 0.')}")


def shown_lines(shown: int, count: int) -> str:
    """Say how many of the lines are drawn."""
    return paragraphs(_("{shown} of {count} lines").format(shown=shown, count=f"{count:,}"))
