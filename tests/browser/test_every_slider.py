"""Every slider that a page draws follows the thumb: the sliders are taken from the pages, not from a list."""

from __future__ import annotations

import json
import re
from collections import Counter

import numpy as np
import pytest

from tests.browser.dragging import (
    MOVES,
    WATCH,
    dimmed,
    drag,
    followers,
    jump,
    pictures,
    release,
    seen,
    sliders,
    still,
    undimmed,
    value_of,
    words,
)
from tests.browser.driver import resting
from tests.browser.test_every_page import SCREENS

# With these a page draws all sliders that it has, when this is there.
SHOWING = {
    "beliefs": ("?progress=4", ".st-key-dial"),
    "training": ("?trained=1&train_steps=100", "[class*=st-key-shown_step] input"),
    "numpy_and_tensorflow?part=precision": ("", ".live-chart .main-svg"),
    "numpy_and_tensorflow?part=speed": ("", ".live-chart .main-svg"),
}
# What truly needs the server: networks that nobody has trained.
ON_RELEASE = {"weight_scale"}
# Of these the sentence waits for the server, the picture does not.
SAID_ON_RELEASE = {"chart_gamma", "chart_beta"}
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?")


def numbers_among_the_same_words(moved, sent):
    """Return the numbers of two parts that have the same words, and numbers, in the same places."""
    moved, sent = (json.dumps(part, ensure_ascii=False) for part in (moved, sent))
    assert NUMBER.sub("#", moved) == NUMBER.sub("#", sent)
    return [np.array(NUMBER.findall(text), float) for text in (moved, sent)]


def assert_alike(moved, sent):
    """The same words in the same places; numbers differ by less than is seen, as a value on an edge lies in the next bin."""
    ours, theirs = numbers_among_the_same_words(moved, sent)
    assert np.abs(ours - theirs).sum() <= 1e-3 * np.abs(theirs).sum() + 1e-4


@pytest.mark.parametrize("name", SCREENS)
def test_every_slider_of_a_page_moves_a_chart_before_its_release_to_what_the_server_says_after_it(open_lab, name):
    query, sign = SHOWING.get(name, ("", "h1"))
    page = open_lab(SCREENS[name] + query, ready=sign)
    for stop in page.locator(".st-key-stop_measuring button").all():  # what is measured meanwhile would move a chart, too
        stop.click()
        resting(page)
    for slider in sliders(page):
        field, before = page.locator(f".st-key-{slider} input[type=range]"), value_of(page, slider)
        low, high, step = (float(field.get_attribute(part) or 1) for part in ("min", "max", "step"))
        page.evaluate(WATCH)
        drag(page, slider, 0.2 if before > (low + high) / 2 else 0.8)
        if slider in ON_RELEASE:
            assert dimmed(page) > 0
            release(page)
            page.wait_for_url(f"**{slider}=**")
        else:
            assert max(seen(page)["drawn"].values()) >= min(0.9 * MOVES, abs(value_of(page, slider) - before) / step), slider
            still(page)
            assert seen(page)["jumped"] == [], slider
            drawn, moved, said = seen(page)["drawn"], pictures(page), words(page)
            release(page)
            sent = pictures(page)
            for chart in followers(page, slider):
                assert drawn[chart], slider
                if chart not in SAID_ON_RELEASE:
                    # The server may have more to say.
                    assert Counter(moved[chart]["alt"].split()) <= Counter(sent[chart]["alt"].split()), slider
                for part in ("data", "axes", "lines"):
                    assert_alike(moved[chart][part], sent[chart][part])
            assert Counter(said) <= Counter(words(page)), slider
        for share in (0.1, 0.9, 0.3, 0.7, 0.5, 0.8, 0.4):  # eight releases in all
            jump(page, slider, share)
        assert seen(page)["missing"] == 0, slider
        undimmed(page)


@pytest.mark.parametrize(("width", "height", "more"), [(1440, 900, ""), (390, 844, ""), (1280, 720, "&presenter=1")])
@pytest.mark.parametrize(
    ("path", "chart", "slider"),
    [
        ("/numpy_and_tensorflow?part=speed", "chart_times", "data_size"),
        ("/training_and_inference?topic=two_modes", "chart_gap", "updates"),
        ("/training?", "chart_sweep", "learning_rate"),
    ],
)
def test_a_slider_below_its_axis_has_its_thumb_under_the_line_in_the_chart(open_lab, path, chart, slider, width, height, more):
    page = open_lab(f"{path}&lang=en{more}", ready=f".{chart} .main-svg", width=width, height=height)
    resting(page)
    # A line that is drawn upright has no width of its own.
    apart = f"""() => {{
        const lines = [...document.querySelectorAll('.{chart} .shapelayer path')].map((path) => path.getBoundingClientRect())
        const line = lines.find(({{ width, height }}) => width < 1 && height > 50)
        const thumb = document.querySelector('.st-key-{slider} [data-testid=stSliderThumbValue]').parentElement
        const {{ x, width }} = thumb.getBoundingClientRect()
        return Math.abs(line.x - x - width / 2)
    }}"""
    for share in (0.0, 1.0, 0.4):
        drag(page, slider, share, moves=5)
        page.wait_for_function(f"() => ({apart})() < 5")
        page.mouse.up()
        resting(page)


@pytest.mark.parametrize("beside", [-7, 7])
def test_a_slider_at_its_end_is_taken_below_either_half_of_its_thumb(open_lab, beside):
    page = open_lab("/?beta=5")
    thumb = page.locator(".st-key-beta [data-testid=stSliderThumbValue]").locator("..").bounding_box()
    x, y = thumb["x"] + thumb["width"] / 2 + beside, thumb["y"] + thumb["height"] + 4
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y, steps=4)
    page.mouse.up()
    assert value_of(page, "beta") < 3
