"""On the screen of a class until the answer is run: what is asked, large, in place of what would tell it or be in its way."""

from __future__ import annotations

import html

import streamlit as st

from bn_view.figures.votes import Axes, empty_axes
from bn_view.predicting.asked import Asked
from bn_view.predicting.cover import IN_WIDGETS
from bn_view.predicting.shown import options_of, said
from bn_view.state.language import _
from bn_view.words.numbers import short
from classroom.questions import Drawing, Number, Question

# What stays of the page: the class itself, the ways through the lesson and its question, and what the server has to say.
_STAYS = ".st-key-class_rail, .st-key-lesson_bar, .lesson-title, .stAlert:has([data-testid='stAlertContentWarning'])"
# A line of more steps has numbers at its ends alone.
_MOST_NAMED = 24


def draw_board(asked: Asked, own: Question | None) -> None:
    """Draw what a page asks, which is its title, or the teacher's `own` question, and what is `seen` of the page beside it."""
    stays = f"{_STAYS}, {asked.seen}" if asked.seen and own is None else _STAYS
    rules = (
        ".stMainBlockContainer{visibility:hidden;--covered:hidden}"
        f".stMainBlockContainer :is({stays}){{visibility:visible;--covered:visible}}"
        f"{IN_WIDGETS}{{visibility:var(--covered)!important}}"
    )
    question = own or asked.question()
    text = f'<p class="class-question">{html.escape(said(own.text))}</p>' if own else ""
    picture = asked.picture() if asked.picture and own is None else ""
    kind = "beside" if asked.seen and own is None else "alone"
    st.html(f'<style>{rules}</style><div class="class-board {kind}">{text}{picture}{_asked_for(question)}</div>')


def _asked_for(question: Question) -> str:
    """Return as HTML what phones are to answer with: the options, the line of numbers, or the axes without a drawing."""
    kind = question.kind
    if isinstance(kind, Drawing):
        axes = Axes(said(kind.below), said(kind.beside), kind.labels)
        heights = f"{short(kind.low)}–{short(kind.high)}"
        alt = _("Empty axes, {heights} upwards.").format(heights=heights)
        drawn = empty_axes(kind.places, kind.low, kind.high, kind.start, axes=axes, alt=alt)
        return f'<p class="class-how">{_("Draw it on your phone.")}</p>{drawn}'
    if isinstance(kind, Number):
        how = _("A number from {low} to {high}, on your phone.").format(low=short(kind.low), high=short(kind.high))
        steps = round((kind.high - kind.low) / kind.step)
        numbers = [kind.low + place * kind.step for place in range(steps + 1)] if steps <= _MOST_NAMED else [kind.low, kind.high]
        line = "".join(f"<i>{short(one)}</i>" for one in numbers)
        return f'<p class="class-how">{how}</p><div class="class-line" aria-hidden="true">{line}</div>'
    return options_of(question)
