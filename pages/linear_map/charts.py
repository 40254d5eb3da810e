"""Quantiles, lines, histograms and numbers before and after a map."""

from __future__ import annotations

from typing import Any

import streamlit as st

import bn_core
from bn_view.data.mini_batch import BINS
from bn_view.figures import colours
from bn_view.figures.histograms import CountLimit, covering, ladder
from bn_view.state.language import _
from bn_view.widgets.chart import draw_chart, draw_histogram
from bn_view.widgets.live_chart.motion import Stand
from bn_view.words.numbers import latex, number, pointed_at, short
from bn_view.words.readout import four_numbers
from bn_view.words.table import table
from pages.linear_map.figures import lines_figure, quantile_figure
from pages.linear_map.values import QUANTILES, Array, Mapped

_MOST_LINES = 12


def draw_quantiles(name: str, mapped: Mapped, at: Stand | None = None) -> None:
    """Draw quantile against quantile, and say how far they are from the line."""
    distance = short(bn_core.largest_difference(mapped.y_quantiles, mapped.line))
    axes = {"x_title": _("quantile before"), "y_title": _("quantile after"), "y_range": _range(mapped)}
    figure = quantile_figure(mapped.x_quantiles, mapped.y_quantiles, mapped.line, **axes)
    low, high = number(mapped.y_quantiles[0]), number(mapped.y_quantiles[-1])
    off = _("At most {distance} away from a straight line.").format(distance=distance)
    alt = f"{quantiles_said().format(low=low, high=high)} {off}"
    draw_chart(figure, key=f"chart_quantiles_{name}", alt=alt, at=at)
    sentence = _("Line: one map for all values. Largest distance of a quantile from it: **{distance}**")
    with st.container(key=f"distance_{name}"):
        st.markdown(sentence.format(distance=distance))


def quantiles_said() -> str:
    """Return what the chart of quantiles shows, in words, with the names of its numbers in braces: low, high."""
    sentence = _("{count} quantiles after over those before, from {low} to {high}.")
    return sentence.format(count=QUANTILES, low="{low}", high="{high}")


def draw_formula(x: Array, gamma: float, beta: float) -> None:
    """Write the map as a formula, and that gamma 1 and beta 0 are standardization."""
    whole = bn_core.moments(x)
    mean, deviation = latex(number(whole.mean.item())), latex(number(whole.variance.item() ** 0.5))
    st.markdown(r"$$y = \gamma\,\frac{x-\mu}{\sigma}+\beta$$")
    with st.container(key="map_numbers"):
        st.markdown(rf"$\mu = {mean}$, $\sigma = {deviation}$, $\gamma = {latex(short(gamma))}$, $\beta = {latex(short(beta))}$")
    plain = bn_core.batch_norm(x, 1.0, 0.0, axis=None, epsilon=0.0).output
    difference = bn_core.largest_difference(plain, bn_core.standardize(x))
    sentence = _("With γ = 1 and β = 0 batch normalization **is** standardization. Largest difference: **{difference}**")
    st.markdown(sentence.format(difference=short(difference)))
    st.markdown(
        _(
            "A linear map carries one vector space to another and preserves sums and scalar multiples; with a shift, as here, it "
            "is called affine. ε is 0 on this page."
        )
    )


def draw_lines(before: Array, after: Array, mapped: Mapped) -> None:
    """Say how many groups there are, and draw the lines of a few, at equal steps, beside the quantiles."""
    count = before.shape[1]
    step = -(-count // _MOST_LINES)
    before, after = before[:, ::step], after[:, ::step]
    sentence = _("**{count}** groups, and each has a line of its own: its values keep their shape, all values together need not.")
    if count == 1:
        sentence = _("One group, one line: the shape stays. Choose another unit above.")
    st.markdown(f"{sentence.format(count=f'{count:,}')} {_('Here γ = 1 and β = 0.')}")
    left, right = st.columns(2, gap="medium")
    with left:
        axes = {"x_title": _("before"), "y_title": _("after, one line per group"), "y_range": _range(mapped)}
        alt = _("{shown} of {count} lines, one per group, each from its smallest to its largest value.")
        alt = alt.format(shown=before.shape[1], count=count)
        draw_chart(lines_figure(before, after, **axes), key="chart_lines", alt=alt)
        st.markdown(_("{shown} of {count} lines").format(shown=before.shape[1], count=f"{count:,}"))
    with right:
        draw_quantiles("many", mapped)


def draw_before_and_after(mapped: Mapped, limit: CountLimit, at: Stand) -> None:
    """Draw the histograms of both side by side, the second one on an axis that stands still while gamma and beta move it."""
    left, right = st.columns(2, gap="medium")
    with left:
        draw_values("before", _("Before"), mapped.x, colours.BEFORE)
    with right:
        draw_values("after", _("After"), mapped.y, colours.BATCH_NORM, x_range=_range(mapped), limit=limit, at=at)


def draw_values(name: str, title: str, values: Array, colour: str, compared: Array | None = None, **rest: Any) -> None:
    """Draw a histogram with its numbers; `compared` is a thin line behind."""
    summary = bn_core.summary(values)
    bounds = covering(*((v.min().item(), v.max().item()) for v in (values, compared) if v is not None))
    outline = None if compared is None else (bn_core.histogram(compared, BINS, bounds), colours.STANDARDIZED)
    st.markdown(f"#### {title}")
    histogram = bn_core.histogram(values, BINS, bounds)
    draw_histogram(f"chart_{name}", title, histogram, summary, colour, height=220, outline=outline, **rest)
    st.markdown(four_numbers(name, summary), unsafe_allow_html=True)


def draw_shape_table(x: Array, y: Array, title: str | None = None) -> None:
    """Draw skewness and excess kurtosis before and after, beside those of a normal distribution."""
    if title is not None:
        st.markdown(f"#### {title}")
    before, after = bn_core.summary(x), bn_core.summary(y)
    rows = {
        _("skewness"): (before.skewness, after.skewness),
        _("excess kurtosis"): (before.excess_kurtosis, after.excess_kurtosis),
    }
    cells = [(name, pointed_at(old), f"**{pointed_at(new)}**", "0") for name, (old, new) in rows.items()]
    st.markdown(table(("", _("Before"), _("After"), _("normal")), cells), unsafe_allow_html=True)


def _range(mapped: Mapped) -> tuple[float, float]:
    return ladder(mapped.y.min().item(), mapped.y.max().item())
