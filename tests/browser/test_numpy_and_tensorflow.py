"""The witnesses' page in a real browser: opened by its own address, stopped on the way, and taking nothing from the lab."""

from __future__ import annotations

import re

import pytest

from tests.browser import driver
from tests.browser.dragging import drag, jump, release, value_of
from tests.reading import read_number

PATH = "/numpy_and_tensorflow"


@pytest.fixture
def open_page(open_lab):
    def open_address(query="", **options):
        return open_lab(PATH + query, ready="h1", **options)

    return open_address


def test_a_deep_link_shows_its_part_and_state(open_page):
    page = open_page("?part=speed&gamma=2&dtype=float32&data_size=1000")
    assert page.get_by_role("heading", name="How long does batch normalization take?").is_visible()
    assert page.locator(".st-key-data_size input[type=range]").input_value() == "0"
    assert re.search(r"gamma=2.*dtype=float32|dtype=float32.*gamma=2", page.url)


def test_the_lab_s_state_goes_along_to_the_page_and_back(open_lab):
    page = open_lab("/?gamma=2&seed=7&grouping=position")
    page.get_by_role("link", name="NumPy and TensorFlow").click()
    page.get_by_role("heading", name="Do NumPy and TensorFlow give the same numbers?").wait_for()
    page.wait_for_url("**/numpy_and_tensorflow?*gamma=2*")
    assert "seed=7" in page.url
    assert "grouping=position" in page.url
    page.get_by_role("link", name="Lab").click()
    driver.settled(page)
    page.wait_for_url("**/?*gamma=2*")
    assert page.locator(".st-key-gamma input[type=range]").input_value() == "2"


def test_the_times_grow_until_they_are_stopped_and_a_dragged_size_shows_the_numbers_of_its_points(fresh_server, open_page):
    page = open_page("?part=speed", base=fresh_server)
    lines = "() => [...document.querySelectorAll('.chart_times')].flatMap(({ data }) => data ?? []).filter(({ name }) => name)"
    page.wait_for_function(f"() => ({lines})().some(({{ x }}) => x.length > 3)", timeout=60_000)
    page.wait_for_function(f"() => ({lines})().every(({{ x }}) => x.length > 3)", timeout=60_000)
    page.locator(".st-key-stop_measuring button").click()
    page.get_by_role("progressbar").wait_for(state="detached")
    page.locator(".st-key-measure_on").wait_for()
    driver.resting(page)
    drag(page, "data_size", 0.1)
    stop = int(value_of(page, "data_size"))
    shown = page.evaluate(lines)
    numbers = {line["name"]: line["text"][stop].partition(": ")[2].partition(" (")[0] for line in shown}
    assert "bn_core" in numbers
    rows = page.locator(".live-words-times tr").all_inner_texts()
    times = dict(row.split("\t")[:2] for row in rows if row.startswith(tuple(numbers)) or "PyTorch" not in row)
    assert {name.strip(): time for name, time in times.items()} == numbers
    said = page.locator(".st-key-controls").inner_text()
    release(page)
    assert page.locator(".st-key-controls").inner_text() == said


def test_what_was_said_of_a_dragged_size_is_not_on_the_other_parts(open_page):
    page = open_page("?part=speed")
    page.locator(".st-key-data_size input[type=range]").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("() => document.querySelector('.live-region').textContent.includes('Time of a call')")
    page.get_by_role("radio", name="Take it home").click()
    page.get_by_role("heading", name="How do I run this myself?").wait_for()
    driver.resting(page)
    assert page.get_by_text("Time of a call").count() == 0


def test_the_choice_of_the_part_stands_below_the_question(open_page):
    page = open_page("?part=precision")
    title, parts = (page.locator(place).first.bounding_box() for place in ("h1", ".st-key-part"))
    assert title["y"] + title["height"] <= parts["y"]


