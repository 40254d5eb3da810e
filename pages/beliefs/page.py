"""Beliefs: what learners get wrong. Predict, run the experiment, see what happens and why."""

from __future__ import annotations

import streamlit as st

from bn_view.predicting.lead import draw_class
from bn_view.predicting.shown import options_of
from bn_view.state.language import _
from bn_view.state.session import get
from bn_view.widgets.heading import draw_heading
from classroom.classes import Phase
from pages.beliefs.all import BELIEFS
from pages.beliefs.answer import draw_numbers, draw_reason, draw_verdict
from pages.beliefs.choosing import draw_list
from pages.beliefs.dial import draw_caption, draw_dial
from pages.beliefs.predicting import asked_of, draw_way_to_class, say_where_rooms_are
from pages.beliefs.prediction import draw_prediction
from pages.beliefs.progress import present_progress
from pages.beliefs.result import draw_question, question_of
from pages.beliefs.settings import Beliefs
from pages.beliefs.sources import sources_of


def render() -> None:
    """Draw the page."""
    draw_heading(_("Beliefs"), experiment=_("drag, say what you expect, then run the experiment."))
    say_where_rooms_are()
    progress, number = present_progress(), get(Beliefs.belief)
    belief = BELIEFS[number]
    asked = asked_of(number)
    phase = draw_class(asked)
    # A class sees the answer when its teacher runs it, whatever the teacher has seen before.
    is_answered = number in progress.answered if phase is None else phase is Phase.RUN
    predicted = progress.predictions.get(number) if phase is None else None
    with st.container(key="card"):
        st.container(key="claim").markdown(f"## “{_(belief.claim)}”")
        # A grid of beliefs.css: the picture has one place, and beside it first stands what one does and then what one reads.
        with st.container(key="trial"):
            with st.container(key="left"):
                dial_of = belief.dial if is_answered else belief.before
                dial = dial_of() if dial_of is not None else None
                caption = st.container(key="says")
                picture = st.container(key="picture")
                if dial is not None:
                    draw_dial(dial)
            with st.container(key="beside"):
                outcome = draw_verdict(belief, predicted) if is_answered else None
                if outcome is None and phase is None:
                    draw_prediction(progress, number)
                    draw_way_to_class(number)
                elif outcome is None:
                    st.html(options_of(asked.question()))  # it chooses on its phones
                if outcome is not None:
                    # What goes into an experiment moves to its result; where nothing was seen before, the result is uncovered.
                    with st.container(key="reason" if belief.becomes_result else "reason_uncovers"):
                        draw_reason(belief)
    with caption:
        if dial is not None:
            draw_caption(dial.says_at(dial.value))
        else:
            draw_caption(outcome.shown if outcome is not None else question_of(belief))
    if outcome is None:
        draw_question(number, belief, picture, dial)
    draw_list(progress)
    st.markdown(sources_of(belief))
    if outcome is not None:
        draw_numbers(number, outcome, caption, picture, dial)
