"""The page of beliefs in a real browser: without a mouse, on a phone, and through a visit to another page."""

from __future__ import annotations

import pytest

from pages.beliefs.all import BELIEFS
from tests.browser.dragging import drag
from tests.browser.driver import resting, serious

NUMBERS = list(BELIEFS)
ANSWER = ".st-key-numbers table"
CUT_OFF = """() => [
  document.querySelector('[data-testid=stMain]'),
  ...document.querySelectorAll('.st-key-numbers [data-testid=stMarkdownContainer]')
].filter((element) => element.scrollWidth > element.clientWidth).length"""

# All beliefs share one chart, in which Plotly keeps what it takes for a user's.
BEYOND_ITS_AXIS = """() => {
  const { _fullData: traces, _fullLayout: layout } = document.querySelector('.st-key-picture .live-chart')
  return traces.flatMap(({ xaxis: id, x }) => {
    const axis = layout[id.replace('x', 'xaxis')], [low, high] = axis.range.map(axis.r2l)
    return Array.from(x ?? []).filter((value) => axis.d2l(value) < low || axis.d2l(value) > high)
  })
}"""


@pytest.fixture
def open_page(open_lab):
    def open_address(query="", **options):
        return open_lab(f"/beliefs{query}", ready=".st-key-predict_true button", **options)

    return open_address


def test_a_belief_is_predicted_run_and_left_by_keys_alone(open_page):
    page = open_page("?belief=2")
    page.keyboard.press("2")
    page.locator(".st-key-run_belief button:enabled").wait_for()
    page.keyboard.press("4")
    page.locator(ANSWER).wait_for()
    assert page.get_by_role("heading", name="✓ False, as you predicted").is_visible()
    resting(page)
    page.keyboard.press("ArrowRight")
    page.get_by_role("heading", name=BELIEFS[3].claim).wait_for()
    resting(page)
    assert "belief=3" in page.url


def test_keys_are_drawn_as_keys_and_only_where_there_is_a_keyboard(open_page, chromium, server):
    key = ".st-key-predict_true kbd"
    page = open_page()
    assert page.locator(key).is_visible()
    assert page.locator(key).evaluate("key => parseFloat(getComputedStyle(key).borderBottomWidth)") > 1
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.locator(key).is_hidden()
    phone = chromium.new_context(is_mobile=True, has_touch=True).new_page()
    phone.goto(f"{server}/beliefs")
    phone.locator(".st-key-predict_true button").wait_for()
    assert phone.locator(key).is_hidden()
    phone.context.close()


def test_the_progress_is_there_again_after_a_reload(open_page):
    page = open_page("?belief=2")
    page.locator(".st-key-predict_false button").click()
    page.locator(".st-key-run_belief button:enabled").click()
    page.locator(ANSWER).wait_for()
    resting(page)
    page.reload()
    page.locator(ANSWER).wait_for()
    assert page.get_by_text(f"Predicted 1 of {len(NUMBERS)}, 1 right").is_visible()


def test_the_progress_is_kept_through_a_visit_to_another_page(open_page):
    page = open_page("?belief=2")
    page.locator(".st-key-predict_false button").click()
    page.locator(".st-key-run_belief button:enabled").click()
    page.locator(ANSWER).wait_for()
    resting(page)
    page.get_by_role("link", name="A linear map").click()
    page.get_by_role("heading", name="Does standardizing make data normal?").wait_for()
    page.get_by_role("link", name="Beliefs").click()
    page.locator(ANSWER).wait_for()
    assert page.get_by_text(f"Predicted 1 of {len(NUMBERS)}, 1 right").is_visible()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_answer_fits_a_phone_and_its_axis_and_axe_finds_nothing_serious_in_it(open_page, language):
    page = open_page(f"?lang={language}", width=390)
    for number in NUMBERS:
        page.locator(".st-key-show_belief button").click()
        page.locator(ANSWER).wait_for()
        resting(page)
        assert page.evaluate(CUT_OFF) == 0, number
        assert page.evaluate(BEYOND_ITS_AXIS) == [], number
        assert serious(page, "[data-testid=stMain]") == set(), number
        if number != NUMBERS[-1]:
            page.locator(".st-key-next_belief button").click()
            page.locator(".st-key-show_belief button").wait_for()
            resting(page)


