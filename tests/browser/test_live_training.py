"""The step one looks at, and the learning rate of a sweep, move all charts before the thumb is released, as bn_core trained."""

from __future__ import annotations

import re

import pytest

from bn_core.network.network import ARMS, Recipe
from bn_view.words.numbers import short
from pages.training.history import history_of
from pages.training.settings import RunSettings
from pages.training.sweep import sweep_made_beforehand
from pages.training.sweep_sentences import numbers_at
from tests.browser.dragging import WATCH, drag, pictures, release, seen, value_of
from tests.browser.driver import resting
from workers.steps import Task, advance

CHARTS = {
    "chart_loss",
    "chart_accuracy",
    "chart_wrong",
    "chart_network",
    "chart_activations",
    "chart_gamma",
    "chart_beta",
    "chart_gradients",
}
# With this learning rate the plain arm diverges within a few steps, with the other none does.
WILD, CALM = 10.0, 0.1


def recipe(rate):
    return Recipe(steps=100, depth=8, width=16, batch_size=16, learning_rate=rate)


@pytest.fixture
def open_run(open_lab):
    """Return a function that opens a finished run and returns the page and the key of its slider."""

    def opened(rate):
        address = f"/training?trained=1&train_steps=100&depth=8&units=16&train_batch=16&networks=all&learning_rate={rate}"
        page = open_lab(address, ready="[class*=st-key-shown_step]")
        page.locator(".live-chart.chart_gradients .main-svg").first.wait_for()
        resting(page)
        name = page.locator("[class*=st-key-shown_step]").get_attribute("class")
        return page, re.search(r"shown_step_\d+", name)[0]

    return opened


def written(page):
    """Return what the legend and the sentences say of the step, by what it is."""
    return page.evaluate("""() => Object.fromEntries(
      [...document.querySelectorAll('[class^="run-"]')].map((place) => [place.className.slice(4), place.textContent]))""")


@pytest.mark.parametrize(("rate", "share"), [(CALM, 0.33), (WILD, 0.02)])
def test_every_chart_and_number_follows_the_step_before_release_and_stays_as_it_is_after_it(open_run, rate, share):
    page, slider = open_run(rate)
    drag(page, slider, share, moves=5)
    step = value_of(page, slider)
    dragged, said = pictures(page), written(page)
    assert dragged.keys() == CHARTS | {"chart_sweep", "chart_curves"}
    for arm in ARMS:
        history = history_of(advance(0, Task(recipe(rate), arm, 2), 0, 60))
        i = history.at(step)
        assert said[arm] == f"loss {short(history.loss[i])}, accuracy {history.accuracy[i]:.1%}"
    release(page)
    released = pictures(page)
    for name in CHARTS - {"chart_gamma", "chart_beta"}:  # what is said of these two waits for the server
        assert dragged[name] == released[name]
    for name in ("chart_gamma", "chart_beta"):
        assert {**dragged[name], "alt": released[name]["alt"]} == released[name]
    assert written(page).items() >= said.items()


def test_what_only_the_server_can_say_of_an_arm_that_diverges_is_faint_until_release(open_run):
    page, slider = open_run(WILD)
    sentence = page.get_by_text("the activations overflowed by update")
    drag(page, slider, 0.02, moves=5)
    assert float(sentence.evaluate("(element) => getComputedStyle(element.closest('.after-release')).opacity")) < 0.5
    release(page)
    sentence.wait_for(state="detached")


@pytest.fixture
def open_sweep(open_lab):
    """Return a function that opens the page and, if wanted, makes a sweep of other settings."""

    def opened(made):
        query = "?train_steps=100&depth=1&units=16&train_batch=4" if made else "?networks=all"
        page = open_lab(f"/training{query}", ready=".st-key-run_sweep button")
        if made:
            page.locator(".st-key-run_sweep button").click()
            page.locator(".st-key-stop_sweep button:enabled").wait_for()
            page.locator(".st-key-stop_sweep button").wait_for(state="hidden", timeout=60_000)
        page.locator(".live-chart.chart_sweep .main-svg").first.wait_for()
        resting(page)
        page.evaluate(WATCH)
        return page

    return opened


@pytest.mark.parametrize("made", [False, True], ids=["made beforehand", "of other settings"])
def test_the_learning_rate_moves_its_line_over_the_sweep_before_release(open_sweep, made):
    page = open_sweep(made)
    drag(page, RunSettings.learning_rate.name, 0.1)
    dragged = pictures(page)
    stops = abs(RunSettings.learning_rate.stops.index(0.1) - round(0.1 * (len(RunSettings.learning_rate.stops) - 1)))
    for name in ("chart_sweep", "chart_curves"):
        assert seen(page)["drawn"][name] >= stops
    release(page)
    for name in ("chart_sweep", "chart_curves"):
        assert pictures(page)[name] == dragged[name]


def test_what_is_said_of_a_learning_rate_follows_the_thumb_there_and_back(open_sweep):
    page, name = open_sweep(made=False), RunSettings.learning_rate.name
    for share in (1.0, 0.6):
        drag(page, name, share, moves=5)
        stop, numbers = value_of(page, name), ("plain", "batch_norm", "frozen", "noisy")
        written = {arm: page.locator(f".rate-{arm}").inner_text() for arm in numbers}
        assert written == {arm: f"{means[int(stop)]:.1%}" for arm, means in sweep_made_beforehand().means.items()}
        said = numbers_at(sweep_made_beforehand(), int(stop))["verdict"]
        assert page.locator(".rate-verdict").inner_text() == said
        release(page)
        assert page.locator(".rate-verdict").inner_text() == said
