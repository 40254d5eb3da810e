"""Beliefs: what learners get wrong. Predict, run the experiment, see what happens and why."""

from __future__ import annotations

import streamlit as st

from bn_view.state.language import _
from bn_view.state.session import get, key_of, put
from bn_view.widgets.heading import draw_heading
from pages.beliefs.all import BELIEFS
from pages.beliefs.answer import draw_answer
from pages.beliefs.prediction import draw_prediction
from pages.beliefs.progress import RIGHT, Progress, present_progress
from pages.beliefs.result import draw_setup
from pages.beliefs.settings import Beliefs
from pages.beliefs.sources import sources_of
from pages.beliefs.vote import belief_to_follow, draw_vote


def render() -> None:
    """Draw the page."""
    draw_heading(_("Beliefs"), experiment=_("say what you expect, then run the experiment."))
    if (to := belief_to_follow()) is not None:
        put(Beliefs.belief, to)
    progress = present_progress()
    _list(progress)
    number = get(Beliefs.belief)
    belief = BELIEFS[number]
    st.container(key="claim").markdown(f"## “{_(belief.claim)}”")
    is_answered = number in progress.answered
    if is_answered:
        draw_answer(belief, progress.predictions.get(number))
    else:
        draw_prediction(progress, number)
    draw_vote(number, has_predicted=number in progress.predictions, is_answered=is_answered)
    if not is_answered:  # below the vote, which is what a projector shows
        draw_setup(belief)
    st.markdown(sources_of(belief))
    _previous_and_next(number)


def _list(progress: Progress) -> None:
    """Draw how far the session has come, and the beliefs to choose from with a mark on each."""
    marks = {number: progress.mark(number) for number in BELIEFS}
    right = list(marks.values()).count(RIGHT)
    text = _("Predicted **{predicted}** of {all}, **{right}** right")
    st.markdown(text.format(predicted=len(progress.predictions), all=len(BELIEFS), right=right))
    st.pills(
        _(Beliefs.belief.label),
        list(BELIEFS),
        key=key_of(Beliefs.belief),
        format_func=lambda number: f"{number} {marks[number]}".strip(),
        required=True,
        label_visibility="collapsed",
    )


def _previous_and_next(number: int) -> None:
    ways = ((_("Previous"), "previous_belief", "Left", number - 1), (_("Next"), "next_belief", "Right", number + 1))
    with st.container(horizontal=True, gap="small", key="neighbours"):
        for word, name, key, to in ways:
            st.button(word, name, shortcut=key, disabled=to not in BELIEFS, on_click=put, args=(Beliefs.belief, to))
