"""On a laptop, a projector and a phone, each page shows its question, its picture and the control that answers it at once."""

from __future__ import annotations

import pytest

from pages.home.lesson import STEPS
from tests.browser import driver
from tests.browser.dragging import drag, release, value_of
from tests.browser.test_every_page import SCREENS

# Of each page, and of each topic of a page, its picture and the control that moves it.
MAIN = {
    "home": (".chart_film", ".st-key-film"),
    "lab": (".chart_batch_norm", ".st-key-gamma"),
    "linear_map": (".chart_after", ".st-key-gamma"),
    "step_by_step": (".chart_travel", ".st-key-phase"),
    "who_shares_statistics": (".chart_sharing", ".st-key-norm"),
    "why_gamma_and_beta": (".chart_activation", ".st-key-gamma"),
    "training_and_inference": (".chart_running", ".st-key-updates"),
    "training_and_inference?topic=two_modes": (".chart_modes", ".st-key-updates"),
    "training_and_inference?topic=batch_size": (".chart_mini_batches", ".st-key-batch_size"),
    "training": (".chart_sweep", ".st-key-learning_rate"),
    "numpy_and_tensorflow": (".chart_float64", ".st-key-zoom"),
    "numpy_and_tensorflow?part=precision": (".digits-and-lines", ".st-key-data_mean"),
    # Of what is clicked here, and what it changes.
    "numpy_and_tensorflow?part=differences": (".chart_reasons", ".chart_apart"),
    "numpy_and_tensorflow?part=speed": (".chart_times", ".st-key-data_size"),
    "numpy_and_tensorflow?part=take_home": (".chart_taken", ".st-key-gamma"),
    "beliefs": (".st-key-claim", ".st-key-prediction"),
    "whose_standard_deviation": (".chart_parts", ".st-key-part_size"),
}
# The lesson asks about something else than the page does.
IN_LESSON = {"step_by_step": (".chart_exchanged", ".st-key-companion_becomes")}
SIZES = {"laptop": (1440, 900), "projector": (1280, 720), "phone": (390, 844)}
OUTSIDE = """(selectors) => selectors.filter((selector) => {
  const box = [...document.querySelectorAll(selector)].find((element) => element.checkVisibility())?.getBoundingClientRect()
  return !box || box.top < 0 || box.bottom > innerHeight || box.left < 0 || box.right > innerWidth
})"""


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", MAIN)
def test_question_picture_and_control_are_seen_without_scrolling(open_lab, name, size):
    width, height = SIZES[size]
    mode = "presenter=1" if size == "projector" else ""
    page = open_lab(SCREENS[name] + ("&" if "?" in name else "?") + mode, ready="h1", width=width, height=height)
    driver.resting(page)
    assert page.evaluate(OUTSIDE, ["h1", *MAIN[name]]) == []


def test_a_teacher_walks_through_the_whole_lesson_with_an_arrow_key_and_never_scrolls(open_lab):
    width, height = SIZES["projector"]
    page = open_lab("/home", ready="h1", width=width, height=height)
    page.get_by_role("link", name="Begin the lesson").click()
    page.wait_for_url("**presenter=1**")
    for number, step in enumerate(STEPS, start=1):
        page.get_by_role("heading", name=step.question, level=1).wait_for()
        driver.resting(page)
        page_name = step.page or "lab"
        topics = [f"{page_name}?{setting}={value}" for setting, value in step.settings.items()]
        picture, control = IN_LESSON.get(page_name) or MAIN[next(filter(MAIN.get, topics), page_name)]
        below = [".st-key-progress .stButtonGroup"] if page_name == "beliefs" else []
        assert page.evaluate(OUTSIDE, [".lesson-title h1", picture, control, *below]) == [], step.title
        choices = page.locator(".st-key-alone [role=radiogroup]")
        assert choices.evaluate_all("all => all.every((one) => one.scrollWidth <= one.clientWidth)"), step.title
        page.locator(".lesson-title summary").click()
        page.get_by_text(step.answer.partition(".")[0]).first.wait_for()
        if number < len(STEPS):
            page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="The end →").click()
    page.get_by_role("heading", name="That was the lesson.").wait_for()
    assert page.locator(".lesson-answers li").all_inner_texts() == [f"{step.question} {step.answer}" for step in STEPS]


def test_the_lesson_s_arrows_keep_the_language_and_take_no_setting_along(open_lab):
    page = open_lab("/?lesson=1&gamma=-2&lang=ko")
    page.locator(".st-key-next_step button").click()
    page.wait_for_url("**/linear_map?lesson=2&lang=ko")
    driver.resting(page)
    assert page.evaluate("document.documentElement.lang") == "ko"
    assert page.locator(".st-key-gamma input[type=range]").input_value() == "1"


def test_an_arrow_key_on_a_slider_moves_the_slider_and_stays_on_the_page(open_lab):
    page = open_lab("/?lesson=1")
    page.locator(".st-key-gamma input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**gamma=1.01**")
    driver.resting(page)
    assert "lesson=1" in page.url


