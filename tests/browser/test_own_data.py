"""One's own data through a real browser's file chooser, on every page that has a mini-batch."""

from __future__ import annotations

import re

import numpy as np
import pytest

import bn_core
from tests.browser.driver import looks_at, resting
from tests.reading import read_number
from tests.view.test_files import GREY16, PIXELS, npy, picture, zipped

IMAGES = np.random.default_rng(2).normal(40, 6, (12, 8, 8, 1))
FILES = {
    "x.npy": npy(IMAGES),
    "photo.jpg": picture(PIXELS, "JPEG"),
    "photos.zip": zipped({f"{n}.png": picture(np.roll(PIXELS, n, 0)) for n in range(5)}),
    "table.csv": b"a,b\n1,2\n3,5\n4,9\n",
    "grey-16-bit.png": picture(GREY16),
}
PAGES = {
    "/": ".chart_batch_norm",
    "/linear_map?shape=batch": ".chart_after",
    "/step_by_step": ".chart_travel",
    "/why_gamma_and_beta": ".chart_activation",
    "/training_and_inference": ".chart_running",
    "/whose_standard_deviation?data_set=source": ".chart_parts",
}


def choose(page, name, data):
    resting(page)  # each choice gets a new place for the next
    page.locator("[class*=st-key-own_files] input[type=file]").set_input_files(
        [{"name": name, "mimeType": "application/octet-stream", "buffer": data}]
    )


@pytest.mark.parametrize("address", PAGES)
def test_files_are_chosen_and_drawn_on_every_page(open_lab, address):
    page = open_lab(address + ("&" if "?" in address else "?") + "data=own&batch_size=12", ready="h1", locale="en-US")
    chart = PAGES[address]
    for name, data in FILES.items():
        before = page.evaluate("(chart) => JSON.stringify(document.querySelector(chart).data)", chart)
        choose(page, name, data)
        page.get_by_text(f"{name} as (N, H, W, C)").wait_for()
        page.wait_for_function(
            "([chart, before]) => JSON.stringify(document.querySelector(chart).data) !== before", arg=[chart, before]
        )
    choose(page, "bad.npy", FILES["x.npy"][:200])
    page.get_by_text("bad.npy is damaged").wait_for()
    assert page.get_by_text("grey-16-bit.png as (N, H, W, C)").is_visible()
    assert page.locator("[data-testid=stException]").count() == 0


def test_axe_finds_nothing_serious_where_data_are_brought(open_lab, found_on_a_bare_page):
    page = open_lab("/?data=own", locale="en-US")
    choose(page, "photo.jpg", FILES["photo.jpg"])
    page.get_by_text("photo.jpg as (N, H, W, C)").wait_for()
    resting(page)
    for look, found in looks_at(page).items():
        assert found - found_on_a_bare_page[look] == set(), look


def test_the_lab_shows_bn_cores_numbers_of_the_file_and_another_browser_does_not(open_lab):
    page = open_lab("/?data=own&batch_size=12", locale="en-US")
    choose(page, "x.npy", FILES["x.npy"])
    page.get_by_text("x.npy as (N, H, W, C)").wait_for()
    resting(page)
    summary = bn_core.summary(IMAGES)
    shown = {part: read_number(page.locator(f".before-{part}").first.get_attribute("title")) for part in ("mean", "deviation")}
    assert shown == pytest.approx({"mean": summary.mean, "deviation": summary.standard_deviation}, rel=1e-6)
    theirs = open_lab("/?" + page.url.partition("?")[2], locale="en-US")
    theirs.get_by_text(re.compile("A link never holds anybody’s own data")).wait_for()
    mean = read_number(theirs.locator(".before-mean").first.get_attribute("title"))
    assert mean == pytest.approx(bn_core.random_images()[:12].mean(), rel=1e-6)
