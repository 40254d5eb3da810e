"""A belief as a question for a class, and the way to open one."""

from __future__ import annotations

import html

import streamlit as st

from bn_view.predicting.asked import Asked, choose
from bn_view.predicting.opening import link_to_open
from bn_view.state import address
from bn_view.state.language import _
from bn_view.state.session import Teaching, get
from classroom.questions import Question
from pages.beliefs.all import BELIEFS
from pages.beliefs.belief import VERDICTS
from pages.beliefs.settings import Beliefs


def asked_of(number: int) -> Asked:
    """Return what a class is asked about a belief; its claim stands on the page."""

    def question() -> Question:
        belief = BELIEFS[number]
        right = list(VERDICTS).index(belief.verdict)
        return choose(belief.claim, list(VERDICTS.values()), right, why=belief.why)

    link = address.link("beliefs", {Beliefs.belief.name: number})
    return Asked(f"belief/{number}", question, link, has_options=True)


def teaches() -> bool:
    """Return whether this is a teacher's page, who asks a class and predicts nothing."""
    return get(Teaching.presenter) or get(Teaching.teacher)


def say_where_rooms_are() -> None:
    """Say in one sentence to a link of former times how a class votes now."""
    if "room" in st.query_params:
        st.info(_("Classes have a code of letters now: ask your teacher for it."))


def draw_way_to_class(number: int) -> None:
    """Draw the link with which a teacher lets a class vote."""
    if teaches():
        to_class = html.escape(link_to_open("beliefs", {Beliefs.belief.name: number}))
        st.html(f'<a class="to-class" href="{to_class}" target="_self">{_("Let the class vote")}</a>')