def test_a_dragged_momentum_is_in_both_frameworks_code(open_page):
    page = open_page("?part=differences&framework=pytorch&layer_momentum=0.5")
    page.locator(".chart_reasons .main-svg").first.wait_for()
    drag(page, "layer_momentum", 0.2)
    momentum = round(value_of(page, "layer_momentum"), 2)
    code = page.locator(".live-words-layer").inner_text()
    assert f"eps=0.001,\n    momentum={momentum})" in code
    assert f"epsilon=0.001,\n    momentum={round(1 - momentum, 2)})" in code
    release(page)
    assert page.locator(".live-words-layer").inner_text() == code


def test_a_clicked_bar_picks_its_reason_and_a_dragged_epsilon_moves_the_picture_with_its_number(open_page):
    page = open_page("?part=differences")
    page.locator(".chart_reasons .main-svg").first.wait_for()
    page.locator(".chart_reasons").scroll_into_view_if_needed()
    plot = page.locator(".chart_reasons .nsewdrag").first.bounding_box()
    page.mouse.click(plot["x"] + 20, plot["y"] + plot["height"] * 11 / 14)  # the sixth of seven
    page.wait_for_url("**reason=epsilon**")
    driver.resting(page)
    # What joins the value that differs most, and what says by how much it does.
    picture = """() => {
      const { data: [, { x }], layout: { annotations } } = document.querySelector('.chart_apart')
      return { x, text: annotations[2].text.match(/<b>(.*)<.b>/)[1] }
    }"""
    still = page.evaluate(picture)
    drag(page, "layer_epsilon", 0.95)
    moved = page.evaluate(picture)
    assert moved["x"] != still["x"]
    size = read_number(moved["text"])
    digits = page.locator(".way > code").all_inner_texts()
    one, other = map(read_number, digits)
    assert abs(one - other) == pytest.approx(size, rel=6e-3)
    release(page)
    assert page.evaluate(picture)["text"] == moved["text"]
    assert page.locator(".way > code").all_inner_texts() == digits


def test_a_dragged_slider_shows_the_picture_and_the_words_of_its_own_reason_whichever_is_picked(open_page):
    """On the reason that is picked first neither slider moved the picture."""
    page = open_page("?part=differences")
    page.locator(".chart_apart .main-svg").first.wait_for()
    driver.resting(page)
    picture = """() => document.querySelector('.chart_apart').layout.annotations.map(({ text }) => text)
      .concat(document.querySelector('.live-words-reason').innerText)"""
    assert "training" in page.evaluate(picture)[0]
    drag(page, "layer_momentum", 0.7)
    moved = page.evaluate(picture)
    assert "momentum · old" in moved[0]
    assert "PyTorch’s momentum = 1 − Keras’s" in moved[-1]
    release(page)
    page.wait_for_url("**reason=momentum**")
    driver.resting(page)
    assert page.evaluate(picture) == moved
    drag(page, "layer_epsilon", 0.95)
    assert "default" in page.evaluate(picture)[1]
    release(page)


def test_a_sweep_moves_the_bars_and_the_picture_beside_them_to_the_same_number(open_lab):
    """The picture stood still while epsilon swept: it showed what the momentum does where that stands."""
    page = open_lab(f"{PATH}?part=differences", moving=True, ready=".chart_apart .main-svg")
    both = """() => {
      const [bars, apart] = ['.chart_reasons', '.chart_apart'].map((chart) => document.querySelector(chart))
      const at = bars.data[0].marker.color.findIndex((shade) => shade.startsWith('#'))
      return [bars.data[1].text[at].split('\u2002')[1], apart.layout.annotations[2].text.match(/<b>(.*)<.b>/)[1]]
    }"""
    epsilon = "Number(document.querySelector('.st-key-layer_epsilon input[type=range]').value)"
    page.wait_for_function(f"(first) => Math.abs({epsilon} - first) > 1", arg=page.evaluate(f"() => {epsilon}"))
    (bar, picture) = page.evaluate(both)
    assert bar == picture != "57.4"


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_a_bar_goes_to_the_next_stop_of_the_slider_and_jumps_for_who_wants_no_motion(open_page, motion):
    page = open_page("?part=differences")
    page.locator(".chart_reasons .main-svg").first.wait_for()
    driver.resting(page)
    page.emulate_media(reduced_motion=motion)
    page.evaluate(
        """() => {
          window.places = []
          const chart = document.querySelector('.chart_reasons')
          chart.on('plotly_afterplot', () => window.places.push(chart.data[0].x[1]))
        }"""
    )
    before = page.evaluate("() => document.querySelector('.chart_reasons').data[0].x[1]")
    jump(page, "layer_momentum", 0.7)
    places = {round(place, 4) for place in page.evaluate("() => window.places")} - {round(before, 4)}
    assert (len(places) > 1) == (motion == "no-preference")


