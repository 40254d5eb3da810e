"""The same data split over workers: what each of them sees, and what three ways to merge that say of the whole."""

from __future__ import annotations

import streamlit as st

from bn_view.state.language import _
from bn_view.state.session import fragment, get, put
from bn_view.widgets.controls import slider, whole_slider
from bn_view.widgets.live_chart import draw_in_places, kept, place_of, place_of_words
from pages.whose_standard_deviation import charts, sentences
from pages.whose_standard_deviation.figures import HEIGHT
from pages.whose_standard_deviation.settings import Parts
from pages.whose_standard_deviation.values import DataSet


def draw(data: DataSet) -> None:
    """Draw the picture of the shares, and beside it the sliders that move it."""
    with st.container(key="split"):
        st.html(f"<h2>{_('Split over workers')}</h2><p>{sentences.workers()}</p>{place_of('chart_shares', HEIGHT)}")
        with st.container(key="of_workers"):
            _sliders(data)
    st.html(place_of_words("merged"))


@fragment
def _sliders(data: DataSet) -> None:
    most = charts.most_workers(data)
    put(Parts.workers, min(get(Parts.workers), most))
    count, unequal = whole_slider(Parts.workers, most=most), slider(Parts.unequal)
    data.take_room()
    draw_in_places(
        "shares",
        kept(("whose_standard_deviation", "shares", data.key, count, unequal), lambda: charts.shares(data, count, unequal)),
    )
