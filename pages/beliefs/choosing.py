"""Which belief is on screen: the list of all of them, and the ways to the one before and the one after."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from bn_view.state.language import _
from bn_view.state.session import get, key_of, put
from pages.beliefs.all import BELIEFS
from pages.beliefs.progress import RIGHT, Progress
from pages.beliefs.settings import Beliefs


def taken_keys() -> Sequence[str]:
    """Return the arrow keys that lead to another belief: none from the last one on, where the lesson goes on with them."""
    return [key for _word, _name, key, to in _ways(get(Beliefs.belief)) if to in BELIEFS]


def draw_list(progress: Progress) -> None:
    """Draw the beliefs to choose from with a mark on each, and the ways to the one before and the one after."""
    marks = {number: progress.mark(number) for number in BELIEFS}
    right = list(marks.values()).count(RIGHT)
    text = _("Predicted **{predicted}** of {all}, **{right}** right")
    before, after = _ways(get(Beliefs.belief))
    with st.container(horizontal=True, vertical_alignment="center", key="progress"):
        _draw_way(*before)
        _draw_way(*after)
        st.pills(
            _(Beliefs.belief.label),
            list(BELIEFS),
            key=key_of(Beliefs.belief),
            format_func=lambda number: f"{number} {marks[number]}".strip(),
            required=True,
            label_visibility="collapsed",
        )
        st.markdown(text.format(predicted=len(progress.predictions), all=len(BELIEFS), right=right), width="content")


def _draw_way(word: str, name: str, key: str, to: int) -> None:
    there = to in BELIEFS
    st.button(word, name, shortcut=key if there else None, disabled=not there, on_click=put, args=(Beliefs.belief, to))


def _ways(number: int) -> Sequence[tuple[str, str, str, int]]:
    """Return the words of both buttons, their names, their keys, and where they lead."""
    return (_("Previous"), "previous_belief", "Left", number - 1), (_("Next"), "next_belief", "Right", number + 1)
