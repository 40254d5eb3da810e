"""On a laptop, a projector and a phone, each page shows its question, its picture and the control that answers it at once."""

from __future__ import annotations

import pytest

from tests.browser import driver
from tests.browser.test_every_page import PAGES

# Of each page, its picture and the control that moves it.
MAIN = {
    "home": (".live-chart", ".lesson-step a"),
    "lab": (".chart_batch_norm", ".st-key-gamma"),
    "linear_map": (".chart_after", ".st-key-gamma"),
    "step_by_step": (".chart_travel", ".st-key-phase"),
    "who_shares_statistics": (".chart_sharing", ".st-key-norm"),
    "why_gamma_and_beta": (".chart_activation", ".st-key-gamma"),
    "training_and_inference": (".chart_running", ".st-key-updates"),
    "training": (".live-chart", ".st-key-learning_rate"),
    "numpy_and_tensorflow": ("[data-testid=stMain] table, .live-chart", ".st-key-part"),
    "beliefs": (".st-key-claim", ".st-key-prediction"),
}
SIZES = {"laptop": (1440, 900), "projector": (1280, 720), "phone": (390, 844)}
OUTSIDE = """(selectors) => selectors.filter((selector) => {
  const box = [...document.querySelectorAll(selector)].find((element) => element.checkVisibility())?.getBoundingClientRect()
  return !box || box.top < 0 || box.bottom > innerHeight || box.left < 0 || box.right > innerWidth
})"""


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", MAIN)
def test_question_picture_and_control_are_seen_without_scrolling(open_lab, name, size):
    width, height = SIZES[size]
    mode = "?presenter=1" if size == "projector" else ""
    page = open_lab(PAGES[name] + mode, ready="h1", width=width, height=height)
    driver.resting(page)
    assert page.evaluate(OUTSIDE, ["h1", *MAIN[name]]) == []


@pytest.mark.parametrize("size", ["laptop", "projector"])
def test_the_lab_shows_four_histograms_and_four_sliders_at_once(open_lab, size):
    width, height = SIZES[size]
    page = open_lab("/?presenter=1" if size == "projector" else "/", width=width, height=height)
    charts = [f".chart_{name}" for name in ("before", "standardized", "min_max", "batch_norm")]
    assert (
        page.evaluate(OUTSIDE, ["h1", *charts, *(f".st-key-{name}" for name in ("gamma", "beta", "epsilon", "batch_size"))]) == []
    )
