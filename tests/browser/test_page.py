"""The lab on other screens, by keyboard, and what it costs the network."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.browser.driver import CHART, ROOT, SHOWN, noting, serving, settled

MOST_BYTES = 40_000


def test_nothing_is_cut_off_on_a_phone_and_chart_and_thumb_fit_on_one_screen(open_lab):
    page = open_lab(width=390, height=844)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    chart = page.locator(CHART).bounding_box()
    thumb = page.locator(".st-key-epsilon").bounding_box()
    assert thumb["y"] + thumb["height"] - chart["y"] < 844


def test_a_key_on_a_slider_moves_the_chart_and_the_link(open_lab):
    page = open_lab()
    before = page.evaluate(SHOWN)
    page.locator(".st-key-beta input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"before => ({SHOWN})().x[5] > before", arg=before["x"][5])
    page.wait_for_url("**beta=0.01**")
    settled(page)
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(lambda url: "beta" not in url)  # the default needs no word


@pytest.mark.parametrize(("images", "batch_size"), [(30, 10), (256, 256)])
def test_a_released_slider_sends_no_more_than_forty_kilobytes(open_lab, images, batch_size):
    received = []
    page = open_lab(f"/?images={images}&batch_size={batch_size}&colours=image", watch=noting(received))
    assert sum(received) > MOST_BYTES  # it does see what comes
    for name in ("gamma", "beta", "epsilon", "batch_size"):
        received.clear()
        page.locator(f".st-key-{name} input[type=range]").focus()
        page.keyboard.press("ArrowLeft")
        page.wait_for_url(f"**{name}=**")
        settled(page)
        assert 1_000 < sum(received) <= MOST_BYTES, name


def test_tensorflow_and_keras_never_enter_the_server(open_lab, tmp_path):
    script, seen = tmp_path / "watched.py", tmp_path / "modules.txt"
    script.write_text(
        f"import sys\nfrom pathlib import Path\nsys.path.insert(0, {str(ROOT)!r})\nimport app\napp.main()\n"
        f"Path({str(seen)!r}).write_text(chr(10).join(sys.modules))\n"
    )
    with serving(script) as (_process, address):
        open_lab("/?data=digits&grouping=channel", base=address).close()
    modules = {name.partition(".")[0] for name in Path(seen).read_text().split()}
    assert "bn_core" in modules
    assert modules & {"tensorflow", "keras", "torch"} == set()


def test_a_bin_that_is_pointed_at_says_in_the_page_s_language_where_it_begins_and_how_many_values_it_has(open_lab):
    page = open_lab("/?lang=ko&gamma=1.5")
    chart = page.locator(CHART)
    bins = page.evaluate(SHOWN)
    box = chart.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.65)  # below the ways
    said = chart.locator(".hoverlayer .hovertext").text_content()
    edge, count = re.fullmatch("값 ≥ (.+)개수: (.+)", said).groups()
    shown = float(edge.replace("−", "-")), int(count.replace(",", ""))
    assert any(shown == (pytest.approx(low, rel=1e-6), high) for low, high in zip(bins["x"], bins["y"], strict=True))
