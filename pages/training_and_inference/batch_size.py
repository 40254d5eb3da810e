"""The batch size: how far the statistics of mini-batches lie apart, and what that does to one image among others."""

from __future__ import annotations

import streamlit as st

from bn_view.state.language import _
from bn_view.state.session import fragment
from bn_view.widgets.heading import draw_heading
from bn_view.widgets.live_chart import draw_in_places, in_places, kept, place_of, place_of_words
from bn_view.widgets.sidebar import batch_size_slider
from pages.training_and_inference import charts, motions
from pages.training_and_inference.batch_size_figures import STRIP
from pages.training_and_inference.figures import TALL
from pages.training_and_inference.settings import TrainingAndInference
from pages.training_and_inference.statistics_file import draw_sizes_file
from pages.training_and_inference.values import Given, present_given


def draw(given: Given) -> None:
    """Draw the places of charts and words, and the slider in their midst, which fills them."""
    line = _("The fewer images in a mini-batch, the wider its mean scatters.")
    question = _("What does the batch size change?")
    draw_heading(question, line, experiment=_("drag the batch size to 2."), parts=TrainingAndInference.topic)
    stage = st.container(key="stage")
    stage.html(place_of_words("which_mini_batches") + place_of("chart_mini_batches", TALL))
    with stage.container(key="controls"):
        _slider()
        st.html(place_of_words("pixel") + place_of("chart_of_sizes_output", STRIP))
    stage.html(place_of_words("scatter"))
    st.html(place_of_words("batch_sizes"))
    draw_sizes_file(given)
    key = ("batch size, motion", given.source.key, given.seed, given.epsilon)
    draw_in_places("motion", kept(key, lambda: in_places(motions=motions.of_batch_size(given))))


@fragment
def _slider() -> None:
    """Draw the slider and, elsewhere on the page, what it moves; released, it runs this alone."""
    batch_size_slider()
    given = present_given()
    key = ("batch size", given.source.key, given.seed, given.epsilon, given.size)
    draw_in_places("sizes", kept(key, lambda: charts.of_batch_size(given)))
