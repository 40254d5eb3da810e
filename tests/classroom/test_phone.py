"""The phone's page and websocket, as used by a browser, by a second tab and by an attacker."""

from __future__ import annotations

import http.client
import json
import threading
import time
from contextlib import suppress
from itertools import product

import pytest
import streamlit as st
from sqlalchemy import text
from websockets.exceptions import ConnectionClosed

from bn_view.phone.connection import Connection
from bn_view.phone.routes import routes
from classroom import classes, database, votes
from classroom.classes import LETTERS, Phase
from classroom.rate_limits import WRONG_CODES
from classroom.refusals import DatabaseGoneError
from tests.classroom.conftest import QUESTION
from tests.classroom.telephone import Telephone


def get(server, path, **headers):
    connection = http.client.HTTPConnection(server, timeout=10)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    return response, response.read().decode()


def move(opened, phase, until=None):
    return classes.move(opened.code, opened.secret, phase, until)


def test_the_page_is_in_the_language_of_its_link_else_of_the_browser(server):
    assert '<html lang="ko">' in get(server, "/class", accept_language="ko-KR,ko;q=0.9,en;q=0.8")[1]
    assert '<html lang="en">' in get(server, "/class", accept_language="fr-FR,fr;q=0.9")[1]
    assert '<html lang="ko">' in get(server, "/class/BCDFG?lang=ko", accept_language="en")[1]


def test_the_page_is_small_and_loads_nothing_else(server):
    response, page = get(server, "/class/BCDFG")
    assert len(page.encode()) < 60_000
    assert "https://" not in page.replace("http://www.w3.org/2000/svg", "")
    assert "script-src 'sha256-" in response.headers["Content-Security-Policy"]


def test_a_typed_code_redirects_to_its_class(server):
    response, _page = get(server, "/class?code=bc%20dfg")
    assert (response.status, response.headers["Location"]) == (303, "class/BCDFG")


@pytest.mark.parametrize(("lang", "kept_as"), [("ko", "?lang=ko"), ("en", "?lang=en"), ("xx", ""), ("%0d%0aX:1", "")])
def test_the_language_of_the_link_is_kept_with_a_typed_code(server, lang, kept_as):
    response, _page = get(server, f"/class?code=BCDFG&lang={lang}")
    assert response.headers["Location"] == f"class/BCDFG{kept_as}"


@pytest.mark.parametrize("code", ["%3Cscript%3Ealert(1)%3C%2Fscript%3E", "x" * 5000, "AEIOU", "..%2F..%2Fetc"])
def test_what_is_not_a_code_is_not_repeated_on_the_page(server, code):
    _response, page = get(server, f"/class/{code}")
    assert "alert(1)" not in page
    assert len(page) < 60_000


def test_a_phone_joins_and_votes_and_gets_each_phase_in_a_few_bytes(server, voting):
    phone = Telephone(server, voting.code)
    state = phone.hear("state")
    assert (state["phase"], state["q"]["text"]["ko"]) == ("vote", "출력이 바뀝니까?")
    phone.vote(0)
    assert phone.hear("ok") == {"t": "ok", "n": 1, "round": 1, "turn": 1}
    assert votes.tally(voting.code).first.count == 1
    move(voting, Phase.DISCUSS, time.time() + 60)
    assert len(json.dumps(phone.hear("state"))) < 80
    assert 58 < phone.heard[-1]["left"] <= 60
    move(voting, Phase.VOTE_AGAIN)
    assert len(json.dumps(phone.hear("state"))) < 80
    move(voting, Phase.RUN)
    state = phone.hear("state")
    assert (state["revealed"]["answer"], state["link"]) == (0, "linear_map?shape=bimodal")
    classes.close(voting.code, voting.secret)
    assert phone.hear("over")["reason"] == "closed"


