"""The lab: one mini-batch, four histograms, and sliders that move the picture."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from bn_view.data.batches import Batch, epsilon_sweep, normalized, present_batch
from bn_view.state.language import _
from bn_view.state.session import fragment, present
from bn_view.widgets.controls import affine_sliders
from bn_view.widgets.live_preview import AFTER_RELEASE, live_preview
from bn_view.widgets.sidebar import batch_size_slider, sidebar
from bn_view.words.readout import introduction
from pages.lab import charts, images, sentences, statistics
from pages.lab.copy_link import copy_link
from pages.lab.presets import preset_buttons
from pages.lab.view import View


class Places(NamedTuple):
    """Where the parts go that follow the sliders."""

    chart: DeltaGenerator
    numbers: DeltaGenerator
    other_charts: charts.Places
    formula: DeltaGenerator
    images: DeltaGenerator
    statistics: statistics.Place


def render() -> None:
    """Draw what no slider moves, with places for what they move; then the sliders, which fill the places."""
    sidebar()
    batch, view = present_batch(), present(View)
    st.markdown(f"## {_('See batch normalization')}\n\n{introduction()}")
    with st.container(horizontal=True, gap="small"):
        preset_buttons()
        copy_link()
    # The chart comes first, so that on a phone, where columns stack, it stands above the thumb and not under the hand.
    with st.container(key="chart_and_sliders"):
        left, right = st.columns([5, 2], gap="medium")
    with left:
        charts.heading("batch_norm")
        chart, numbers = st.empty(), st.empty()
    other_charts = charts.lay_out_others(batch, view)
    with st.container(key="formula"):
        formula = st.empty()
    places = Places(chart, numbers, other_charts, formula, images.draw_before(batch), statistics.lay_out())
    shared_range = charts.shared_range(batch) if view.shared_x else None
    if shared_range is None:
        charts.draw_others(batch, other_charts, None)
    with right:
        _sliders(batch, view, places, shared_range)
        batch_size_slider()
    live_preview(
        epsilon_sweep(batch),
        chart="chart_batch_norm",
        numbers="batch_norm",
        shared_range=shared_range,
        after_release=(f".{AFTER_RELEASE}", ".st-key-formula", ".st-key-images_after", ".st-key-statistics"),
    )


@fragment
def _sliders(batch: Batch, view: View, places: Places, shared_range: charts.Range | None) -> None:
    """Draw the sliders and, elsewhere on the page, what they move; a released slider runs this alone.

    Every element costs the server a message to each of 200 students, so that what belongs together is one.
    """
    affine = affine_sliders()
    output = normalized(batch, affine)
    charts.draw_output(batch, output, places.chart, places.other_charts, shared_range)
    places.numbers.markdown(sentences.numbers(batch, output, affine, with_table=view.tables), unsafe_allow_html=True)
    places.formula.markdown(sentences.formula(batch, output, affine))
    places.images.html(images.after(batch, output))
    places.statistics.draw(batch, output)
