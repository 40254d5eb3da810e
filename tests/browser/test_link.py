"""A link holds everything on screen."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import numpy as np
import pandas as pd

import bn_core
from bn_view.state.reached import _address_in_network, address_of
from tests.browser.driver import CHART, settled

EVERYTHING = {
    "seed": "7",
    "images": "40",
    "height": "16",
    "width": "8",
    "channels": "3",
    "spread": "9",
    "shift": "20",
    "batch_size": "12",
    "mini_batch": "1",
    "grouping": "position",
    "gamma": "-1.5",
    "beta": "2.25",
    "epsilon": "0.01",
    "shared_x": "1",
    "colours": "image",
    "tables": "1",
    "lang": "ko",
}
LINK = "?" + "&".join(f"{name}={value}" for name, value in EVERYTHING.items())


def parameters(page):
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def numbers(page):
    """Everything a person reads, on the page and beside it."""
    return page.locator("[data-testid=stMain], [data-testid=stSidebarUserContent]").all_inner_texts()


def test_a_link_shows_its_state_and_a_reload_and_a_second_browser_the_same(open_lab):
    page = open_lab("/" + LINK)
    assert parameters(page) == EVERYTHING
    assert page.locator(".st-key-gamma input[type=range]").input_value() == "-1.5"
    assert page.get_by_role("heading", name="배치 정규화를 하면 값이 어떻게 바뀔까요?").is_visible()
    shown = numbers(page)
    page.reload()
    settled(page)
    assert numbers(page) == shown
    assert parameters(page) == EVERYTHING
    assert numbers(open_lab("/?" + urlsplit(page.url).query, locale="en-US")) == shown


def test_switching_the_language_keeps_every_value(open_lab):
    page = open_lab("/" + LINK)
    page.get_by_text("English", exact=True).click()
    page.get_by_role("heading", name="What does batch normalization do").wait_for()
    settled(page)
    assert {**parameters(page), "lang": "ko"} == EVERYTHING


def test_a_browser_that_speaks_korean_gets_korean(open_lab):
    assert open_lab(locale="ko-KR").get_by_role("heading", name="배치 정규화를 하면 값이 어떻게 바뀔까요?").is_visible()


def test_the_link_button_copies_the_address_under_which_others_reach_this_computer(open_lab, server):
    page = open_lab("/?gamma=2")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    page.get_by_role("button", name="Copied").wait_for()
    reached = address_of(server, "", _address_in_network()).origin
    assert page.evaluate("() => navigator.clipboard.readText()") == page.url.replace(server, reached)


def test_the_link_that_a_teacher_copies_from_the_projector_opens_a_student_s_page(open_lab):
    page = open_lab("/?gamma=2&teacher=1&presenter=1&lesson=1&progress=06")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".lesson-title .answer summary").click()
    page.get_by_role("button", name="Copy link").click()
    page.get_by_role("button", name="Copied").wait_for()
    copied = urlsplit(page.evaluate("() => navigator.clipboard.readText()"))
    assert set(copied.query.split("&")) == {"gamma=2", "lesson=1"}
    assert parameters(open_lab(f"/?{copied.query}")) == {"lesson": "1", "gamma": "2"}


def test_in_a_frame_of_another_page_links_lead_to_pages_in_a_frame_and_a_copied_link_to_none(open_lab):
    page = open_lab("/home?embed=true&embed_options=hide_loading_screen&embed_options=dark_theme", ready="h1")
    page.locator(".lesson-step a").first.click()
    page.wait_for_url("**lesson=1**")
    settled(page)
    asked = parse_qs(urlsplit(page.url).query)
    assert asked["embed"] == ["true"]
    assert asked["embed_options"] == ["hide_loading_screen", "dark_theme"]
    assert page.get_by_test_id("stToolbar").count() == 0
    page.locator(".lesson-place a").first.click()
    page.wait_for_url("**/home**embed=true**")
    page.go_back()
    settled(page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    page.get_by_role("button", name="Copied").wait_for()
    copied = parse_qs(urlsplit(page.evaluate("() => navigator.clipboard.readText()")).query)
    assert copied.keys() == asked.keys() - {"embed", "embed_options"}


def test_the_statistics_are_downloaded_as_they_stand_on_the_page(open_lab):
    page = open_lab("/?lang=ko&gamma=2")
    page.locator(".st-key-gamma input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**gamma=2.01**")
    settled(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    # Excel on a Korean Windows takes a file without this mark for one in its old encoding.
    content = download.value.path().read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert "평균" in content.decode("utf-8-sig").splitlines()[0]
    table = pd.read_csv(download.value.path(), index_col=0)
    expected = bn_core.summary(bn_core.batch_norm(bn_core.random_images()[:10], 2.01, axis=(0, 1, 2), epsilon=1e-8).output)
    wanted = [expected.mean, expected.standard_deviation, expected.minimum, expected.maximum]
    np.testing.assert_allclose(table.iloc[3, :4].to_numpy(float), wanted, rtol=1e-12, atol=1e-12)


def test_a_link_that_makes_no_sense_is_answered_with_a_sentence(open_lab):
    page = open_lab("/?gamma=zzz&batch_size=999999&beta=2")
    alert = page.get_by_role("alert")
    assert "gamma=zzz" in alert.inner_text()
    assert page.locator(".st-key-beta input[type=range]").input_value() == "2"
    assert page.locator(CHART).is_visible()


def test_the_lab_s_name_typed_as_an_address_leads_to_the_bare_one_with_its_settings(open_lab):
    page = open_lab("/lab?gamma=2", ready="h1")
    page.wait_for_url(lambda url: url.partition("?")[0].endswith("/") and "gamma=2" in url)
    assert page.locator("[role=dialog]").count() == 0  # Streamlit's own word that there is no such page
