"""A person is faster than the server, or the server, Plotly or the page is gone for a while: the last value wins."""

from __future__ import annotations

import re

import numpy as np
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

import app  # with every page, whose settings are known then
from bn_view.state.settings import Stops, all_settings
from tests.browser.dragging import drag, pictures, release, undimmed, value_of, words
from tests.browser.driver import CHART, chart_of, resting
from tests.browser.test_every_slider import assert_alike, numbers_among_the_same_words

assert app
PRESETS = ".st-key-training_preset"


class Wire:
    """The connection of a page to its server: what either says can be held back, and the connection cut."""

    def __init__(self):
        self.held = self.unsaid = None

    def watch(self, page):
        page.route_web_socket("**/_stcore/stream", self.connect)

    def connect(self, socket):
        self.socket, self.server = socket, socket.connect_to_server()
        self.server.on_message(lambda message: self.say(socket, message))
        socket.on_message(self.ask)

    def ask(self, message):
        self.asked = message
        if self.unsaid is None:
            self.server.send(message)
        else:
            self.unsaid.append(message)

    def held_back(self, kind):
        """Return what the server has said of a kind and is held back."""
        said = [ForwardMsg.FromString(message) for _socket, message in self.held]
        return [getattr(message, kind) for message in said if message.WhichOneof("type") == kind]

    def say(self, socket, message):
        if self.held is None:
            socket.send(message)
        else:
            self.held.append((socket, message))

    def let_go(self):
        while self.held:  # what comes meanwhile comes after it
            socket, message = self.held.pop(0)
            socket.send(message)
        self.held = None

    def cut(self):
        self.server.close()
        self.socket.close()


def wait_for(page, condition):
    for _ in range(120):
        if found := condition():
            return found
        page.wait_for_timeout(500)
    pytest.fail("after a minute it has not come")


def assert_same(moved, sent):
    """The same words and numbers in the same places, but for a sixth digit, which the browser rounds at another place."""
    np.testing.assert_allclose(*numbers_among_the_same_words(moved, sent), rtol=1e-5, atol=1e-6)


def assert_it_ends_as_the_server_says(page, open_lab, **values):
    """Whoever opens the page's address sees the same, and nothing waits."""
    for name, value in values.items():
        # A slider with stops counts them; the address says what the stop is.
        setting = all_settings()[name]
        told = setting.stops[int(value)] if isinstance(setting, Stops) else value
        page.wait_for_url(re.compile(rf"\b{name}={told:g}\b"))
    resting(page)
    assert {name: value_of(page, name) for name in values} == values
    undimmed(page)
    fresh = open_lab("/" + page.url.split("/", 3)[3], ready=".live-chart .main-svg")
    ours, theirs = pictures(page), pictures(fresh)
    # The way is sent once and then moved by the browser: what is rounded on its way from the server differs by less than is seen.
    assert_alike(ours.pop("chart_travel", None), theirs.pop("chart_travel", None))
    assert_same(ours, theirs)
    assert words(page) == words(fresh)


@pytest.fixture
def open_held(open_lab):
    """Return a function that opens a page and, once all is there, holds back what the server says."""

    def open_path(path):
        wire = Wire()
        page = open_lab(path, watch=wire.watch, ready=".live-chart .main-svg")
        resting(page)
        wire.held = []
        return page, wire

    return open_path


@pytest.mark.parametrize(
    ("path", "first", "second"),
    [("/", "gamma", "beta"), ("/step_by_step", "beta", "gamma"), ("/training_and_inference", "updates", "momentum")],
)
def test_sliders_that_are_moved_and_released_while_the_server_has_not_answered_end_where_they_were_left(
    open_lab, open_held, path, first, second
):
    page, wire = open_held(path)
    for name, share in [(first, 0.2), (first, 0.7), (second, 0.9), (first, 0.4)]:
        drag(page, name, share, moves=5)
        page.mouse.up()
    values = {name: value_of(page, name) for name in (first, second)}
    wire.let_go()
    assert_it_ends_as_the_server_says(page, open_lab, **values)


def test_a_slider_moved_by_thirty_keys_a_second_ends_where_the_last_one_put_it(open_lab):
    page = open_lab()
    page.locator(".st-key-gamma input[type=range]").focus()
    for _ in range(45):
        page.keyboard.press("ArrowRight")
        page.evaluate("() => new Promise((then) => setTimeout(then, 1000 / 30))")
    assert_it_ends_as_the_server_says(page, open_lab, gamma=1.45)


