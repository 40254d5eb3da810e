"""The two modes: a mini-batch normalized as in training and as in inference, and the gap between the two."""

from __future__ import annotations

import streamlit as st

from bn_view.data.batches import constant_images
from bn_view.state.language import _
from bn_view.state.session import fragment, present
from bn_view.widgets.controls import whole_slider
from bn_view.widgets.heading import draw_heading
from bn_view.widgets.live_chart import draw_in_places, in_places, kept, place_of, place_of_words
from bn_view.words.numbers import short
from bn_view.words.readout import paragraphs, spikes
from pages.training_and_inference import charts, motions
from pages.training_and_inference.figures import LOW, TALL
from pages.training_and_inference.settings import Running, TrainingAndInference
from pages.training_and_inference.values import Given


def draw(given: Given) -> None:
    """Draw the places of both charts, and the slider that fills them."""
    question = _("Why does inference give other numbers than training?")
    answer = _("Training normalizes a mini-batch with its own mean and variance, inference with the **running** ones.")
    draw_heading(question, answer, experiment=_("lower “Updates” to 0."), parts=TrainingAndInference.topic)
    same = _("γ = 1, β = 0, ε = {epsilon} as in the lab.").format(epsilon=short(given.epsilon))
    stage = st.container(key="stage")
    picture = place_of_words("in_training") + place_of("chart_modes", TALL) + place_of_words("in_inference")
    stage.html(f'<div class="modes">{picture}</div>')
    with stage.container(key="controls"):
        _updates(given)
        st.html(place_of_words("gap"))
        st.html(place_of("chart_gap", LOW))
        st.html(place_of_words("both_modes"))
    x, settings = given.values, present(Running)
    st.html(paragraphs(*spikes([given.mini_batch.first + i for i in constant_images(x)]), same))
    key = ("two modes, motion", given.key, settings.momentum_of_old, settings.unbiased)
    draw_in_places("motion", kept(key, lambda: in_places(motions=motions.of_modes(given, x, settings))))


@fragment
def _updates(given: Given) -> None:
    """Draw the slider and, elsewhere on the page, what it moves; a released slider runs this alone."""
    whole_slider(Running.updates)
    settings = present(Running)
    # First, as it may wait for room: nobody waits for room while others wait for what is kept.
    x = given.values
    draw_in_places("moved", kept(("two modes", given.key, settings.key), lambda: charts.of_modes(given, x, settings)))
