"""Every control is within reach: of Back and Forward, of a low window, of a finger, of a keyboard that types numbers."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import TimeoutError, expect

from pages.home.lesson import STEPS
from tests.browser.driver import CHART, resting
from tests.browser.test_every_page import PAGES


def slider(page, name):
    return page.locator(f".st-key-{name} input[type=range]")


def move(page, name, key, wanted):
    slider(page, name).focus()
    page.keyboard.press(key)
    page.wait_for_url(re.compile(rf"\b{name}={re.escape(wanted)}\b"))
    resting(page)


def says(page, name, wanted):
    """Wait until a slider stands at a value, in what is seen as in what is read out."""
    page.wait_for_function(f"wanted => document.querySelector('.st-key-{name} input[type=range]')?.value === wanted", arg=wanted)
    resting(page)


def alternative_text(page):
    return page.locator(f"{CHART}, .st-key-chart_batch_norm [role=img]").first.get_attribute("aria-label")


def test_back_and_forward_go_through_the_settings_of_a_page_and_of_others(open_lab):
    page = open_lab()
    move(page, "gamma", "ArrowRight", "1.01")
    move(page, "gamma", "ArrowRight", "1.02")
    page.go_back()
    says(page, "gamma", "1.01")
    assert "deviation 1.01" in alternative_text(page)
    page.go_forward()
    says(page, "gamma", "1.02")
    assert "deviation 1.02" in alternative_text(page)
    page.get_by_test_id("stSidebarNavLink").get_by_text("A linear map").click()
    page.wait_for_url("**/linear_map?gamma=1.02")
    resting(page)
    move(page, "gamma", "ArrowRight", "1.03")
    page.go_back()
    says(page, "gamma", "1.02")
    page.go_back()  # one step from page to page
    page.locator(CHART).wait_for()
    says(page, "gamma", "1.02")
    page.go_back()
    says(page, "gamma", "1.01")
    page.go_back()
    says(page, "gamma", "1")
    for wanted in ("1.01", "1.02"):
        page.go_forward()
        says(page, "gamma", wanted)
    page.go_forward()
    page.wait_for_url("**/linear_map?gamma=1.02")
    page.go_forward()
    says(page, "gamma", "1.03")


def test_back_goes_through_the_lesson_step_by_step(open_lab):
    page = open_lab("/why_gamma_and_beta?lesson=5", ready="h1")
    for step in STEPS[5:8]:  # one on another page, and two on that
        page.locator(".st-key-next_step button").click()
        page.get_by_role("heading", name=step.question, level=1).wait_for()
        resting(page)
    page.locator(".st-key-previous_step button").click()
    page.get_by_role("heading", name=STEPS[6].question, level=1).wait_for()
    resting(page)
    for move, step in [*zip(["back"] * 4, (STEPS[7], STEPS[6], STEPS[5], STEPS[4]), strict=True), ("forward", STEPS[5])]:
        page.evaluate(f"history.{move}()")
        page.get_by_role("heading", name=step.question, level=1).wait_for()
        resting(page)


def test_back_gives_back_the_language_and_a_reload_keeps_the_settings(open_lab):
    page = open_lab("/?beta=2")
    page.get_by_text("한국어", exact=True).click()
    page.wait_for_url("**lang=ko**")
    page.get_by_role("heading", name="배치 정규화를 하면").wait_for()
    page.go_back()
    page.get_by_role("heading", name="What does batch normalization do").wait_for()
    move(page, "beta", "ArrowRight", "2.01")
    page.go_back()
    says(page, "beta", "2")
    page.reload()
    page.locator(CHART).wait_for()
    says(page, "beta", "2")


def test_back_to_a_link_that_makes_no_sense_says_so_again_and_back_from_there_leaves_it(open_lab):
    page = open_lab("/home", ready="h1")
    page.goto(page.url.replace("/home", "/?gamma=zzz&beta=2"))
    move(page, "beta", "ArrowRight", "2.01")
    assert page.get_by_role("alert").count() == 1
    page.go_back()
    says(page, "beta", "2")
    assert page.get_by_role("alert").count() == 0  # the address after the link's: what could be used
    page.go_back()
    page.get_by_role("alert").wait_for()
    page.go_back()
    page.wait_for_url("**/home")


def test_a_number_typed_with_an_exponent_is_that_number_and_an_empty_box_keeps_the_one_before(open_lab):
    page = open_lab()
    box = page.get_by_role("spinbutton", name="Seed")
    for key, typed, number in [("Enter", "1e3", 1000), ("Tab", "2e3", 2000)]:
        box.fill(typed)
        page.keyboard.press(key)
        page.wait_for_url(f"**seed={number}")
        resting(page)
        assert box.input_value() == f"{number}"
        box.fill("")
        page.keyboard.press(key)
        page.get_by_role("alert").get_by_text(f"{number} stays").wait_for()
        expect(box).to_have_value(f"{number}")
        box.press("ArrowUp")
        page.wait_for_url(f"**seed={number + 1}")
        page.get_by_role("alert").wait_for(state="detached")


def swipe(page, start, *stops):
    """Put a finger down, move it, one move a frame, and lift it: the browser decides what that means."""
    finger = page.context.new_cdp_session(page)
    for i, (x, y) in enumerate((start, *stops)):
        event = {"type": "touchMove" if i else "touchStart", "touchPoints": [{"x": x, "y": y}]}
        finger.send("Input.dispatchTouchEvent", event)
        page.evaluate("() => new Promise(requestAnimationFrame)")
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@pytest.fixture(scope="module")
def phone_context(chromium):
    """One browser for all that a finger does, held by a page."""
    phone = {"has_touch": True, "is_mobile": True, "viewport": {"width": 390, "height": 844}}
    context = chromium.new_context(locale="en-US", reduced_motion="reduce", **phone)
    context.new_page()
    yield context
    context.close()


@pytest.fixture
def phone(phone_context, server):
    page = phone_context.new_page()
    page.goto(server)
    page.locator(CHART).wait_for()
    resting(page)
    yield page
    page.close()


SCROLLED = "() => document.querySelector('[data-testid=stMain]').scrollTop"


def place_of(page, name, part):
    page.locator(f".st-key-{name}").evaluate("e => e.scrollIntoView({ block: 'end' })")
    box = page.locator(f".st-key-{name} {part}").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


TRACK, VALUE = "[role=group]", "[data-testid=stSliderThumbValue]"
THUMB = f"div:has(> {VALUE})"


@pytest.mark.parametrize("part", [TRACK, THUMB])
def test_a_finger_that_begins_on_a_slider_and_goes_up_scrolls_the_page_and_moves_no_slider(phone, part):
    x, y = place_of(phone, "gamma", part)
    x += 60 if part == TRACK else 0
    before = phone.evaluate(SCROLLED)
    swipe(phone, *((x + i, y - 25 * i) for i in range(11)))
    phone.wait_for_function(f"before => ({SCROLLED})() > before + 100", arg=before)
    assert slider(phone, "gamma").input_value() == "1"


@pytest.mark.parametrize("part", [TRACK, THUMB])
def test_a_finger_that_goes_sideways_moves_the_slider_and_not_the_page(phone, part):
    x, y = place_of(phone, "beta", part)
    before = phone.evaluate(SCROLLED)
    swipe(phone, *((x + 7 * i, y + i) for i in range(11)))
    phone.wait_for_url(re.compile(r"beta=[12]"))
    assert phone.evaluate(SCROLLED) == before


def test_a_tap_on_the_track_moves_the_slider_there_once(phone):
    x, y = place_of(phone, "gamma", TRACK)
    histories = phone.evaluate("() => history.length")
    swipe(phone, (x + 120, y))
    phone.wait_for_url(re.compile(r"gamma=2\.\d"))
    resting(phone)
    assert phone.evaluate("() => history.length") == histories + 1


def test_from_where_to_where_a_slider_goes_stands_below_the_box_while_one_types(open_lab):
    page = open_lab("/?beta=1")
    ends = page.locator(".st-key-gamma [data-testid=stSliderTickBar]")
    expect(ends).to_have_css("opacity", "0")
    slider(page, "gamma").focus()
    page.keyboard.press("Enter")
    page.mouse.move(5, 5)
    expect(ends).to_have_css("opacity", "1")
    assert ends.inner_text().split() == ["-3.00", "3.00"]


def test_the_value_of_a_slider_is_typed_by_keyboard(open_lab):
    page = open_lab()
    for name, typed, address, shown in [
        ("gamma", "1.23", "gamma=1.23", "1.23"),
        ("gamma", "−2", "gamma=-2", "-2.00"),
        ("gamma", "9", "gamma=3", "3.00"),  # the nearest there is
        ("epsilon", "1e-4", "epsilon=0.0001", "0.0001"),
        ("batch_size", "7", "batch_size=7", "7"),
    ]:
        slider(page, name).focus()
        page.keyboard.press("Enter")
        page.locator(".typed-value").fill(typed)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(rf"\b{address}\b"))
        resting(page)
        assert page.locator(f".st-key-{name} {VALUE}").inner_text() == shown
        assert slider(page, name).evaluate("e => e === document.activeElement")
        page.keyboard.press("ArrowLeft")  # and goes on from there
        page.wait_for_function("address => !location.search.slice(1).split('&').includes(address)", arg=address)
        resting(page)


def test_a_comma_parts_thousands_where_the_slider_has_any_and_decimals_elsewhere(open_lab):
    page = open_lab("/numpy_and_tensorflow?part=precision", ready=".st-key-data_mean")
    page.locator(f".st-key-data_mean {VALUE}").click()
    page.locator(".typed-value").press("Enter")  # as it stands
    page.locator(".typed-value").wait_for(state="detached")
    assert page.locator(f".st-key-data_mean {VALUE}").inner_text() == "10,000"
    page.locator(f".st-key-data_mean {VALUE}").click()
    page.locator(".typed-value").fill("1,000,000")
    page.keyboard.press("Enter")
    page.wait_for_url("**data_mean=1000000**")
    page = open_lab("/?gamma=1.5")
    page.locator(f".st-key-gamma {VALUE}").click()
    page.locator(".typed-value").fill("0,25")
    page.keyboard.press("Enter")
    page.wait_for_url("**gamma=0.25**")


def test_what_is_no_value_of_the_slider_gives_the_old_one_back(open_lab):
    page = open_lab("/?gamma=1.5")
    for last, (typed, key) in enumerate([("abc", "Enter"), ("", "Tab"), ("2", "Escape")], 1):
        page.locator(f".st-key-gamma {VALUE}").click()
        page.locator(".typed-value").fill(typed)
        page.keyboard.press(key)
        page.locator(".typed-value").wait_for(state="detached")
        move(page, "gamma", "ArrowRight", f"1.5{last}")


def test_the_value_of_a_slider_is_typed_on_a_phone(phone):
    swipe(phone, place_of(phone, "gamma", VALUE))
    box = phone.locator(".typed-value")
    edges = box.evaluate("e => [e.getBoundingClientRect().left, e.getBoundingClientRect().right]")
    assert edges[0] >= 0
    assert edges[1] <= 390
    phone.keyboard.type("0.5")
    phone.keyboard.press("Enter")
    phone.wait_for_url("**gamma=0.5")


# A thumb is touched where nothing lies over it; for each slider, whether some way of scrolling lets it be touched.
UNREACHABLE = """place => {
  const touchable = (slider) => {
    const box = slider.querySelector('[data-testid=stSliderThumbValue]').parentElement.getBoundingClientRect()
    const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)
    return box.top >= 0 && box.bottom <= innerHeight && slider.contains(at)
  }
  return [...document.querySelectorAll(`${place} [data-testid=stSlider]`)].filter((slider) => {
    let scroller = slider.parentElement
    while (!/auto|scroll/.test(getComputedStyle(scroller).overflowY)) scroller = scroller.parentElement
    for (scroller.scrollTop = 0; ; scroller.scrollTop += 16) {
      if (touchable(slider)) return false
      if (scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 1) return true
    }
  }).map((slider) => slider.closest('.stElementContainer').className.match(/st-key-(\\w+)/)[1])
}"""
MAIN, SIDEBAR = "[data-testid=stMain]", "[data-testid=stSidebar]"
LOW = [(320, 225), (360, 225), (375, 553), (390, 500), (568, 320), (640, 360)]  # a narrower one closes the sidebar


def assert_all_can_be_touched(page, place, width, height):
    page.set_viewport_size({"width": width, "height": height})
    try:  # a chart takes its time to follow its window
        page.wait_for_function(f"place => ({UNREACHABLE})(place).length === 0", arg=place, polling=100, timeout=10_000)
    except TimeoutError:
        assert page.evaluate(UNREACHABLE, place) == [], (place, width, height)


@pytest.fixture(scope="module")
def low_window(chromium):
    """A browser of its own: Streamlit remembers whether the sidebar was open."""
    context = chromium.new_context(locale="en-US", reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_every_slider_of_a_page_can_be_touched_however_low_the_window_is(low_window, server, name):
    page = low_window
    page.set_viewport_size({"width": 320, "height": 225})
    page.goto(server + PAGES[name])
    page.locator("h1").first.wait_for()
    resting(page)
    page.get_by_test_id("stExpandSidebarButton").click()
    for width, height in (LOW[0], LOW[-1]):
        assert_all_can_be_touched(page, SIDEBAR, width, height)
    for place in (SIDEBAR, MAIN):  # a phone lying on its side, where they stand side by side
        assert_all_can_be_touched(page, place, 844, 390)
    page.get_by_test_id("stSidebar").hover()
    page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    for width, height in reversed(LOW):
        assert_all_can_be_touched(page, MAIN, width, height)
