"""A class that its teacher leads: from phase to phase beside the page, and nothing of it for anybody else."""

from __future__ import annotations

import re

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from bn_view.predicting import opening
from bn_view.predicting.class_menu import csv_row
from bn_view.state.reached import address_of
from classroom import classes, votes
from classroom.classes import Phase
from classroom.questions import MOST_CHARACTERS
from classroom.rate_limits import OPENED_CLASSES, Allowance
from pages.beliefs.all import BELIEFS
from pages.home.lesson import STEPS
from tests.pages.conftest import rerun, text

# The lab: a test without a browser cannot follow a link to another page.
STEP = {"lesson": 1}
RIGHT, WRONG = 0, 3
CLASS_WAYS = ("reopen_vote", "discuss", "vote_again", "run_class")

ALONE_WITH_A_NUMBER = """
import streamlit as st
from bn_view.predicting.alone import draw_alone, you_said
from bn_view.predicting.asked import Asked
from bn_view.state import session
from pages.who_shares_statistics.lesson_question import question
with session.page({}):
    draw_alone(4, Asked("lesson/who_shares_statistics", question, ""))
    st.markdown(you_said(4, question))
"""


@pytest.fixture(autouse=True)
def database(tmp_path, monkeypatch):
    monkeypatch.setenv("BN_DATABASE_URL", f"sqlite:///{tmp_path}/classes.sqlite3")


@pytest.fixture
def opened():
    return classes.open_class()


@pytest.fixture
def lead(open_app, opened):
    """Return a function that opens a page as the teacher of the class."""

    def open_address(page=None, **parameters):
        return open_app(page, class_code=opened.code, class_key=opened.secret, **parameters)

    return open_address


def click(app, key):
    app.button(key=key).click()
    return rerun(app)


def keys(app):
    return {button.key for button in app.button}


def covers(app):
    return [element for element in app.get("html") if ".stMainBlockContainer{visibility:hidden" in element.proto.body]


def vote_all(code, *values):
    number = {Phase.VOTE: 1, Phase.VOTE_AGAIN: 2}[classes.find(code).phase]
    for value in values:
        votes.cast(code, votes.join(code), number, value)


def test_without_a_class_a_page_has_nothing_of_one_and_asks_no_database(open_app, monkeypatch):
    def fail(*_args, **_options):
        raise AssertionError("a database was asked")

    monkeypatch.setattr("classroom.database.engine", fail)
    for page in (None, "beliefs"):
        app = open_app(page)
        assert "class-open" not in text(app)
        assert not keys(app) & {"open_class", "open_vote", "run_class", "leave_class"}


def test_a_class_is_opened_after_a_question_and_its_link_holds_code_and_secret(open_app):
    app = open_app(**STEP, class_code="new")
    assert "without an account" in text(app)
    app = click(app, "open_class")
    code, secret = app.query_params["class_code"], app.query_params["class_key"]
    assert classes.is_teacher(code, secret)
    assert code in text(app)
    assert "QR code" in text(app)


def test_from_one_address_twenty_classes_are_opened_and_then_one_waits(open_app, monkeypatch):
    monkeypatch.setattr(opening, "_OPENED", Allowance(OPENED_CLASSES))
    monkeypatch.setattr(type(st.context), "ip_address", "192.0.2.1")
    opened = {click(open_app(**STEP, class_code="new"), "open_class").query_params["class_code"] for _teacher in range(20)}
    assert len(opened) == 20
    app = click(open_app(**STEP, class_code="new"), "open_class")
    assert "Too many classes were opened from your network" in app.warning[0].value
    assert app.query_params["class_code"] == "new"


def test_whoever_does_not_want_one_opens_none(open_app):
    app = click(open_app(**STEP, class_code="new"), "leave_class")
    assert "class_code" not in app.query_params
    assert "class-open" not in text(app)


def test_where_no_database_is_named_one_is_told_that_a_restart_may_end_a_class(open_app, monkeypatch):
    assert "restart" not in text(open_app(**STEP, class_code="new"))
    monkeypatch.delenv("BN_DATABASE_URL")
    assert "restart" in text(open_app(**STEP, class_code="new"))


