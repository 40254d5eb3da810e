"""The batch size: how far the statistics of mini-batches lie apart, and what that does to one image among others."""

from __future__ import annotations

import streamlit as st

from bn_view.figures import colours
from bn_view.state.language import _
from bn_view.state.session import fragment
from bn_view.widgets.heading import draw_heading
from bn_view.widgets.live_chart import draw_in_places, in_places, kept, place_of, place_of_words
from bn_view.widgets.sidebar import batch_size_slider
from bn_view.words.readout import swatch
from pages.training_and_inference import charts, motions
from pages.training_and_inference.figures import LOW, TALL
from pages.training_and_inference.sentences import norm_of_one_image, title_of_output
from pages.training_and_inference.settings import TrainingAndInference
from pages.training_and_inference.statistics_file import draw_sizes_file
from pages.training_and_inference.values import Given, Images, present_given


def draw(given: Given) -> None:
    """Draw the places of charts and words, and the slider in their midst, which fills them."""
    line = _("The fewer images, the further the mean and variance of a mini-batch lie from those of all images.")
    question = _("What does the batch size change?")
    draw_heading(question, line, experiment=_("drag the batch size to 2."), parts=TrainingAndInference.topic)
    with st.container(key="stage"):
        st.html(place_of_words("which_mini_batches") + place_of("chart_mini_batches", TALL))
        with st.container(key="controls"):
            _slider()
            st.html(f"<p>{_title_of_output(given.images)}</p>{place_of('chart_of_sizes_output', LOW)}{place_of_words('pixel')}")
        st.html(place_of_words("scatter") + place_of_words("mini_batches"))
    st.html(place_of_words("batch_sizes"))
    draw_sizes_file(given)
    key = ("batch size, motion", given.source.key, given.seed)
    draw_in_places("motion", kept(key, lambda: in_places(motions=motions.of_batch_size(given))))


@fragment
def _slider() -> None:
    """Draw the slider and, elsewhere on the page, what it moves; released, it runs this alone."""
    batch_size_slider()
    given = present_given()
    key = ("batch size", given.source.key, given.seed, given.epsilon, given.size)
    draw_in_places("sizes", kept(key, lambda: charts.of_batch_size(given)))


def _title_of_output(images: Images) -> str:
    """Return what stands above the output of both norms, with their colours on a line of their own."""
    norms = {_("batch norm"): colours.BATCH_NORM, norm_of_one_image(images): colours.ALONE}
    named = " &nbsp; ".join(f"{swatch(colour)} {name}" for name, colour in norms.items())
    return f"<b>{title_of_output()}</b><br>{named}"
