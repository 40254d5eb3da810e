from __future__ import annotations

import itertools
import threading

import pytest
from sqlalchemy import func, select, update

from classroom import classes, database, votes
from classroom.classes import Phase
from classroom.questions import MOST_OF_LINK, Choice, Question, both
from classroom.refusals import (
    BadQuestionError,
    NotTheTeacherError,
    TooManyClassesError,
    UnknownClassError,
    WrongPhaseError,
)
from tests.classroom.conftest import QUESTION

OTHER = Question(both("Another?"), Choice([both("Yes"), both("No")]), 1)


def ask(opened, key="lesson/lab", question=QUESTION, link=""):
    return classes.ask(opened.code, opened.secret, key, question, link)


def move(opened, phase, until=None):
    return classes.move(opened.code, opened.secret, phase, until)


def test_a_code_has_no_letters_that_are_easily_confused(opened):
    assert len(opened.code) == classes.LENGTH
    assert not set(opened.code) & set("AEIOU01")
    assert len(opened.secret) > 20


def test_a_code_may_be_typed_with_spaces_and_small_letters(opened):
    assert classes.find(f" {opened.code[:2]} {opened.code[2:].lower()}").code == opened.code


@pytest.mark.parametrize("code", ["", "BBBB", "BCDFGH", "AEIOU", "<b>", "' OR 1=1 --", "B" * 1_000_000, "１２３４５"])
def test_what_is_not_a_code_finds_no_class(kept, code):
    assert classes.find(code) is None


def test_only_the_teachers_secret_changes_a_class(opened):
    assert classes.is_teacher(opened.code, opened.secret)
    for secret in ("", "x", opened.secret[:-1], opened.code):
        assert not classes.is_teacher(opened.code, secret)
        with pytest.raises(NotTheTeacherError):
            classes.ask(opened.code, secret, "k", QUESTION)
        with pytest.raises(NotTheTeacherError):
            classes.move(opened.code, secret, Phase.VOTE)
        with pytest.raises(NotTheTeacherError):
            classes.close(opened.code, secret)
    assert classes.find(opened.code).phase is Phase.WAIT


def test_the_secret_is_not_in_the_database(opened):
    with database.reading() as connection:
        kept = connection.scalar(select(database.classes.c.secret))
    assert opened.secret not in kept


def test_a_question_goes_through_its_phases_and_any_may_be_skipped(opened):
    for number, phases in enumerate((list(Phase), [Phase.WAIT, Phase.VOTE, Phase.RUN], [Phase.WAIT, Phase.RUN])):
        ask(opened, key=f"lesson/{number}")
        for phase in phases:
            assert move(opened, phase).phase is phase


def test_only_a_vote_closed_or_begun_again_too_early_goes_one_phase_back(opened):
    back = {(Phase.DISCUSS, Phase.VOTE), (Phase.VOTE_AGAIN, Phase.DISCUSS)}
    for before, after in itertools.combinations(Phase, 2):
        ask(opened, key=f"{before}{after}")
        move(opened, after)
        if (after, before) in back:
            assert move(opened, before).phase is before
        else:
            with pytest.raises(WrongPhaseError):
                move(opened, before)


def test_without_a_question_there_is_nothing_to_vote_on(opened):
    with pytest.raises(WrongPhaseError):
        move(opened, Phase.VOTE)


def test_a_discussion_has_an_end(opened):
    ask(opened)
    assert move(opened, Phase.DISCUSS, until=123.0).ends_at == 123.0
    assert move(opened, Phase.VOTE_AGAIN).ends_at is None


def test_a_stale_window_does_not_move_a_question_that_another_window_has_just_asked(opened):
    stale = ask(opened)
    ask(opened, key="lesson/linear_map", question=OTHER)
    with pytest.raises(WrongPhaseError):
        classes.move(opened.code, opened.secret, Phase.RUN, number=stale.number)
    assert classes.find(opened.code).phase is Phase.WAIT
    assert classes.move(opened.code, opened.secret, Phase.RUN, number=stale.number + 1).phase is Phase.RUN


def test_a_question_that_is_asked_again_continues_with_its_votes(opened):
    ask(opened)
    move(opened, Phase.VOTE)
    votes.cast(opened.code, votes.join(opened.code), 1, 0)
    ask(opened, key="lesson/linear_map", question=OTHER)
    again = ask(opened)
    assert (again.phase, again.number) == (Phase.VOTE, 1)
    assert votes.tally(opened.code).first.count == 1