WRONG = "() => [...document.querySelectorAll('.right-digits code b')].map((wrong) => wrong.textContent.length)"


def test_digits_turn_right_one_after_the_other_under_the_thumb_and_stay_so_when_it_is_released(open_page):
    page = open_page("?part=precision")
    page.locator(".chart_errors .main-svg").first.wait_for()
    at_first = page.evaluate(WRONG)
    drag(page, "data_mean", 0.35)
    halfway = page.evaluate(WRONG)
    assert sum(halfway) < sum(at_first)
    page.mouse.up()
    page.wait_for_url("**data_mean=*")
    driver.resting(page)
    assert page.evaluate(WRONG) == halfway
    digits = page.locator(".right-digits").inner_text()
    page.reload()
    page.locator(".chart_errors .main-svg").first.wait_for()
    driver.resting(page)
    assert page.locator(".right-digits").inner_text() == digits


def test_the_digits_stand_below_one_another_and_as_large_as_a_title(open_page):
    page = open_page("?part=precision")
    page.locator(".chart_errors .main-svg").first.wait_for()
    rows = page.locator(".right-digits code")
    boxes = [box for box in (row.bounding_box() for row in rows.all()) if box]
    assert len({round(box["x"] + box["width"]) for box in boxes}) == 1
    assert min(float(size[:-2]) for size in rows.evaluate_all("all => all.map((one) => getComputedStyle(one).fontSize)")) > 30


def test_the_long_sum_can_be_stopped(open_page):
    page = open_page("?part=precision")
    page.get_by_role("button", name="Run").click()
    page.get_by_role("progressbar").wait_for()
    page.locator(".st-key-stop_long_sum button").click()  # Streamlit has one of its own at the top
    page.get_by_role("progressbar").wait_for(state="detached")
    driver.resting(page)
    assert page.get_by_text("0.32768").count() == 0


CELL = ".notebook .live-words-cell pre"
# How many lines code takes, and whether they are wider than their box, or more than it has room for.
LAID = """(pre) => {
  const { lineHeight, paddingBlockStart, paddingBlockEnd } = getComputedStyle(pre)
  const height = pre.scrollHeight - parseFloat(paddingBlockStart) - parseFloat(paddingBlockEnd)
  const cut = pre.scrollWidth > pre.clientWidth || pre.scrollHeight > pre.clientHeight
  return { lines: Math.round(height / parseFloat(lineHeight)), cut }
}"""


def test_on_a_phone_all_of_the_notebook_s_code_is_seen_and_no_line_of_it_is_broken_or_cut(open_page):
    page = open_page("?part=take_home", width=390, height=844)
    cell = page.locator(CELL)
    cell.wait_for()
    laid = cell.evaluate(LAID)
    assert laid == {"lines": cell.text_content().strip().count("\n") + 1, "cut": False}


BELOW = """(heading) => {
  const below = heading.closest('.stElementContainer').nextElementSibling
  return below.getBoundingClientRect().top - heading.getBoundingClientRect().bottom
}"""


