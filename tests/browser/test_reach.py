"""Every control is within reach: of Back and Forward, of a low window, of a finger, of a keyboard that types numbers."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import TimeoutError

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
    return page.locator(f"{CHART}, .st-key-chart_batch_norm [role=img]").first.evaluate(
        "e => e.closest('[class*=st-key-]').querySelector('[aria-label]').getAttribute('aria-label')"
    )


def test_back_and_forward_go_through_the_settings_of_a_page_and_of_others(open_lab):
    page = open_lab()
    move(page, "gamma", "ArrowRight", "1.01")
    move(page, "gamma", "ArrowRight", "1.02")
    page.go_back()
    says(page, "gamma", "1.01")
    assert "deviation 1.0100" in alternative_text(page)
    page.go_forward()
    says(page, "gamma", "1.02")
    assert "deviation 1.0200" in alternative_text(page)
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


def test_back_gives_back_the_language_and_a_reload_keeps_the_settings(open_lab):
    page = open_lab("/?beta=2")
    page.get_by_text("한국어", exact=True).click()
    page.wait_for_url("**lang=ko**")
    page.get_by_role("heading", name="눈으로 보는 배치 정규화").wait_for()
    page.go_back()
    page.get_by_role("heading", name="See batch normalization").wait_for()
    move(page, "beta", "ArrowRight", "2.01")
    page.go_back()
    says(page, "beta", "2")
    page.reload()
    page.locator(CHART).wait_for()
    says(page, "beta", "2")


def test_back_to_a_link_that_makes_no_sense_says_so_again_and_back_from_there_leaves_it(open_lab):
    page = open_lab("/home", ready="h2")
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


@pytest.mark.parametrize("key", ["Enter", "Tab"])
def test_a_number_typed_with_an_exponent_is_that_number_and_an_empty_box_keeps_the_one_before(open_lab, key):
    page = open_lab()
    box = page.get_by_role("spinbutton", name="Seed")
    box.fill("1e3")
    page.keyboard.press(key)
    page.wait_for_url("**seed=1000")
    resting(page)
    assert box.input_value() == "1000"
    box.fill("")
    page.keyboard.press(key)
    page.get_by_role("alert").get_by_text("1000 stays").wait_for()
    assert box.input_value() == "1000"
    box.press("ArrowUp")
    page.wait_for_url("**seed=1001")
    page.get_by_role("alert").wait_for(state="detached")


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


@pytest.mark.parametrize("name", PAGES)
def test_every_slider_of_a_page_can_be_touched_however_low_the_window_is(open_lab, name):
    # A browser of its own: Streamlit remembers a sidebar that was opened.
    page = open_lab(PAGES[name], width=320, height=225, locale="en-US", ready="h2")
    page.wait_for_function("() => !document.querySelector('[data-testid=stSkeleton]')")
    page.get_by_test_id("stExpandSidebarButton").click()
    for width, height in LOW:
        assert_all_can_be_touched(page, SIDEBAR, width, height)
    for place in (SIDEBAR, MAIN):  # a phone lying on its side, where they stand side by side
        assert_all_can_be_touched(page, place, 844, 390)
    for width, height in reversed(LOW):
        assert_all_can_be_touched(page, MAIN, width, height)
