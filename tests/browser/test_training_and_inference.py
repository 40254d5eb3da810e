"""Training and inference in a real browser: what a released slider costs, and a phone."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

import bn_core
from bn_view.words.numbers import number
from pages.training_and_inference.settings import Running
from tests.browser import driver
from tests.browser.dragging import drag, release, value_of

PATH = "/training_and_inference"
CHART = driver.chart_of("chart_running")
MOST_BYTES = 60_000


def test_a_released_slider_costs_less_than_sixty_kilobytes(open_lab):
    received = []
    page = open_lab(f"{PATH}?updates=450&images=256&batch_size=256", ready=CHART, watch=driver.noting(received))
    for name, value in {"momentum": 0.989, "updates": 449, "batch_size": 255}.items():
        received.clear()
        page.locator(f".st-key-{name} input[type=range]").focus()
        page.keyboard.press("ArrowLeft")
        page.wait_for_url(f"**{name}={value}**")
        driver.resting(page)
        assert 1_000 < sum(received) < MOST_BYTES, name


@pytest.mark.parametrize("state", [Running(), Running(momentum=0.1, convention="pytorch", unbiased=True, updates=37)])
def test_a_dragged_batch_size_shows_what_bn_core_makes_of_its_mini_batches(open_lab, state):
    page = open_lab(
        f"{PATH}?" + "&".join(f"{name}={int(v) if v is True else v}" for name, v in state.values.items() if v), ready=CHART
    )
    driver.resting(page)
    drag(page, "batch_size", 0.6, moves=5)
    size = int(value_of(page, "batch_size"))
    images = bn_core.random_images(count=30)
    moments = bn_core.moments(images, (1, 2, 3))
    each = bn_core.Moments(moments.count, moments.mean.reshape(-1), moments.variance.reshape(-1))
    batches = bn_core.moments_of_batches(each, bn_core.shuffled_batches(30, size, 500, 678))
    start = bn_core.RunningStatistics(np.zeros(()), np.ones(()), state.momentum_of_old, state.unbiased)
    running = bn_core.running_history(start, batches)
    for trace, expected in {0: batches.mean, 2: running.mean, 5: running.variance}.items():
        shown = page.evaluate(f"() => {{ const {{ x, y }} = document.querySelector('{CHART}').data[{trace}]; return [x, y] }}")
        np.testing.assert_allclose(shown[1], expected[np.array(shown[0]) - (trace == 0)], rtol=1e-5)
    assert page.locator(".stream-mean").first.inner_text() == number(running.mean[state.updates])
    release(page)


def test_translate_by_keyboard_moves_the_number_and_leaves_the_curve(open_lab):
    page = open_lab(PATH, ready=CHART)
    curve = f"() => Array.from(document.querySelector('{CHART}')?.data?.at(-1).y ?? [])"
    before = page.evaluate(curve)
    page.locator(".st-key-translate button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**convention=pytorch**")
    driver.resting(page)
    expect(page.locator(".st-key-momentum input[type=range]")).to_have_value("0.01")
    assert page.evaluate(curve) == before


def test_with_three_channels_the_modes_are_dim_until_the_updates_are_released(open_lab):
    page = open_lab(f"{PATH}?channels=3", ready=driver.chart_of("chart_modes"))
    dim = "() => 'waits' in document.querySelector('.chart_modes').dataset"
    drag(page, "updates", 0.2)
    page.wait_for_function(dim)
    page.mouse.up()
    page.wait_for_function(f"() => !({dim})()")


def test_on_a_phone_nothing_is_cut_off_and_the_chart_stays_in_sight_of_the_sliders(open_lab):
    page = open_lab(PATH, ready=CHART, width=390, height=844)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    slider = page.locator(".st-key-updates")
    slider.evaluate("element => element.scrollIntoView({ block: 'end' })")
    chart, thumb = page.locator(CHART).bounding_box(), slider.bounding_box()
    assert chart["y"] >= 0
    assert chart["y"] + chart["height"] <= thumb["y"] + 1
