"""The same network trained in Keras, its losses laid over ours."""

from __future__ import annotations

import numpy as np
import streamlit as st

from bn_view.state.language import _
from bn_view.widgets import ask
from bn_view.widgets.chart import draw_chart
from bn_view.words.numbers import short
from pages.training.figures import witness_figure
from witnesses.keras_network import Losses, losses_of_both
from workers.queue import Run

STEPS = 30


def draw_witness(run: Run) -> None:
    """Draw the button that asks Keras, and the losses of both once it was asked for this run."""
    st.markdown(f"## {_('The same network in Keras')}")
    if not ask.tensorflow_is_installed():
        st.info(ask.missing_sentence())
        return
    answers = st.session_state.setdefault("training_witness", {})
    st.button(_("Ask Keras"), key="ask_keras", on_click=answers.update, args=({run.number: None},))
    if run.number not in answers:
        return
    if answers[run.number] is None:
        answers[run.number] = ask.ask(losses_of_both, run.tasks[0].recipe, "batch_norm", STEPS)
    if answers[run.number] is not None:
        _draw_losses(*answers[run.number])


def _draw_losses(ours: Losses, theirs: Losses) -> None:
    sentence = _(
        "The first {steps} losses with batch normalization, both in float64, differ by at most **{difference}** of their size."
    ).format(steps=len(ours), difference=short(float(np.max(np.abs(theirs / ours - 1)))))
    st.markdown(f"**{_('Loss of the mini-batches')}**")
    figure = witness_figure(ours, theirs, x_title=_("mini-batch"), y_title=_("loss"))
    draw_chart(figure, key="chart_witness", alt=sentence.replace("*", ""))
    st.markdown(sentence)
