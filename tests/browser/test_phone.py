"""A student's phone in a class: whatever one does with it, one is one vote, and comes back to where the class is."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, WebSocketRoute, expect

from bn_view.state.language import in_each_language
from classroom import classes, votes
from classroom.classes import Opened, Phase
from classroom.questions import Choice, Drawing, Number, Question, both
from pages.home.lesson import STEPS
from pages.training_and_inference.lesson_question import of_batch_size
from tests.browser import driver

CHOICE = Question(
    {"en": "Does the output change?", "ko": "출력이 바뀝니까?"},
    Choice([{"en": "Yes", "ko": "네"}, {"en": "No", "ko": "아니요"}, {"en": "It depends", "ko": "경우에 따라 다릅니다"}]),
    0,
)
NUMBER = Question(both("How many means?"), Number(0, 24, 1), 6)
DRAWING = Question(
    both("Draw the histogram."), Drawing(5, 0, 50, "bars", ["−1", "0", "1"], both("value"), both("%")), (0, 25, 50, 25, 0), 0.1
)
CURVE = Question(
    both("How does the scatter fall?"), Drawing(8, 0, 1, "curve", ["1", "64"]), tuple(1 - n / 8 for n in range(8)), 0.1
)


@pytest.fixture
def opened(server: str) -> Opened:
    return classes.open_class()


@pytest.fixture
def new_phone(chromium: Browser, server: str) -> Iterator[Callable[..., BrowserContext]]:
    """Return a function that makes a phone, a browser of its own; whatever its pages complain of fails the test."""
    phones: list[BrowserContext] = []
    troubles: list[str] = []

    def make(locale: str = "en-US", width: int = 390, height: int = 844) -> BrowserContext:
        viewport = {"width": width, "height": height}
        phone = chromium.new_context(locale=locale, viewport=viewport, is_mobile=True, has_touch=True)
        phone.on("weberror", lambda error: troubles.append(str(error.error)))
        phone.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
        phones.append(phone)
        return phone

    yield make
    for phone in phones:
        phone.close()
    assert [trouble for trouble in troubles if "WebSocket connection" not in trouble] == []


def go(phone: BrowserContext, server: str, opened: Opened) -> Page:
    page = phone.new_page()
    page.goto(f"{server}/class/{opened.code}")
    return page


def ask(opened: Opened, question: Question, key: str = "lesson/lab") -> None:
    classes.ask(opened.code, opened.secret, key, question, "linear_map?shape=bimodal")
    move(opened, Phase.VOTE)


def move(opened: Opened, phase: Phase, until: float | None = None) -> None:
    classes.move(opened.code, opened.secret, phase, until)


def fits(page: Page) -> bool:
    return bool(page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        (
            "en-US",
            [
                "Look at the screen",
                "First vote",
                "The vote is closed",
                "Convince",
                "Second vote",
                "You predicted it",
                "This class is over",
            ],
        ),
        (
            "ko-KR",
            ["앞 화면을", "첫 번째 투표", "마감", "설득해", "두 번째 투표", "예측이 맞았습니다", "수업이 끝났습니다"],
        ),
    ],
)
def test_a_phone_goes_through_both_votes_with_a_reload_in_each_phase(server, opened, new_phone, locale, said):
    phone = new_phone(locale)
    page = phone.new_page()
    page.goto(f"{server}/class")
    page.locator("input[name=code]").fill(opened.code.lower())
    page.locator("button").click()

    def shows(words: str) -> None:
        for _reload in range(2):
            expect(page.locator("#main")).to_contain_text(words)
            assert fits(page)
            page.reload()

    shows(said[0])
    ask(opened, CHOICE)
    shows(said[1])
    page.locator(".options label").nth(1).tap()
    expect(page.locator("#status.counted")).to_be_visible()
    page.reload()
    expect(page.locator(".options input").nth(1)).to_be_checked()
    move(opened, Phase.DISCUSS)
    shows(said[2])
    move(opened, Phase.DISCUSS, time.time() + 90)
    shows(said[3])
    expect(page.locator(".option.you")).to_have_count(1)
    move(opened, Phase.VOTE_AGAIN)
    shows(said[4])
    expect(page.locator(".options input:checked")).to_have_count(0)
    page.locator(".options label").nth(0).tap()
    expect(page.locator("#status.counted")).to_be_visible()
    move(opened, Phase.RUN)
    shows(said[5])
    expect(page.locator(".option.you.computed")).to_have_count(1)
    assert page.locator("a.main").evaluate("(link) => link.href") == f"{server}/linear_map?shape=bimodal"
    tally = votes.tally(opened.code)
    assert (tally.first.chosen, tally.second.chosen) == ([0, 1, 0], [1, 0, 0])
    classes.close(opened.code, opened.secret)
    expect(page.locator("#question")).to_contain_text(said[6])
    page.reload()
    expect(page.locator("#question")).to_contain_text(said[6])


def test_back_and_a_second_tab_leave_one_vote(server, opened, new_phone):
    phone = new_phone()
    ask(opened, CHOICE)
    one = go(phone, server, opened)
    one.locator(".options label").nth(0).tap()
    expect(one.locator("#status.counted")).to_be_visible()
    one.goto(f"{server}/class")
    one.go_back()
    expect(one.locator(".options input").nth(0)).to_be_checked()
    two = go(phone, server, opened)
    expect(two.locator(".options input").nth(0)).to_be_checked()
    two.locator(".options label").nth(2).tap()
    expect(two.locator("#status.counted")).to_be_visible()
    expect(one.locator(".options input").nth(2)).to_be_checked()
    move(opened, Phase.RUN)
    assert votes.tally(opened.code).first.chosen == [0, 0, 1]
    assert classes.people(opened.code) == 1


def test_two_tabs_that_come_at_the_same_moment_are_one_person(server, opened, new_phone):
    phone = new_phone()
    tabs = [phone.new_page() for _ in range(3)]
    for tab in tabs:
        tab.evaluate(f"() => {{ location.href = '{server}/class/{opened.code}' }}")
    for tab in tabs:
        tab.locator("body.wait").wait_for()
    ask(opened, CHOICE)
    for place, tab in enumerate(tabs):
        tab.locator(".options label").nth(place).tap()
        expect(tab.locator("#status.counted")).to_be_visible()
    assert votes.tally(opened.code).first.count == 1


def test_a_number_is_given_by_finger_buttons_and_keys(server, opened, new_phone):
    page = go(new_phone(), server, opened)
    ask(opened, NUMBER)
    page.locator("output").wait_for()
    page.get_by_role("button", name="More").tap()
    expect(page.locator("output")).to_have_text("0")  # and not a number beside the one in the middle
    page.get_by_role("button", name="More").tap()
    expect(page.locator("output")).to_have_text("1")
    page.locator("input[type=range]").press("End")
    page.locator("input[type=range]").press("Home")
    expect(page.locator("output")).to_have_text("0")
    page.locator("input[type=range]").press("ArrowRight")
    page.get_by_role("button", name="Vote").tap()
    expect(page.locator("button.main.counted")).to_have_text("✓ Counted")
    expect(page.locator("#status.counted")).to_have_text("You may still change it.")
    page.reload()
    expect(page.locator("button.main.counted")).to_have_text("✓ Counted")
    page.get_by_role("button", name="More").tap()
    expect(page.locator("button.main:not(.counted)")).to_have_text("Vote")
    move(opened, Phase.RUN)
    expect(page.locator(".said.you b")).to_have_text("1")
    expect(page.locator(".said.computed b")).to_have_text("6")
    assert votes.tally(opened.code).first.values == [1.0]


def test_a_number_that_nobody_has_chosen_is_not_sent_and_the_one_in_the_middle_is_chosen_with_a_touch(server, opened, new_phone):
    page = go(new_phone(), server, opened)
    ask(opened, NUMBER)
    expect(page.locator("output")).to_have_text("?")
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuetext", "?")
    expect(page.get_by_role("slider")).to_have_class("untouched")  # without a thumb, which would be a first guess
    expect(page.get_by_role("button", name="Vote")).to_be_disabled()
    line = page.locator("input[type=range]").bounding_box()
    page.mouse.click(line["x"] + line["width"] / 2, line["y"] + line["height"] / 2)
    expect(page.locator("output")).to_have_text("12")
    page.get_by_role("button", name="Vote").tap()
    expect(page.locator("#status.counted")).to_be_visible()
    assert votes.tally(opened.code).first.count == 1


def test_a_drawing_begins_where_the_question_says_and_its_answer_and_the_way_to_the_page_are_seen_at_once(
    server, opened, new_phone
):
    page = go(new_phone(), server, opened)
    ask(opened, replace(of_batch_size(), why=in_each_language(STEPS[7].answer)))
    picture = page.get_by_role("slider")
    box = picture.bounding_box()
    page.mouse.move(box["x"] + 2, box["y"] + 0.3 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + 0.9 * box["height"])
    page.mouse.up()
    page.get_by_role("button", name="Vote").tap()
    expect(page.locator("#status.counted")).to_be_visible()
    move(opened, Phase.RUN)
    page.locator(".picture .computed").wait_for()
    heights = votes.tally(opened.code).first.values[0]
    assert heights[0] == 100.0
    assert heights[1] < 70
    box = page.locator("a.main").bounding_box()
    assert box["y"] + box["height"] < page.locator("footer").bounding_box()["y"]


def test_whose_an_option_is_stands_below_it_however_long_it_is(server, opened, new_phone):
    page = go(new_phone(), server, opened)
    ask(opened, Question(both("Is it?"), Choice([both("Yes"), both("Only after very many updates")]), 1))
    page.locator(".options label").nth(0).tap()
    expect(page.locator("#status.counted")).to_be_visible()
    move(opened, Phase.RUN)
    for kind in ("you", "computed"):
        words, tag = (page.locator(f".option.{kind} {part}").bounding_box() for part in ("span", "small"))
        assert tag["y"] >= words["y"] + words["height"]


def test_a_drawing_is_made_by_a_finger_and_by_keys(server, opened, new_phone):
    page = go(new_phone(), server, opened)
    ask(opened, DRAWING)
    picture, vote = page.get_by_role("slider"), page.get_by_role("button", name="Vote")
    expect(vote).to_be_disabled()
    box = picture.bounding_box()
    page.mouse.move(box["x"] + 2, box["y"] + 0.5 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + 0.5 * box["height"])  # at once over all places
    page.mouse.up()
    picture.focus()
    for key in ("ArrowLeft", "ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown"):
        picture.press(key)
    expect(picture).to_have_attribute("aria-valuetext", "place 4 of 5: 22.5")
    vote.tap()
    expect(page.locator("#status.counted")).to_be_visible()
    page.reload()
    expect(picture).to_have_attribute("aria-valuetext", "place 3 of 5: 27.5")
    move(opened, Phase.RUN)
    page.locator(".picture .computed").wait_for()
    heights = votes.tally(opened.code).first.values[0]
    assert heights == pytest.approx((25, 25, 27.5, 22.5, 25), abs=0.5)


def test_shares_are_counted_and_drawn_as_shares_of_a_whole(server, opened, new_phone):
    page = go(new_phone(), server, opened)
    kind = replace(DRAWING.kind, total=100.0)
    ask(opened, replace(DRAWING, kind=kind))
    picture = page.get_by_role("slider")
    box = picture.bounding_box()
    page.mouse.move(box["x"] + 2, box["y"] + 0.2 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + 0.2 * box["height"])  # five times 40%
    page.mouse.up()
    page.get_by_role("button", name="Vote").tap()
    expect(page.locator("button.main.counted")).to_be_visible()
    expect(picture).to_have_attribute("aria-valuenow", "20")
    move(opened, Phase.RUN)
    expect(page.locator(".legend .you")).to_have_text("You drew")
    assert votes.tally(opened.code).first.values[0] == pytest.approx([20] * 5, abs=0.1)


def test_a_drawing_that_was_not_sent_is_there_again_when_its_question_is(server, opened, new_phone):
    page = go(new_phone(), server, opened)
    ask(opened, DRAWING)
    picture, vote = page.get_by_role("slider"), page.get_by_role("button", name="Vote")
    picture.press("ArrowUp")
    drawn = picture.get_attribute("aria-valuetext")
    classes.ask(opened.code, opened.secret, "lesson/other", CHOICE)
    page.locator("body.wait").wait_for()
    classes.ask(opened.code, opened.secret, "lesson/lab", DRAWING, "linear_map?shape=bimodal")
    expect(picture).to_have_attribute("aria-valuetext", drawn)
    vote.tap()
    expect(page.locator("#status.counted")).to_be_visible()
    assert votes.tally(opened.code).first.count == 1


def test_of_a_question_without_a_right_answer_a_phone_shows_the_vote_and_no_answer(server, opened, new_phone):
    page = go(new_phone(), server, opened)
    ask(opened, Question(both("Ready?"), Choice([both("Yes"), both("No")])))
    page.locator(".options label").nth(0).tap()
    expect(page.locator("#status.counted")).to_be_visible()
    move(opened, Phase.RUN)
    expect(page.locator(".option.you")).to_have_text("YesYou said")
    assert "Answer" not in page.locator("#main").inner_text()


@pytest.mark.parametrize(("width", "height"), [(390, 844), (360, 640), (844, 390)])
def test_nobody_is_shut_out_of_any_phase_and_nothing_is_wider_than_the_phone(server, opened, new_phone, width, height):
    page = go(new_phone(width=width, height=height), server, opened)
    page.locator("body.wait").wait_for()
    found = {"wait": driver.serious(page)}
    for number, question in enumerate((CHOICE, NUMBER, DRAWING, CURVE)):
        ask(opened, question, str(number))
        for phase in (Phase.VOTE, Phase.DISCUSS, Phase.VOTE_AGAIN, Phase.RUN):
            move(opened, phase, time.time() + 60)
            page.locator(f"body.{'vote' if phase is Phase.VOTE_AGAIN else phase}").wait_for()
            if phase is Phase.VOTE and question is CHOICE:
                page.locator(".options label").nth(1).tap()
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                found[f"{number} {phase} {scheme}"] = driver.serious(page) | (set() if fits(page) else {"too wide"})
    assert {where: what for where, what in found.items() if what} == {}


def test_what_a_finger_meets_is_as_large_as_a_finger(server, opened, new_phone):
    page = go(new_phone(width=360, height=640), server, opened)
    for number, question in enumerate((CHOICE, NUMBER, DRAWING)):
        ask(opened, question, str(number))
        page.locator("body.vote").wait_for()
        page.wait_for_function("(text) => document.getElementById('question').textContent === text", arg=question.text["en"])
        for one in page.locator("button, .options label, input[type=range], a, [role=slider]").all():
            box = one.bounding_box()
            assert min(box["width"], box["height"]) >= 44, one.inner_text()


def test_what_a_teacher_has_typed_is_text(server, opened, new_phone):
    typed = "<img src=x onerror=alert(1)> <b>bold</b>"
    page = go(new_phone(), server, opened)
    ask(opened, Question(both(typed), Choice([both(typed), both("No")])))
    expect(page.locator("#question")).to_have_text(typed)
    expect(page.locator(".options label").nth(0)).to_have_text(typed)
    assert page.locator("#main img, #main b").count() == 0


def test_a_wrong_code_leads_to_another_try(server, opened, new_phone):
    page = new_phone().new_page()
    page.goto(f"{server}/class/BBBBB")
    expect(page.locator("#question")).to_have_text("No class has this code.")
    page.locator("input[name=code]").fill(opened.code)
    page.locator("button").tap()
    page.locator("body.wait").wait_for()
    page.goto(f"{server}/class/typo")
    expect(page.locator("#question")).to_have_text("No class has this code.")


@pytest.mark.parametrize("wrong", ["ABCDE", "DGHL", "BBBBB"])
def test_what_was_mistyped_is_said_to_be_no_class_and_stays_to_be_mended(server, new_phone, wrong):
    page = new_phone().new_page()
    page.goto(f"{server}/class")
    page.locator("input[name=code]").fill(wrong)
    page.locator("button").tap()
    expect(page.locator("#question")).to_have_text("No class has this code.")
    expect(page.locator("input[name=code]")).to_have_value(wrong)


def test_a_vote_that_the_server_refuses_as_late_is_not_said_to_be_on_its_way(server, opened, new_phone):
    page = new_phone().new_page()

    def serve(socket: WebSocketRoute) -> None:
        def hear(text: str | bytes) -> None:
            said = json.loads(text)
            if "hello" in said:
                state = {"t": "state", "n": 1, "phase": "vote", "q": CHOICE.shown()}
                socket.send(json.dumps({"t": "joined", "token": "any"}))
                socket.send(json.dumps(state))
            else:
                socket.send(json.dumps({"t": "no", "reason": "wrong_phase", "n": 1, "round": 1, "turn": said["turn"]}))

        socket.on_message(hear)

    page.route_web_socket(re.compile(f"/class/{opened.code}/phone$"), serve)
    page.goto(f"{server}/class/{opened.code}")
    page.locator(".options label").nth(1).tap()
    expect(page.locator("#status")).to_have_text("The vote had closed before yours arrived.")


def test_a_phone_that_comes_back_while_the_database_is_silent_is_greeted_as_soon_as_it_answers(server, opened, new_phone):
    page = new_phone().new_page()
    connections: list[WebSocketRoute] = []
    refused: list[str] = []

    def serve(socket: WebSocketRoute) -> None:
        connections.append(socket)

        def hear(text: str | bytes) -> None:
            if len(connections) == 1:
                socket.send(json.dumps({"t": "joined", "token": "any"}))
                socket.send(json.dumps({"t": "state", "n": 0, "phase": "wait"}))
            elif len(refused) < 2:  # of the database
                refused.append(str(text))
                socket.send(json.dumps({"t": "later"}))
            else:
                socket.send(json.dumps({"t": "state", "n": 1, "phase": "vote", "q": CHOICE.shown()}))

        socket.on_message(hear)

    page.route_web_socket(re.compile(f"/class/{opened.code}/phone$"), serve)
    page.goto(f"{server}/class/{opened.code}")
    page.locator("body.wait").wait_for()
    connections[0].close()
    page.locator("body.vote").wait_for(timeout=15_000)
    assert len(connections) == 2
    assert [json.loads(text) for text in refused] == [{"hello": "any"}] * 2


def test_the_code_form_keeps_the_language_of_the_link(server, opened, new_phone):
    page = new_phone("en-US").new_page()
    page.goto(f"{server}/class?lang=ko")
    page.locator("input[name=code]").fill(opened.code)
    page.locator("button").tap()
    expect(page.locator("#question")).to_contain_text("앞 화면을")


def test_a_vote_without_a_connection_is_kept_and_arrives_once(chromium, opened, new_phone):
    process, address = driver.start_server()
    try:
        ask(opened, CHOICE)
        phone = new_phone()
        page = go(phone, address, opened)
        page.locator(".options label").nth(1).wait_for()
        process.kill()
        process.wait()
        page.locator(".options label").nth(1).tap()
        expect(page.locator("#status")).to_contain_text("Your vote is kept here")
        assert votes.tally(opened.code).first.count == 0
        process, _address = driver.start_server(port=urlsplit(address).port)
        expect(page.locator("#status.counted")).to_be_visible(timeout=10_000)
        assert votes.tally(opened.code).first.count == 1
    finally:
        process.kill()
        process.wait()
