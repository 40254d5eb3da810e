"""Step by step: one value of a mini-batch, followed through the arithmetic."""

from __future__ import annotations

from functools import partial

import streamlit as st

from bn_view.data.batches import Batch, present_batch
from bn_view.data.mini_batch import Affine
from bn_view.state.language import _
from bn_view.state.session import fragment, get, open_on, present
from bn_view.widgets.controls import affine_sliders
from bn_view.widgets.each_alone import each_alone
from bn_view.widgets.heading import draw_heading
from bn_view.widgets.sidebar import sidebar
from pages.step_by_step import formulas, pictures, travel
from pages.step_by_step.exchange import draw_exchange, exchange_title
from pages.step_by_step.picking import draw_boxes, picked_index, place_of_pixels, who_shares
from pages.step_by_step.settings import OPENS_ON, StepByStep
from pages.step_by_step.way import traced


def render() -> None:
    """Draw the page."""
    open_on(OPENS_ON)
    sidebar(with_batch_size=True)
    draw_heading(
        _("How does x become y?"),
        experiment=_("press Play: a pixel goes down the steps, with all that share its mean and variance. Then click another."),
    )
    _follow(present_batch())


@fragment
def _follow(batch: Batch) -> None:
    """Draw what picks a value and an image to exchange, the way of the value, and places for what the sliders change."""
    index, beyond = picked_index(batch)
    trace = traced(batch, index, Affine())  # for what gamma, beta and epsilon leave as it is
    # A grid of step_by_step.css, as each of Streamlit's columns is a message of its own.
    with st.container(key="follow"):
        travel.draw_step(batch, index)
        st.html(travel.place_of_way(who_shares(trace, batch.settings.grouping, index)) + place_of_pixels())
        pictures.draw_pictures(batch, index, present(Affine), get(StepByStep.phase))
        beside = st.container(key="beside")
        with beside:
            draw_boxes(batch, beyond=beyond)
        st.markdown(formulas.trace_formulas(trace) + exchange_title(), unsafe_allow_html=True)
    exchange = draw_exchange(batch, index)

    def moved() -> bytes:
        batch.take_room()
        return pictures.moved(batch, index, exchange, present(Affine), get(StepByStep.phase))

    with beside:
        # All in one: of all pages this one has the most elements, and three fragments in place of one take long to open.
        each_alone(partial(affine_sliders, batch.middle_variance), moved=moved)