def test_a_preset_after_two_sliders_were_moved_shows_what_the_page_opened_on(open_lab):
    page = open_lab("/?gamma=-1", ready=".live-chart .main-svg")
    for name, share in [("gamma", 0.9), ("beta", 0.2)]:
        drag(page, name, share, moves=5)
        release(page)
        resting(page)
    page.wait_for_timeout(1200)  # until the charts follow no thumb
    page.locator(".st-key-presets input").click()
    page.get_by_role("option", name="Negative γ").click()
    assert_it_ends_as_the_server_says(page, open_lab, gamma=-1.0)


def test_a_connection_that_is_cut_in_mid_drag_is_resumed_and_loses_nothing(open_lab):
    wire = Wire()
    page = open_lab(watch=wire.watch)
    drag(page, "gamma", 0.8, moves=5)
    wire.cut()
    page.locator("[data-testid=stApp]:not([data-test-connection-state=CONNECTED])").wait_for()
    drag_on = value_of(page, "gamma")
    page.mouse.up()
    assert_it_ends_as_the_server_says(page, open_lab, gamma=drag_on)


# A tab that is not seen gets no frames.
NO_FRAMES = """() => {
  const frame = requestAnimationFrame
  const asked = []
  window.requestAnimationFrame = (then) => asked.push(then)
  window.isSeenAgain = () => {
    window.requestAnimationFrame = frame
    asked.forEach((then) => frame(then))
  }
}"""


def test_a_tab_that_goes_to_the_background_in_mid_drag_shows_the_last_value_when_it_comes_back(open_lab):
    page = open_lab()
    drag(page, "gamma", 0.8, moves=5)
    page.evaluate(NO_FRAMES)
    thumb = page.locator(".st-key-gamma [data-testid=stSliderThumbValue]").locator("..").bounding_box()
    page.mouse.move(thumb["x"] - 100, thumb["y"])
    page.mouse.up()
    page.wait_for_url("**gamma=**")
    page.evaluate("() => window.isSeenAgain()")
    assert_it_ends_as_the_server_says(page, open_lab, gamma=value_of(page, "gamma"))


def test_a_page_left_in_mid_drag_leaves_nothing_behind(open_lab):
    page = open_lab()
    drag(page, "epsilon", 0.9, moves=5)
    page.locator("[data-testid=stSidebarNavLink]").get_by_text("A linear map").dispatch_event("click")
    page.locator(f"{chart_of('chart_after')} .main-svg").first.wait_for()
    resting(page)
    page.mouse.up()
    undimmed(page)
    drag(page, "gamma", 0.9, moves=5)
    release(page)
    assert_it_ends_as_the_server_says(page, open_lab, gamma=value_of(page, "gamma"))


def test_charts_whose_plotly_comes_late_are_those_of_the_sliders_as_they_stand_then(open_lab):
    held = []
    page = open_lab("/home", ready="h1", locale="en-US")
    page.route("**/PlotlyChart.*.js", lambda route: held.append(route))
    page.goto(page.url.replace("/home", "/"))
    page.locator(".st-key-gamma input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**gamma=1.01")
    assert page.locator(CHART).count() == 0
    for route in held:
        route.continue_()
    page.locator(CHART).wait_for()
    assert_it_ends_as_the_server_says(page, open_lab, gamma=1.01)


@pytest.mark.parametrize("pause", [0, 1500], ids=["at once", "once the server has answered"])
def test_what_a_preset_sets_outlasts_what_the_browser_says_before_it_has_the_answer(open_held, pause):
    page, wire = open_held("/training")
    page.locator(PRESETS).get_by_text("Rate too high", exact=True).dblclick()
    page.wait_for_timeout(pause)
    page.locator(".st-key-units").get_by_text("32", exact=True).click()
    page.wait_for_timeout(1000)  # for the server, to answer both
    wire.let_go()
    page.wait_for_url(re.compile(r"learning_rate=0\.5\b.*\bunits=32\b"))
    resting(page)
    assert "learning_rate=0.5" in page.url
    assert page.locator(".st-key-learning_rate [data-testid=stSliderThumbValue]").inner_text() == "0.5"
    # What somebody sets afterwards is taken, also where it is what stood there before.
    page.locator(".st-key-learning_rate input[type=range]").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(lambda url: "learning_rate" not in url)
    assert page.url.endswith("?units=32")


