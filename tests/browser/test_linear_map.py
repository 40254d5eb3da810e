"""A linear map in a real browser: it fits a phone, and a slider moves the line at little cost."""

from __future__ import annotations

import pytest

from tests.browser.driver import noting

READY = ".st-key-chart_quantiles_one .js-plotly-plot"
FIRST = f"() => document.querySelector('{READY}')?.data?.at(-1).y[0]"


def test_nothing_is_wider_than_a_phone(open_lab):
    page = open_lab("/linear_map", ready=READY, width=390, height=844)
    assert page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth") <= 390


@pytest.mark.parametrize("shape", ["bimodal", "batch"])
def test_a_released_slider_moves_the_line_for_less_than_60_kb(open_lab, shape):
    received = []
    page = open_lab(f"/linear_map?shape={shape}", ready=READY, watch=noting(received))
    before = page.evaluate(FIRST)
    received.clear()
    page.locator(".st-key-gamma input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**gamma=1.01**")
    page.wait_for_function(f"before => ({FIRST})() < before", arg=before)
    assert 1_000 < sum(received) <= 60_000
