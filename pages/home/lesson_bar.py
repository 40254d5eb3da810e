"""Above a page that a lesson has led to: the step's question as its title, its answer, and the ways to the steps beside it."""

from __future__ import annotations

import html
from collections.abc import Collection, Mapping
from urllib.parse import parse_qsl

import streamlit as st
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.scriptrunner import get_script_run_ctx

from bn_view.predicting.alone import draw_alone, you_said
from bn_view.predicting.asked import Asked
from bn_view.predicting.board import draw_board
from bn_view.predicting.lead import leads
from bn_view.predicting.opening import link_to_open
from bn_view.state.address import EMBEDDING
from bn_view.state.language import _
from bn_view.state.session import Teaching, get, link, put, setter, start_anew
from bn_view.words.readout import folded_answer
from classroom.classes import Phase
from pages.home.lesson import STEPS, Lesson, LessonStep, values_at

# Once for all steps: that a fold is opened does not bubble, but passes by the document on its way down.
_UNFOLDED = """window.lessonUnfolds ??= (document.addEventListener('toggle', ({ target }) => {
  if (target.open && target.matches('.lesson-title .answer')) document.querySelector('.st-key-reveal_answer button')?.click()
}, true), true)"""


def step_link(number: int) -> str:
    """Return the link to a step, counted from 1, as HTML; the link itself says that it leads to that step."""
    return html.escape(link(STEPS[number - 1].page, values_at(number)))


def step_on(page: str) -> int:
    """Return the number of the step that led to `page`, 0 if none did."""
    number = get(Lesson.lesson)
    return number if 0 < number <= len(STEPS) and STEPS[number - 1].page == page else 0


def pass_by(page: str) -> None:
    """Go on where Back or Forward has come by what Streamlit leaves between two steps: this page with the other's address."""
    context, number = get_script_run_ctx(), get(Lesson.lesson)
    if step_on(page):
        st.session_state.lesson_at = number
    elif context is not None and context.is_history_navigation:
        beside = [STEPS[near - 1].page for near in (number - 1, number + 1) if 0 < near <= len(STEPS)]
        if 0 < number <= len(STEPS) and page in beside:
            further = -1 if st.session_state.get("lesson_at") == number else 1
            st.html(f"<script>history.go({further})</script>", unsafe_allow_javascript=True)
            st.stop()


def draw_lesson_bar(
    page: str, pages: Mapping[str, StreamlitPage], *, taken_keys: Collection[str], asked: Asked | None, phase: Phase | None
) -> None:
    """Draw the question of the step that led to `page`, if one did; after the last step home says that it was the last.

    The arrow keys lead through the lesson, but for those that the page takes itself. Whoever is alone predicts here, and unfolds
    the answer, which on a projector takes away the board with the question; a class, of whose question `phase` is, has both
    beside the page.
    """
    number = get(Lesson.lesson)
    if number > len(STEPS) and page != "home":  # another page is no end of the lesson, and its link none either
        put(Lesson.lesson, 0)
    elif number > len(STEPS):
        notebook = html.escape(link("numpy_and_tensorflow", {"part": "take_home"}))
        way = f'<p><a href="{notebook}" target="_self">{_("Take the notebook home")} →</a></p>'
        said_in_it = "".join(f"<li><b>{html.escape(_(step.question))}</b> {html.escape(_(step.answer))}</li>" for step in STEPS)
        ended = f'<h1>{_("That was the lesson.")}</h1>{way}<ol class="lesson-answers">{said_in_it}</ol>'
        st.html(f'<div class="lesson-title">{ended}</div>')
    if not step_on(page):
        return
    step = STEPS[number - 1]
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="lesson_bar"):
        _way(number - 1, "←", "previous_step", None if "Left" in taken_keys else "Left", pages)
        minutes = _("{minutes} min").format(minutes=step.minutes)
        to_lesson = f'<a href="{html.escape(link("home", {}))}" target="_self">{_("Lesson")}</a>'
        to_class = "" if leads() else f'<a href="{_to_class(number)}" target="_self">{_("Open a class")}</a>'
        place = f"<span>{to_lesson} {number}/{len(STEPS)} · {minutes}</span>"
        st.html(f'<div class="lesson-place">{place}{to_class}{_note(step)}</div>')
        _way(number + 1, "→", "next_step", None if "Right" in taken_keys else "Right", pages)
    # The beliefs have no `phase` here, led or not: they ask a class themselves.
    has_class = leads() if asked is None else phase is not None
    answer = ""
    if not has_class:
        own = you_said(number, asked.question) if asked is not None else ""
        answer = folded_answer(f"{own} {_(step.answer)}".strip())
    st.html(f'<div class="lesson-title"><h1>{html.escape(_(step.question))}</h1>{answer}</div>')
    if asked is not None and not has_class:
        if asked.reveals:
            _draw_revealing(asked)
        if get(Teaching.presenter) and asked.covered:
            draw_board(asked, for_class=False)
        else:
            draw_alone(number, asked)


def _draw_revealing(asked: Asked) -> None:
    """Let the answer that is unfolded set what it reveals, as running it does with a class.

    No server hears of a fold: it presses a button that nobody sees, whether a mouse or a key has unfolded it.
    """
    st.button(_("Answer"), "reveal_answer", on_click=setter(asked.reveals))
    st.html(f"<style>.st-key-reveal_answer{{display:none}}</style><script>{_UNFOLDED}</script>", unsafe_allow_javascript=True)


def _to_class(number: int) -> str:
    return html.escape(link_to_open(STEPS[number - 1].page, {**values_at(number), Teaching.presenter.name: True}))


def _note(step: LessonStep) -> str:
    """Return the teacher's note folded away, as the class sees the same screen, or nothing if notes are off."""
    if not get(Teaching.teacher):
        return ""
    return f'<details class="lesson-note"><summary>{_("Note")}</summary><p>{_(step.note)}</p></details>'


def _way(number: int, arrow: str, key: str, shortcut: str | None, pages: Mapping[str, StreamlitPage]) -> None:
    """Draw the button that leads to a step, or to the lesson before the first one and after the last."""
    is_step = 0 < number <= len(STEPS)
    step = STEPS[number - 1] if is_step else None
    name = _("The end") if number > len(STEPS) else _("Lesson") if step is None else _(step.title)
    if st.button(f"{arrow} {name}" if arrow == "←" else f"{name} {arrow}", key=key, type="tertiary", shortcut=shortcut):
        go_to(number, pages)


def go_to(number: int, pages: Mapping[str, StreamlitPage]) -> None:
    """Go to a step, or to the lesson before the first one and after the last."""
    # As a link to the step does: what was tried at the one before would spoil its picture.
    is_step = 0 < number <= len(STEPS)
    page, values = (STEPS[number - 1].page, values_at(number)) if is_step else ("home", {Lesson.lesson.name: number})
    start_anew(values)
    # All of the new address at once: each part that is written after it would be one more step of Back.
    there = parse_qsl(link(page, values).partition("?")[2])
    st.switch_page(pages[page], query_params=[pair for pair in there if pair[0].lower() not in EMBEDDING])
