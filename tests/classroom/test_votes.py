from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text

from classroom import classes, database, votes
from classroom.classes import Phase
from classroom.questions import Choice, Drawing, Number, Question, both
from classroom.refusals import (
    BadValueError,
    DatabaseGoneError,
    FullClassError,
    UnknownClassError,
    UnknownPersonError,
    WrongPhaseError,
)
from classroom.votes import Case
from tests.classroom.conftest import QUESTION

FOUR = Question(both("Which?"), Choice([both(option) for option in "abcd"]), 2)


def move(opened, phase):
    classes.move(opened.code, opened.secret, phase)


def joined(opened, count):
    waiting = [votes.joining(opened.code) for _ in range(count)]
    for _token, future in waiting:
        future.result(30)
    return [token for token, _future in waiting]


def cast_all(opened, persons, of_round, values):
    futures = [votes.casting(opened.code, person, of_round, value) for person, value in zip(persons, values, strict=True)]
    for future in futures:
        future.result(30)


def test_one_person_counts_once_with_the_last_vote(voting):
    person = votes.join(voting.code)
    for value in (0, 1, 1, 0, 1):
        votes.cast(voting.code, person, 1, value)
    move(voting, Phase.RUN)
    assert (votes.tally(voting.code).first.count, votes.tally(voting.code).first.chosen) == (1, [0, 1])


def test_an_older_vote_that_arrives_late_replaces_nothing(voting):
    """From a second tab, or over a slow connection; a vote that is sent twice counts once."""
    person = votes.join(voting.code)
    for turn, value in ((1, 0), (3, 1), (2, 0), (3, 1), (1, 0)):
        votes.cast(voting.code, person, 1, value, turn=turn)
    move(voting, Phase.RUN)
    assert votes.tally(voting.code).first.chosen == [0, 1]


def test_votes_in_one_batch_count_as_if_they_came_one_by_one(voting):
    persons = joined(voting, 3)
    futures = [votes.casting(voting.code, person, 1, turn % 2, turn=turn) for turn in range(50) for person in persons]
    for future in futures:
        future.result(30)
    move(voting, Phase.RUN)
    assert votes.tally(voting.code).first.chosen == [0, 3]


def test_a_token_that_this_class_has_not_given_cannot_vote(voting):
    elsewhere = classes.open_class()
    for token in ("", "x", "\ud800", "0" * 24, votes.join(elsewhere.code), voting.secret):
        with pytest.raises(UnknownPersonError):
            votes.cast(voting.code, token, 1, 0)
    assert votes.tally(voting.code).first.count == 0


def test_a_token_is_not_in_the_database(voting):
    token = votes.join(voting.code)
    with database.reading() as connection:
        kept = connection.scalar(select(database.people.c.person))
    assert token not in kept
    with pytest.raises(UnknownPersonError):
        votes.cast(voting.code, kept, 1, 0)


@pytest.mark.parametrize(
    ("phase", "of_round", "counts"),
    [
        (Phase.WAIT, 1, False),
        (Phase.VOTE, 1, True),
        (Phase.VOTE, 2, False),
        (Phase.DISCUSS, 1, False),
        (Phase.VOTE_AGAIN, 1, False),
        (Phase.VOTE_AGAIN, 2, True),
        (Phase.RUN, 1, False),
        (Phase.RUN, 2, False),
        (Phase.VOTE, 3, False),
        (Phase.VOTE, 0, False),
        (Phase.VOTE, -1, False),
    ],
)
def test_a_vote_counts_only_in_its_own_phase(opened, phase, of_round, counts):
    person = votes.join(opened.code)
    classes.ask(opened.code, opened.secret, "k", QUESTION)
    move(opened, phase)
    if counts:
        votes.cast(opened.code, person, of_round, 0)
    else:
        with pytest.raises(WrongPhaseError):
            votes.cast(opened.code, person, of_round, 0)
    tally = votes.tally(opened.code)
    assert tally.first.count + tally.second.count == counts


def test_a_vote_on_the_previous_question_does_not_count_for_this_one(voting):
    person = votes.join(voting.code)
    classes.ask(voting.code, voting.secret, "lesson/linear_map", FOUR)
    move(voting, Phase.VOTE)
    with pytest.raises(WrongPhaseError):
        votes.cast(voting.code, person, 1, 0, number=1)
    votes.cast(voting.code, person, 1, 3, number=2)
    assert votes.tally(voting.code).first.count == 1