@pytest.mark.parametrize("belief", [7, 10])
def test_the_picture_stays_where_it_was_when_the_result_comes_which_takes_the_question_s_place(open_page, belief):
    page = open_page(f"?belief={belief}&presenter=1", width=1280, height=720)
    place, above = page.locator(".st-key-picture .live-chart"), page.locator(".stHtml .dial")
    assert "?" in above.inner_text()
    before = place.bounding_box()
    page.keyboard.press("2")
    page.locator(".st-key-run_belief button:enabled").wait_for()
    page.keyboard.press("4")
    page.locator(ANSWER).wait_for()
    resting(page)
    assert place.bounding_box() == before
    assert above.is_visible()
    assert "?" not in above.inner_text()


def run_and_watch(page, seen):
    """Run the experiment; return what is `seen` of the picture at each frame of the next two seconds."""
    page.locator(".st-key-run_belief button:enabled").wait_for()
    resting(page)
    page.evaluate(
        f"""() => {{
          const [end, picture] = [performance.now() + 2000, () => document.querySelector('.st-key-picture .live-chart')]
          const look = () => performance.now() > end || (window.seen.push(({seen})(picture())), requestAnimationFrame(look))
          window.seen = []
          look()
        }}"""
    )
    page.locator(".st-key-run_belief button").click()
    page.wait_for_timeout(2200)
    return page.evaluate("() => window.seen")


# Where the last hump begins on the screen, and how wide the uncovered part of the picture is.
HUMPS = "(chart) => chart.querySelector('.x2y .js-line, .trace.scatter:last-child .js-line')?.getBoundingClientRect().left"
UNCOVERED = "(chart) => getComputedStyle(chart.querySelector('.mlayer') ?? chart).clipPath"


@pytest.mark.parametrize("moves", [True, False])
def test_what_goes_into_an_experiment_is_seen_moving_to_its_result_unless_no_motion_is_wanted(open_page, moves):
    page = open_page("?progress=2")
    page.emulate_media(reduced_motion="no-preference" if moves else "reduce")
    places = len({round(place) for place in run_and_watch(page, HUMPS) if place is not None})
    assert places > 3 if moves else places <= 2


@pytest.mark.parametrize("moves", [True, False])
def test_a_result_of_which_nothing_was_seen_is_uncovered_unless_no_motion_is_wanted(open_page, moves):
    page = open_page("?belief=7&progress=0000002")
    page.emulate_media(reduced_motion="no-preference" if moves else "reduce")
    covers = {cover for cover in run_and_watch(page, UNCOVERED) if cover.startswith("inset")}
    assert len(covers) > 3 if moves else not covers


@pytest.mark.parametrize(
    ("first", "key", "heading"), [(NUMBERS[-1], "ArrowRight", "That was the lesson."), (1, "ArrowLeft", "Float32")]
)
def test_from_the_last_belief_and_the_first_the_arrow_keys_lead_on_in_the_lesson(open_page, first, key, heading):
    page = open_page(f"?lesson=12&belief={first}")
    page.keyboard.press(key)
    page.get_by_role("heading", name=heading).wait_for()


# Where the thumb stands, and how far the two peaks reach.
STANDS = "Number(document.querySelector('.st-key-peaks_apart input').value)"
REACH = "() => Math.max(...document.querySelector('.st-key-picture .live-chart').data.at(-1).x)"


def test_the_data_of_a_question_move_by_themselves_until_somebody_acts_and_then_with_the_thumb(open_page):
    page = open_page(moving=True)
    page.wait_for_function(f"() => {STANDS} === 3")
    assert page.evaluate("() => !document.querySelector('.st-key-run_belief button:enabled')")
    page.mouse.click(700, 20)
    page.wait_for_function(f"() => {STANDS} === 14 && !document.querySelector('[data-sweeps]')")
    before = page.evaluate(REACH)
    drag(page, "peaks_apart", 0.2)
    assert page.evaluate(REACH) < 0.8 * before


def test_an_answer_while_the_data_still_move_by_themselves_leaves_the_picture_where_its_slider_stands(open_page):
    page = open_page(moving=True)
    page.wait_for_function(f"() => {STANDS} === 3")
    page.keyboard.press("2")
    page.locator(".st-key-run_belief button:enabled").wait_for()
    resting(page)
    assert page.evaluate(f"() => {STANDS}") == 14
    page.get_by_text("Peaks 7 times their std apart").wait_for()
