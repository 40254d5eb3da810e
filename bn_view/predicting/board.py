"""On a projector until the answer is uncovered: what is asked, large, in place of what would tell it or be in its way."""

from __future__ import annotations

import html
from functools import cache
from pathlib import Path

import streamlit as st

from bn_view.figures.votes import Axes, empty_axes
from bn_view.predicting.asked import Asked
from bn_view.predicting.cover import IN_WIDGETS
from bn_view.predicting.shown import options_of, said
from bn_view.state.language import _
from bn_view.widgets.style_sheets import read_styles
from bn_view.words.numbers import short
from classroom.questions import Drawing, Number, Question

# What stays of the page: the class itself, the ways through the lesson and its question, and what the server has to say.
_STAYS = (
    ".st-key-class_rail, .class-board, .st-key-lesson_bar, .lesson-title, .stAlert:has([data-testid='stAlertContentWarning'])"
)
# Once for all steps: that a fold is opened does not bubble, but passes by the document on its way down.
_UNFOLDED = """window.boardGoes ??= (document.addEventListener('toggle', ({ target }) => {
  if (target.matches('.lesson-title .answer')) document.querySelector('.projected')?.classList.toggle('class-board', !target.open)
}, true), true)"""
# A line of more steps has numbers at its ends alone.
_MOST_NAMED = 24


@cache
def styles() -> str:
    """Return the style sheets of a class and of what it is asked, which no other page is sent."""
    return read_styles(Path(__file__).parents[1] / f"styles/{name}.css" for name in ("class", "board", "votes"))


def draw_board(asked: Asked, own: Question | None = None, *, for_class: bool = True) -> None:
    """Draw what a page asks, which is its title, or the teacher's `own` question, and what is `seen` of the page beside it.

    Without a class it speaks of no phones, and goes when the answer in the page's title is unfolded.
    """
    stays = f"{_STAYS}, {asked.seen}" if asked.seen and own is None else _STAYS
    page = ".stApp:has(.class-board)"
    rules = (
        f"{page} .stMainBlockContainer{{visibility:hidden;--covered:hidden}}"
        f"{page} .stMainBlockContainer :is({stays}){{visibility:visible;--covered:visible}}"
        f"{page} {IN_WIDGETS}{{visibility:var(--covered)!important}}"
    )
    question = own or asked.question()
    text = f'<p class="class-question">{html.escape(said(own.text))}</p>' if own else ""
    picture = asked.picture() if asked.picture and own is None else ""
    kind = "beside" if asked.seen and own is None else "alone"
    asked_for = f"{text}{picture}{_asked_for(question, on_phones=for_class)}"
    if for_class:
        st.html(f'<style>{rules}</style><div class="class-board {kind}">{asked_for}</div>')
        return
    board = f'<div class="class-board projected {kind}">{asked_for}</div>'
    st.html(f"<style>{styles()}{rules}</style>{board}<script>{_UNFOLDED}</script>", unsafe_allow_javascript=True)


def _asked_for(question: Question, *, on_phones: bool) -> str:
    """Return as HTML what is to be answered with: the options, the line of numbers, or the axes without a drawing."""
    kind = question.kind
    if isinstance(kind, Drawing):
        axes = Axes(said(kind.below), said(kind.beside), kind.labels)
        heights = f"{short(kind.low)}–{short(kind.high)}"
        alt = _("Empty axes, {heights} upwards.").format(heights=heights)
        drawn = empty_axes(kind.places, kind.low, kind.high, kind.start, axes=axes, alt=alt)
        return f'<p class="class-how">{_("Draw it on your phone.") if on_phones else _("Draw it")}</p>{drawn}'
    if isinstance(kind, Number):
        how = _("A number from {low} to {high}, on your phone.") if on_phones else _("{low} to {high}")
        steps = round((kind.high - kind.low) / kind.step)
        numbers = [kind.low + place * kind.step for place in range(steps + 1)] if steps <= _MOST_NAMED else [kind.low, kind.high]
        line = "".join(f"<i>{short(one)}</i>" for one in numbers)
        said_of_it = how.format(low=short(kind.low), high=short(kind.high))
        return f'<p class="class-how">{said_of_it}</p><div class="class-line" aria-hidden="true">{line}</div>'
    return options_of(question)
