"""A linear map: why the shape of a histogram stays, and where it does not."""

from __future__ import annotations

from functools import partial

import streamlit as st

from bn_view.data.mini_batch import AXES, Affine
from bn_view.state.language import _
from bn_view.state.session import fragment, get
from bn_view.widgets.controls import answer, choice, slider
from bn_view.widgets.each_alone import each_alone
from bn_view.widgets.heading import draw_heading
from bn_view.widgets.live_chart import draw_in_places, kept, place_of_words
from pages.linear_map import contents, places
from pages.linear_map.quantiles_file import Drawn, draw_quantiles_file
from pages.linear_map.settings import LinearMap
from pages.linear_map.shapes import chosen_values
from pages.linear_map.values import Values


def render() -> None:
    """Draw the places of charts and words, and in their midst the widgets; what fills the places comes by itself."""
    draw_heading(_("Does standardizing make data normal?"), experiment=_("stretch the two peaks with γ, and move them with β."))
    stage = st.container(key="stage")
    stage.html(places.picture())
    with stage.container(key="controls"):
        values = chosen_values()
        drawn = Drawn(values, get(Affine.gamma), get(Affine.beta))
        _one_map(drawn)
        answer(
            _(
                "No. One mean and one standard deviation are one straight line, and a straight line keeps the shape: "
                "only the axis changes."
            )
        )
    stage.html(place_of_words("kept"))  # on a phone, where the sliders come before it
    st.markdown(places.formula(), unsafe_allow_html=True)
    draw_quantiles_file(drawn)
    st.markdown(f"## {_('Where the shape does not stay')}")
    _many_maps(values)
    st.html(places.many_maps() + places.examples())
    draw_in_places("still", kept(("linear_map", values.key), lambda: contents.still(values)))


def _one_map(drawn: Drawn) -> None:
    """Draw gamma and beta and, elsewhere on the page, what they move."""
    values = drawn.values

    def moved() -> bytes:
        drawn.gamma, drawn.beta = gamma, beta = get(Affine.gamma), get(Affine.beta)
        return kept(("linear_map", values.key, gamma, beta), lambda: contents.one_map(values, gamma, beta))

    each_alone(partial(slider, Affine.gamma), partial(slider, Affine.beta), moved=moved)


@fragment
def _many_maps(values: Values) -> None:
    """Draw the grouping and, elsewhere on the page, what it changes; gamma and beta would change no shape."""
    grouping = choice(LinearMap.lines)
    key = ("linear_map", values.key, grouping)
    draw_in_places("many_maps", kept(key, lambda: contents.many_maps(values, AXES[grouping])))
