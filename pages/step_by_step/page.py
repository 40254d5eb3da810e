"""Step by step: one value of a mini-batch, followed through the arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from bn_view.data.batches import Batch, present_batch
from bn_view.data.mini_batch import Affine
from bn_view.state.language import _
from bn_view.state.session import fragment, get
from bn_view.widgets.controls import affine_sliders
from bn_view.widgets.heading import draw_heading
from bn_view.widgets.live_chart import draw_in_places, in_places, kept
from bn_view.widgets.sidebar import sidebar
from pages.step_by_step import formulas, travel
from pages.step_by_step.exchange import Exchange, draw_exchange, exchanged
from pages.step_by_step.picking import draw_picking, picked_index, who_shares
from pages.step_by_step.settings import Index, StepByStep
from pages.step_by_step.way import traced, way_at


def render() -> None:
    """Draw the page."""
    sidebar(with_batch_size=True)
    draw_heading(
        _("Step by step"), experiment=_("click a pixel, then Play: it and all that share its mean and variance go down.")
    )
    _follow(present_batch())


@fragment
def _follow(batch: Batch) -> None:
    """Draw what picks a value and an image to exchange, with places for what the sliders move; then these."""
    index, beyond = picked_index(batch)
    trace = traced(batch, index, Affine())  # for what gamma, beta and epsilon leave as it is
    # A grid of step_by_step.css, as each of Streamlit's columns is a message of its own.
    with st.container(key="follow"):
        with st.container():
            travel.draw_step(batch, index)
            st.html(travel.place_of_way(who_shares(trace, batch.settings.grouping, index)))
        beside = st.container()
        with beside:
            draw_picking(batch, index, beyond=beyond)
        st.markdown(formulas.trace_formulas(trace), unsafe_allow_html=True)
    exchange = draw_exchange(batch, index)
    with beside:
        _sliders(batch, index, exchange)


@fragment
def _sliders(batch: Batch, index: Index, exchange: Exchange | None) -> None:
    """Draw the sliders and, elsewhere on the page, what they move; a released slider runs this alone."""
    affine, phase = affine_sliders(batch.middle_variance), get(StepByStep.phase)
    batch.take_room()
    key = ("step_by_step", batch.key, index, exchange, affine.key, phase)
    draw_in_places("moved", kept(key, lambda: _moved(batch, index, exchange, affine, phase)))


def _moved(batch: Batch, index: Index, exchange: Exchange | None, affine: Affine, phase: str) -> Mapping[str, Any]:
    """Return all that the sliders move."""
    trace = traced(batch, index, affine)
    charts, words = [travel.way_chart(way_at(batch, index, affine), affine, phase)], formulas.moved_numbers(trace, affine.epsilon)
    if exchange is not None:
        chart, words_of_exchange = exchanged(batch, index, exchange, affine)
        charts, words = [*charts, chart], words | words_of_exchange
    return in_places(*charts, words=words)