def test_a_class_is_led_through_both_votes_and_sees_how_it_voted_only_when_it_is_run(lead, opened):
    app = lead(**STEP)
    assert classes.find(opened.code).key == "lesson/lab"
    app = click(app, "open_vote")
    vote_all(opened.code, RIGHT, RIGHT, WRONG, WRONG)
    app = rerun(app)
    assert "<b>4</b> of 4 have voted" in text(app)
    assert "right:" not in text(app)
    app = click(app, "close_vote")
    assert "The class is divided" in text(app)
    assert "class-bars" not in text(app)
    app = click(app, "discuss")
    assert re.search(r"<b>[12]:\d\d</b> to discuss", text(app))
    assert "class-options" in text(app)
    app = click(app, "vote_again")
    vote_all(opened.code, RIGHT, RIGHT, RIGHT, WRONG)
    app = rerun(app)
    assert "of 8 have voted" in text(app)
    assert "class-bars" not in text(app)
    assert STEPS[0].answer not in text(app)
    app = click(app, "run_class")
    assert "right: 50% of 4 → <b>75%</b> of 4" in text(app)
    assert "class-bars" in text(app)
    assert STEPS[0].answer in text(app)


@pytest.mark.parametrize(("right", "said", "next_way"), [(1, "Few are right", "vote_again"), (9, "Most are right", "run_class")])
def test_the_share_that_is_right_says_what_comes_next_and_is_not_told(lead, opened, right, said, next_way):
    app = click(lead(lesson=1), "open_vote")
    vote_all(opened.code, *[0] * right, *[1] * (10 - right))
    app = click(app, "close_vote")
    assert said in text(app)
    assert "class-bars" not in text(app)
    primary = [
        button.key for button in app.button if button.proto.type == "primary" and button.key in ("vote_again", "run_class")
    ]
    assert primary == [next_way]


def test_what_was_run_has_the_next_question_as_its_large_button(lead):
    app = click(lead(**STEP), "run_class")
    primary = {button.key for button in app.button if button.proto.type == "primary"} - {"ask_own"}  # which a menu holds
    assert primary == {"next_question"}


def test_beside_the_shares_of_both_votes_stands_of_how_many_each_is_as_fewer_may_vote_again(lead, opened):
    app = click(lead(**STEP), "open_vote")
    vote_all(opened.code, RIGHT, WRONG)
    app = click(click(rerun(app), "close_vote"), "vote_again")
    vote_all(opened.code, RIGHT)
    app = click(rerun(app), "run_class")
    assert "right: 50% of 2 → <b>100%</b> of 1" in text(app)


def test_what_gives_the_answer_away_is_covered_until_it_is_run(lead):
    app = lead(**STEP)
    assert covers(app)
    app = click(app, "run_class")
    assert not covers(app)


def test_what_gives_the_answer_away_is_covered_before_the_class_is_opened_already(open_app):
    app = open_app(**STEP, class_code="new")
    assert covers(app)
    assert STEPS[0].answer not in text(app)
    app = click(app, "leave_class")
    assert not covers(app)
    assert STEPS[0].answer in text(app)


def test_where_nobody_has_voted_the_vote_is_opened_again_first_of_all(lead):
    app = click(click(lead(**STEP), "open_vote"), "close_vote")
    assert "Nobody has voted" in text(app)
    assert [b.key for b in app.button if b.proto.type == "primary" and b.key in CLASS_WAYS] == ["reopen_vote"]


def test_a_refusal_is_not_said_once_more_in_the_class_that_is_led_next(lead, opened):
    app = click(lead(**STEP), "open_vote")
    classes.move(opened.code, opened.secret, Phase.RUN)
    app.button(key="close_vote").click()
    app.button(key="leave_class").click()
    app = rerun(app)
    assert "class_trouble" not in app.session_state


@pytest.mark.parametrize("phase", list(Phase))
def test_a_reload_in_any_phase_finds_the_class_where_it_was(lead, opened, phase):
    app = lead(**STEP)
    asked = classes.find(opened.code)
    if phase is not Phase.WAIT:
        classes.move(opened.code, opened.secret, phase)
    before = keys(rerun(app))
    again = lead(**STEP)
    assert keys(again) == before
    assert classes.find(opened.code).phase is phase
    assert classes.find(opened.code).number == asked.number


def test_a_class_follows_its_teacher_and_comes_back_to_a_vote_as_it_was(lead, opened):
    click(lead(**STEP), "open_vote")
    vote_all(opened.code, RIGHT)
    lead("beliefs", belief=4)
    assert (classes.find(opened.code).key, classes.find(opened.code).phase) == ("belief/4", Phase.WAIT)
    app = lead(**STEP)
    assert classes.find(opened.code).phase is Phase.VOTE
    assert "<b>1</b> of 1 have voted" in text(app)


def test_on_a_page_that_asks_nothing_the_class_stays_where_it_is(lead, opened):
    lead(lesson=1)
    app = lead(gamma=2)
    assert classes.find(opened.code).key == "lesson/lab"
    assert "what changes in a histogram?" in text(app)


def test_a_student_who_opens_the_teacher_s_page_gets_no_controls(open_app, opened):
    for secret in ({}, {"class_key": "guessed"}):
        app = open_app(**STEP, class_code=opened.code, **secret)
        assert "Only the teacher’s own link" in text(app)
        assert not keys(app) & {"open_vote", "run_class", "close_class"}
    assert classes.find(opened.code).question is None