def test_no_vote_counts_once_the_vote_is_closed(voting):
    """RunestoneInteractive/rs #1129: votes after closing counted."""
    persons = joined(voting, 40)
    late = []

    def vote(person):
        while True:
            try:
                votes.cast(voting.code, person, 1, 0)
            except WrongPhaseError:
                late.append(person)
                return

    with ThreadPoolExecutor(8) as pool:
        voted = [pool.submit(vote, person) for person in persons[:8]]
        time.sleep(0.3)
        move(voting, Phase.DISCUSS)
        closed = votes.tally(voting.code).first.count
        for one in voted:
            one.result(30)
    assert late
    assert votes.tally(voting.code).first.count == closed == 8


def test_during_a_vote_nobody_learns_the_answer_or_the_votes_so_far(voting):
    """RunestoneInteractive/rs #849: the share of right answers was visible during the first vote."""
    persons = joined(voting, 10)
    cast_all(voting, persons, 1, [0] * 6 + [1] * 4)
    seen = votes.tally(voting.code)
    assert seen.first == votes.Round(10)
    assert list(votes.rows(voting.code)) == []
    move(voting, Phase.DISCUSS)
    assert votes.tally(voting.code).first == votes.Round(10, Case.DISCUSS)
    move(voting, Phase.VOTE_AGAIN)
    cast_all(voting, persons, 2, [0] * 9 + [1])
    seen = votes.tally(voting.code)
    assert (seen.first, seen.second) == (votes.Round(10, Case.DISCUSS), votes.Round(10))
    assert list(votes.rows(voting.code)) == []
    move(voting, Phase.RUN)
    seen = votes.tally(voting.code)
    assert (seen.first.share_right, seen.second.share_right) == (0.6, 0.9)
    assert (seen.first.chosen, seen.second.chosen) == ([6, 4], [9, 1])
    assert (seen.second.case, seen.last) == (Case.GO_ON, seen.second)


@pytest.mark.parametrize(
    ("right", "case"),
    [(0, Case.EXPLAIN), (6, Case.EXPLAIN), (7, Case.DISCUSS), (14, Case.DISCUSS), (15, Case.GO_ON), (20, Case.GO_ON)],
)
def test_below_35_percent_explain_up_to_70_discuss_above_go_on(voting, right, case):
    cast_all(voting, joined(voting, 20), 1, [0] * right + [1] * (20 - right))
    move(voting, Phase.DISCUSS)
    assert votes.tally(voting.code).first.case is case


def test_without_votes_or_a_right_answer_there_is_no_case(voting):
    move(voting, Phase.RUN)
    assert votes.tally(voting.code).last == votes.Round(0, None, [], [0, 0], None)
    classes.ask(voting.code, voting.secret, "own", Question(both("And you?"), QUESTION.kind))
    move(voting, Phase.VOTE)
    votes.cast(voting.code, votes.join(voting.code), 1, 1)
    move(voting, Phase.RUN)
    assert votes.tally(voting.code).last == votes.Round(1, None, [1], [0, 1], None)


def test_each_kind_of_answer_is_stored_as_given(opened):
    person = votes.join(opened.code)
    kinds = [(Choice([both("a"), both("b")]), 1), (Number(0, 1, 0.1), 0.3), (Drawing(3, 0, 1), (0.0, 0.5, 1.0))]
    for number, (kind, value) in enumerate(kinds):
        classes.ask(opened.code, opened.secret, str(number), Question(both("?"), kind, value, 0.1))
        move(opened, Phase.VOTE)
        votes.cast(opened.code, person, 1, list(value) if isinstance(value, tuple) else value)
        move(opened, Phase.RUN)
        assert (votes.tally(opened.code).last.values, votes.tally(opened.code).last.share_right) == ([value], 1)
    assert [row.value for row in votes.rows(opened.code)] == [value for _kind, value in kinds]


