"""Training and inference: running statistics, their conventions, the gap they leave, and what the batch size does."""

from __future__ import annotations

import streamlit as st

from bn_view.data.batches import present_batch
from bn_view.data.mini_batch import Affine, MiniBatch, present_source
from bn_view.data.sources import RandomImages
from bn_view.state.language import _
from bn_view.state.session import fragment, get, present
from bn_view.widgets.sidebar import sidebar
from bn_view.words.numbers import short
from pages.training_and_inference import charts, sentences, values
from pages.training_and_inference.settings import Running
from pages.training_and_inference.update_controls import draw_update_controls


def render() -> None:
    """Draw the page."""
    sidebar(with_grouping=False)
    st.markdown(f"## {_('Training and inference')}")
    st.markdown(
        _(
            "Training normalizes a mini-batch with its own mean and variance. Inference uses **running** ones: the moving "
            "averages of the mini-batches that went by."
        )
    )
    images = values.images_of(present_source())
    _running_statistics_and_both_modes(images)
    _batch_sizes(images)
    _by_hand()


@fragment
def _running_statistics_and_both_modes(images: values.Images) -> None:
    """Draw the stream with its controls, and a mini-batch in both modes; a moved control runs this alone."""
    # As in the lab, so that on a phone the chart stays in sight while the sliders below it are moved.
    with st.container(key="chart_and_sliders"):
        left, right = st.columns([5, 2], gap="medium")
    source, seed = present_source(), get(RandomImages.seed)
    stream = values.stream_of(source, images, present(Running), get(MiniBatch.batch_size), seed)
    with left:
        charts.draw_running(stream)
    with right:
        draw_update_controls()
    with st.container(key="words"):
        st.markdown(sentences.stream(stream, seed), unsafe_allow_html=True)
    st.markdown(f"### {_('The same mini-batch in both modes')}")
    x, epsilon = present_batch().before.values, get(Affine.epsilon)
    gaps = values.gaps(x, stream.running, epsilon)
    with st.container(key="modes"):
        words = sentences.both_modes(stream, get(MiniBatch.batch), gaps[stream.settings.updates])
        st.markdown(words, unsafe_allow_html=True)
        left, right = st.columns(2, gap="medium")
        with left:
            charts.draw_modes(x, stream, epsilon)
        with right:
            charts.draw_gap(stream, gaps)
    st.markdown(_("γ = 1, β = 0, ε = {epsilon} as in the lab.").format(epsilon=short(epsilon)))


def _batch_sizes(images: values.Images) -> None:
    st.markdown(f"### {_('Batch size')}")
    seed = get(RandomImages.seed)
    bands = values.bands_of(images, seed, get(Affine.epsilon))
    st.markdown(sentences.batch_sizes(images, bands))
    charts.draw_bands(images, bands)
    st.markdown(sentences.resampling(images, seed))
    st.markdown(sentences.one_value(bands.pixel))


def _by_hand() -> None:
    st.markdown(f"### {_('Check it by hand')}")
    for column, parts in zip(st.columns(2, gap="large"), (sentences.which_variance(), sentences.how_soon()), strict=True):
        with column:
            for part in parts:
                st.markdown(part)