def test_a_reload_of_the_teacher_changes_nothing(opened):
    ask(opened)
    before = move(opened, Phase.VOTE)
    assert ask(opened) == before


def test_a_different_question_under_the_same_key_starts_anew(opened):
    ask(opened)
    move(opened, Phase.RUN)
    assert (ask(opened, question=OTHER).phase, classes.find(opened.code).number) == (Phase.WAIT, 2)


def test_text_and_html_are_stored_as_typed(opened):
    typed = "<script>alert(1)</script> ' \" -- \u202e 🙂 \0".replace("\0", "")
    ask(opened, question=Question(both(typed), QUESTION.kind))
    assert classes.find(opened.code).question.text["en"] == typed


@pytest.mark.parametrize("link", ["javascript:alert(1)", "//evil", "https://evil", "\\\\evil", "/evil", "x" * (MOST_OF_LINK + 1)])
def test_a_link_leads_to_a_page_of_the_app(opened, link):
    with pytest.raises(BadQuestionError):
        ask(opened, link=link)


def test_the_teachers_own_link_does_not_go_to_the_phones(opened):
    with pytest.raises(BadQuestionError):
        ask(opened, link=f"lab?class_code={opened.code}&class_key={opened.secret}")


def test_closing_a_class_deletes_everything_of_it(voting):
    person = votes.join(voting.code)
    votes.cast(voting.code, person, 1, 0)
    classes.close(voting.code, voting.secret)
    assert classes.find(voting.code) is None
    assert not classes.is_teacher(voting.code, voting.secret)
    with pytest.raises(UnknownClassError):
        classes.move(voting.code, voting.secret, Phase.RUN)
    with database.reading() as connection:
        for table in database.metadata.sorted_tables:
            assert connection.scalar(select(func.count()).select_from(table)) == 0


def test_a_class_expires_and_is_deleted_when_the_next_is_opened(voting):
    person = votes.join(voting.code)
    with database.writing() as connection:
        connection.execute(update(database.classes).values(opened_at=database.classes.c.opened_at - classes.HOURS * 3600))
    assert classes.find(voting.code) is None
    with pytest.raises(UnknownClassError):
        votes.cast(voting.code, person, 1, 0)
    classes.open_class()
    with database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(database.votes)) == 0
        assert connection.scalar(select(func.count()).select_from(database.classes)) == 1


def test_opening_many_classes_deletes_none_that_was_opened_recently(kept, monkeypatch):
    monkeypatch.setattr(classes, "MOST_CLASSES", 2)
    of_others = [classes.open_class(), classes.open_class()]
    with pytest.raises(TooManyClassesError):
        classes.open_class()
    assert all(classes.find(opened.code) for opened in of_others)


def test_an_old_class_without_students_makes_room_for_a_new_one_and_one_with_students_stays(kept, monkeypatch):
    monkeypatch.setattr(classes, "MOST_CLASSES", 3)
    joined, without, later = (classes.open_class() for _ in range(3))
    votes.join(joined.code)
    opened_at = database.classes.c.opened_at
    with database.writing() as connection:
        an_hour_ago = opened_at - classes.HOURS_WITHOUT_STUDENTS * 3600
        connection.execute(update(database.classes).where(database.classes.c.code != later.code).values(opened_at=an_hour_ago))
    new = classes.open_class()
    assert [classes.find(opened.code) is None for opened in (joined, without, later, new)] == [False, True, False, False]
    with pytest.raises(TooManyClassesError):
        classes.open_class()


def test_each_change_is_a_new_version_and_calls_the_listeners(opened):
    told = []
    classes.listeners.append(told.append)
    try:
        seen = [classes.find(opened.code).version, ask(opened).version, move(opened, Phase.VOTE).version]
        classes.close(opened.code, opened.secret)
    finally:
        classes.listeners.remove(told.append)
    assert seen == sorted(set(seen))
    assert told == [opened.code] * 3
    assert classes.versions([opened.code]) == {}


def test_tables_are_created_once_when_many_connect_at_the_same_moment(kept):
    database.metadata.drop_all(database.engine())
    database._engine.cache_clear()
    failures = []

    def come():
        try:
            database._engine.__wrapped__(kept).dispose()
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=come) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert classes.find(classes.open_class().code)
