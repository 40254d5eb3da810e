"""Beliefs: what learners get wrong. Predict, run the experiment, see what happens and why."""

from __future__ import annotations

import streamlit as st

from bn_view.state.language import _
from bn_view.state.session import get, put
from bn_view.widgets.heading import draw_heading
from pages.beliefs.all import BELIEFS
from pages.beliefs.answer import draw_numbers, draw_reason, draw_verdict
from pages.beliefs.choosing import draw_list
from pages.beliefs.dial import draw_dial
from pages.beliefs.prediction import draw_prediction
from pages.beliefs.progress import present_progress
from pages.beliefs.result import draw_question
from pages.beliefs.settings import Beliefs
from pages.beliefs.sources import sources_of
from pages.beliefs.vote import belief_to_follow, draw_vote


def render() -> None:
    """Draw the page."""
    draw_heading(_("Beliefs"), experiment=_("drag, say what you expect, then run the experiment."))
    if (to := belief_to_follow()) is not None:
        put(Beliefs.belief, to)
    progress = present_progress()
    number = get(Beliefs.belief)
    belief = BELIEFS[number]
    is_answered, predicted = number in progress.answered, progress.predictions.get(number)
    with st.container(key="card"):
        st.container(key="claim").markdown(f"## “{_(belief.claim)}”")
        # A grid of beliefs.css: the picture has one place, and beside it first stands what one does and then what one reads.
        with st.container(key="trial"):
            with st.container(key="left"):
                picture = st.container(key="picture")
                dial_of = belief.dial if is_answered else belief.before
                dial = dial_of() if dial_of is not None else None
                if dial is not None:
                    draw_dial(dial)
            with st.container(key="beside"):
                outcome = draw_verdict(belief, predicted) if is_answered else None
                if outcome is None:
                    draw_prediction(progress, number)
                draw_vote(number, has_predicted=predicted is not None, is_answered=is_answered)
                if outcome is not None:
                    # What goes into an experiment moves to its result; where nothing was seen before, the result is uncovered.
                    with st.container(key="reason" if belief.becomes_result else "reason_uncovers"):
                        draw_reason(belief)
    if outcome is None:
        draw_question(number, belief, picture, dial)
    draw_list(progress)
    st.markdown(sources_of(belief))
    if outcome is not None:
        draw_numbers(number, outcome, picture, dial)