@pytest.mark.parametrize("code", ["BCDFG", "XXXXX"])
def test_a_class_that_is_over_is_said_and_left_with_a_click(open_app, code):
    app = open_app(**STEP, class_code=code, class_key="any")
    assert "until it is ended or its 12 hours are over" in text(app)
    assert "class_code" not in click(app, "leave_class").query_params


def test_an_impossible_code_is_refused_in_a_sentence(open_app):
    assert "class_code=1%3" in open_app(class_code="1%3").warning[0].value


def test_a_database_that_does_not_answer_is_said_and_the_answer_stays_covered(lead, opened, monkeypatch):
    app = lead(**STEP)
    monkeypatch.setenv("BN_DATABASE_URL", "sqlite:////nowhere/at/all.sqlite3")
    app = rerun(app)
    assert "The database does not answer" in text(app)
    assert STEPS[0].answer not in text(app)
    assert covers(app)


def test_another_window_of_the_teacher_s_that_was_quicker_is_said(lead, opened):
    app = click(lead(**STEP), "open_vote")
    classes.move(opened.code, opened.secret, Phase.RUN)
    app.button(key="close_vote").click()
    app = rerun(app)
    assert "already further" in app.warning[0].value


def test_closing_asks_once_and_deletes_the_class(lead, opened):
    app = click(lead(**STEP), "close_class")
    assert classes.find(opened.code) is not None
    app = click(app, "close_for_good")
    assert classes.find(opened.code) is None
    assert "class_code" not in app.query_params


def test_on_home_whoever_leads_a_class_is_not_asked_to_open_another(lead, open_app):
    assert "With a class" in text(open_app("home"))
    assert "With a class" not in text(lead("home"))


def test_leaving_a_class_keeps_it(lead, opened):
    app = click(lead(**STEP), "leave_class")
    assert classes.find(opened.code) is not None
    assert "class-open" not in text(app)


def test_a_question_that_was_run_can_be_put_anew(lead, opened):
    app = click(click(lead(lesson=1), "run_class"), "put_anew")
    assert classes.find(opened.code).phase is Phase.WAIT
    assert "open_vote" in keys(app)


def test_asked_again_a_question_goes_on_where_it_was_left_and_can_be_asked_a_third_time(lead, opened):
    app = click(click(click(lead(lesson=1), "run_class"), "put_anew"), "open_vote")
    vote_all(opened.code, RIGHT)
    lead("beliefs", belief=4)
    app = lead(lesson=1)
    assert classes.find(opened.code).phase is Phase.VOTE
    click(app, "run_class")
    lead("beliefs", belief=4)
    app = click(lead(lesson=1), "put_anew")
    assert classes.find(opened.code).phase is Phase.WAIT
    assert "open_vote" in keys(app)


def test_a_question_of_one_s_own_stays_when_the_page_is_loaded_anew_and_the_page_s_is_one_click_away(lead, opened):
    ask_own(lead(**STEP), "Ready?")
    app = lead(**STEP)
    assert classes.find(opened.code).key.startswith("own/")
    click(app, "put_anew")
    assert classes.find(opened.code).key == "lesson/lab"


def test_what_was_right_in_a_question_of_one_s_own_is_not_so_in_the_next(lead, opened):
    app = ask_own(lead(gamma=2), "Ready?", place="True")
    assert classes.find(opened.code).question.answer == 0
    ask_own(app, "And now?", asked=1)
    assert classes.find(opened.code).question.answer is None


def test_closing_is_taken_back_with_a_click(lead, opened):
    app = click(click(lead(**STEP), "close_class"), "keep_class")
    assert "close_class" in keys(app)
    assert not keys(app) & {"close_for_good", "keep_class"}
    assert classes.find(opened.code) is not None


def test_a_belief_is_voted_on_and_its_answer_shown_to_nobody_before_it_is_run(lead, opened):
    app = lead("beliefs", belief=1, progress="6")  # the teacher has seen the answer
    assert BELIEFS[1].why not in text(app)
    assert "run_belief" not in keys(app)
    app = click(app, "open_vote")
    vote_all(opened.code, 1, 1, 1, 0)
    app = click(app, "run_class")
    assert BELIEFS[1].why in text(app)
    assert "right: <b>75%</b> of 4" in text(app)


# Of the boxes for a question, those that the next one finds as they were.
KEPT = ("kind", "low", "high", "step")


