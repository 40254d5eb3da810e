"""A linear map: why the shape of a histogram stays, and where it does not."""

from __future__ import annotations

import streamlit as st

from bn_core import EpsilonSweep
from bn_view.data.mini_batch import AXES, Affine, MiniBatch
from bn_view.figures import colours
from bn_view.state.language import _
from bn_view.state.session import fragment
from bn_view.widgets.chart import limit_of
from bn_view.widgets.controls import answer, radio, slider
from bn_view.widgets.live_chart import hold_motion
from pages.linear_map import charts, examples
from pages.linear_map.motions import after_motion, quantiles_motion
from pages.linear_map.shapes import chosen_values
from pages.linear_map.values import Values, counts_of_standardized, lines_of_groups, mapped


def render() -> None:
    """Draw the page."""
    st.markdown(f"## {_('A linear map')}")
    st.markdown(f"**{_('Does standardizing make data normal?')}**")
    answer(
        _(
            "No. One mean and one standard deviation are one straight line, and a straight line keeps the shape: "
            "only the axis changes."
        )
    )
    values = chosen_values()
    x = values()
    counts = counts_of_standardized(x)
    _one_map(values, counts)
    _many_maps(values)
    examples.draw_images_of_the_note()
    examples.draw_two_tests()
    hold_motion(quantiles_motion(mapped(x, 1.0, 0.0, None)), chart="chart_quantiles_one")
    hold_motion(after_motion(counts, x.size), chart="chart_after")


@fragment
def _one_map(values: Values, standardized: EpsilonSweep) -> None:
    """Draw gamma and beta with what they move; a released slider runs this alone."""
    x = values()
    left, right = st.columns([5, 3], gap="large")
    with right:
        gamma, beta = slider(Affine.gamma), slider(Affine.beta)
        charts.draw_formula(x, gamma, beta)
    one, at = mapped(x, gamma, beta, None), {"gamma": gamma, "beta": beta}
    with left:
        charts.draw_quantiles("one", one, at)
    charts.draw_before_and_after(one, limit_of(standardized), at)
    with st.container(key="shape_one"):
        charts.draw_shape_table(x, one.y)
        if gamma < 0:
            st.markdown(_("A negative γ mirrors the shape: the skewness changes its sign."))
        elif gamma == 0:
            st.markdown(_("γ = 0 puts every value at β: no shape is left."))


@fragment
def _many_maps(values: Values) -> None:
    """Draw what happens to all values together where each group has a line of its own; gamma and beta would change no shape."""
    st.markdown(f"### {_('Where the shape does not stay')}")
    x, axes = values(), AXES[radio(MiniBatch.grouping)]
    one, many = mapped(x, 1.0, 0.0, None), mapped(x, 1.0, 0.0, axes)
    charts.draw_lines(*lines_of_groups(x, axes), many)
    charts.draw_values("pooled", _("After, all values together (line: one map for all)"), many.y, colours.BATCH_NORM, one.y)
    middle = tuple(slice(None) if a in axes else n // 2 for a, n in enumerate(x.shape))
    left, right = st.columns(2, gap="medium")
    with left:
        charts.draw_shape_table(x, many.y, title=_("All values"))
    with right:
        charts.draw_shape_table(x[middle], many.y[middle], title=_("The group of the middle pixel alone"))
