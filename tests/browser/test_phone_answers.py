"""What a phone says of an answer is what the server counts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser

from classroom.questions import Choice, Drawing, Number, Question, both

ANSWERS = Path(__file__).parents[2] / "bn_view/phone/answers.js"
WORDS = {word: word for word in ("near", "far", "right", "wrong", "answer")}
CHOICE = Question(both("Which?"), Choice([both("Yes"), both("No"), both("It depends")]), 1)
# On the edge of a tolerance, too: floats do not have 0.3 − 0.2 = 0.1.
NUMBER = Question(both("How far?"), Number(0, 1, 0.1), 0.3, 0.1)
EXACT = Question(both("How many?"), Number(-3, 3, 1), -2)
DRAWING = Question(both("Draw."), Drawing(5, -10, 40), (0, 25, 40, 25, 0), 0.1)


def given(question: Question) -> list[object]:
    """Return what phones may give as an answer."""
    kind = question.kind
    if isinstance(kind, Choice):
        return list(range(len(kind.options)))
    if isinstance(kind, Number):
        return [kind.read(number) for number in np.arange(kind.low, kind.high + kind.step / 2, kind.step).tolist()]
    rng = np.random.default_rng(0)
    right, spread = np.array(question.answer), kind.high - kind.low
    drawn = [np.clip(right + rng.normal(0, s, kind.places), kind.low, kind.high) for s in np.linspace(0, spread / 3, 40)]
    all_as_far_as_it_may = right + question.tolerance * spread * np.array([1, 1, -1, -1, 1])
    return [kind.read(heights.tolist()) for heights in (*drawn, all_as_far_as_it_may)]


def test_a_phone_makes_shares_of_a_drawing_as_the_server_does(chromium: Browser) -> None:
    kind = Drawing(5, 0, 40, total=100)
    drawn = [[30, 40, 40, 30, 10], [0, 40, 0, 0, 0], [0, 30, 0, 30, 0], [0] * 5, [20, 20, 20, 20, 20.5], [5, 10, 5, 10, 5]]
    page = chromium.new_page()
    page.add_script_tag(path=ANSWERS.with_name("drawing.js"))
    shares = page.evaluate("([kind, drawn]) => drawn.map((heights) => scaled(kind, heights))", [vars(kind), drawn])
    page.close()
    for raw, of_phone in zip(drawn, shares, strict=True):
        assert of_phone == pytest.approx(kind.read(raw), abs=0.021)  # a thousandth of the height is 0.04


@pytest.mark.parametrize("question", [CHOICE, NUMBER, EXACT, DRAWING])
def test_a_phone_finds_right_what_the_server_finds_right(chromium: Browser, question: Question) -> None:
    page = chromium.new_page()
    page.add_script_tag(path=ANSWERS)
    answers_of_phones = given(question)
    said = page.evaluate(
        "([words, q, given, revealed]) => given.map((mine) => answers(words, 'en').verdict(q, mine, revealed))",
        [WORDS, question.shown(), answers_of_phones, question.revealed()],
    )
    page.close()
    counted = [question.is_right(answer) for answer in answers_of_phones]
    assert {True, False} == set(counted)
    right = "near" if isinstance(question.kind, Drawing) else "right"
    assert [word == right for word in said] == counted