def test_before_the_answer_is_shown_a_phone_gets_neither_it_nor_how_others_vote(server, opened):
    """RunestoneInteractive/rs #849."""
    phone, other = Telephone(server, opened.code), Telephone(server, opened.code)
    for one in (phone, other):
        one.hear("state")
    classes.ask(opened.code, opened.secret, "k", QUESTION)
    assert "q" not in phone.hear("state")
    for phase, of_round in ((Phase.VOTE, 1), (Phase.DISCUSS, 0), (Phase.VOTE_AGAIN, 2)):
        move(opened, phase)
        phone.hear("state")
        if of_round:
            other.vote(1, of_round=of_round)
            other.hear("ok")
    heard = json.dumps([message for message in phone.heard if message["t"] != "joined"])
    for word in ("answer", "tolerance", "count", "share", "case", opened.secret):
        assert word not in heard


def test_after_a_reload_the_vote_is_there_and_counts_once(server, voting):
    phone = Telephone(server, voting.code)
    phone.hear("state")
    phone.vote(0)
    phone.hear("ok")
    again = phone.again()
    assert again.hear("state")["mine"] == {"1": [0, 1]}
    again.vote(1, turn=2)
    again.hear("ok")
    assert votes.tally(voting.code).first.count == 1
    assert classes.people(voting.code) == 1


def test_two_tabs_are_one_person(server, voting):
    one = Telephone(server, voting.code)
    one.hear("state")
    two = Telephone(server, voting.code, one.token)
    two.hear("state")
    for turn, tab in enumerate((one, two, one, two), start=1):
        tab.vote(turn % 2, turn=turn)
        tab.hear("ok")
    assert votes.tally(voting.code).first.count == 1


def test_a_forged_token_or_one_of_another_class_is_refused_and_the_phone_may_join_anew(server, voting):
    elsewhere = classes.open_class()
    for token in ("forged", "x" * 3000, "\ud800", votes.join(elsewhere.code), voting.secret):
        phone = Telephone(server, voting.code, token)
        assert phone.hear("no")["reason"] == "unknown_person"
        phone.vote(0)
        phone.say({"hello": None})
        phone.hear("state")
        phone.socket.close()
    assert votes.tally(voting.code).first.count == 0


def test_a_replayed_vote_changes_nothing(server, voting):
    phone = Telephone(server, voting.code)
    phone.hear("state")
    for value, turn in ((0, 1), (1, 2), (0, 1), (0, 1)):
        phone.vote(value, turn=turn)
        phone.hear("ok")
    move(voting, Phase.RUN)
    assert votes.tally(voting.code).first.chosen == [0, 1]


def test_a_vote_that_comes_late_or_for_another_question_is_refused(server, voting):
    """RunestoneInteractive/rs #1129."""
    phone = Telephone(server, voting.code)
    phone.hear("state")
    move(voting, Phase.DISCUSS)
    for number, of_round in ((1, 1), (1, 2), (2, 1), (0, 1), (1, 0), (1, -1)):
        phone.vote(0, number, of_round)
        assert phone.hear("no")["reason"] == "wrong_phase"
    assert votes.tally(voting.code).first.count == 0


@pytest.mark.parametrize("code", ["BCDFG", "xyz", "%00", "%22"])
def test_a_wrong_code_is_answered_with_unknown(server, code):
    assert Telephone(server, code).hear("over") == {"t": "over", "reason": "unknown"}


def wrong_codes():
    """Return more wrong codes than an address may try."""
    return [f"BBB{one}{other}" for one, other in product(LETTERS, LETTERS)][: int(WRONG_CODES.at_once) + 2]


def test_codes_cannot_be_guessed_in_bulk(server, opened):
    student = Telephone(server, opened.code)
    student.hear("state")
    reasons = [Telephone(server, code).hear("over")["reason"] for code in wrong_codes()]
    assert reasons[0] == "unknown"
    assert reasons[-1] == "too_many_tries"
    # From then on a right code is refused like a wrong one, except to people who have joined already.
    assert Telephone(server, opened.code).hear("over")["reason"] == "too_many_tries"
    assert Telephone(server, opened.code, "forged").hear("over")["reason"] == "too_many_tries"
    assert student.again().hear("state")["phase"] == "wait"


