"""A linear map: why the shape of a histogram stays, and where it does not."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import bn_core
from bn_view.data import batches
from bn_view.figures import colours
from bn_view.figures.histograms import covering, histogram_figure, ladder
from bn_view.state.language import _
from bn_view.state.settings import BINS
from bn_view.widgets import controls
from bn_view.widgets.chart import draw_chart
from bn_view.words import numbers, readout
from bn_view.words.table import table
from pages.linear_map import distributions
from pages.linear_map.figures import lines_figure, quantile_figure
from witnesses import article

QUANTILES = 51
Array = NDArray[np.floating]


class Mapped(NamedTuple):
    """Values before and after, and quantiles of both in pairs, beside the line of one map for all values."""

    x: Array
    y: Array
    x_quantiles: Array
    y_quantiles: Array
    line: Array


def render() -> None:
    """Draw the page."""
    controls.keep_settings()
    st.markdown(f"## {_('A linear map')}")
    controls.warn_of_refused()
    st.markdown(f"**{_('Does standardizing make data normal?')}**")
    controls.answer(
        _(
            "No. One mean and one standard deviation are one straight line, and a straight line keeps the shape: "
            "only the axis changes."
        )
    )
    shapes = {"bimodal": _("Two humps"), "uniform": _("Uniform"), "batch": _("The lab's mini-batch")}
    shape = controls.choice("shape", _("Shape of the data"), shapes)
    x = _data(shape)
    _one_map(x)
    _many_maps(x)
    _the_note()
    _comparison()


@st.fragment
def _one_map(x: Array) -> None:
    """Draw gamma and beta with what they move; a released slider runs this alone."""
    left, right = st.columns([5, 3], gap="large")
    gamma, beta = float(st.session_state.gamma), float(st.session_state.beta)
    one = _mapped(x, gamma, beta, None)
    with left:
        _quantiles("one", one)
    with right:
        controls.real("gamma", _("γ gamma: scale"))
        controls.real("beta", _("β beta: shift"))
        _line(x, gamma, beta)
    _histograms(one)
    _shape_table(one.x, one.y)
    if gamma < 0:
        st.markdown(_("A negative γ mirrors the shape: the skewness changes its sign."))
    if gamma == 0:
        st.markdown(_("γ = 0 puts every value at β: no shape is left."))
    controls.write_address()


def _data(shape: str) -> Array:
    """Return the values of that shape as images, and say what they are."""
    if shape == "batch":
        controls.sidebar(with_grouping=False)
        return batches.batch_of(controls.settings()).before.values
    if shape == "bimodal":
        st.markdown(_("10 images of 32×32: the left half of the pixels lies around 0, the right half around 4."))
        return distributions.bimodal_images()
    st.markdown(_("10 images of 32×32: every value between 0 and 1 is equally likely."))
    return distributions.uniform_images()


def _mapped(x: Array, gamma: float, beta: float, axis: tuple[int, ...] | None) -> Mapped:
    y = bn_core.batch_norm(x, gamma, beta, axis=axis, epsilon=0.0).output
    x_quantiles, y_quantiles = bn_core.quantiles(x, QUANTILES), bn_core.quantiles(y, QUANTILES)
    # A negative gamma turns the order round: the smallest input has the largest output.
    paired = y_quantiles[::-1] if gamma < 0 else y_quantiles
    whole = bn_core.moments(x)
    line = bn_core.batch_norm_inference(x_quantiles, whole.mean.item(), whole.variance.item(), gamma, beta, epsilon=0.0)
    return Mapped(x, y, x_quantiles, paired, line)


def _quantiles(name: str, mapped: Mapped) -> None:
    """Draw quantile against quantile, and say how far they are from the line."""
    distance = numbers.short(bn_core.largest_difference(mapped.y_quantiles, mapped.line))
    draw_chart(
        quantile_figure(
            mapped.x_quantiles,
            mapped.y_quantiles,
            mapped.line,
            (colours.BATCH_NORM, colours.STANDARDIZED),
            x_title=_("quantile before"),
            y_title=_("quantile after"),
            y_range=ladder(float(mapped.y.min()), float(mapped.y.max())),
        ),
        key=f"chart_quantiles_{name}",
        alt=_(
            "{count} quantiles after over those before, from {low} to {high}: at most {distance} away from a straight line."
        ).format(
            count=QUANTILES,
            low=numbers.number(float(mapped.y_quantiles[0])),
            high=numbers.number(float(mapped.y_quantiles[-1])),
            distance=distance,
        ),
    )
    st.markdown(
        _("Line: one map for all values. Largest distance of a quantile from it: **{distance}**").format(distance=distance)
    )


def _line(x: Array, gamma: float, beta: float) -> None:
    """Say the map as a formula, and that gamma 1 and beta 0 are standardization."""
    whole = bn_core.moments(x)
    mean, deviation = numbers.number(whole.mean.item()), numbers.number(whole.variance.item() ** 0.5)
    st.markdown(
        rf"$$y = \gamma\,\frac{{x-\mu}}{{\sigma}}+\beta$$"
        "\n\n"
        rf"$\mu = {mean}$, $\sigma = {deviation}$, $\gamma = {numbers.short(gamma)}$, $\beta = {numbers.short(beta)}$"
    )
    plain = bn_core.batch_norm(x, 1.0, 0.0, axis=None, epsilon=0.0).output
    difference = bn_core.largest_difference(plain, bn_core.standardize(x))
    st.markdown(
        _("With γ = 1 and β = 0 batch normalization **is** standardization. Largest difference: **{difference}**").format(
            difference=numbers.short(difference)
        )
    )
    st.markdown(
        _(
            "A linear map carries one vector space to another and keeps sums and multiples; with a shift, as here, it is called "
            "affine. ε is 0 on this page."
        )
    )


def _histograms(mapped: Mapped) -> None:
    left, right = st.columns(2, gap="medium")
    with left:
        _histogram("before", _("Before"), mapped.x, colours.BEFORE)
    with right:
        _histogram("after", _("After"), mapped.y, colours.BATCH_NORM)


def _histogram(name: str, title: str, values: Array, colour: str, compared: Array | None = None) -> None:
    summary = bn_core.summary(values)
    bounds = covering(*((float(v.min()), float(v.max())) for v in (values, compared) if v is not None))
    outline = None if compared is None else (bn_core.histogram(compared, BINS, bounds), colours.STANDARDIZED)
    st.markdown(f"#### {title}")
    draw_chart(
        histogram_figure(
            bn_core.histogram(values, BINS, bounds),
            summary,
            colour,
            mean_label=_("mean ± std"),
            x_range=None,
            height=220,
            outline=outline,
        ),
        key=f"chart_{name}",
        alt=readout.alternative_text(title, summary),
    )
    st.markdown(readout.four_numbers(name, summary), unsafe_allow_html=True)


def _shape_table(x: Array, y: Array) -> None:
    """Show skewness and excess kurtosis before and after, beside those of a normal distribution."""
    before, after = bn_core.summary(x), bn_core.summary(y)
    rows = [
        (_("skewness"), before.skewness, after.skewness),
        (_("excess kurtosis"), before.excess_kurtosis, after.excess_kurtosis),
    ]
    shown = [(name, numbers.number(old), f"**{numbers.number(new)}**", "0") for name, old, new in rows]
    st.markdown(table(("", _("Before"), _("After"), _("normal")), shown))


@st.fragment
def _many_maps(x: Array) -> None:
    """Draw what happens to all values together where each group has a line of its own; gamma and beta would change no shape."""
    st.markdown(f"### {_('Where the shape does not stay')}")
    grouping = controls.grouping()
    axis = batches.AXES[grouping]
    one, many = _mapped(x, 1.0, 0.0, None), _mapped(x, 1.0, 0.0, axis)
    lines = bn_core.lines_of_groups(x, axis=axis, epsilon=0.0)
    said = _("**{count}** groups, and each has a line of its own: its values keep their shape, all values together need not.")
    if lines.count == 1:
        said = _("One group, one line: the shape stays. Choose another unit above.")
    st.markdown(f"{said.format(count=f'{lines.count:,}')} {_('Here γ = 1 and β = 0.')}")
    left, right = st.columns(2, gap="medium")
    with left:
        draw_chart(
            lines_figure(
                lines.x,
                lines.y,
                colours.STATISTICS,
                x_title=_("before"),
                y_title=_("after, one line a group"),
                y_range=ladder(float(many.y.min()), float(many.y.max())),
            ),
            key="chart_lines",
            alt=_("{shown} of {count} lines, one a group, each from its smallest to its largest value.").format(
                shown=lines.x.shape[1], count=lines.count
            ),
        )
        st.markdown(_("{shown} of {count} lines").format(shown=lines.x.shape[1], count=f"{lines.count:,}"))
    with right:
        _quantiles("many", many)
    _histogram("pooled", _("After, all values together (line: one map for all)"), many.y, colours.BATCH_NORM, one.y)
    middle = tuple(slice(None) if a in axis else n // 2 for a, n in enumerate(x.shape))
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(f"#### {_('All values')}")
        _shape_table(x, many.y)
    with right:
        st.markdown(f"#### {_('The group of the middle pixel alone')}")
        _shape_table(x[middle], many.y[middle])
    controls.write_address()


def _the_note() -> None:
    """Show the kurtosis of the note's images after one map and after one map for each position."""
    steps = article.steps()
    rows = {
        _("Before"): steps["data"],
        _("Standardization, one map for all"): bn_core.standardize(steps["data"]),
        _("Min-max scaling per pixel position"): steps["min_max"],
        _("Standardization per pixel position"): steps["standardized"],
    }
    st.markdown(f"### {_('The 30 images of the note')}")
    said = _("{name}: kurtosis **{kurtosis}**, excess kurtosis {excess}")
    excess = {name: bn_core.summary(values).excess_kurtosis for name, values in rows.items()}
    # A list, not a table, which would be wider than a phone.
    st.markdown(
        "\n".join(f"- {said.format(name=name, kurtosis=f'{e + 3:.5f}', excess=f'{e:.5f}')}" for name, e in excess.items())
    )


def _comparison() -> None:
    """Draw two normal distributions before and after: what standardization is good for."""
    points = distributions.two_normals()
    compared = bn_core.standardize(points, axis=0)
    of_each = bn_core.moments(points, axis=0)
    asked = np.array([[70.0, 80.0]])
    first, second = bn_core.batch_norm_inference(asked, of_each.mean, of_each.variance, epsilon=0.0)[0].tolist()
    st.markdown(f"### {_('What standardizing is good for')}")
    st.markdown(
        _("70 points in a test with mean 60 and std 5 (filled), or 80 points in one with mean 70 and std 10 (line): which is "
          "better? Standardized they are **{first}** and **{second}**: each map is a line, and both tests now have one "
          "scale.").format(
            first=f"{first:.2f}", second=f"{second:.2f}"
        )
    )  # fmt: skip
    stages = {"tests_before": (_("Before"), points), "tests_after": (_("After"), compared)}
    for column, (name, (title, values)) in zip(st.columns(2, gap="medium"), stages.items(), strict=True):
        with column:
            _histogram(name, title, values[:, 0], colours.BEFORE, values[:, 1])
