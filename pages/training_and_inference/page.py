"""Training and inference: running statistics, their conventions, the gap they leave, and what the batch size does."""

from __future__ import annotations

import streamlit as st

from bn_view.state.language import _
from bn_view.state.session import fragment, present
from bn_view.widgets.controls import toggle
from bn_view.widgets.heading import draw_heading
from bn_view.widgets.live_chart import draw_in_places, in_places, kept, place_of_words
from bn_view.widgets.sidebar import batch_size_slider, sidebar
from pages.training_and_inference import charts, places, sentences, values
from pages.training_and_inference.motions import of_modes, of_running
from pages.training_and_inference.settings import Running
from pages.training_and_inference.update_controls import draw_convention, draw_updates
from pages.training_and_inference.values import Given


def render() -> None:
    """Draw what no slider moves, with places for what they move; then the sliders, which fill the places."""
    sidebar(with_grouping=False)
    introduction = _(
        "Training normalizes a mini-batch with its own mean and variance. Inference uses **running** ones: the moving "
        "averages of the mini-batches that went by."
    )
    draw_heading(_("Training and inference"), introduction, experiment=_("lower “Updates”."))
    given, settings = values.present_given(), present(Running)
    # As in the lab, so that on a phone the chart stays in sight while the sliders below it are moved.
    with st.container(key="stage"):
        st.html(places.of_running())
        with st.container(key="controls"):
            draw_convention()
            _updates(given)
            batch_size_slider()
            toggle(Running.unbiased)
        st.html(place_of_words("stream"))
    st.html(places.of_the_rest(given))
    st.markdown(sentences.by_hand(), unsafe_allow_html=True)
    of_all_images = ("training_and_inference batch sizes", given.source.key, given.seed, given.epsilon)
    draw_in_places("batch_sizes", kept(of_all_images, lambda: charts.of_batch_sizes(given)))
    of_stream = ("training_and_inference running", given.key, settings.convention, settings.unbiased)
    draw_in_places("running", kept(of_stream, lambda: in_places(motions=of_running(given.stream(settings)))))


@fragment
def _updates(given: Given) -> None:
    """Draw the sliders and, elsewhere on the page, what they move; a released slider runs this alone."""
    draw_updates()
    settings = present(Running)
    # First, as it may wait for room: nobody waits for room while others wait for what is kept.
    x = given.values
    key = (given.key, settings.key)
    draw_in_places(
        "running_and_modes", kept(("training_and_inference updates", *key), lambda: charts.of_updates(given, x, settings))
    )
    still = (given.key, settings.momentum_of_old, settings.unbiased)
    draw_in_places(
        "modes", kept(("training_and_inference modes", *still), lambda: in_places(motions=of_modes(given, x, settings)))
    )
