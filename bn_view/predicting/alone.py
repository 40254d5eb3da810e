"""Whoever is alone predicts as well: the same questions, and what one said beside the answer. The address keeps it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from bn_view.predicting.asked import Asked
from bn_view.predicting.drawn_alone import draw_canvas
from bn_view.predicting.settings import Alone
from bn_view.predicting.shown import in_words, said
from bn_view.state.language import _
from bn_view.state.session import get, put
from bn_view.words.numbers import short
from classroom.questions import Answer, Choice, Drawing, Number, Question
from classroom.refusals import BadValueError

# A height of a drawing has so many steps: a digit or a letter in the address.
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def you_said(number: int, question: Callable[[], Question]) -> str:
    """Return what was predicted at a step, in bold, with a mark for whether it is right; nothing where nothing was."""
    if (answer := said_at(number, question)) is None:
        return ""
    asked = question()
    mark = "" if asked.answer is None else " ✓" if asked.is_right(answer) else " ✗"
    if isinstance(answer, tuple):
        return f"**{_('You drew')}{mark}.**"
    return f"**{_('You said: {answer}').format(answer=in_words(asked, answer))}{mark}.**"


def said_at(number: int, question: Callable[[], Question]) -> Answer | None:
    """Return what was predicted at a step; None where nothing was, or nothing that answers its question."""
    text = _kept().get(number)
    if text is None:
        return None
    kind = question().kind
    try:
        if isinstance(kind, Drawing):
            share = (kind.high - kind.low) / (len(_DIGITS) - 1)
            return kind.read([kind.low + _DIGITS.index(digit) * share for digit in text])
        return kind.read(int(text) if isinstance(kind, Choice) else float(text))
    except (ValueError, BadValueError):  # somebody's own address
        return None


def draw_alone(number: int, asked: Asked) -> None:
    """Draw what one predicts with, where no class is led."""
    question = asked.question()
    with st.container(key="alone", horizontal=True, vertical_alignment="center"):
        _draw_kind(number, asked, question, said(question.text))


def _draw_kind(number: int, asked: Asked, question: Question, label: str) -> None:
    kind, before, key = question.kind, said_at(number, asked.question), f"alone_{number}"
    if isinstance(kind, Choice):
        options = [said(option) for option in kind.options]
        place = None if before is None or isinstance(before, tuple) else int(before)
        st.pills(
            label,
            range(len(options)),
            default=place,
            key=key,
            format_func=options.__getitem__,
            label_visibility="collapsed",
            on_change=_keep,
            args=(number, kind, key),
        )
    elif isinstance(kind, Number):
        value = None if before is None or isinstance(before, tuple) else float(before)
        st.number_input(
            label,
            float(kind.low),
            float(kind.high),
            value,
            step=float(kind.step),
            format="%g",
            key=key,
            placeholder=_range_in_words(kind),
            width=140,
            label_visibility="collapsed",
            on_change=_keep,
            args=(number, kind, key),
        )
    else:
        with st.popover(_("Draw it")):
            beside = before is not None and st.toggle(_("Beside the computed one"), key=f"{key}_compared")
            draw_canvas(key, kind, before, question.answer if beside else None, partial(keep, number, kind=kind))


def _range_in_words(kind: Number) -> str:
    """Say which numbers can be given, where none is yet."""
    return f"{_('{low} to {high}').format(low=short(kind.low), high=short(kind.high))} {said(kind.unit)}".strip()


def _keep(number: int, kind: Choice | Number, key: str) -> None:
    """Keep what a widget holds now; in a callback."""
    held = st.session_state[key]
    keep(number, None if held is None else kind.read(held), kind)


def keep(number: int, answer: Answer | None, kind: Choice | Number | Drawing) -> None:
    """Keep a prediction, or that it was taken back; in a callback."""
    kept = _kept()
    kept.pop(number, None)
    if answer is not None:
        kept[number] = _written(answer, kind)
    put(Alone.said, "_".join(f"{step}.{text}" for step, text in sorted(kept.items())))


def _written(answer: Answer, kind: Choice | Number | Drawing) -> str:
    if isinstance(answer, tuple) and isinstance(kind, Drawing):
        steps = (len(_DIGITS) - 1) / (kind.high - kind.low)
        return "".join(_DIGITS[round((height - kind.low) * steps)] for height in answer)
    return f"{answer:g}"


def _kept() -> dict[int, str]:
    """Return what was predicted, as the address has it, by the number of the step."""
    parts = (part.partition(".") for part in get(Alone.said).split("_") if part)
    return {int(number): text for number, _dot, text in parts}
