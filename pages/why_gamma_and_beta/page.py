"""Why gamma and beta: how much of an activation function the normalized values use."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import bn_core
from bn_view.data import batches
from bn_view.data.batches import Batch
from bn_view.figures import colours
from bn_view.figures.histograms import histogram_figure, ladder
from bn_view.state.language import _
from bn_view.state.settings import BINS
from bn_view.widgets import controls
from bn_view.widgets.chart import draw_chart
from bn_view.widgets.live_preview import live_preview
from bn_view.words import readout
from pages.why_gamma_and_beta.figure import on_a_curve

CHART = "chart_activation"
TALL, LOW = 340, 180
NAMES = {"sigmoid": "sigmoid", "tanh": "tanh", "relu": "ReLU", "gelu": "GELU"}


class Places(NamedTuple):
    """Where the parts go that follow the sliders."""

    chart: DeltaGenerator
    reading: DeltaGenerator
    output: DeltaGenerator


def render() -> None:
    """Draw the page."""
    controls.keep_settings()
    controls.sidebar()
    batch = batches.batch_of(controls.settings())
    st.markdown(f"## {_('Why gamma and beta')}\n\n{_('They choose which part of its activation function a layer uses.')}")
    controls.warn_of_refused()
    activation = controls.choice("activation", _("Activation function"), NAMES)
    with st.container(key="chart_and_sliders"):
        left, right = st.columns([5, 2], gap="medium")
    with left:
        chart, reading = st.empty(), st.empty()
    st.markdown(f"#### {_('What the next layer gets')}")
    with st.container(key="activation_output"):
        output = st.empty()
    with right:
        _sliders_and_what_follows(batch, activation, Places(chart, reading, output))
    live_preview(
        batches.sweep_of(controls.settings()),
        chart=CHART,
        numbers="activation",
        shared_range=None,
        after_release=(f".{readout.AFTER_RELEASE}", ".st-key-activation_output"),
    )


@st.fragment
def _sliders_and_what_follows(batch: Batch, activation: str, places: Places) -> None:
    """Draw the sliders and, elsewhere on the page, what they move; a released slider runs this alone."""
    undone = controls.switch("undo", _("Undo: γ = √(σ² + ε), β = μ"))
    controls.sliders(disabled=undone)
    if undone:
        given_back = batches.given_back(batch, st.session_state.epsilon)
        stage, colour = given_back.stage, colours.BEFORE
    else:
        stage = batches.normalized(batch, *(st.session_state[name] for name in ("gamma", "beta", "epsilon")))
        colour = colours.BATCH_NORM
    use = bn_core.activation_use(stage.values, activation)
    name, half_width = NAMES[activation], ladder(stage.summary.minimum, stage.summary.maximum)[1]
    histogram = histogram_figure(
        stage.histogram, stage.summary, colour, mean_label=_("mean ± std"), x_range=(-half_width, half_width), height=TALL
    )
    draw_chart(
        on_a_curve(histogram, bn_core.ACTIVATIONS[activation].value, name, half_width),
        key=CHART,
        alt=readout.alternative_text(name, stage.summary),
        place=places.chart,
    )
    parts = [readout.four_numbers("activation", stage.summary), readout.activation_use(use, activation)]
    if undone:
        parts.append(readout.given_back(given_back))
    places.reading.markdown("\n\n".join(parts), unsafe_allow_html=True)
    after = bn_core.summary(use.output)
    draw_chart(
        histogram_figure(
            bn_core.histogram(use.output, BINS),
            after,
            colours.ACTIVATION,
            mean_label=_("mean ± std"),
            x_range=None,
            height=LOW,
        ),
        key="chart_activation_output",
        alt=readout.alternative_text(_("What the next layer gets"), after),
        place=places.output,
    )
    controls.write_address()
