"""A value picked with the mouse, its way played, and what a move of a control sends."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import driver

PATH = "/step_by_step"
TRAVEL = driver.chart_of("chart_travel")
PIXELS = driver.chart_of("chart_pixels")
# The rows at which the values have been seen, from the page's first moment on.
ROWS = f"""
  window.rows = []
  new MutationObserver(() => {{
    const row = document.querySelector('{TRAVEL}')?.dataset.row
    if (row !== undefined && row !== window.rows.at(-1)) window.rows.push(row)
  }}).observe(document, {{ subtree: true, childList: true, attributeFilter: ['data-row'] }})
"""
LARGEST = "?height=64&width=64&channels=3&images=64&batch_size=64"


@pytest.fixture
def open_page(open_lab):
    def open_address(query="", **options):
        page = open_lab(PATH + query, ready="h1", **options)
        page.locator(PIXELS).wait_for()
        page.locator(TRAVEL).wait_for()
        return page

    return open_address


def click_pixel(page, row, column):
    # Plotly follows a window that changed its width a moment later; until then every pixel is somewhere else.
    page.wait_for_function(
        f"""() => {{
          const chart = document.querySelector('{PIXELS}')
          return Math.abs(chart._fullLayout.width - chart.clientWidth) < 2
        }}"""
    )
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
def test_a_click_on_a_pixel_picks_its_value(open_page, query):
    page = open_page(f"{query}&grouping=position")
    for width, (row, column) in [(1440, (2, 5)), (1440, (6, 1)), (390, (3, 4))]:
        page.set_viewport_size({"width": width, "height": 900})
        driver.resting(page)
        click_pixel(page, row, column)
        page.wait_for_url(re.compile(f"pixel_row={row}&pixel_column={column}"))
        driver.resting(page)
        expect(page.get_by_label("Row", exact=True)).to_have_value(str(row))
        expect(page.get_by_label("Column", exact=True)).to_have_value(str(column))
        page.get_by_text(f"row {row}, column {column}, channel 0 of every image").wait_for()


def test_play_goes_from_the_first_step_to_the_last(open_page):
    page = open_page("?gamma=2&beta=1", moving=True)
    page.get_by_role("button", name="Play").scroll_into_view_if_needed()
    # A link plays by itself, where it is first seen.
    page.wait_for_function(f"() => document.querySelector('{TRAVEL}').chart.way?.shown[0] === 4")
    page.evaluate(ROWS)
    page.evaluate("() => { window.rows.length = 0 }")  # what the way was drawn at before it plays
    page.get_by_role("button", name="Play").click()
    assert_in_order(page, 4)
    assert page.locator(TRAVEL).get_attribute("aria-label").count(";") == 4


@pytest.mark.parametrize(("query", "last"), [("", 4), ("?gamma=2", 4), ("?phase=normalized", 2)])
def test_any_link_plays_by_itself_as_far_as_it_says(open_page, query, last):
    page = open_page(query, moving=True, watch=lambda page: page.add_init_script(ROWS))
    assert_in_order(page, last)


def assert_in_order(page, last):
    """From the first row on to the last, one after the other; a browser that is busy for a second may miss one in between."""
    page.wait_for_function(f"() => window.rows.includes('0') && window.rows.at(-1) === '{last}'")
    driver.resting(page)
    rows = page.evaluate("() => window.rows.slice(window.rows.indexOf('0')).map(Number)")
    assert (rows[0], rows[-1]) == (0, last)
    assert rows == sorted(rows)
    assert len(rows) > 2


def test_who_wants_no_motion_sees_a_link_where_it_says_at_once(open_page):
    page = open_page("?gamma=2", watch=lambda page: page.add_init_script(ROWS))
    page.locator(f"{TRAVEL}[data-row='4']").wait_for()
    driver.resting(page)
    assert page.evaluate("() => window.rows") == ["4"]


def test_a_play_takes_the_handle_of_the_step_along_and_ends_with_it_where_the_address_says(open_page):
    page = open_page("?gamma=2&beta=1", moving=True)
    page.wait_for_function(f"() => document.querySelector('{TRAVEL}').chart.way?.shown[0] === 4")
    page.evaluate(
        f"""() => {{
            window.places = new Set()
            const chart = document.querySelector('{TRAVEL}')
            chart.on('plotly_afterplot', () =>
                window.places.add([chart.dataset.row, document.querySelector('.st-key-phase input').value].join(' ')))
        }}"""
    )
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("() => window.places.has('1 1')")
    page.wait_for_function(f"() => document.querySelector('{TRAVEL}').chart.way.shown[0] === 4")
    driver.resting(page)
    assert {"1 1", "2 2", "3 3"} <= set(page.evaluate("() => [...window.places]"))
    expect(page.locator(".st-key-phase input")).to_have_value("4")


def test_a_slider_taken_while_it_plays_leaves_the_handle_where_the_values_go(open_page):
    page = open_page("?gamma=2", moving=True)
    page.locator(f"{TRAVEL}[data-row='4']").wait_for()
    page.get_by_role("button", name="Play").click()
    page.locator(f"{TRAVEL}[data-row='1']").wait_for()
    page.locator(".st-key-beta input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    page.locator(f"{TRAVEL}[data-row='4']").wait_for()
    driver.resting(page)
    expect(page.locator(".st-key-phase input")).to_have_value("4")


def test_another_step_chosen_while_it_plays_ends_the_play(open_page):
    page = open_page("?gamma=2", moving=True)
    page.locator(f"{TRAVEL}[data-row='4']").wait_for()
    page.get_by_role("button", name="Play").click()
    page.locator(f"{TRAVEL}[data-row='1']").wait_for()
    page.locator(".st-key-phase input[type=range]").focus()
    page.keyboard.press("Home")
    page.wait_for_url("**phase=x**")
    driver.resting(page)
    page.locator(f"{TRAVEL}[data-row='0']").wait_for()
    assert page.locator(TRAVEL).get_attribute("aria-label").count(";") == 0


def test_the_arrow_keys_go_from_step_to_step(open_page):
    page = open_page("?phase=centred")
    page.locator(".st-key-phase input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**phase=normalized**")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**phase=gamma**")


def test_where_plotly_never_comes_the_way_still_goes_as_far_as_the_chosen_step(open_lab):
    page = open_lab("/home", ready="h1")
    page.add_init_script(driver.WITHOUT_PLOTLY)
    page.goto(page.url.replace("/home", PATH))
    chart = ".st-key-native_chart_travel .js-plotly-plot"
    rows = f"document.querySelector('{chart}')?.data?.filter(({{ name, opacity }}) => name && opacity === 1)"
    shows = f"count => {rows}?.length === count"
    page.wait_for_function(shows, arg=5)
    driver.idle(page)
    page.locator(".st-key-phase input[type=range]").focus()
    page.keyboard.press("Home")
    page.wait_for_function(shows, arg=1)
    page.get_by_role("button", name="Play").click()
    page.wait_for_function(shows, arg=5)


def test_what_the_page_opens_on_is_its_own_and_what_is_set_goes_from_page_to_page(open_page):
    def stands_at(gamma):
        page.wait_for_function("at => document.querySelector('.st-key-gamma input[type=range]')?.value === at", arg=gamma)
        driver.resting(page)

    def go_to(title, address):
        page.get_by_test_id("stSidebarNavLink").get_by_text(title, exact=True).click()
        page.wait_for_url(address)

    page = open_page()
    stands_at("1.5")
    go_to("Lab", re.compile("/$|/[?](?!.*gamma)"))
    stands_at("1")
    go_to("Step by step", "**/step_by_step")
    stands_at("1.5")
    page.locator(".st-key-gamma input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**gamma=1.51")
    go_to("Lab", "**/?gamma=1.51")
    stands_at("1.51")
    page.go_back()
    page.wait_for_url("**/step_by_step?gamma=1.51")
    page.go_back()
    page.wait_for_url("**/step_by_step")
    stands_at("1.5")


@pytest.mark.parametrize("query", ["?", LARGEST, LARGEST + "&grouping=all", LARGEST + "&grouping=channel"])
def test_a_released_slider_sends_less_than_forty_kilobytes_and_a_clicked_pixel_less_than_sixty(open_page, query):
    received = []
    page = open_page(query, watch=driver.noting(received))
    driver.resting(page)
    for name in ("gamma", "epsilon", "a pixel"):
        received.clear()
        before = page.url
        if name == "a pixel":
            click_pixel(page, 20, 25)
        else:
            page.locator(f".st-key-{name} input[type=range]").focus()
            page.keyboard.press("ArrowRight")
        page.wait_for_function("before => location.href !== before", arg=before)
        driver.resting(page)
        assert 0 < sum(received) < (60_000 if name == "a pixel" else 40_000), name


def test_extreme_numbers_are_no_wider_than_a_phone(open_page):
    page = open_page("?lang=ko&gamma=-2.55&beta=-4.25&shift=255&spread=30", width=390, height=844)
    assert page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