@pytest.mark.parametrize("value", [2, "x" * 1_000_000, None, [[]], {"a": 1}, float("nan"), b"0"])
def test_an_invalid_answer_is_refused_and_changes_nothing(voting, value):
    person = votes.join(voting.code)
    votes.cast(voting.code, person, 1, 0)
    with pytest.raises(BadValueError):
        votes.cast(voting.code, person, 1, value)
    with pytest.raises(BadValueError):
        votes.cast(voting.code, person, 1, 1, turn=-1)
    assert votes.votes_of(voting.code, person, 1) == {1: (0, 0)}


def test_a_class_takes_its_most_people_and_no_more(voting):
    persons = joined(voting, votes.MOST_PEOPLE)
    with pytest.raises(FullClassError):
        votes.join(voting.code)
    cast_all(voting, persons, 1, [number % 2 for number in range(votes.MOST_PEOPLE)])
    assert classes.people(voting.code) == votes.MOST_PEOPLE
    move(voting, Phase.RUN)
    assert votes.tally(voting.code).first.chosen == [votes.MOST_PEOPLE // 2] * 2


def test_classes_do_not_see_each_others_votes(voting):
    other = classes.open_class()
    classes.ask(other.code, other.secret, "lesson/lab", QUESTION)
    move(other, Phase.VOTE)
    votes.cast(voting.code, votes.join(voting.code), 1, 0)
    assert votes.tally(other.code).first.count == 0
    with pytest.raises(UnknownPersonError):
        votes.votes_of(other.code, votes.join(voting.code), 1)


def test_nobody_can_join_a_class_that_does_not_exist(kept):
    with pytest.raises(UnknownClassError):
        votes.join("BCDFG")
    with pytest.raises(UnknownClassError):
        votes.tally("BCDFG")


def test_a_refused_vote_does_not_affect_others_in_its_batch(voting):
    persons = joined(voting, 6)
    values = [0, 9, 1, None, 0, "x"]
    futures = [votes.casting(voting.code, person, 1, value) for person, value in zip(persons, values, strict=True)]
    assert [future.exception(30) is None for future in futures] == [True, False, True, False, True, False]
    assert votes.tally(voting.code).first.count == 3


def test_the_exported_votes_do_not_tell_who_voted_or_when(voting):
    cast_all(voting, joined(voting, 5), 1, [1, 0, 1, 0, 1])
    move(voting, Phase.RUN)
    rows = list(votes.rows(voting.code))
    assert [row.value for row in rows] == [0, 0, 1, 1, 1]
    assert {(row.number, row.key, row.round) for row in rows} == {(1, "lesson/lab", 1)}


def test_votes_are_refused_while_the_database_is_locked_and_count_once_when_sent_again(voting):
    person = votes.join(voting.code)
    with database.writing() as connection:
        connection.execute(text("UPDATE bn_classes SET version = version"))
        waiting = votes.casting(voting.code, person, 1, 0)
        assert isinstance(waiting.exception(30), DatabaseGoneError)
    votes.cast(voting.code, person, 1, 0)
    assert votes.tally(voting.code).first.count == 1


def test_a_database_that_cannot_be_reached_is_an_error_without_a_long_wait(kept, monkeypatch):
    for address in ("sqlite:////nowhere/classes.sqlite3", "postgresql://class@127.0.0.1:1/class"):
        monkeypatch.setenv(database.VARIABLE, address)
        for call in (classes.open_class, lambda: classes.find("BCDFG"), lambda: votes.join("BCDFG")):
            with pytest.raises(DatabaseGoneError):
                call()


def test_votes_of_many_threads_are_all_counted(voting):
    persons = joined(voting, 100)
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda person: votes.cast(voting.code, person, 1, 0), persons))
    assert votes.tally(voting.code).first.count == 100
    assert sum(thread.name == "votes" for thread in threading.enumerate()) == 1


def test_a_job_that_the_database_rejects_does_not_fail_the_others(voting, monkeypatch):
    persons = joined(voting, 3)
    again = votes._Job(voting.code, votes._person(voting.code, persons[0]))  # a duplicate key, which `join` never makes
    futures = [
        votes.casting(voting.code, persons[0], 1, 0),
        votes._together.submit(again),
        votes.casting(voting.code, persons[1], 1, 0),
    ]
    assert [future.exception(30) is None for future in futures] == [True, False, True]
    assert votes.tally(voting.code).first.count == 2