@pytest.mark.parametrize("part", ["precision", "take_home"])
def test_a_heading_has_room_between_it_and_what_follows(open_page, part):
    page = open_page(f"?part={part}")
    driver.resting(page)
    assert page.locator("h2").first.evaluate(BELOW) >= 8


def test_a_button_copies_the_cell_as_it_stands_while_a_slider_is_dragged(open_page):
    page = open_page("?part=take_home")
    page.locator(".chart_taken .main-svg").first.wait_for()
    drag(page, "gamma", 0.9)
    page.evaluate("() => addEventListener('copy', () => (window.copied = String(getSelection())))")
    release(page)
    button = page.locator(".live-words-cell").get_by_role("button", name="Copy")
    button.click()
    copied, seen = (text.split() for text in (page.evaluate("() => window.copied"), page.locator(CELL).inner_text()))
    assert copied == seen
    assert f"gamma, beta, epsilon = {round(value_of(page, 'gamma'), 2):g}, 0, 1e-08" in " ".join(copied)
    assert button.get_attribute("data-copied") == "true"


@pytest.mark.parametrize(("part", "slider"), [("article", "zoom"), ("precision", "data_mean"), ("differences", "layer_momentum")])
def test_a_part_opened_by_its_bare_address_moves_until_somebody_does_anything(open_lab, part, slider):
    page = open_lab(f"{PATH}?part={part}", moving=True, ready=".st-key-stage .live-chart .main-svg")
    page.locator(f".st-key-{slider} input[type=range]").wait_for(state="attached")
    stands = f"Number(document.querySelector('.st-key-{slider} input[type=range]').value)"
    at_first = page.evaluate(f"() => {stands}")
    page.wait_for_function(f"(first) => Math.abs({stands} - first) > 0.2", arg=at_first)
    page.mouse.click(700, 60)
    page.wait_for_function("() => !document.querySelector('[data-sweeps]')")
    assert page.evaluate(f"() => {stands}") == {"zoom": 20, "data_mean": 9, "layer_momentum": 0.99}[slider]


def test_the_notebook_is_downloaded(open_page):
    page = open_page("?part=take_home&gamma=2")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as notebook").click()
    assert download.value.suggested_filename == "batch_normalization.ipynb"
    assert "gamma, beta, epsilon = 2, 0, 1e-08" in download.value.path().read_text(encoding="utf-8")


def test_a_dragged_gamma_is_in_the_notebook_s_code_and_once_released_in_the_file(open_page):
    page = open_page("?part=take_home")
    page.locator(".chart_taken .main-svg").first.wait_for()
    drag(page, "gamma", 0.9)
    line = f"gamma, beta, epsilon = {round(value_of(page, 'gamma'), 2):g}, 0, 1e-08"
    assert line in page.locator(".notebook").inner_text()
    release(page)
    assert line in page.locator(".notebook").inner_text()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as script").click()
    assert line in download.value.path().read_text(encoding="utf-8")


TABLES = """() => [...document.querySelectorAll('[data-testid=stMain] table')].map((table) => {
  const box = table.parentElement
  box.scrollLeft = 10_000
  const { right } = box.getBoundingClientRect()
  return { wide: table.offsetWidth > box.clientWidth, end: table.getBoundingClientRect().right <= right + 1, right }
})"""


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("part", ["article", "speed"])
def test_on_a_phone_a_wide_table_scrolls_to_its_end_and_the_page_stands_still(open_lab, part, language):
    page = open_lab(f"/numpy_and_tensorflow?part={part}&lang={language}", width=390, height=844, ready="h1")
    page.locator("table").first.wait_for(timeout=90_000)  # of the speed, once the libraries have started
    tables = page.evaluate(TABLES)
    assert any(table["wide"] for table in tables) or part == "speed"
    assert all(table["end"] and table["right"] <= 390 for table in tables)
    assert page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
