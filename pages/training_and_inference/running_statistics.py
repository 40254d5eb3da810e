"""The running statistics: how often and how they are updated, and their numbers to check by hand."""

from __future__ import annotations

from functools import partial

import streamlit as st

from bn_view.state.language import _
from bn_view.state.session import get, present
from bn_view.widgets.controls import choice, stops_slider, toggle
from bn_view.widgets.each_alone import each_alone
from bn_view.widgets.heading import draw_heading
from bn_view.widgets.live_chart import draw_in_places, in_places, kept, place_of, place_of_words
from bn_view.words.readout import paragraphs
from pages.training_and_inference import charts, motions, sentences
from pages.training_and_inference.by_hand import by_hand
from pages.training_and_inference.figures import TALL
from pages.training_and_inference.settings import Running, TrainingAndInference
from pages.training_and_inference.statistics_file import Updates, draw_updates_file
from pages.training_and_inference.update_controls import draw_convention, draw_updates
from pages.training_and_inference.values import Given


def draw(given: Given) -> None:
    """Draw what no slider moves, with places for what they move; then the sliders, which fill the places."""
    answer = _("**Running** ones: moving averages over the mini-batches of the training.")
    question = _("Which mean and variance does inference use?")
    draw_heading(
        question,
        answer,
        experiment=_("lower “Updates” until the green dot leaves the dashed line."),
        parts=TrainingAndInference.topic,
    )
    settings = present(Running)
    updates = Updates(given, settings)
    # As in the lab, so that on a phone the chart stays in sight while the sliders below it are moved.
    stage = st.container(key="stage")
    stage.html(place_of_words("rule") + place_of("chart_running", TALL))
    with stage.container(key="controls"):
        _sliders(updates)
        draw_convention()
        choice(TrainingAndInference.large)
    stage.html(place_of_words("stream"))
    st.html(paragraphs(*sentences.about_stream(given.stream(settings), given.seed)))
    toggle(Running.unbiased)
    st.markdown(by_hand(), unsafe_allow_html=True)
    draw_updates_file(updates)
    large = get(TrainingAndInference.large)
    key = ("running statistics, motion", given.key, settings.convention, settings.unbiased, large)
    motion = partial(motions.of_running, given.stream(settings), large)
    draw_in_places("motion", kept(key, lambda: in_places(motions={"chart_running": motion()})))


def _sliders(updates: Updates) -> None:
    """Draw the sliders and, elsewhere on the page, what they move."""
    given = updates.given

    def moved() -> bytes:
        updates.settings = settings = present(Running)
        large = get(TrainingAndInference.large)
        return kept(("running statistics", given.key, settings.key, large), lambda: charts.of_running(given, settings, large))

    each_alone(draw_updates, partial(stops_slider, Running.momentum), moved=moved)
