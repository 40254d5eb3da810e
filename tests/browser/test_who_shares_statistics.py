"""The coloured block in a real browser: a clicked value shows who shares its statistic."""

from __future__ import annotations

import re

import pytest

import bn_core
from bn_view.words.numbers import number
from pages.who_shares_statistics.charts import BINS
from pages.who_shares_statistics.norms import NORMS
from pages.who_shares_statistics.scripts import BLOCK, EPSILON
from tests.browser.dragging import drag, pictures, release, value_of
from tests.browser.driver import chart_of

PATH = "/who_shares_statistics"
BLOCK_CHART = chart_of("chart_sharing")


@pytest.fixture
def open_page(open_lab):
    def open_address(query="", **options):
        page = open_lab(PATH + query, ready=BLOCK_CHART, **options)
        page.locator(f"{BLOCK_CHART} .nsewdrag").first.wait_for()
        return page

    return open_address


@pytest.mark.parametrize("width", [1440, 390])
def test_a_clicked_value_picks_its_statistic(open_page, width):
    page = open_page("?norm=instance", width=width)
    plot = page.locator(f"{BLOCK_CHART} .nsewdrag").first.bounding_box()
    # In the tile of the last image and channel.
    page.mouse.click(plot["x"] + plot["width"] * 0.93, plot["y"] + plot["height"] * 0.86)
    page.get_by_role("columnheader", name="set 23").wait_for()
    page.wait_for_url(re.compile("set=23"))
    # Another normalization has fewer: the last of them.
    page.get_by_role("radio", name="Layer", exact=True).click()
    page.get_by_role("columnheader", name="set 3").wait_for()
    page.wait_for_url(re.compile(r"norm=layer.*set=3$"))


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_titles_of_the_axes_stand_beside_their_numbers(open_page, language, width):
    page = open_page(f"?norm=group&lang={language}", width=width)
    # All at one moment: Plotly makes them anew when the chart is fitted to its place.
    of_parts = """(root) => ['.xtitle', '.ytitle', '.xtick text', '.ytick text'].map((part) =>
        [...root.querySelectorAll(part)].map((label) => label.getBoundingClientRect().toJSON()))"""
    (channels,), (images,), across, down = page.locator(BLOCK_CHART).evaluate(of_parts)
    assert (len(across), len(down)) == (6, 4)
    assert channels["bottom"] <= min(box["top"] for box in across)
    assert images["right"] <= min(box["left"] for box in down)


def test_the_slider_is_moved_by_keyboard(open_page):
    page = open_page("?norm=position")
    page.locator(".st-key-set input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("columnheader", name="set 1").wait_for()


@pytest.mark.parametrize("norm", ["position", "instance", "rms"])
def test_the_slider_takes_block_histograms_and_numbers_along_before_release_as_bn_core_counts_them(open_page, norm):
    page = open_page(f"?norm={norm}")
    drag(page, "set", 0.66, moves=5)
    picked = value_of(page, "set")
    dragged, said = pictures(page), page.locator(".live-words-picked").inner_text()
    y = NORMS[norm].compute(BLOCK, NORMS[norm].axes, 1, EPSILON)
    shared = NORMS[norm].statistics(BLOCK.shape, 1) == picked
    for name, values in (("before", BLOCK), ("after", y)):
        counts = bn_core.histogram(BLOCK[shared], BINS).counts  # a map with one slope keeps the shape
        assert dragged[f"chart_{name}"]["data"][-1]["y"] == [0, *counts.tolist(), 0]
        assert number(bn_core.summary(values[shared]).mean) in said
    release(page)
    assert pictures(page) == dragged
    assert page.locator(".live-words-picked").inner_text() == said
