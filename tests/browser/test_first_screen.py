"""The bare address, whose picture moves by itself until somebody does anything."""

from __future__ import annotations

import pytest

from tests.browser.dragging import drag, pictures, press, release, value_of
from tests.browser.driver import idle, settled

# Where gamma stands, what the picture says of it, and what nobody may have noticed of it.
STANDARD_DEVIATION = "Number(document.querySelector('.batch_norm-deviation')?.textContent)"
SWEEPS = f"() => Math.abs({STANDARD_DEVIATION} - 1) > 0.2"
RESTS = f"() => {STANDARD_DEVIATION} === 1 && !document.querySelector('[data-sweeps]')"
NOTICED = "() => [document.querySelector('.live-region').textContent, document.querySelectorAll('[data-waits]').length]"


@pytest.fixture
def open_moving(open_lab):
    """Return a function that opens the lab as a visitor's browser does, and what that has sent to the server since."""

    def open_address(path="/", **how):
        sent = []
        page = open_lab(
            path,
            moving=True,
            watch=lambda page: page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame))),
            **how,
        )
        idle(page)
        sent.clear()
        return page, sent

    return open_address


@pytest.mark.parametrize(("locale", "path"), [("en-US", "/"), ("ko-KR", "/"), ("en-US", "/?presenter=1")])
def test_the_picture_moves_with_its_slider_while_server_address_and_screen_reader_hear_nothing(open_moving, locale, path):
    page, sent = open_moving(path, locale=locale)
    address = page.url
    page.wait_for_function(f"() => ({SWEEPS})() && document.querySelector('.st-key-gamma input[type=range]').value !== '1'")
    assert page.locator(".after-release").is_hidden()  # it would not hold
    assert page.evaluate(NOTICED) == ["", 0]
    assert (sent, page.url) == ([], address)


@pytest.mark.parametrize("act", ["click beside it", "Tab", "wheel"])
def test_whatever_one_does_takes_the_picture_back(open_moving, act):
    page, sent = open_moving()
    page.wait_for_function(SWEEPS)
    if act == "Tab":
        page.keyboard.press("Tab")
    else:
        page.mouse.move(700, 60)
        page.mouse.wheel(0, 1) if act == "wheel" else page.mouse.click(700, 60)
    page.wait_for_function(RESTS)
    assert (value_of(page, "gamma"), value_of(page, "beta"), sent) == (1, 0, [])
    assert page.locator(".after-release").is_visible()


def test_a_slider_that_sweeps_is_taken_where_it_is(open_moving):
    for _visit in range(5):
        page, _sent = open_moving()
        page.wait_for_function(SWEEPS)
        press(page, "gamma")
        taken = value_of(page, "gamma")
        page.mouse.up()
        if taken != 1:  # where it is on a busy machine by the time that the mouse is down, for all one can tell before
            break
    page.wait_for_url(f"**gamma={taken:g}")
    settled(page)
    assert taken != 1
    assert value_of(page, "gamma") == taken


def test_a_key_moves_the_other_slider_from_where_it_stood(open_moving):
    page, _sent = open_moving()
    page.wait_for_function(SWEEPS)
    page.locator(".st-key-beta input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/?beta=0.01")
    settled(page)
    assert value_of(page, "gamma") == 1


@pytest.mark.parametrize("query", ["?gamma=1.5", "?lesson=1", "?lesson=1&presenter=1"])
def test_a_link_to_a_state_or_to_a_step_of_the_lesson_stands_still(open_moving, query):
    # On a projector the question stands before the sliders until the answer.
    page, _sent = open_moving("/" + query, ready=".class-board" if "presenter" in query else ".st-key-gamma")
    page.locator(".st-key-gamma input[type=range]").wait_for(state="attached")
    before = value_of(page, "gamma")
    page.wait_for_timeout(1500)
    assert value_of(page, "gamma") == before


def test_who_wants_no_motion_sees_none(open_lab):
    page = open_lab()
    page.wait_for_timeout(1500)
    assert (value_of(page, "gamma"), value_of(page, "beta")) == (1, 0)


FILM = "() => document.querySelector('.film-formula')?.textContent"


def test_home_s_film_goes_by_itself_until_its_slider_is_taken(open_moving):
    page, sent = open_moving("/home", ready=".chart_film .main-svg")
    page.wait_for_function(f"({FILM})() === 'x − μ'")
    page.wait_for_function(f"({FILM})() === '(x − μ) ÷ σ × γ + β'")
    assert sent == []
    press(page, "film")
    taken, formula = value_of(page, "film"), page.evaluate(FILM)
    page.wait_for_timeout(800)
    assert (value_of(page, "film"), page.evaluate(FILM)) == (taken, formula)
    page.mouse.up()


def test_a_slider_taken_while_another_sweeps_moves_the_picture_to_what_the_server_says_after_it(open_moving):
    page, _sent = open_moving("/whose_standard_deviation", ready=".chart_parts .main-svg")
    page.wait_for_function("() => Number(document.querySelector('.st-key-part_size input[type=range]')?.value) > 1")
    drag(page, "apart", 0.8)
    page.wait_for_function("() => !document.querySelector('[data-sweeps]')")
    dragged = pictures(page)["chart_parts"]
    release(page)
    assert value_of(page, "part_size") == 1
    assert pictures(page)["chart_parts"]["alt"] == dragged["alt"]


def test_whose_std_first_takes_ever_larger_parts_until_both_numbers_are_one_and_then_pulls_the_images_apart(open_moving):
    page, sent = open_moving("/whose_standard_deviation", ready=".chart_parts .main-svg")
    value = "Number(document.querySelector('.st-key-{} input[type=range]')?.value)"
    page.wait_for_function(f"() => {value.format('part_size')} === 30 && {value.format('apart')} === 1")
    page.wait_for_function(f"() => {value.format('part_size')} === 1 && {value.format('apart')} > 1.5")
    assert sent == []


@pytest.mark.parametrize(
    ("path", "chart", "slider", "stands"),
    [
        ("/training_and_inference", "running", "updates", 300),
        ("/training_and_inference?topic=two_modes", "modes", "updates", 300),
        ("/training_and_inference?topic=batch_size", "mini_batches", "batch_size", 10),
        ("/training", "sweep", "learning_rate", 9),
    ],
)
def test_what_trains_goes_by_itself_until_somebody_does_anything(open_moving, path, chart, slider, stands):
    page, sent = open_moving(path, ready=f".chart_{chart} .main-svg")
    value = f"Number(document.querySelector('.st-key-{slider} input[type=range]')?.value)"
    for way in ("<", ">"):
        page.wait_for_function(f"() => {value} {way} {stands}")
    assert sent == []
    page.mouse.click(700, 60)
    page.wait_for_function(f"() => {value} === {stands} && !document.querySelector('[data-sweeps]')")
    assert sent == []


def test_one_set_lights_up_after_the_other(open_moving):
    page, sent = open_moving("/who_shares_statistics", ready=".chart_sharing .main-svg")
    page.wait_for_function("() => document.querySelector('.chart_sharing')?.ariaLabel?.includes('set 5 is marked')")
    assert sent == []
