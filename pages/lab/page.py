"""The lab: one mini-batch, four histograms, and sliders that move the picture."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from bn_view.data.batches import Batch, epsilon_sweep, normalized, present_batch
from bn_view.state.language import _
from bn_view.state.session import fragment, present
from bn_view.widgets.controls import affine_sliders
from bn_view.widgets.live_chart import hold_motion, place_words
from bn_view.widgets.live_chart.motion import AFTER_RELEASE, histogram_motion
from bn_view.widgets.sidebar import batch_size_slider, sidebar
from bn_view.words.readout import histogram_alt, introduction, stage_names
from pages.lab import charts, images, sentences, statistics
from pages.lab.copy_link import copy_link
from pages.lab.presets import preset_buttons
from pages.lab.view import View


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
        chart = st.empty()
        place_words("numbers")
    other_charts = charts.lay_out_others(batch, view)
    with st.container(key="formula"):
        st.latex(sentences.SYMBOLS)
        place_words("formula")
    images.draw_before(batch)
    table = statistics.lay_out()
    shared_range = charts.shared_range(batch) if view.shared_x else None
    if shared_range is None:
        charts.draw_others(batch, other_charts, None)
    with right:
        _sliders(batch, view, chart, other_charts, table, shared_range)
        batch_size_slider()
    motion = histogram_motion(
        epsilon_sweep(batch),
        numbers="batch_norm",
        said=histogram_alt(stage_names()["batch_norm"], batch.before.values.size),
        shared_range=shared_range,
        after_release=(f".{AFTER_RELEASE}", ".st-key-formula", ".st-key-images_after", ".st-key-statistics"),
    )
    hold_motion(motion, "chart_batch_norm")


@fragment
def _sliders(
    batch: Batch,
    view: View,
    chart: DeltaGenerator,
    other_charts: charts.Places,
    table: statistics.Table,
    shared_range: charts.Range | None,
) -> None:
    """Draw the sliders and, elsewhere on the page, what they move; a released slider runs this alone.

    Every element costs the server a message to each of 200 students, so that all words go with the chart.
    """
    affine = affine_sliders()
    output = normalized(batch, affine)
    words = {
        "numbers": sentences.numbers(batch, output, affine, with_table=view.tables),
        "formula": sentences.formula(batch, output, affine),
        "images": images.after(batch, output),
        "statistics": table.of(batch, output),
    }
    charts.draw_output(batch, output, affine, chart, other_charts, shared_range, words)