def test_a_look_that_has_the_new_address_and_not_yet_the_new_slider_takes_nothing_back(open_held):
    page, wire = open_held("/training?units=128")
    page.get_by_role("button", name="New initial weights").click()
    address = wait_for(page, lambda: wire.held_back("page_info_changed"))[-1]
    message = BackMsg.FromString(wire.asked)
    said = message.rerun_script
    said.query_string, said.fragment_id = address.query_string, wire.held_back("auto_rerun")[-1].fragment_id
    del said.widget_states.widgets[[w.WhichOneof("value") for w in said.widget_states.widgets].index("trigger_value")]
    drawn = len(wire.held_back("navigation"))

    def look_is_followed_by_a_run_of_all_of_the_page():  # where the training is over
        wire.server.send(message.SerializeToString())
        return len(wire.held_back("navigation")) > drawn

    wait_for(page, look_is_followed_by_a_run_of_all_of_the_page)
    wire.let_go()
    resting(page)
    assert "train_seed=" in address.query_string
    assert address.query_string in page.url


def test_what_somebody_sets_after_a_preset_stays_when_the_answer_to_the_preset_arrives_late(open_held):
    page, wire = open_held("/training")
    page.locator(PRESETS).get_by_text("Rate too high", exact=True).click()
    page.wait_for_timeout(1500)  # for the server, to answer
    page.locator(".st-key-learning_rate input[type=range]").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(1000)
    wire.let_go()
    page.wait_for_url("**/training?learning_rate=0.05")
    resting(page)
    assert page.locator(".st-key-learning_rate [data-testid=stSliderThumbValue]").inner_text() == "0.05"


def test_what_is_set_twice_after_a_preset_before_any_answer_arrives_is_all_kept(open_held):
    page, wire = open_held("/training")
    page.locator(PRESETS).get_by_text("Rate too high", exact=True).click()
    for key, word in [("units", "32"), ("train_batch", "16")]:
        page.wait_for_timeout(1000)
        page.locator(f".st-key-{key}").get_by_text(word, exact=True).click()
    page.wait_for_timeout(1000)  # for the server, to answer all
    wire.let_go()
    resting(page)
    page.wait_for_url("**/training?learning_rate=0.5&train_batch=16&units=32")
    assert page.locator(f"{PRESETS} [aria-checked=true]").count() == 0


def test_what_is_set_after_an_example_before_its_answer_arrives_is_kept(open_lab, open_held):
    page, wire = open_held("/")
    page.locator(".st-key-presets input").click()
    page.get_by_role("option", name="Batch of 2").click()
    for share in (0.7, 0.9):
        page.wait_for_timeout(1000)
        drag(page, "gamma", share, moves=3)
        page.mouse.up()
    page.wait_for_timeout(1000)
    gamma = value_of(page, "gamma")
    wire.let_go()
    assert_it_ends_as_the_server_says(page, open_lab, gamma=gamma, batch_size=2)


def test_the_address_is_that_of_a_slider_which_is_back_before_its_first_answer_arrives(open_held):
    page, wire = open_held("/")
    page.locator(".st-key-gamma input[type=range]").focus()
    for key in ("ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
        page.wait_for_timeout(1000)  # for the server, to answer each
    assert len(wire.held_back("page_info_changed")) == 2
    wire.let_go()
    resting(page)
    assert value_of(page, "gamma") == 1
    assert "gamma" not in page.url


def test_of_two_presets_before_an_answer_arrives_the_second_holds(open_held):
    page, wire = open_held("/training")
    for preset in ("Rate too high", "Default"):
        page.locator(PRESETS).get_by_text(preset, exact=True).click()
        page.wait_for_timeout(1500)  # for the server, to answer each
    wire.let_go()
    resting(page)
    assert page.locator(".st-key-learning_rate [data-testid=stSliderThumbValue]").inner_text() == "0.1"
    page.get_by_role("button", name="New initial weights").click()
    page.wait_for_url("**train_seed=**")
    assert "learning_rate" not in page.url


def test_what_is_set_while_a_run_of_the_page_is_cut_short_is_kept(open_held):
    page, wire = open_held("/")
    wire.let_go()
    size = value_of(page, "batch_size")
    for milliseconds in range(1, 12):
        wire.unsaid = []
        page.locator(".st-key-grouping [aria-checked=false]").first.click()
        page.locator(".st-key-batch_size input[type=range]").focus()
        page.keyboard.press("ArrowRight")
        first, second = wait_for(page, lambda: wire.unsaid[1:] and wire.unsaid)
        wire.server.send(first)
        page.wait_for_timeout(milliseconds)  # in which the server begins to run the page for the first
        wire.server.send(second)
        wire.unsaid = None
        resting(page)
        size += 1
        assert value_of(page, "batch_size") == size
        assert f"batch_size={size:g}" in page.url
