"""Above a page that a lesson has led to: the step's question for the class, and the way to the next one."""

from __future__ import annotations

import html

import streamlit as st

from bn_view.state.language import _
from bn_view.state.session import get, link
from pages.home.lesson import STEPS, Lesson


def step_link(number: int) -> str:
    """Return the link to a step, counted from 1, as HTML; the link itself says that it leads to that step."""
    step = STEPS[number - 1]
    return html.escape(link(step.page, {**step.settings, Lesson.lesson.name: number}))


def draw_lesson_bar(page: str) -> None:
    """Draw the question of the step that led to `page`, if one did."""
    number = get(Lesson.lesson)
    if not number or STEPS[number - 1].page != page:
        return
    ways = [f'<a href="{html.escape(link("home", {}))}" target="_self">{_("Lesson")}</a> {number}/{len(STEPS)}']
    if number < len(STEPS):
        ways.append(f'<a href="{step_link(number + 1)}" target="_self">{_(STEPS[number].title)} →</a>')
    st.html(f'<div class="lesson-bar"><strong>{_(STEPS[number - 1].question)}</strong><span>{" · ".join(ways)}</span></div>')
