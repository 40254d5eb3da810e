"""Above a page that a lesson has led to: the step's question for the class, and the way to the next one."""

from __future__ import annotations

import html

import streamlit as st

from bn_view.state.language import _
from bn_view.widgets import controls
from pages.home.lesson import LessonStep, lesson

__all__ = ["draw_lesson_bar", "step_link"]


def step_link(number: int, step: LessonStep) -> str:
    """Return the link to a step, counted from 1, which says itself that it is one."""
    return html.escape(controls.link(step.page, {**step.settings, "lesson": number}))


def draw_lesson_bar(page: str) -> None:
    """Draw the question of the step that led to `page`, if one did."""
    steps, number = lesson(), int(st.session_state.get("lesson", 0))
    if not 1 <= number <= len(steps) or steps[number - 1].page != page:
        return
    home = html.escape(controls.link("home", {}))
    ways = [f'<a href="{home}" target="_self">{_("Lesson")}</a> {number}/{len(steps)}']
    if number < len(steps):
        following = steps[number]
        ways.append(f'<a href="{step_link(number + 1, following)}" target="_self">{following.title} →</a>')
    st.html(f'<div class="lesson-bar"><strong>{steps[number - 1].question}</strong><span>{" · ".join(ways)}</span></div>')
