"""What a teacher needs seldom: a question of one's own, the results as a file, leaving and closing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import streamlit as st

from bn_view.predicting.opening import leave
from bn_view.predicting.own_question import IS_OPEN, draw_own_question
from bn_view.predicting.settings import CLOSING
from bn_view.predicting.shown import said
from bn_view.predicting.words import refusals_kept
from bn_view.state.language import _, language
from bn_view.widgets.csv_file import draw_csv
from classroom import classes, votes
from classroom.classes import Class
from classroom.questions import Choice
from classroom.votes import Row


def draw_menu(present: Class, key: str, advice: str) -> None:
    """Draw both menus; in that which a teacher opens beside the class is the `advice` of a closed vote, if there is any."""
    with st.container(key="class_menu", horizontal=True, horizontal_alignment="distribute"):
        with st.popover(_("Ask your own"), key=IS_OPEN, on_change="rerun"):
            draw_own_question(present.code, key)
        # Who opens it later does not find what a slip would delete: closing begins anew whenever it is opened or left.
        with st.popover(_("Class"), key="class_kept", on_change=st.session_state.update, args=({CLOSING: False},)):
            if advice:
                st.html(f"<p>{advice}</p>")
            _draw_results(present.code)
            if st.session_state.get(CLOSING):
                # The menu grows upwards from its button, or where there is no room, down: in either case a double click on what
                # closes the class meets what cancels, or words.
                word = _("Delete code and votes")
                st.button(word, "close_for_good", type="primary", width="stretch", on_click=_close, args=(present, key))
                st.html(f"<p>{_('Take the results along first.')}</p>")
                _draw_turn(_("Cancel"), "keep_class", is_closing=False)
            else:
                st.button(_("Leave, the class goes on"), "leave_class", width="stretch", on_click=leave)
                _draw_turn(_("Close the class"), "close_class", is_closing=True)


def _draw_turn(word: str, name: str, *, is_closing: bool) -> None:
    """Draw the button that begins closing the class, or that takes this back."""
    st.button(word, name, width="stretch", on_click=st.session_state.update, args=({CLOSING: is_closing},))


def _draw_results(code: str) -> None:
    spoken = language()
    head = (_("number"), _("question"), _("vote"), _("answer"), _("right"))

    def rows() -> Iterator[Sequence[str | float]]:
        return (csv_row(row, spoken) for row in votes.rows(code))

    draw_csv(f"class_{code}", head, rows)


def csv_row(row: Row, spoken: str) -> Sequence[str | float]:
    """Return a vote as the file has it, in a language; nothing says whose it is."""
    question, value = row.question, row.value
    if isinstance(value, tuple):
        answer: str | float = " ".join(f"{height:g}" for height in value)
    else:
        answer = said(question.kind.options[int(value)], spoken) if isinstance(question.kind, Choice) else value
    right = "" if question.answer is None else str(int(question.is_right(value)))
    return row.number, said(question.text, spoken), row.round, answer, right


def _close(present: Class, key: str) -> None:
    st.session_state[CLOSING] = False
    with refusals_kept():
        classes.close(present.code, key)
        leave()
