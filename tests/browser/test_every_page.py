"""What holds for every page but the lab, which has tests of its own: deep links, keyboard, themes, phone, accessibility, cost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.browser.driver import PHONE, ROOT, looks_at, noting, resting

PAGES = sorted(file.parent.name for file in Path(ROOT, "pages").glob("*/page.py") if file.parent.name != "lab")
# Pages where every visitor finds a slider that moves the picture, and which one.
SLIDERS = {
    "linear_map": "gamma",
    "step_by_step": "gamma",
    "training_and_inference": "momentum",
    "why_gamma_and_beta": "gamma",
}
MOST_BYTES = 60_000


@pytest.mark.parametrize("name", PAGES)
def test_a_deep_link_shows_the_page_and_its_state_and_axe_finds_nothing_serious_that_a_bare_page_has_not(
    open_lab, found_on_a_bare_page, name
):
    page = open_lab(f"/{name}?seed=7&gamma=2", ready="h2")
    assert page.locator("[data-testid=stSidebarNavLink][aria-current=page]").get_attribute("href").endswith(f"/{name}")
    page.wait_for_url(re.compile("seed=7.*gamma=2"))
    assert page.get_by_text("Page not found").count() == 0
    for look, found in looks_at(page).items():
        assert found - found_on_a_bare_page[look] == set(), look
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE


@pytest.mark.parametrize("name", PAGES)
def test_korean_fits_a_phone_is_said_to_be_korean_and_axe_finds_nothing_serious(open_lab, found_on_a_bare_page, name):
    page = open_lab(f"/{name}?lang=ko", ready="h2")
    assert re.search("[가-힣]", page.locator("h2").first.inner_text())
    page.wait_for_function("() => document.documentElement.lang === 'ko'")
    for look, found in looks_at(page, (PHONE,)).items():
        assert found - found_on_a_bare_page[look] == set(), look
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE


def test_a_deep_link_to_a_page_of_a_fresh_server_shows_that_page(fresh_server, open_lab):
    page = open_lab("/why_gamma_and_beta?lang=ko&gamma=2", base=fresh_server, ready=".st-key-gamma input[type=range]")
    assert page.locator("[data-testid=stSidebarNavLink][aria-current=page]").get_attribute("href").endswith("gamma_and_beta")
    assert page.locator(".st-key-gamma input[type=range]").input_value() == "2"


@pytest.mark.parametrize("name", PAGES)
def test_every_control_is_reached_by_keyboard(open_lab, name):
    page = open_lab(f"/{name}", ready="h2")
    keys = page.evaluate(
        """() => [...document.querySelectorAll('[data-testid=stMain] :is(input, button, [role=radio])')]
          .filter((e) => !e.disabled && e.checkVisibility())
          .map((e) => e.closest('.stElementContainer[class*=st-key-]')?.className.match(/st-key-(\\w+)/)[1])
          .filter(Boolean)"""
    )
    reached = set()
    for _ in range(120):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                """() => document.activeElement.closest('.stElementContainer[class*=st-key-]')
                ?.className.match(/st-key-(\\w+)/)[1]"""
            )
        )
        if set(keys) <= reached:
            break
    assert set(keys) <= reached


@pytest.mark.parametrize(("name", "slider"), SLIDERS.items())
def test_a_released_slider_sends_no_more_than_sixty_kilobytes(open_lab, name, slider):
    received = []
    page = open_lab(f"/{name}?images=256&batch_size=256", watch=noting(received), ready=f".st-key-{slider} input[type=range]")
    resting(page)
    received.clear()
    page.locator(f".st-key-{slider} input[type=range]").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(f"**{slider}=**")
    resting(page)
    assert 500 < sum(received) <= MOST_BYTES


def test_a_lesson_leads_from_page_to_page_and_its_question_is_accessible(open_lab, found_on_a_bare_page):
    page = open_lab("/?lesson=1&grouping=channel", ready="h2")
    page.get_by_role("link", name="A linear map →").click()
    page.wait_for_url(re.compile("/linear_map\\?.*lesson=2"))
    page.get_by_text("Two humps: does standardization make one hump of them?").wait_for()
    resting(page)
    for (scheme, width), found in looks_at(page).items():
        assert found - found_on_a_bare_page[scheme, width] == set(), (scheme, width)