def test_after_a_mouse_has_dragged_a_slider_the_arrow_key_moves_it_on_and_stays_on_the_page(open_lab):
    page = open_lab("/?lesson=1")
    drag(page, "gamma", 0.8)
    release(page)
    driver.resting(page)
    dragged = value_of(page, "gamma")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(f"**gamma={dragged - 0.01:.2f}**".replace("0**", "*"))
    driver.resting(page)
    assert "lesson=1" in page.url


def test_a_clicker_walks_through_the_lesson_from_a_slider_but_not_from_a_box(open_lab):
    page = open_lab("/step_by_step?lesson=3", ready="h1")
    page.locator(".st-key-gamma input[type=range]").focus()
    page.keyboard.press("PageDown")
    page.get_by_role("heading", name=STEPS[3].question, level=1).wait_for()
    driver.resting(page)
    page.keyboard.press("PageUp")
    page.get_by_role("heading", name=STEPS[2].question, level=1).wait_for()
    driver.resting(page)
    assert value_of(page, "gamma") == 1.5  # on which this page opens
    page.get_by_label("Row", exact=True).focus()
    page.keyboard.press("PageDown")
    driver.resting(page)
    assert "lesson=3" in page.url


def test_an_opened_answer_and_note_move_nothing_of_the_page(open_lab):
    width, height = SIZES["projector"]
    page = open_lab("/?presenter=1&teacher=1&lesson=1", ready="h1", width=width, height=height)
    driver.resting(page)
    stage = page.locator(".st-key-stage")
    before = stage.bounding_box()
    page.get_by_text("Note", exact=True).click()
    page.get_by_text(STEPS[0].note).wait_for()
    page.get_by_text("Answer", exact=True).click()
    answer, note = page.get_by_text(STEPS[0].answer), page.get_by_text(STEPS[0].note)
    answer.wait_for()
    assert note.bounding_box()["y"] > answer.bounding_box()["y"] + answer.bounding_box()["height"]
    page.get_by_test_id("stExpandSidebarButton").click(trial=True)  # it lies in the same line
    assert stage.bounding_box() == before


@pytest.mark.parametrize("size", ["laptop", "projector"])
def test_the_lab_shows_four_histograms_and_four_sliders_at_once(open_lab, size):
    width, height = SIZES[size]
    page = open_lab("/?presenter=1" if size == "projector" else "/", width=width, height=height)
    charts = [f".chart_{name}" for name in ("before", "standardized", "min_max", "batch_norm")]
    assert (
        page.evaluate(OUTSIDE, ["h1", *charts, *(f".st-key-{name}" for name in ("gamma", "beta", "epsilon", "batch_size"))]) == []
    )


def test_on_a_projector_the_boxes_that_pick_a_value_are_whole(open_lab):
    width, height = SIZES["projector"]
    page = open_lab("/step_by_step?presenter=1", ready="h1", width=width, height=height)
    driver.resting(page)
    boxes = [f".st-key-pixel_{part} [data-testid=stNumberInputContainer]" for part in ("image", "row", "column")]
    assert page.evaluate(OUTSIDE, [".chart_travel", ".chart_pixels", *boxes]) == []
    assert page.get_by_text("Step", exact=True).is_visible()  # the name of the slider above the rows


def test_on_a_small_phone_the_language_is_chosen_without_scrolling_the_sidebar(open_lab):
    page = open_lab("/?beta=1", width=360, height=560)
    page.get_by_test_id("stExpandSidebarButton").click()
    page.wait_for_function(f"(selectors) => ({OUTSIDE})(selectors).length === 0", arg=["[data-testid=stSidebar] .st-key-lang"])
    page.get_by_test_id("stSidebar").get_by_text("한국어").click()
    page.wait_for_url("**lang=ko**")


@pytest.mark.parametrize("size", SIZES)
def test_a_count_is_as_high_before_as_after(open_lab, size):
    width, height = SIZES[size]
    page = open_lab("/?presenter=1" if size == "projector" else "/", width=width, height=height)
    driver.resting(page)
    of_a_thousand = "({ _fullLayout: { yaxis } }) => yaxis.d2p(0) - yaxis.d2p(1000)"
    before, after = (page.locator(chart).evaluate(of_a_thousand) for chart in (".chart_before", ".chart_batch_norm"))
    assert before == pytest.approx(after, abs=1)
    assert before > 35


def test_on_a_phone_the_curves_of_a_data_set_are_as_high_as_the_shares_below_them(open_lab):
    width, height = SIZES["phone"]
    page = open_lab("/whose_standard_deviation", ready="h1", width=width, height=height)
    driver.resting(page)
    curves, shares = (page.locator(chart).bounding_box()["height"] for chart in (".chart_curves", ".chart_shares"))
    assert curves == shares > 250
