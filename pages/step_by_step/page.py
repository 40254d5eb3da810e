"""Step by step: one value of a mini-batch, followed through the arithmetic."""

from __future__ import annotations

import streamlit as st

import bn_core
from bn_view.data.batches import Batch, present_batch
from bn_view.state.language import _
from bn_view.state.session import fragment
from bn_view.widgets.controls import affine_sliders
from bn_view.widgets.sidebar import batch_size_slider, sidebar
from pages.step_by_step.exchange import draw_exchange
from pages.step_by_step.formulas import trace_formulas
from pages.step_by_step.picking import draw_picking, picked_index
from pages.step_by_step.settings import Index
from pages.step_by_step.travel import draw_travel
from pages.step_by_step.way import way_of


def render() -> None:
    """Draw the page."""
    sidebar()
    with st.sidebar:
        batch_size_slider()
    st.markdown(
        f"## {_('Step by step')}\n\n{_('Pick a value: click a pixel. Follow it, and all that share its mean and variance.')}"
    )
    _follow(present_batch())


@fragment
def _follow(batch: Batch) -> None:
    """Draw the picked value's way, what picks it, and what the other images do to it."""
    picture, picking = st.columns([3, 2], gap="large")
    arithmetic, moving = st.columns([3, 2], gap="large")
    index, beyond = picked_index(batch)
    with moving:
        affine = affine_sliders()
    values, axes = batch.before.values, batch.settings.axes
    trace = bn_core.trace(values, index, affine.gamma, affine.beta, axis=axes, epsilon=affine.epsilon)
    # First the way, as the browser draws what has come while the rest is under way.
    with picture:
        st.markdown(_who_shares(trace, batch.settings.grouping, index))
        draw_travel(way_of(trace), affine)
    # One element a formula, so that the browser typesets only those that a slider changes.
    with arithmetic, st.container(key="trace_formulas", horizontal=True):
        for formula in trace_formulas(trace, affine.epsilon).values():
            st.latex(formula, width="content")
    with picking:
        draw_picking(batch, index, beyond=beyond)
    draw_exchange(batch, index, trace, affine)


def _who_shares(trace: bn_core.Trace, grouping: str, index: Index) -> str:
    sentence = {
        "position": _(
            "**{count} values** share one mean and one variance: row {row}, column {column}, channel {channel} of every image."
        ),
        "channel": _("**{count} values** share one mean and one variance: all of channel {channel}, in every image."),
        "all": _("**{count} values** share one mean and one variance: all of the mini-batch."),
    }[grouping]
    _image, row, column, channel = index
    return sentence.format(count=f"{trace.count:,}", row=row, column=column, channel=channel)
