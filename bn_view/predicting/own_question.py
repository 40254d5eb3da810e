"""A question that the teacher types."""

from __future__ import annotations

import time

import streamlit as st

from bn_view.predicting.words import refusals_kept
from bn_view.state.language import _, gettext_noop, in_each_language
from classroom import classes
from classroom.questions import MOST_CHARACTERS, Choice, Number, Question, both
from classroom.refusals import BadQuestionError

_KINDS = {
    "verdict": gettext_noop("True, false, it depends"),
    "options": gettext_noop("Choose one"),
    "number": gettext_noop("A number"),
}
_VERDICTS = (gettext_noop("True"), gettext_noop("False"), gettext_noop("It depends"))
# What is not of the next question.
_EMPTY = {"own_text": "", "own_options": "", "own_place": None, "own_right": None}


def draw_own_question(code: str, key: str) -> None:
    """Draw the boxes for a question, its kind, and what is right, which may stay open."""
    st.text_area(_("Question"), key="own_text", max_chars=MOST_CHARACTERS, height=80)
    kind = st.segmented_control(_("Answered by"), list(_KINDS), key="own_kind", format_func=_kind_in_words, default="verdict")
    if kind == "number":
        low, high, step = st.columns(3)
        low.number_input(_("from"), value=0.0, key="own_low", format="%g")
        high.number_input(_("to"), value=10.0, key="own_high", format="%g")
        step.number_input(_("in steps of"), value=1.0, key="own_step", format="%g")
        st.number_input(_("Right (may stay empty)"), value=None, key="own_right", format="%g")
    else:
        if kind == "options":
            st.text_area(_("Options, one a line"), key="own_options", max_chars=MOST_CHARACTERS, height=100)
        st.selectbox(_("Right (may stay empty)"), _options(), key="own_place", index=None, placeholder="–")
    st.button(_("Ask"), "ask_own", type="primary", width="stretch", on_click=_ask, args=(code, key))


def _kind_in_words(kind: str) -> str:
    return _(_KINDS[kind])


def _options() -> list[str]:
    if st.session_state.get("own_kind") == "options":
        typed = str(st.session_state.get("own_options") or "")
        return list(dict.fromkeys(line.strip() for line in typed.splitlines() if line.strip()))
    return [_(verdict) for verdict in _VERDICTS]


def _ask(code: str, key: str) -> None:
    with refusals_kept():
        classes.ask(code, key, f"own/{time.time_ns() // 10**6}", _typed())
        for box, empty in _EMPTY.items():
            if box in st.session_state:
                st.session_state[box] = empty


def _typed() -> Question:
    """Return the question as the boxes have it; what is no question is refused."""
    state = st.session_state
    text = both(str(state.get("own_text") or "").strip())
    kind = state.get("own_kind") or "verdict"
    if kind == "number":
        ends = [float(end) for name in ("low", "high", "step") if (end := state.get(f"own_{name}")) is not None]
        if len(ends) < 3:
            raise BadQuestionError("bad_question")
        low, high, step = ends
        right = state.get("own_right")
        return Question(text, Number(low, high, step), right, step / 2)
    options, right = _options(), state.get("own_place")
    place = options.index(right) if right in options else None
    if kind == "options":
        return Question(text, Choice([both(option) for option in options]), place)
    return Question(text, Choice([in_each_language(verdict) for verdict in _VERDICTS]), place)
