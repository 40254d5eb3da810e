"""Why gamma and beta: how much of an activation function the normalized values use."""

from __future__ import annotations

import functools

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from bn_core import ACTIVATIONS, activation_use, histogram, summary
from bn_view.data.batches import Batch, epsilon_sweep, normalized, present_batch
from bn_view.data.mini_batch import BINS
from bn_view.figures import colours
from bn_view.state.language import _
from bn_view.state.session import fragment
from bn_view.widgets import controls
from bn_view.widgets.chart import draw_chart, draw_histogram, limit_of
from bn_view.widgets.live_chart import hold_motion
from bn_view.widgets.live_chart.motion import AFTER_RELEASE, histogram_motion, stands
from bn_view.widgets.sidebar import sidebar
from bn_view.words.readout import alternative_text, four_numbers, histogram_alt, histogram_labels
from pages.why_gamma_and_beta import sentences
from pages.why_gamma_and_beta.figure import activation_figure, activation_range
from pages.why_gamma_and_beta.settings import AfterNormalization
from pages.why_gamma_and_beta.values import round_trip

CHART = "chart_activation"


def render() -> None:
    """Draw the page."""
    sidebar()
    batch = present_batch()
    st.markdown(f"## {_('Why gamma and beta')}\n\n{_('They choose which part of its activation function a layer uses.')}")
    activation = controls.choice(AfterNormalization.activation)
    with st.container(key="chart_and_sliders"):
        left, right = st.columns([5, 2], gap="medium")
    with left:
        chart, numbers = st.empty(), st.empty()
    st.markdown(f"#### {_('What the next layer gets')}")
    with st.container(key="activation_output"):
        output = st.empty()
    with right:
        _sliders(batch, activation, chart, numbers, output)
    motion = histogram_motion(
        epsilon_sweep(batch),
        numbers="activation",
        said=histogram_alt(ACTIVATIONS[activation].title, batch.before.values.size),
        after_release=(f".{AFTER_RELEASE}", ".st-key-activation_output"),
        other_axis=("yaxis2", functools.partial(activation_range, ACTIVATIONS[activation])),
    )
    hold_motion(motion, CHART)


@fragment
def _sliders(batch: Batch, activation: str, chart: DeltaGenerator, numbers: DeltaGenerator, output: DeltaGenerator) -> None:
    """Draw the sliders and, in these places, what they move; a released slider runs this alone."""
    undo = controls.toggle(AfterNormalization.undo)
    affine = controls.affine_sliders(batch.moments, disabled=undo)
    stage = round_trip(batch, affine.epsilon) if undo else normalized(batch, affine)
    colour = colours.BEFORE if undo else colours.BATCH_NORM
    limit = None if undo else limit_of(epsilon_sweep(batch))
    figure = activation_figure(
        stage.histogram, stage.summary, colour, ACTIVATIONS[activation], labels=histogram_labels(), limit=limit
    )
    alt = alternative_text(ACTIVATIONS[activation].title, stage.summary)
    draw_chart(figure, key=CHART, alt=alt, place=chart, at=stands(affine))
    use = activation_use(stage.values, activation)
    parts = [four_numbers("activation", stage.summary), sentences.activation_use(use, activation)]
    if undo:
        parts.append(sentences.round_trip(batch, stage, affine.epsilon))
    numbers.markdown("\n\n".join(parts), unsafe_allow_html=True)
    name, of_output = _("What the next layer gets"), (histogram(use.output, BINS), summary(use.output))
    draw_histogram("chart_activation_output", name, *of_output, colours.ACTIVATION, height=180, place=output)
