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
# In the session: whether the boxes are seen, and how many questions were asked in them.
IS_OPEN, _ASKED = "own_question", "own_asked"


def draw_own_question(code: str, key: str) -> None:
    """Draw the boxes for a question, its kind, and what is right, which may stay open."""
    st.text_area(_("Question"), key=_anew("text"), max_chars=MOST_CHARACTERS, height=80)
    kind = st.segmented_control(_("Answered by"), list(_KINDS), key="own_kind", format_func=_kind_in_words, default="verdict")
    if kind == "number":
        low, high, step = st.columns(3)
        low.number_input(_("from"), value=0.0, key="own_low", format="%g")
        high.number_input(_("to"), value=10.0, key="own_high", format="%g")
        step.number_input(_("in steps of"), value=1.0, key="own_step", format="%g")
        st.number_input(_("Right (may stay empty)"), value=None, key=_anew("right"), format="%g")
    else:
        if kind == "options":
            st.text_area(_("Options, one a line"), key=_anew("options"), max_chars=MOST_CHARACTERS, height=100)
        st.selectbox(_("Right (may stay empty)"), _options(), key=_anew("place"), index=None, placeholder="–")
    st.button(_("Ask"), "ask_own", type="primary", width="stretch", on_click=_ask, args=(code, key))


def _anew(box: str) -> str:
    """Return the key of a box that is empty for each question; a browser keeps what is in one that is out of sight."""
    return f"own_{box}_{st.session_state.get(_ASKED, 0)}"


def _kind_in_words(kind: str) -> str:
    return _(_KINDS[kind])


def _options() -> list[str]:
    if st.session_state.get("own_kind") == "options":
        typed = str(st.session_state.get(_anew("options")) or "")
        return list(dict.fromkeys(line.strip() for line in typed.splitlines() if line.strip()))
    return [_(verdict) for verdict in _VERDICTS]


def _ask(code: str, key: str) -> None:
    with refusals_kept():
        classes.ask(code, key, f"own/{time.time_ns() // 10**6}", _typed())
        st.session_state[_ASKED] = st.session_state.get(_ASKED, 0) + 1
        st.session_state[IS_OPEN] = False  # the boxes lie over the question that was just asked


def _typed() -> Question:
    """Return the question as the boxes have it; what is no question is refused."""
    state = st.session_state
    text = both(str(state.get(_anew("text")) or "").strip())
    kind = state.get("own_kind") or "verdict"
    if kind == "number":
        ends = [float(end) for name in ("low", "high", "step") if (end := state.get(f"own_{name}")) is not None]
        if len(ends) < 3:
            raise BadQuestionError("bad_question")
        low, high, step = ends
        right = state.get(_anew("right"))
        return Question(text, Number(low, high, step), right, step / 2)
    options, right = _options(), state.get(_anew("place"))
    place = options.index(right) if right in options else None
    if kind == "options":
        return Question(text, Choice([both(option) for option in options]), place)
    return Question(text, Choice([in_each_language(verdict) for verdict in _VERDICTS]), place)