def test_who_takes_part_is_let_in_after_wrong_codes_also_while_the_database_comes_back(server, opened, monkeypatch):
    student = Telephone(server, opened.code)
    student.hear("state")
    for code in wrong_codes():
        Telephone(server, code).hear("over")
    read, silent = votes.votes_of, [True]

    def read_once_it_answers(*of_person):
        if silent:
            silent.clear()
            raise DatabaseGoneError
        return read(*of_person)

    monkeypatch.setattr(votes, "votes_of", read_once_it_answers)
    again = student.again()
    again.hear("later")
    again.say({"hello": again.token})
    assert again.hear("state")["phase"] == "wait"


def test_all_phones_of_a_school_behind_one_address_come_in_as_right_codes_do_not_count(server, kept):
    codes = [classes.open_class().code for _teacher in range(20)]
    for phone in range(200):
        assert Telephone(server, codes[phone % 20]).hear("state")["phase"] == "wait"
    assert [classes.people(code) for code in codes] == [10] * 20


def test_the_phones_of_a_class_that_is_over_do_not_keep_their_school_out_of_the_next(server, opened):
    classes.close(opened.code, opened.secret)
    for _phone in range(2 * int(WRONG_CODES.at_once)):
        assert Telephone(server, opened.code, "its token").hear("over")["reason"] == "unknown"
    assert Telephone(server, classes.open_class().code).hear("state")["phase"] == "wait"


def test_one_connection_is_one_person(server, voting):
    phone = Telephone(server, voting.code)
    phone.hear("state")
    phone.say({"hello": None})
    with pytest.raises(ConnectionClosed):
        phone.hear("joined", timeout=5)
    assert classes.people(voting.code) == 1


def test_a_full_class_says_so(server, voting, monkeypatch):
    monkeypatch.setattr(votes, "MOST_PEOPLE", 2)
    phones = [Telephone(server, voting.code) for _ in range(2)]
    for phone in phones:
        phone.hear("state")
    assert Telephone(server, voting.code).hear("over")["reason"] == "full"
    assert phones[0].again().hear("state")["phase"] == "vote"


@pytest.mark.parametrize(
    "sent",
    [
        *("x" * 5000, "[" * 3000, "null", "1", "not json", "", b"\xff\x00", "9" * 3999, '{"vote": 0}'),
        *('{"hello": {"a": 1}}', '{"hello": "\\ud800"}', '{"hello": "\\u0000"}', '{"hello": 1e999, "vote": NaN}'),
        *(
            f'{{"vote": {vote}, "n": 1, "round": 1, "turn": 1}}'
            for vote in ("1e999", "NaN", "9" * 3900, "{}", '"\\ud800"', "true")
        ),
        '{"vote": 0, "n": 1, "round": 1, "turn": true}',
    ],
)
def test_a_malformed_message_raises_no_error_and_does_not_affect_others(server, voting, sent, monkeypatch):
    errors, run = [], Connection.run

    async def run_and_keep_errors(connection):
        try:
            await run(connection)
        except Exception as error:
            errors.append(error)

    monkeypatch.setattr(Connection, "run", run_and_keep_errors)
    phone, stranger = Telephone(server, voting.code), Telephone(server, voting.code)
    stranger.hear("state")
    stranger.socket.send(sent)
    with suppress(ConnectionClosed, TimeoutError):
        stranger.hear("ok", timeout=0.5)
    phone.hear("state")
    phone.vote(0)
    phone.hear("ok")
    assert votes.tally(voting.code).first.count == 1
    assert errors == []


@pytest.mark.parametrize("number", [True, None, 1.0, "1", [1], 10**30])
@pytest.mark.parametrize("name", ["n", "round", "turn"])
def test_a_vote_with_malformed_numbers_is_refused_and_the_phone_stays_connected(server, voting, name, number):
    phone = Telephone(server, voting.code)
    phone.hear("state")
    phone.say({"vote": 0, "n": 1, "round": 1, "turn": 1, name: number})
    assert phone.hear("no")["reason"] in ("bad_value", "wrong_phase")
    phone.vote(0)
    phone.hear("ok")
    assert votes.tally(voting.code).first.count == 1


