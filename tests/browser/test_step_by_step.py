"""A value picked with the mouse, its way played, and what a move of a control sends."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import expect

import bn_core
from bn_view.data.mini_batch import AXES
from pages.step_by_step.exchange import replace_image
from tests.browser import driver

PATH = "/step_by_step"
TRAVEL = ".st-key-chart_travel .stPlotlyChart"
PIXELS = ".st-key-chart_pixels .js-plotly-plot"
LARGEST = "?height=64&width=64&channels=3&images=60&batch_size=60"


@pytest.fixture
def open_page(open_lab):
    def open_address(query="", **options):
        page = open_lab(PATH + query, ready="h2", **options)
        page.locator(PIXELS).wait_for()
        page.locator(TRAVEL).wait_for()
        return page

    return open_address


def click_pixel(page, row, column):
    at = page.evaluate(
        f"""([row, column]) => {{
          const chart = document.querySelector('{PIXELS}')
          chart.scrollIntoView({{ block: 'center' }})
          const box = chart.getBoundingClientRect(), {{ xaxis, yaxis }} = chart._fullLayout
          return [box.x + xaxis._offset + xaxis.l2p(column), box.y + yaxis._offset + yaxis.l2p(row)]
        }}""",
        [row, column],
    )
    page.mouse.move(*at)
    page.mouse.click(*at)


@pytest.mark.parametrize("query", ["?", "?data=digits&pixel_image=5", LARGEST])
@pytest.mark.parametrize("width", [1440, 390])
def test_a_click_on_a_pixel_picks_its_value(open_page, query, width):
    page = open_page(query, width=width)
    for row, column in [(2, 5), (6, 1)]:
        click_pixel(page, row, column)
        page.wait_for_url(re.compile(f"pixel_row={row}&pixel_column={column}"))
        driver.resting(page)
        expect(page.get_by_label("Row", exact=True)).to_have_value(str(row))
        expect(page.get_by_label("Column", exact=True)).to_have_value(str(column))
        page.get_by_text(f"row {row}, column {column}, channel 0 of every image").wait_for()


def test_values_move_in_the_browser_as_batch_norm_says_when_another_image_is_exchanged(open_page):
    x, draw = bn_core.random_images()[:10], np.random.default_rng(0)
    for grouping, becomes in zip(AXES, ("negative", "white", "black"), strict=True):
        (image, companion), (row, column) = draw.choice(10, 2, replace=False), draw.integers(32, size=2)
        page = open_page(
            f"?grouping={grouping}&companion={companion}&companion_becomes={becomes}&gamma=2"
            f"&pixel_image={image}&pixel_row={row}&pixel_column={column}"
        )
        shown = page.get_by_role("row", name="y of the picked pixel").locator("td").all_inner_texts()[1:3]
        both = (x, replace_image(x, int(companion), becomes))
        outputs = [bn_core.batch_norm(b, 2, 0, axis=AXES[grouping], epsilon=1e-8).output[image, row, column, 0] for b in both]
        assert [float(text) for text in shown] == pytest.approx(outputs, abs=0.000051)
        page.context.close()


def test_play_goes_from_the_first_step_to_the_last(open_page):
    page = open_page("?gamma=2&beta=1")
    chart = page.locator(TRAVEL)
    page.get_by_role("button", name="Play").click()
    for last in ["x: ", "x − μ: ", "÷ √(σ²+ε): ", "× γ: ", "+ β: "]:
        page.wait_for_function(
            f"last => document.querySelector('{TRAVEL}').ariaLabel.split(/step after step: |; /).at(-1).startsWith(last)",
            arg=last,
        )
    driver.resting(page)
    assert chart.get_attribute("aria-label").count(";") == 4


def test_another_step_chosen_while_it_plays_stops_it(open_page):
    page = open_page()
    page.get_by_role("button", name="Play").click()
    page.wait_for_url("**phase=centred**")
    page.locator(".st-key-phase input[type=range]").focus()
    page.keyboard.press("Home")
    page.wait_for_url("**phase=x**")
    driver.resting(page)  # while it plays a script runs all the time
    assert "phase=x" in page.url


def test_the_arrow_keys_go_from_step_to_step(open_page):
    page = open_page("?phase=x")
    page.locator(".st-key-phase input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**phase=centred**")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**phase=normalized**")


@pytest.mark.parametrize("query", ["?", LARGEST, LARGEST + "&grouping=all"])
@pytest.mark.parametrize("name", ["gamma", "epsilon"])
def test_a_released_slider_sends_less_than_sixty_kilobytes(open_page, query, name):
    received = []
    page = open_page(query, watch=driver.noting(received))
    driver.resting(page)
    received.clear()
    before = page.url
    page.locator(f".st-key-{name} input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("before => location.href !== before", arg=before)
    driver.resting(page)
    assert 0 < sum(received) < 60_000


def test_a_clicked_pixel_sends_less_than_sixty_kilobytes(open_page):
    received = []
    page = open_page(LARGEST + "&grouping=channel", watch=driver.noting(received))
    driver.resting(page)
    received.clear()
    click_pixel(page, 40, 50)
    page.wait_for_url("**pixel_row=40&pixel_column=50**")
    driver.resting(page)
    assert 0 < sum(received) < 60_000


@pytest.mark.parametrize("language", ["en", "ko"])
def test_nothing_is_wider_than_a_phone(open_page, language):
    page = open_page(f"?lang={language}&gamma=-2.55&beta=-4.25&shift=255&spread=30", width=390, height=844)
    assert page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
