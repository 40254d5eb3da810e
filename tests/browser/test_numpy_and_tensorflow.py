"""The witnesses' page in a real browser: opened by its own address, stopped on the way, and taking nothing from the lab."""

from __future__ import annotations

import re

import pytest

from tests.browser import driver
from workers.worker import tensorflow_is_installed

PATH = "/numpy_and_tensorflow"
needs_tensorflow = pytest.mark.skipif(not tensorflow_is_installed(), reason="TensorFlow is not installed (none for Python 3.14)")


@pytest.fixture
def open_page(open_lab):
    def open_address(query="", **options):
        return open_lab(PATH + query, ready="h1", **options)

    return open_address


def test_a_deep_link_shows_its_part_and_state(open_page):
    page = open_page("?part=side_by_side&gamma=2&dtype=float32")
    assert page.get_by_role("heading", name="NumPy and TensorFlow").is_visible()
    assert page.locator(".st-key-gamma input[type=range]").input_value() == "2"
    assert re.search(r"gamma=2.*dtype=float32|dtype=float32.*gamma=2", page.url)


def test_the_lab_s_state_goes_along_to_the_page_and_back(open_lab):
    page = open_lab("/?gamma=2&seed=7&grouping=position")
    page.get_by_role("link", name="NumPy and TensorFlow").click()
    page.get_by_role("heading", name="NumPy and TensorFlow").wait_for()
    page.wait_for_url("**/numpy_and_tensorflow?*gamma=2*")
    assert "seed=7" in page.url
    assert "grouping=position" in page.url
    page.get_by_role("link", name="Lab").click()
    driver.settled(page)
    page.wait_for_url("**/?*gamma=2*")
    assert page.locator(".st-key-gamma input[type=range]").input_value() == "2"


@needs_tensorflow
def test_a_moved_slider_brings_other_numbers(open_page):
    page = open_page("?part=side_by_side")
    table = page.locator("table", has_text="Keras")
    table.wait_for(timeout=60_000)
    page.locator("[data-testid=stCode]", has_text="gamma, beta, epsilon = 1.0, 0.0, 1e-08").wait_for()
    page.locator(".st-key-gamma input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    page.locator("[data-testid=stCode]", has_text="gamma, beta, epsilon = 1.01, 0.0, 1e-08").wait_for()


def test_the_long_sum_can_be_stopped(open_page):
    page = open_page("?part=precision")
    page.get_by_role("button", name="Run").click()
    page.get_by_role("progressbar").wait_for()
    page.locator(".st-key-stop_long_sum button").click()  # Streamlit has one of its own at the top
    page.get_by_role("progressbar").wait_for(state="detached")
    driver.resting(page)
    assert page.get_by_text("0.32768").count() == 0


def test_the_notebook_is_downloaded(open_page):
    page = open_page("?part=take_home&gamma=2")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as notebook").click()
    assert download.value.suggested_filename == "batch_normalization.ipynb"
    assert "gamma, beta, epsilon = 2.0, 0.0, 1e-08" in download.value.path().read_text(encoding="utf-8")


def test_axe_finds_nothing_serious_in_any_part_that_a_bare_streamlit_page_has_not(open_page, found_on_a_bare_page):
    page = open_page()
    for title, sign in {"Side by side": ".st-key-witness", "How precise": ".st-key-data_mean", "Take it home": "pre"}.items():
        page.get_by_role("radio", name=title).click()
        page.locator(sign).first.wait_for()
        driver.resting(page)
        for look, found in driver.looks_at(page, within="[data-testid=stMain]").items():
            assert found - found_on_a_bare_page[look] == set(), (title, look)


TABLES = """() => [...document.querySelectorAll('[data-testid=stMain] table')].map((table) => {
  const box = table.parentElement
  box.scrollLeft = 10_000
  const { right } = box.getBoundingClientRect()
  return { wide: table.offsetWidth > box.clientWidth, end: table.getBoundingClientRect().right <= right + 1, right }
})"""


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("part", ["article", "six_reasons", "side_by_side"])
def test_on_a_phone_a_wide_table_scrolls_to_its_end_and_the_page_stands_still(open_lab, part, language):
    page = open_lab(f"/numpy_and_tensorflow?part={part}&lang={language}", width=390, height=844, ready="table")
    tables = page.evaluate(TABLES)
    assert any(table["wide"] for table in tables) or part == "side_by_side"
    assert all(table["end"] and table["right"] <= 390 for table in tables)
    assert page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
