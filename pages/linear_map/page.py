"""A linear map: why the shape of a histogram stays, and where it does not."""

from __future__ import annotations

import streamlit as st

from bn_view.data.batches import present_batch
from bn_view.data.mini_batch import AXES, Affine, MiniBatch
from bn_view.figures import colours
from bn_view.state.language import _
from bn_view.state.session import fragment
from bn_view.widgets.controls import answer, choice, radio, slider
from bn_view.widgets.sidebar import sidebar
from pages.linear_map import charts, examples
from pages.linear_map.settings import LinearMap
from pages.linear_map.values import Values, bimodal_images, lines_of_groups, mapped, uniform_images


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
    values = _values(choice(LinearMap.shape))
    _one_map(values)
    _many_maps(values)
    examples.draw_images_of_the_note()
    examples.draw_two_tests()


def _values(shape: str) -> Values:
    """Return what gives the values of that shape as images, and say what they are."""
    if shape == "batch":
        sidebar(with_grouping=False)
        return present_batch().before.look_up
    if shape == "bimodal":
        st.markdown(_("10 images of 32×32: the left half of the pixels lies around 0, the right half around 4."))
        return bimodal_images
    st.markdown(_("10 images of 32×32: every value between 0 and 1 is equally likely."))
    return uniform_images


@fragment
def _one_map(values: Values) -> None:
    """Draw gamma and beta with what they move; a released slider runs this alone."""
    x = values()
    left, right = st.columns([5, 3], gap="large")
    with right:
        gamma, beta = slider(Affine.gamma), slider(Affine.beta)
        charts.draw_formula(x, gamma, beta)
    one = mapped(x, gamma, beta, None)
    with left:
        charts.draw_quantiles("one", one)
    charts.draw_before_and_after(one)
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
