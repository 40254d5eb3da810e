"""The lab: one mini-batch, four histograms, and sliders that move the picture."""

from __future__ import annotations

import streamlit as st

from bn_view.data.batches import Batch, present_batch
from bn_view.data.mini_batch import Affine, MiniBatch
from bn_view.data.sizes import any_size
from bn_view.state.language import _
from bn_view.state.session import present
from bn_view.widgets.controls import choice, each_of_affine, toggle
from bn_view.widgets.each_alone import each_alone
from bn_view.widgets.heading import draw_heading
from bn_view.widgets.live_chart import draw_in_places, kept, place_of_words
from bn_view.widgets.sidebar import batch_size_slider, sidebar
from bn_view.widgets.take_away import link_button
from bn_view.words.readout import introduction
from pages.lab import charts, images, parts, sentences, statistics
from pages.lab.presets import draw_presets
from pages.lab.view import View


def render() -> None:
    """Draw what γ, β and ε do not move, with places for what they do; then the sliders, which fill the places."""
    sidebar(with_grouping=False)
    batch, view = present_batch(), present(View)
    question = _("What does batch normalization do?")
    draw_heading(question, introduction(), experiment=_("drag γ below 0, then make the batch small."))
    shared = charts.shared_range(batch) if view.shared_x else None
    table = statistics.Table(batch, present(Affine))
    # The chart comes first, so that on a phone, where nothing is beside it, it stands above the thumb and not under the hand.
    stage = st.container(key="stage")
    stage.html(charts.place_of_output(zooms=shared is None))
    with stage.container(key="controls"):
        _sliders(batch, view, shared, table)
        batch_size_slider()
        choice(MiniBatch.grouping)
        draw_presets()
        st.html(link_button())
    stage.html(charts.places_of_others())
    with st.container(horizontal=True, gap="medium"):
        toggle(View.shared_x)
        toggle(View.tables)
    with st.container(key="formula"):
        st.latex(sentences.SYMBOLS)
        st.html(place_of_words("formula"))
    images.lay_out()
    statistics.lay_out(table)
    of_images = ("lab picture", images.shown(batch), view.colours)
    draw_in_places("picture", kept(of_images, lambda: parts.picture(batch, view.colours)))
    of_sizes = ("lab sizes", batch.source.key, any_size(batch.settings))
    draw_in_places("sizes", kept(of_sizes, lambda: parts.of_sizes(batch)))
    draw_in_places("still", kept(("lab", batch.key, view.key), lambda: parts.still(batch, view, shared)))


def _sliders(batch: Batch, view: View, shared: charts.Range | None, table: statistics.Table) -> None:
    """Draw the sliders and, elsewhere on the page, what they move."""

    def moved() -> bytes:
        table.affine = affine = present(Affine)
        batch.take_room()
        return kept(("lab", batch.key, affine.key, view.key), lambda: parts.moved(batch, view, shared, affine))

    each_alone(*each_of_affine(batch.middle_variance), moved=moved)