def test_a_phone_that_wakes_during_a_change_of_phase_gets_the_new_phase_last(server, voting, monkeypatch):
    phone = Telephone(server, voting.code)
    phone.hear("state")
    read, asked, moved = votes.votes_of, threading.Event(), threading.Event()

    def read_slowly(*of_person):
        mine = read(*of_person)
        asked.set()
        moved.wait(20)
        return mine

    monkeypatch.setattr(votes, "votes_of", read_slowly)
    phone.say({"hello": phone.token})
    assert asked.wait(20)
    move(voting, Phase.DISCUSS)
    assert phone.hear("state")["phase"] == "discuss"
    moved.set()
    state = phone.hear("state")
    assert (state["phase"], "mine" in state) == ("discuss", True)


def test_a_phone_that_wakes_while_another_question_is_asked_gets_its_votes_on_that_one(server, voting, monkeypatch):
    phone = Telephone(server, voting.code)
    phone.hear("state")
    phone.vote(1)
    phone.hear("ok")
    read, asked = votes.votes_of, []

    def read_while_another_is_asked(*of_person):
        mine = read(*of_person)
        if not asked:
            asked.append(classes.ask(voting.code, voting.secret, "lesson/linear_map", QUESTION))
            time.sleep(1)  # until the server knows
        return mine

    monkeypatch.setattr(votes, "votes_of", read_while_another_is_asked)
    phone.say({"hello": phone.token})
    while "mine" not in (state := phone.hear("state")):
        pass
    assert (state["n"], state["mine"]) == (2, {})


def test_a_flood_is_cut_off(server, voting):
    phone = Telephone(server, voting.code)
    phone.hear("state")
    said = 0
    with suppress(ConnectionClosed):
        for said in range(1000):
            phone.vote(0, turn=said)
            phone.hear("ok")
    assert 30 < said < 200
    assert phone.again().hear("state")["mine"]["1"][0] == 0


def test_while_the_database_does_not_answer_the_phone_is_told_to_send_again_and_counts_once(server, voting):
    phone = Telephone(server, voting.code)
    phone.hear("state")
    with database.writing() as connection:
        connection.execute(text("UPDATE bn_classes SET version = version"))
        phone.vote(1)
        assert phone.hear("later") == {"t": "later"}
        joining = Telephone(server, voting.code)
        joining.hear("later")
    phone.vote(1)
    phone.hear("ok")
    phone.vote(1)
    phone.hear("ok")
    joining.say({"hello": None})
    joining.hear("state")
    assert votes.tally(voting.code).first.count == 1


def test_after_a_restart_of_the_database_votes_are_counted_again(server, voting, kept):
    phone = Telephone(server, voting.code)
    phone.hear("state")
    if kept.startswith("postgresql"):
        with suppress(DatabaseGoneError), database.reading() as connection:
            connection.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend'")
            )
    else:
        database.engine().dispose()
    phone.vote(0)
    phone.hear("ok")
    assert votes.tally(voting.code).first.count == 1


@pytest.mark.parametrize("base", ["bn", "/a/b/"])
def test_the_routes_are_below_the_base_path_of_the_app(base, monkeypatch):
    monkeypatch.setattr(st, "get_option", {"server.baseUrlPath": base}.get)
    path = "/" + base.strip("/")
    assert [route.path for route in routes()] == [f"{path}/class", f"{path}/class/{{code}}", f"{path}/class/{{code}}/phone"]


def test_phones_hear_of_a_change_by_another_server_within_seconds(server, voting):
    phone = Telephone(server, voting.code)
    phone.hear("state")
    listeners, classes.listeners[:] = list(classes.listeners), []
    try:
        move(voting, Phase.DISCUSS)
    finally:
        classes.listeners[:] = listeners
    assert phone.hear("state", timeout=5)["phase"] == "discuss"
