"""The lab: one mini-batch, four histograms, and sliders that move the picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from bn_view.data.batches import Batch, epsilon_sweep, normalized, present_batch
from bn_view.data.mini_batch import Affine
from bn_view.state.language import _
from bn_view.state.session import fragment, present
from bn_view.widgets.controls import affine_sliders, toggle
from bn_view.widgets.live_chart import draw_in_places, hold_motion, in_places, kept, place_of_words
from bn_view.widgets.live_chart.motion import AFTER_RELEASE, histogram_motion
from bn_view.widgets.sidebar import batch_size_slider, sidebar
from bn_view.words.readout import histogram_alt, introduction, stage_names
from pages.lab import charts, images, sentences, statistics
from pages.lab.copy_link import copy_link
from pages.lab.presets import preset_buttons
from pages.lab.view import View

OUTPUT = "chart_batch_norm"


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
    left.html(charts.place_of_output())
    shared = charts.shared_range(batch) if view.shared_x else None
    table = statistics.Table(batch, present(Affine))
    with right:
        _sliders(batch, view, shared, table)
        batch_size_slider()
    st.html(charts.places_of_others(batch))
    with st.container(horizontal=True, gap="large"):
        toggle(View.shared_x)
        toggle(View.tables)
    if shared is None:
        draw_in_places("other_charts", kept(("lab", batch.key, view.key), lambda: _others(batch, view)))
    with st.container(key="formula"):
        st.latex(sentences.SYMBOLS)
        st.html(place_of_words("formula"))
    images.draw_before(batch)
    statistics.lay_out(table)
    hold_motion(kept(("lab", batch.key, shared), lambda: _motion(batch, shared)), OUTPUT)


@fragment
def _sliders(batch: Batch, view: View, shared: charts.Range | None, table: statistics.Table) -> None:
    """Draw the sliders and, elsewhere on the page, what they move; a released slider runs this alone."""
    table.affine = affine = affine_sliders(batch.moments)
    key = ("lab", batch.key, affine.key, view.key)
    draw_in_places("charts", kept(key, lambda: _moved(batch, view, shared, affine)))


def _moved(batch: Batch, view: View, shared: charts.Range | None, affine: Affine) -> Mapping[str, Any]:
    """Return all that the sliders move."""
    output = normalized(batch, affine)
    words = {
        "numbers": sentences.numbers(batch, output, affine, with_table=view.tables),
        "formula": sentences.formula(batch, output, affine),
        "images": images.after(batch, output),
        "statistics": statistics.Table(batch, affine).html(output),
    }
    x_range = charts.axis_of(output, shared)
    if shared:
        words |= charts.words_of_others(batch, view)
    others = charts.others(batch, x_range) if shared else []
    return in_places(charts.output_chart(batch, output, affine, x_range), *others, words=words)


def _others(batch: Batch, view: View) -> Mapping[str, Any]:
    return in_places(*charts.others(batch, None), words=charts.words_of_others(batch, view))


def _motion(batch: Batch, shared: charts.Range | None) -> Mapping[str, Any]:
    """Return how the sliders move the chart before they are released."""
    motion = histogram_motion(
        epsilon_sweep(batch),
        numbers="batch_norm",
        said=histogram_alt(stage_names()["batch_norm"], batch.before.values.size),
        shared_range=shared,
        after_release=(f".{AFTER_RELEASE}", ".st-key-formula", ".live-words-images", ".live-words-statistics"),
    )
    return {"chart": OUTPUT, "motion": motion}
