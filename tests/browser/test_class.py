"""A teacher and three students with their phones: a whole step of the lesson, with both votes, on a projector."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from classroom import classes, votes
from classroom.classes import Phase
from pages.home.lesson import STEPS as STEPS_OF_LESSON
from pages.linear_map.lesson_question import question
from tests.browser import driver
from tests.browser.driver import resting, serious

PROJECTOR = {"width": 1280, "height": 720}
STEPS = {
    "drawing": "/linear_map?lesson=2&shape=bimodal&presenter=1",
    "choice": "/step_by_step?lesson=3&pixel_image=0&companion=6&companion_becomes=itself&presenter=1",
    "belief": "/beliefs?belief=3&presenter=1",
}
# A share of the picture's height at each place, as the computed histogram has it.
TWO_PEAKS = [height / 40 for height in question().answer]
# What is on the page beside the class, and must not move from phase to phase.
STANDS = {"drawing": ".chart_map", "choice": ".st-key-companion_becomes", "belief": ".st-key-picture .live-chart"}


@pytest.fixture
def open_class(open_lab):
    """Return a function that opens a class at a step, and gives its page and its code."""

    def open_at(step, language="en"):
        page = open_lab(f"{STEPS[step]}&lang={language}&class_code=new", ready=".st-key-open_class button", **PROJECTOR)
        page.locator(".st-key-open_class button").click()
        page.locator(".class-code").wait_for()
        resting(page)
        return page, page.locator(".class-code").inner_text()

    return open_at


@pytest.fixture
def phones(chromium, server):
    """Return a function with which so many students come to a class, each with a phone of their own."""
    opened = []

    def come(code, count=3, locale="en-US"):
        pages = []
        for _phone in range(count):
            context = chromium.new_context(
                locale=locale, viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True, reduced_motion="reduce"
            )
            opened.append(context)
            page = context.new_page()
            page.goto(f"{server}/class/{code}")
            page.locator("body.wait, body.vote").wait_for()
            pages.append(page)
        return pages

    yield come
    for context in opened:
        context.close()


def press(page, name):
    """Press a button of the class, and wait until its phase is there."""
    page.locator(f".st-key-{name} button").click()
    page.locator(f".st-key-{name} button").wait_for(state="detached")
    resting(page)


def draw(phone, *heights):
    """Draw with the pointer, from the first place to the last, and vote."""
    box = phone.locator("svg.picture").bounding_box()
    for i, height in enumerate(heights):
        x = box["x"] + 2 + (box["width"] - 4) * i / (len(heights) - 1)
        y = box["y"] + 1 + (box["height"] - 2) * (1 - height)
        if i == 0:
            phone.mouse.move(x, y)
            phone.mouse.down()
        phone.mouse.move(x, y)
    phone.mouse.up()
    phone.locator("button.main").tap()


def has_voted(page, count, of):
    expect(page.locator(".class-count")).to_contain_text(re.compile(rf"\b{count}\b.*\b{of}\b|{of}.*{count}"))


def reload(page, ready):
    page.reload()
    page.locator(ready).first.wait_for()
    resting(page)


def test_a_whole_step_with_both_votes_and_a_reload_of_the_teacher_in_each_phase(open_class, phones):
    page, code = open_class("drawing")
    students = phones(code)
    expect(page.locator(".class-count")).to_contain_text("3 are here")
    reload(page, ".st-key-open_vote button")
    place = page.locator(STANDS["drawing"]).bounding_box()

    press(page, "open_vote")
    for student in students[:2]:
        student.locator("svg.picture").wait_for()
        draw(student, 0.1, 0.9, 0.1)  # one peak
    has_voted(page, 2, 3)
    reload(page, ".st-key-close_vote button")
    has_voted(page, 2, 3)
    assert page.locator(".class-open .class-picture").count() == 0
    assert page.locator(STANDS["drawing"]).bounding_box() == place
    draw(students[2], *TWO_PEAKS)
    has_voted(page, 3, 3)

    press(page, "close_vote")
    reload(page, ".st-key-reopen_vote button")
    assert page.locator(".class-case").inner_text() == "The vote is closed."
    assert page.locator(".class-open .class-picture").count() == 0
    page.locator(".st-key-discuss button").click()
    expect(page.locator(".class-count")).to_contain_text(re.compile(r"[12]:\d\d"))
    reload(page, ".st-key-reopen_vote button")
    expect(page.locator(".class-count")).to_contain_text(re.compile(r"[012]:\d\d"))
    assert page.locator(STANDS["drawing"]).bounding_box() == place

    press(page, "vote_again")
    for student in students:
        student.locator("svg.picture").wait_for()
        draw(student, *TWO_PEAKS)
    has_voted(page, 3, 3)
    reload(page, ".st-key-run_class button")
    assert page.locator(".class-open .class-picture").count() == 0

    press(page, "run_class")
    page.locator(".class-picture img").wait_for()
    assert page.locator(".class-picture img").evaluate("(image) => image.naturalWidth > 0")
    assert page.locator(STANDS["drawing"]).bounding_box() == place
    assert STEPS_OF_LESSON[1].answer in page.locator(".class-reason").inner_text()
    for student in students:
        student.locator("body.run").wait_for()
    reload(page, ".class-picture img")
    tally = votes.tally(code)
    assert (tally.first.count, tally.second.count) == (3, 3)
    assert tally.first.share_right < tally.second.share_right
    assert serious(page, ".st-key-class_rail") == set()


def test_a_whole_step_in_korean(open_class, phones):
    page, code = open_class("choice", "ko")
    students = phones(code, locale="ko-KR")
    place = page.locator(STANDS["choice"]).bounding_box()
    press(page, "open_vote")
    assert page.locator(".class-options li").all_inner_texts() == [
        "아니요, 그대로입니다",
        "예, 더 높아집니다",
        "예, 더 낮아집니다",
    ]
    for student, option in zip(students, (0, 1, 2), strict=True):
        student.locator(".options label").nth(option).tap()
    has_voted(page, 3, 3)
    press(page, "close_vote")
    assert page.locator(".class-case").inner_text() == "투표를 마감했습니다."
    menu = page.get_by_role("button", name="수업", exact=True)
    menu.click()
    expect(page.locator("[data-testid=stPopoverBody]")).to_contain_text("35%")
    page.keyboard.press("Escape")
    press(page, "vote_again")
    for student in students:
        student.locator(".options label").nth(1).tap()
    has_voted(page, 3, 3)
    press(page, "run_class")
    assert "정답 3명 중 33% → 3명 중 100%" in page.locator(".class-said").inner_text()
    expect(page.locator(".st-key-companion_becomes")).to_be_visible()
    assert "companion_becomes=black" in page.url
    assert page.locator(STANDS["choice"]).bounding_box() == place
    assert serious(page, ".st-key-class_rail") == set()


def test_back_and_forward_take_the_class_along_and_a_vote_is_as_it_was(open_class, phones):
    page, code = open_class("drawing")
    (student,) = phones(code, 1)
    press(page, "open_vote")
    student.locator("svg.picture").wait_for()
    draw(student, 0.1, 0.9, 0.1)
    has_voted(page, 1, 1)
    page.locator(".st-key-next_step button").click()
    page.locator(".st-key-open_vote button").wait_for()
    resting(page)
    assert classes.find(code).key == "lesson/step_by_step"
    student.locator("body.wait").wait_for()
    page.go_back()
    page.locator(".st-key-close_vote button").wait_for()
    resting(page)
    has_voted(page, 1, 1)
    student.locator("body.vote").wait_for()
    expect(student.locator("#status.counted")).to_be_visible()
    page.go_forward()
    page.locator(".st-key-open_vote button").wait_for()


def test_a_class_votes_on_a_belief_and_its_picture_stays_where_it_was(open_class, phones):
    page, code = open_class("belief")
    (student,) = phones(code, 1)
    place = page.locator(STANDS["belief"]).bounding_box()
    press(page, "open_vote")
    student.locator(".options label").nth(1).tap()
    has_voted(page, 1, 1)
    press(page, "close_vote")
    assert page.locator(".st-key-numbers").count() == 0
    press(page, "run_class")
    page.locator(".st-key-numbers table").wait_for()
    resting(page)
    assert page.locator(STANDS["belief"]).bounding_box() == place


def test_a_second_window_of_the_teacher_s_follows_the_first(open_class, context):
    page, _code = open_class("drawing")
    other = context.new_page()
    other.set_viewport_size(PROJECTOR)
    other.goto(page.url)
    other.locator(".st-key-open_vote button").wait_for()
    press(page, "open_vote")
    other.locator(".st-key-close_vote button").wait_for()
    other.close()


def test_the_picture_for_cameras_is_as_large_as_the_screen_while_it_has_the_focus(open_class):
    page, _code = open_class("drawing")
    small = page.locator(".class-qr").bounding_box()["width"]
    page.locator(".class-qr").click()
    large = page.locator(".class-qr").bounding_box()
    assert large["width"] > 3 * small
    assert large["height"] > 0.8 * PROJECTOR["height"]
    page.keyboard.press("Tab")
    assert page.locator(".class-qr").bounding_box()["width"] == small


def test_what_was_voted_is_as_large_as_the_screen_while_it_has_the_focus(open_class):
    page, code = open_class("drawing")
    press(page, "open_vote")
    votes.cast(code, votes.join(code), 1, question().answer)
    press(page, "run_class")
    before = page.locator(".class-picture").bounding_box()
    assert before["height"] > 150
    assert before["width"] > 250
    page.locator(".class-result").click()
    large = page.locator(".class-picture").bounding_box()
    assert large["width"] > 900
    assert large["height"] > 400
    page.keyboard.press("Tab")
    assert page.locator(".class-picture").bounding_box() == before


def test_closing_a_class_tells_its_phones(open_class, phones):
    page, code = open_class("drawing")
    (student,) = phones(code, 1)
    menu = page.get_by_role("button", name="Class", exact=True)
    menu.click()
    page.locator(".st-key-close_class button").click()
    page.locator(".st-key-close_for_good button").wait_for()
    page.keyboard.press("Escape")  # and whoever opens the menu later begins anew
    page.locator(".st-key-close_for_good button").wait_for(state="detached")
    resting(page)
    menu.click()
    page.locator(".st-key-close_class button").click()
    page.locator(".st-key-close_for_good button").click()
    page.locator(".st-key-class_rail").wait_for(state="detached")
    student.locator("body.over").wait_for()
    assert classes.find(code) is None


def test_a_double_click_on_what_closes_a_class_deletes_nothing(open_class):
    page, code = open_class("choice")
    page.get_by_role("button", name="Class", exact=True).click()
    box = page.locator(".st-key-close_class button").bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.click(*middle)
    page.locator(".st-key-keep_class button").wait_for()
    resting(page)
    page.mouse.click(*middle)
    page.locator(".st-key-close_for_good button").wait_for(state="detached")
    resting(page)
    assert classes.find(code) is not None
    expect(page.locator(".st-key-close_class button")).to_be_visible()


def test_a_question_of_one_s_own_is_seen_as_soon_as_it_is_asked_and_the_next_one_has_empty_boxes(open_class):
    page, code = open_class("choice")
    boxes, question = page.get_by_role("button", name="Ask your own"), page.locator("[class*=st-key-own_text] textarea")
    boxes.click()
    question.fill("Is gamma learned?")
    page.locator(".st-key-ask_own button").click()
    question.wait_for(state="hidden")
    expect(page.locator(".class-question")).to_have_text("Is gamma learned?")
    resting(page)
    boxes.click()
    expect(question).to_have_value("")
    assert classes.find(code).question.text["en"] == "Is gamma learned?"


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(("language", "size"), [("en", (1280, 720)), ("ko", (1280, 720)), ("ko", (1440, 900))])
def test_in_every_phase_class_and_picture_are_within_the_first_screen(open_class, step, language, size):
    page, code = open_class(step, language)
    page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    persons = [votes.join(code) for _person in range(12)]
    for phase, way in zip(Phase, ("open_vote", "close_vote", "vote_again", "run_class", None), strict=True):
        resting(page)
        assert classes.find(code).phase is phase
        assert page.evaluate(OUTSIDE, [STANDS[step], ".st-key-class_menu", ".st-key-class_ways"]) == [], phase
        assert page.evaluate(OVERFLOWS) is False, phase
        if phase in (Phase.VOTE, Phase.VOTE_AGAIN):
            right = classes.find(code).question.answer
            for person in persons:
                votes.cast(code, person, 1 if phase is Phase.VOTE else 2, right)
        if phase is Phase.DISCUSS:
            page.locator(".st-key-discuss button").click()
            expect(page.locator(".class-count")).to_contain_text(re.compile(r"[12]:\d\d"))
            resting(page)
            assert page.evaluate(OVERFLOWS) is False, "in the discussion"
        if way:
            press(page, way)


OUTSIDE = """(selectors) => selectors.filter((selector) => {
  const box = [...document.querySelectorAll(selector)].find((element) => element.checkVisibility())?.getBoundingClientRect()
  return !box || box.top < 0 || box.bottom > innerHeight + 1 || box.left < 0 || box.right > innerWidth
})"""
OVERFLOWS = """() => {
  const rail = document.querySelector('.st-key-class_rail')
  return rail.scrollHeight > rail.clientHeight + 2
}"""


def test_a_page_without_a_class_is_told_nothing_while_a_class_votes(open_lab, open_class, phones):
    received = []
    page = open_lab("/linear_map", ready="h1", watch=driver.noting(received))
    resting(page)
    before = len(received)
    teacher, code = open_class("drawing")
    phones(code, 1)
    press(teacher, "open_vote")
    assert len(received) == before


def test_alone_one_draws_what_one_expects_and_finds_it_again_after_a_reload(open_lab):
    page = open_lab("/linear_map?lesson=2&shape=bimodal", ready=".st-key-alone button", **PROJECTOR)
    page.locator(".st-key-alone button").click()
    page.locator("svg.picture").wait_for()
    box = page.locator("svg.picture").bounding_box()
    for i, height in enumerate(TWO_PEAKS):
        at = box["x"] + 2 + (box["width"] - 4) * i / (len(TWO_PEAKS) - 1), box["y"] + 1 + (box["height"] - 2) * (1 - height)
        page.mouse.move(*at)
        if i == 0:
            page.mouse.down()
    page.mouse.up()
    page.wait_for_url("**said=2.**")
    reload(page, ".st-key-alone button")
    page.locator(".lesson-title summary").click()
    expect(page.locator(".lesson-title .answer")).to_contain_text("You drew ✓")
