"""What the page says of a map, as HTML."""

from __future__ import annotations

import math

import bn_core
from bn_view.state.language import _
from bn_view.words.numbers import bracketed, exact, number, pointed_at, short
from bn_view.words.readout import four_numbers, fraction, paragraphs
from bn_view.words.table import html_table
from pages.linear_map.values import Array, Mapped


def distance(mapped: Mapped) -> str:
    """Return how far the quantiles are from the line."""
    return short(bn_core.largest_difference(mapped.y_quantiles, mapped.line))


def distance_said(mapped: Mapped) -> str:
    """Return the same as a sentence."""
    if mapped.is_straight:
        return paragraphs(_("Every quantile lies on one line."))
    sentence = _("Line: one map for all values. Largest distance of a quantile from it: <b>{distance}</b>")
    return paragraphs(sentence.format(distance=distance(mapped)))


def formula(whole: bn_core.Summary, gamma: float, beta: float) -> str:
    """Return the map as a formula with its numbers."""
    above, below = f"<i>x</i> − {bracketed(number(whole.mean))}", number(whole.standard_deviation)
    quotient = fraction(above, below)
    return paragraphs(f'<span class="equation"><i>y</i> = {short(gamma)} · {quotient} + {bracketed(short(beta))}</span>')


def standardization(x: Array) -> str:
    """Say that gamma 1 and beta 0 are standardization."""
    plain = bn_core.batch_norm(x, 1.0, 0.0, axis=None, epsilon=0.0).output
    difference = bn_core.largest_difference(plain, bn_core.standardize(x))
    sentence = _("With γ = 1 and β = 0 batch normalization <b>is</b> standardization. Largest difference: <b>{difference}</b>")
    return paragraphs(sentence.format(difference=short(difference)))


def shape(before: bn_core.Summary, after: bn_core.Summary, followed: str = "") -> str:
    """Return skewness and excess kurtosis before and after, beside those of a normal distribution.

    Those after have classes that begin as `followed` says, where a slider moves them.
    """
    rows = {
        "skewness": (_("skewness"), before.skewness, after.skewness),
        "kurtosis": (_("excess kurtosis"), before.excess_kurtosis, after.excess_kurtosis),
    }
    cells = [
        (name, pointed_at(old), f'<b class="{followed}-{part}"{_title(new)}>{number(new)}</b>', "0")
        for part, (name, old, new) in rows.items()
    ]
    return html_table(("", _("Before"), _("After"), _("normal")), cells)


def _title(value: float) -> str:
    return "" if math.isnan(value) else f' title="{exact(value)}"'


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
