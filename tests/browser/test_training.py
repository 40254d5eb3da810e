"""Training in a real browser: it polls while it trains and only then, a link trains once, the slider is cheap."""

from __future__ import annotations

import re

import pytest

from tests.browser.driver import noting, resting

PATH = "/training"
LOSS = ".live-chart.chart_loss"
SCRUBBER = "[class*=st-key-shown_step] input[type=range]"
POINTS = f"() => document.querySelector('{LOSS}')?._fullData?.at(-1)?.y.length ?? 0"
MOST_BYTES = 40_000
# A fast machine is done before one could ask: the page itself notes what it shows.
LONGEST = "depth=8&units=128&train_batch=256"
NOTES_PROGRESS = """() => {
  window.progressSeen = false
  const look = () => { window.progressSeen ||= !!document.querySelector('[role=progressbar]') }
  new MutationObserver(look).observe(document, { childList: true, subtree: true })
}"""


@pytest.fixture
def open_page(open_lab):
    def open_address(query="", **options):
        return open_lab(PATH + query, ready=".st-key-run_training button", **options)

    return open_address


def finished(page):
    # Of two runs one after the other the slider of the first may leave a moment after that of the second has come.
    page.wait_for_function(f"() => document.querySelectorAll('{SCRUBBER}').length === 1", timeout=60_000)
    resting(page)


def test_run_by_keyboard_moves_the_charts_while_it_trains_and_ends_with_the_slider(open_page):
    page = open_page(f"?{LONGEST}&train_steps=1000")
    page.evaluate(NOTES_PROGRESS)
    page.locator(".st-key-run_training button").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => window.progressSeen", timeout=120_000)  # others may train before it
    finished(page)
    page.wait_for_function(f"() => ({POINTS})() === 51")
    assert page.get_by_role("progressbar").count() == 0
    page.wait_for_url("**trained=1**")


def test_back_to_the_rate_that_the_page_opened_on_takes_the_line_of_the_sweep_there_too(open_page):
    page = open_page()
    at = "() => document.querySelector('.chart_sweep')?.layout?.shapes[0].x0"
    opened_on = page.wait_for_function(at).json_value()
    page.locator(".st-key-learning_rate input[type=range]").press("ArrowRight")
    page.wait_for_url("**learning_rate=0.2")
    page.wait_for_timeout(2000)  # so long nothing follows the thumb any more
    assert page.evaluate(at) > opened_on
    page.go_back()
    page.wait_for_function(f"({at})() === {opened_on}")


def test_the_first_points_of_other_weights_come_while_they_are_still_trained(open_page):
    page = open_page(f"?{LONGEST}&trained=1&train_steps=100&train_seed=5")
    finished(page)
    page.locator(".st-key-train_steps").get_by_text("1000", exact=True).click()
    page.wait_for_url("**train_steps=1000**")
    page.get_by_role("button", name="New initial weights").focus()
    page.keyboard.press("Enter")
    page.locator(".st-key-stop_training button:enabled").wait_for()
    page.wait_for_function(f"() => 0 < ({POINTS})() && ({POINTS})() < 51")
    page.locator(".st-key-stop_training button").click()
    finished(page)


def test_who_opens_the_link_of_a_finished_run_never_sees_it_trained(open_page):
    finished(open_page("?trained=1&train_steps=100&train_seed=3"))
    second = open_page(
        "?trained=1&train_steps=100&train_seed=3&lang=ko",
        watch=lambda page: page.add_init_script(f"({NOTES_PROGRESS})()"),
    )
    second.locator(SCRUBBER).wait_for()
    assert not second.evaluate("() => window.progressSeen")
    assert second.get_by_role("heading", name="어떤 학습률에서 학습이 될까요?").is_visible()


def test_a_released_slider_sends_little_and_nothing_is_asked_for_when_nothing_runs(open_page):
    received, asked, sockets = [], [], []

    def watch(page):
        noting(received)(page)
        page.on("websocket", lambda socket: sockets.append(socket))  # a method of a list is no event handler
        page.on("websocket", lambda socket: socket.on("framesent", lambda _frame: asked.append(socket.url)))
        page.clock.install()

    page = open_page("?trained=1&train_steps=100&train_seed=4", watch=watch, locale="en-US")  # the clock is the whole browser's
    finished(page)
    received.clear()
    asked.clear()
    page.clock.fast_forward(2000)  # a page that still polled would ask four times
    page.locator(SCRUBBER).focus()
    with sockets[-1].expect_event("framereceived"):
        page.keyboard.press("ArrowLeft")
    resting(page)
    assert len(asked) == 1
    assert 1_000 < sum(received) < MOST_BYTES


def test_on_a_phone_nothing_of_a_run_is_wider_than_the_screen(open_page):
    page = open_page("?trained=1&train_steps=100&depth=8", width=390, height=844)
    finished(page)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    assert re.search("trained=1", page.url)


@pytest.mark.parametrize("width", [390, 1280])
def test_the_thumb_stands_below_its_line_and_both_dashed_lines_have_their_names(open_page, width):
    page = open_page("?learning_rate=0.01", width=width, height=844)
    resting(page)
    thumb = page.locator(".st-key-learning_rate [data-testid=stSliderThumbValue]").locator("..").bounding_box()
    # The first line that is a shape stands at the rate; what else is one is wide: a ground, and two levels.
    shapes = [path.bounding_box() for path in page.locator(".chart_sweep .shapelayer path").all()]
    line = next(shape for shape in shapes if shape["width"] < 5 < shape["height"])
    assert thumb["x"] + thumb["width"] / 2 == pytest.approx(line["x"] + line["width"] / 2, abs=2)
    for name in ("learned: 90%", "guessing: 10%"):
        assert page.get_by_text(name, exact=width != 390).locator("visible=true").count() == 1


def test_a_sweep_survives_a_reload(open_page):
    page = open_page("?train_steps=100&depth=2&units=16&train_seed=6")
    page.locator(".st-key-run_sweep button").click()
    page.wait_for_url("**sweep=1**")
    page.reload()
    page.get_by_text(re.compile(r"^\d+ of 16 learning rates work with batch norm")).wait_for(timeout=60_000)
    page.locator(".st-key-stop_sweep button").wait_for(state="hidden")
    assert "sweep=1" in page.url


def test_a_replay_moves_the_slider_and_every_chart_and_ends_where_the_run_does(open_page):
    page = open_page()
    finished(page)
    page.evaluate("""() => {
      window.seenSteps = new Set()
      const line = () => document.querySelector('.chart_accuracy').layout.shapes[0].x0
      const look = () => { window.seenSteps.add(line()); requestAnimationFrame(look) }
      look()
    }""")
    page.locator(".st-key-replay button").click()
    page.wait_for_function("() => window.seenSteps.size > 3", timeout=30_000)
    page.wait_for_function(f"() => document.querySelector('{SCRUBBER}').value === '500'", timeout=30_000)
    page.wait_for_function("() => document.querySelector('.chart_accuracy').layout.shapes[0].x0 === 500")
    resting(page)
    assert page.locator(".run-step").first.inner_text() == "500"


def test_a_double_click_on_a_preset_sets_it_and_does_not_take_it_back(open_page):
    page = open_page()
    page.locator(".st-key-training_preset").get_by_text("Rate too high", exact=True).dblclick()
    page.wait_for_url("**learning_rate=0.5**trained=1**")
    finished(page)
    assert "learning_rate=0.5" in page.url
    chosen = page.locator(".st-key-training_preset [aria-checked=true]")
    assert chosen.all_inner_texts() == ["Rate too high"]
