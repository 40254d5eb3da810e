"""Why gamma and beta: how much of an activation function the normalized values use."""

from __future__ import annotations

import streamlit as st

from bn_view.data.batches import Batch, present_batch
from bn_view.data.mini_batch import Affine
from bn_view.state.language import _
from bn_view.state.session import get, present
from bn_view.widgets import controls
from bn_view.widgets.each_alone import each_alone
from bn_view.widgets.heading import draw_heading
from bn_view.widgets.live_chart import draw_in_places, in_places, kept
from bn_view.widgets.sidebar import sidebar
from pages.why_gamma_and_beta import charts, sentences
from pages.why_gamma_and_beta.settings import AfterNormalization


def render() -> None:
    """Draw the places of charts and words, and the widgets; the sliders fill the places."""
    sidebar()
    batch = present_batch()
    line = _("They choose which part of its activation function a layer uses.")
    draw_heading(_("What are gamma and beta for?"), line, experiment=_("make γ small, then large."))
    stage = st.container(key="stage")
    stage.html(charts.places())
    with stage.container(key="controls"):
        activation = controls.choice(AfterNormalization.activation)
        undo = controls.toggle(AfterNormalization.undo)
        _sliders(batch, activation, undo)
    key = ("why_gamma_and_beta", batch.key, activation)
    draw_in_places("still", kept(key, lambda: in_places(motions=charts.motion(batch, activation))))


def _sliders(batch: Batch, activation: str, undo: bool) -> None:
    """Draw the sliders, or what acts in their place, and elsewhere on the page what they move."""

    def moved() -> bytes:
        affine = present(Affine)
        batch.take_room()
        made_of = ("why_gamma_and_beta", batch.key, activation, undo, affine.key)
        return kept(made_of, lambda: charts.moved(batch, activation, undo, affine))

    if undo:
        st.html(sentences.acting(batch, get(Affine.epsilon)))
        controls.epsilon_slider(batch.middle_variance, disabled=True)
    each_alone(*(() if undo else controls.each_of_affine(batch.middle_variance)), moved=moved)
