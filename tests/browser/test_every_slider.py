"""Every slider that a page draws follows the thumb: the sliders are taken from the pages, not from a list."""

from __future__ import annotations

import pytest

from tests.browser.dragging import MOVES, WATCH, drag, seen, sliders
from tests.browser.driver import resting
from tests.browser.test_every_page import PAGES

# What truly needs the server: other numbers than those that were sent are trained, summed by TensorFlow, or another batch.
ON_RELEASE = {"learning_rate", "batch_size"}


@pytest.mark.parametrize("name", [name for name in PAGES if name not in ("home", "beliefs")])
def test_every_slider_of_a_page_moves_a_chart_before_its_release(open_lab, name):
    page = open_lab(PAGES[name] + "?grouping=channel", ready=".live-chart .main-svg")
    resting(page)
    for slider in sliders(page):
        if slider in ON_RELEASE:
            continue
        page.evaluate(WATCH)
        field = page.locator(f".st-key-{slider} input[type=range]")
        low, high, at = (float(field.get_attribute(part) or 0) for part in ("min", "max", "value"))
        step = float(field.get_attribute("step") or 1)
        target = 0.2 if at > (low + high) / 2 else 0.8
        stops = abs(low + target * (high - low) - at) / step
        drag(page, slider, target)
        looked = seen(page)
        most = max(looked["drawn"].values())
        assert most >= min(0.9 * MOVES, round(stops) - 1), slider
        page.mouse.up()
        resting(page)
        assert seen(page)["missing"] == 0, slider
