"""Training in a real browser: it polls while it trains and only then, a link trains once, the slider is cheap."""

from __future__ import annotations

import re
import time

import pytest

from tests.browser.driver import noting, resting

PATH = "/training"
LOSS = ".st-key-chart_loss .js-plotly-plot"
SCRUBBER = "[class*=st-key-shown_step] input[type=range]"
POINTS = f"() => document.querySelector('{LOSS}')?._fullData?.at(-1)?.y.length ?? 0"
MOST_BYTES = 60_000
SEEN = """() => {
  window.seen = false
  const look = () => { window.seen ||= !!document.querySelector('[role=progressbar]') }
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true })
}"""


@pytest.fixture
def open_page(open_lab):
    def open_address(query="", **options):
        return open_lab(PATH + query, ready=".st-key-run_training button", **options)

    return open_address


def finished(page):
    page.locator(SCRUBBER).wait_for(timeout=60_000)
    resting(page)


def test_run_by_keyboard_moves_the_charts_while_it_trains_and_ends_with_the_slider(open_page):
    page = open_page("?train_steps=1000&train_batch=256")
    # A fast machine is done before one could ask: the page itself notes what it shows.
    page.evaluate(SEEN)
    page.locator(".st-key-run_training button").focus()
    page.keyboard.press("Enter")
    finished(page)
    assert page.evaluate("() => window.seen")
    page.wait_for_function(f"() => ({POINTS})() === 51")
    assert page.get_by_role("progressbar").count() == 0
    page.wait_for_url("**trained=1**")


def test_once_the_processes_are_warm_the_first_point_comes_within_a_second_or_so(open_page):
    page = open_page("?trained=1&train_steps=100")
    finished(page)
    page.get_by_role("button", name="Other weights").focus()
    before = time.monotonic()
    page.keyboard.press("Enter")
    page.wait_for_function(f"() => ({POINTS})() < 51")
    page.wait_for_function(f"() => ({POINTS})() > 0")
    assert time.monotonic() - before < 3  # a second on a quiet machine
    finished(page)


def test_who_opens_the_link_of_a_finished_run_has_it_without_waiting(open_page):
    page = open_page("?trained=1&train_steps=100&train_seed=3")
    finished(page)
    second = open_page("?trained=1&train_steps=100&train_seed=3&lang=ko")
    second.locator(SCRUBBER).wait_for(timeout=5_000)
    assert second.get_by_role("heading", name="학습", exact=True).is_visible()


def test_a_released_slider_sends_little_and_nothing_is_sent_when_nothing_runs(open_page):
    received = []
    page = open_page("?trained=1&train_steps=100&train_seed=4", watch=noting(received))
    finished(page)
    page.wait_for_timeout(500)
    received.clear()
    page.wait_for_timeout(2000)
    assert received == []
    page.locator(SCRUBBER).focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(f"() => document.querySelector('{LOSS}')?.layout?.shapes[0].x0 === 98")
    resting(page)
    assert 1_000 < sum(received) < MOST_BYTES


def test_on_a_phone_nothing_of_a_run_is_wider_than_the_screen(open_page):
    page = open_page("?trained=1&train_steps=100&depth=8", width=390, height=844)
    finished(page)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    assert re.search("trained=1", page.url)
