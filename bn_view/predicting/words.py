"""What was refused, in a sentence: at once, or where a press was refused, in the run that follows it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from bn_view.predicting.settings import TROUBLE
from bn_view.state.language import _
from classroom.classes import HOURS
from classroom.questions import MOST_CHARACTERS, MOST_OPTIONS
from classroom.refusals import ClassError


def refusal(error: ClassError) -> str:
    """Say why a class did not do what its teacher wanted."""
    only_the_teacher = _("Only the teacher’s own link leads a class, until it is ended or its {hours} hours are over.").format(
        hours=HOURS
    )
    sentences = {
        # One sentence, so that nobody learns from it which codes there are.
        "unknown": only_the_teacher,
        "not_teacher": only_the_teacher,
        "wrong_phase": _("The class is already further: look again."),
        "too_long": _("That is too long: {most} characters at most.").format(most=MOST_CHARACTERS),
        "empty": _("A question needs words."),
        "bad_question": _("That cannot be asked: 2 to {most} options, or a line whose end is above its beginning.").format(
            most=MOST_OPTIONS
        ),
        "bad_answer": _("The right answer must be one that a student can give: on the line, and at one of its steps."),
        "too_many": _("This class has had as many questions as it can: open another one."),
        "too_many_opened": _("Too many classes were opened from your network just now: try again in a minute."),
        "too_many_classes": _("The server has no room for another class: try again later."),
        "database_gone": _("The database does not answer. What was voted is kept: try again in a moment."),
    }
    return sentences.get(error.reason, sentences["wrong_phase"])


@contextmanager
def refusals_kept() -> Iterator[None]:
    """Keep what is refused in a callback, which draws nothing, until `say_refusal`; what comes after it is left undone."""
    try:
        yield
    except ClassError as error:
        st.session_state[TROUBLE] = refusal(error)


def say_refusal() -> None:
    """Say what was refused, once."""
    if trouble := st.session_state.pop(TROUBLE, None):
        st.warning(trouble)