def ask_own(app, question, asked=0, **boxes):
    """Ask a question where so many were `asked` before: its boxes are new ones."""
    app.text_area(key=f"own_text_{asked}").set_value(question)
    app = rerun(app)
    for key, value in boxes.items():
        app.session_state[f"own_{key}" if key in KEPT else f"own_{key}_{asked}"] = value
        app = rerun(app)
    return click(app, "ask_own")


def test_the_teacher_asks_a_question_of_their_own_on_any_page(lead, opened):
    app = ask_own(lead(gamma=2), "Is it {late}? <b>Really</b>")
    asked = classes.find(opened.code).question
    assert asked.text["en"] == "Is it {late}? <b>Really</b>"
    assert len(asked.kind.options) == 3
    assert "Is it {late}? &lt;b&gt;Really&lt;/b&gt;" in text(app)
    app = click(app, "open_vote")
    vote_all(opened.code, 2)
    app = click(app, "close_vote")
    assert app.button(key="discuss").proto.type == "primary"
    app = click(app, "run_class")
    assert text(app).count("Votes: 1") == 1
    assert "Is it {late}? &lt;b&gt;Really&lt;/b&gt;" in text(app)


def test_after_a_question_of_one_s_own_the_page_s_is_one_click_away(lead, opened):
    app = ask_own(lead(**STEP), "Ready?")
    assert classes.find(opened.code).key.startswith("own/")
    app = rerun(app)
    assert classes.find(opened.code).key.startswith("own/")
    click(click(app, "run_class"), "put_anew")
    assert classes.find(opened.code).key == "lesson/lab"


@pytest.mark.parametrize("question", ["", "   "])
def test_a_question_without_words_is_refused_in_a_sentence(lead, opened, question):
    app = ask_own(lead(gamma=2), question)
    assert "A question needs words" in app.warning[0].value
    assert classes.find(opened.code).question is None


def test_of_a_question_of_a_megabyte_no_more_is_asked_than_a_phone_shows(lead, opened):
    app = ask_own(lead(gamma=2), "x" * 10**6)
    assert len(classes.find(opened.code).question.text["en"]) == MOST_CHARACTERS
    assert not app.exception


def test_the_results_as_csv_say_what_was_voted_and_nothing_of_who(lead, opened):
    app = click(lead(lesson=1), "open_vote")
    vote_all(opened.code, 0, 3)
    app = click(app, "run_class")
    (file,) = [button for button in app.get("download_button") if button.proto.id.endswith(f"csv_class_{opened.code}")]
    rows = [csv_row(row, "en") for row in votes.rows(opened.code)]
    assert file
    question = "Standardize, min-max scale, batch-normalize: what changes in a histogram?"
    assert rows == [(1, question, 1, "The axis alone", "1"), (1, question, 1, "Nothing", "0")]


@pytest.mark.parametrize(
    ("url", "base", "found"),
    [
        ("https://bn.example.org/linear_map?lesson=2", "", "https://bn.example.org"),
        ("https://bn.example.org/app/linear_map", "/app", "https://bn.example.org/app"),
        ("https://bn.streamlit.app/~/+/linear_map", "", "https://bn.streamlit.app/~/+"),
        ("http://localhost:8501/", "/a/b", "http://192.168.1.7:8501/a/b"),
    ],
)
def test_phones_find_the_class_below_where_the_app_is(url, base, found):
    assert address_of(url, base, "192.168.1.7").of_class("BCDFG") == f"{found}/class/BCDFG"


def test_a_teacher_is_told_when_phones_cannot_reach_the_address(lead, monkeypatch):
    monkeypatch.setattr("bn_view.state.reached._address_in_network", lambda: None)
    assert "Phones cannot reach this address" in text(lead(**STEP))


def test_alone_one_predicts_first_and_finds_it_beside_the_answer_and_after_a_reload(open_app):
    app = open_app(lesson=1)
    assert "You said" not in text(app)
    app.pills(key="alone_1").set_value(1)
    app = rerun(app)
    assert "You said: The shape alone ✗" in text(app)
    said = app.query_params["said"]
    again = open_app(lesson=1, said=said)
    assert "You said: The shape alone ✗" in text(again)


def test_alone_a_number_is_typed(open_app):
    app = AppTest.from_string(ALONE_WITH_A_NUMBER)
    app.query_params["said"] = "1.0"
    app = rerun(app)
    assert app.number_input(key="alone_4").placeholder == "0 to 24"
    app.number_input(key="alone_4").set_value(6)
    app = rerun(app)
    assert app.query_params["said"] == "1.0_4.6"
    assert "You said: 6 ✓" in text(app)


@pytest.mark.parametrize("said", ["1.9", "1.x", "2.0", "1.-"])
def test_a_prediction_that_answers_no_question_is_none(open_app, said):
    assert "You said" not in text(open_app(lesson=1, said=said))
