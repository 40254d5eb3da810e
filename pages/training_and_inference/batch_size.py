"""The batch size: how far the statistics of mini-batches lie apart, and what that does to one image among others."""

from __future__ import annotations

import streamlit as st

from bn_view.figures import colours
from bn_view.state.language import _
from bn_view.state.session import fragment
from bn_view.widgets.heading import draw_heading
from bn_view.widgets.live_chart import draw_in_places, in_places, kept, place_of, place_of_words
from bn_view.widgets.sidebar import batch_size_slider
from bn_view.words.readout import side_by_side, swatch
from pages.training_and_inference import charts, motions
from pages.training_and_inference.figures import CHARTS_OF_BANDS, LOW, TALL
from pages.training_and_inference.sentences import norm_of_one_image, titles_of_bands
from pages.training_and_inference.values import Given, Images, present_given


def draw(given: Given) -> None:
    """Draw the places of charts and words, and the slider in their midst, which fills them."""
    line = _("The fewer images, the further the mean and variance of a mini-batch lie from those of all images.")
    draw_heading(_("What does the batch size change?"), line, experiment=_("drag the batch size to 2."))
    with st.container(key="stage"):
        st.html(place_of("chart_mini_batches", TALL))
        with st.container(key="controls"):
            _slider()
            st.html(place_of_words("mini_batches"))
    st.html(
        f"<h2>{_('What becomes of one image')}</h2>"
        + place_of_words("batch_sizes")
        + _bands(given.images)
        + place_of_words("below_the_bands")
    )
    key = ("batch size, motion", given.source.key, given.seed)
    draw_in_places("motion", kept(key, lambda: in_places(motions=motions.of_batch_size(given))))


@fragment
def _slider() -> None:
    """Draw the slider and, elsewhere on the page, what it moves; released, it runs this alone."""
    batch_size_slider()
    given = present_given()
    key = ("batch size", given.source.key, given.seed, given.epsilon, given.size)
    draw_in_places("sizes", kept(key, lambda: charts.of_batch_size(given)))


def _bands(images: Images) -> str:
    """Return the places of the bands, each under its title."""
    key = f": {swatch(colours.BATCH_NORM)} {_('batch norm')}, {swatch(colours.MIN_MAX)} {norm_of_one_image(images)}"
    titles = titles_of_bands()
    titles["output"] += key
    return side_by_side(f"<p><b>{titles[name]}</b></p>{place_of(chart, LOW)}" for name, chart in CHARTS_OF_BANDS.items())
