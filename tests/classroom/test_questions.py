from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classroom import questions
from classroom.questions import Choice, Drawing, Number, Question, both
from classroom.refusals import BadQuestionError, BadValueError

YES_OR_NO = Choice([both("Yes"), both("No")])
LINE = Number(0, 24, 1, both("means"))
BARS = Drawing(4, 0, 50, "bars", ["−1", "1"], both("value"), both("%"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=5)
)


@pytest.mark.parametrize(("kind", "answer"), [(YES_OR_NO, 1), (LINE, 6.0), (BARS, (0.0, 25.0, 50.0, 0.0))])
def test_a_question_is_the_same_after_writing_and_reading(kind, answer):
    question = Question({"en": "What?", "ko": "무엇?"}, kind, answer, 0.1, both("because"))
    assert questions.written(questions.read(questions.written(question))) == questions.written(question)
    assert questions.read(questions.written(question)).answer == answer


def test_what_a_phone_gets_for_the_vote_does_not_contain_the_right_answer():
    shown = Question(both("How many?"), LINE, 6, 0.5, both("six channels")).shown()
    assert set(shown) == {"text", "kind", "low", "high", "step", "unit"}


@given(JSON)
def test_whatever_a_phone_sends_is_read_or_refused(raw):
    for kind in (YES_OR_NO, LINE, BARS):
        try:
            read = kind.read(raw)
        except BadValueError:
            continue
        assert json.loads(json.dumps(read)) == (list(read) if isinstance(read, tuple) else read)


@pytest.mark.parametrize("raw", [2, -1, True, None, "1", 0.0, [0], float("nan")])
def test_only_the_index_of_an_option_is_read(raw):
    with pytest.raises(BadValueError):
        YES_OR_NO.read(raw)


def test_a_number_is_rounded_to_a_step_and_refused_outside_the_line():
    assert LINE.read(6.4) == 6
    assert Number(0, 1, 0.1).read(0.30000000000000004) == 0.3
    for raw in (25, -1, float("nan"), float("inf"), True, "6"):
        with pytest.raises(BadValueError):
            LINE.read(raw)


def test_the_end_of_a_line_is_no_answer_if_it_is_not_on_a_step():
    assert [Number(0, 11, 3).read(raw) for raw in (9, 10, 11)] == [9, 9, 9]
    assert Number(0, 0.3, 0.1).read(0.3) == 0.3


@pytest.mark.parametrize(
    ("kind", "answer"),
    [(LINE, 2.5), (LINE, 25), (LINE, float("nan")), (Number(0, 11, 3), 11), (Number(0, 1, 0.1), 0.25), (YES_OR_NO, 2)],
)
def test_a_right_answer_that_no_student_can_give_is_refused_and_not_rounded(kind, answer):
    with pytest.raises(BadQuestionError) as refused:
        Question(both("How many?"), kind, answer)
    assert refused.value.reason == "bad_answer"


@pytest.mark.parametrize("answer", [0, 0.1 + 0.2, 0.7, 1.0])
def test_a_right_answer_on_a_step_may_have_a_rounding_error(answer):
    assert Question(both("How many?"), Number(0, 1, 0.1), answer).answer == round(answer, 1)


def test_a_drawing_has_as_many_heights_as_places():
    assert BARS.read([0, 50, 12.3456, 1]) == (0, 50, 12.35, 1)
    for raw in ([0, 1, 2], [0, 1, 2, 51], [0, 1, 2, None], [0] * 40, "0123"):
        with pytest.raises(BadValueError):
            BARS.read(raw)


def test_shares_of_a_whole_keep_the_shape_of_what_was_drawn_and_are_the_total_together():
    shares = Drawing(4, 0, 50, total=100)
    assert shares.read([40, 40, 50, 30]) == (25, 25, 31.25, 18.75)
    assert shares.read([10, 20, 10, 0]) == (25, 50, 25, 0)
    assert shares.read([0, 25, 0, 0]) == (0, 50, 0, 0)  # no higher than the axis
    assert shares.read([0, 0, 0, 0]) == (0, 0, 0, 0)
    assert shares.read(shares.read([7, 13, 29, 3])) == shares.read([7, 13, 29, 3])


def test_a_number_is_right_within_its_tolerance():
    question = Question(both("How many?"), LINE, 6, tolerance=1)
    assert [question.is_right(number) for number in (4.0, 5.0, 7.0, 8.0)] == [False, True, True, False]


def test_a_drawing_is_right_if_its_mean_distance_is_within_the_tolerance():
    question = Question(both("Draw"), BARS, (0, 50, 50, 0), tolerance=0.1)
    assert question.is_right((5.0, 45.0, 45.0, 5.0))
    assert not question.is_right((25.0, 25.0, 25.0, 25.0))


def test_without_a_right_answer_no_answer_is_right():
    assert not Question(both("And you?"), YES_OR_NO).is_right(0)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "empty"), ("  ", "empty"), ("x" * 1_000_000, "too_long"), ("x" * 601, "too_long"), ("\ud800", "bad_question")],
)
def test_a_question_that_is_empty_or_too_long_is_refused(text, reason):
    with pytest.raises(BadQuestionError) as refused:
        Question(both(text), YES_OR_NO)
    assert refused.value.reason == reason
    with pytest.raises(BadQuestionError):
        Choice([both("Yes"), both(text)])


@pytest.mark.parametrize(
    "make",
    [
        lambda: Choice([both("alone")]),
        lambda: Choice([both(str(option)) for option in range(9)]),
        lambda: Number(1, 1, 1),
        lambda: Number(0, float("inf"), 1),
        lambda: Number(0, 1, 0),
        lambda: Number(0, 1, 1e-320),
        lambda: Number(-1e308, 1e308, 1),
        lambda: Number(1e12, 1e12 + 10, 1),
        lambda: Drawing(1, 0, 1),
        lambda: Drawing(41, 0, 1),
        lambda: Drawing(4, 1, 0),
        lambda: Drawing(4, -1e308, 1e308),
        lambda: Question(both("?"), YES_OR_NO, 2),
        lambda: Question(both("?"), LINE, 25),
        lambda: Question(both("?"), LINE, 6, -1.0),
    ],
)
def test_a_question_that_no_phone_can_show_is_refused(make):
    with pytest.raises(BadQuestionError):
        make()
