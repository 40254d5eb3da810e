"""What holds for every page: links, keyboard, themes, phone, Korean, accessibility."""

from __future__ import annotations

import re

import pytest

from pages.numpy_and_tensorflow.settings import NumpyAndTensorFlow
from pages.training_and_inference.settings import TrainingAndInference
from tests.browser.driver import LAPTOP, PHONE, ROOT, looks_at, noting, resting

PAGES = {file.parent.name: f"/{file.parent.name}" for file in sorted(ROOT.glob("pages/*/page.py"))} | {"lab": "/"}
# And every topic of a page, which has a screen of its own.
TOPICS = {"training_and_inference": TrainingAndInference.topic, "numpy_and_tensorflow": NumpyAndTensorFlow.part}
SCREENS = PAGES | {
    address: f"/{address}"
    for page, setting in TOPICS.items()
    for topic in setting.titles
    if topic != setting.default
    for address in [f"{page}?{setting.name}={topic}"]
}
KEYS = """() => [...document.querySelectorAll('.stApp :is(input, button, [role=radio])')]
  .filter((e) => !e.disabled && e.checkVisibility())
  .map((e) => e.closest('.stElementContainer[class*=st-key-]')?.className.match(/st-key-(\\w+)/)[1])
  .filter(Boolean)"""
FOCUSED = "() => document.activeElement.closest('.stElementContainer[class*=st-key-]')?.className.match(/st-key-(\\w+)/)[1]"
# Streamlit's page scrolls in a box of its own.
WIDTH = "() => Math.max(...['html', '[data-testid=stMain]'].map((box) => document.querySelector(box).scrollWidth))"


@pytest.mark.parametrize("name", SCREENS)
def test_a_page_is_reached_by_link_and_keyboard_fits_a_phone_and_axe_finds_nothing_serious_in_both_languages(
    open_lab, found_on_a_bare_page, name
):
    path, _, topic = SCREENS[name].partition("?")
    page = open_lab(f"{path}?seed=7&gamma=2&{topic}", ready="h1")
    assert page.locator("[data-testid=stSidebarNavLink][aria-current=page]").get_attribute("href").endswith(path)
    page.wait_for_url(re.compile("seed=7.*gamma=2"))
    assert page.get_by_text("Page not found").count() == 0
    keys, reached = set(page.evaluate(KEYS)), set()
    for _ in range(120):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(FOCUSED))
        if keys <= reached:
            break
    assert keys <= reached
    for look, found in looks_at(page).items():
        assert found - found_on_a_bare_page[look] == set(), look
    assert page.evaluate(WIDTH) <= PHONE
    page.set_viewport_size({"width": LAPTOP, "height": 900})
    page.get_by_text("한국어", exact=True).click()
    page.wait_for_function("() => document.documentElement.lang === 'ko'")
    resting(page)
    assert re.search("[가-힣]", page.locator("h1").first.inner_text())
    for look, found in looks_at(page, (PHONE,)).items():
        assert found - found_on_a_bare_page[look] == set(), look
    assert page.evaluate(WIDTH) <= PHONE


def test_a_deep_link_to_a_page_of_a_fresh_server_shows_that_page(fresh_server, open_lab):
    page = open_lab("/why_gamma_and_beta?lang=ko&gamma=2", base=fresh_server, ready=".st-key-gamma input[type=range]")
    assert page.locator("[data-testid=stSidebarNavLink][aria-current=page]").get_attribute("href").endswith("gamma_and_beta")
    assert page.locator(".st-key-gamma input[type=range]").input_value() == "2"


def test_a_lesson_leads_from_page_to_page_and_its_question_is_accessible(open_lab, found_on_a_bare_page):
    page = open_lab("/?lesson=1", ready="h1")
    page.get_by_role("button", name="A linear map →").click()
    page.wait_for_url(re.compile("/linear_map\\?.*lesson=2"))
    page.get_by_role("heading", name="Half of all values are near 0, half near 4.").wait_for()
    resting(page)
    for (scheme, width), found in looks_at(page).items():
        assert found - found_on_a_bare_page[scheme, width] == set(), (scheme, width)


def test_a_released_slider_beside_an_activation_function_sends_no_more_than_sixty_kilobytes(open_lab):
    received = []
    page = open_lab(
        "/why_gamma_and_beta?images=256&batch_size=256", watch=noting(received), ready=".st-key-gamma input[type=range]"
    )
    received.clear()
    page.locator(".st-key-gamma input[type=range]").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**gamma=**")
    resting(page)
    assert 500 < sum(received) <= 60_000
