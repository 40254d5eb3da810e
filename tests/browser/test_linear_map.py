"""A linear map in a real browser: it fits a phone, and a slider moves the line at little cost."""

from __future__ import annotations

import numpy as np
import pytest

import bn_core
from bn_view.data.mini_batch import BINS
from bn_view.words.numbers import number
from pages.linear_map.values import bimodal_images
from tests.browser.dragging import drag, release, value_of
from tests.browser.driver import chart_of, noting, resting, shown_by
from tests.reading import read_number

READY = chart_of("chart_map")
AFTER = chart_of("chart_after")
FIRST = f"() => document.querySelector('{READY}')?.data?.at(-1).y[0]"


def test_nothing_is_wider_than_a_phone(open_lab):
    page = open_lab("/linear_map", ready=READY, width=390, height=844)
    assert page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth") <= 390


@pytest.mark.parametrize("shape", ["bimodal", "batch"])
def test_a_released_slider_moves_the_line_for_less_than_40_kb(open_lab, shape):
    received = []
    page = open_lab(f"/linear_map?shape={shape}", ready=READY, watch=noting(received))
    before = page.evaluate(FIRST)
    received.clear()
    page.locator(".st-key-gamma input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**gamma=1.01**")
    page.wait_for_function(f"before => ({FIRST})() < before", arg=before)
    assert 1_000 < sum(received) <= 40_000


def assert_the_charts_are_those_of_bn_core(page, x, gamma, beta):
    y = bn_core.batch_norm(x, gamma, beta, axis=None, epsilon=0.0).output
    points = page.evaluate(shown_by(READY))
    np.testing.assert_allclose(points["y"], np.linspace(y.min(), y.max(), 7)[:: -1 if gamma < 0 else 1], atol=1e-5)
    assert page.evaluate(f"() => document.querySelector('{AFTER}').data[0].y") == pytest.approx(points["y"], abs=1e-5)
    line = page.evaluate(f"() => document.querySelector('{READY}').data[0]")
    np.testing.assert_allclose(line["y"], gamma * (np.array(line["x"]) - x.mean()) / x.std() + beta, atol=1e-5)
    after, exact = page.evaluate(shown_by(AFTER)), bn_core.histogram(y, BINS)
    np.testing.assert_allclose(np.sort(after["y"][1:]), exact.edges, atol=1e-4)
    # A value within rounding of an edge may lie in the next bin.
    assert np.abs(np.array(after["x"][1:-1])[:: -1 if gamma < 0 else 1] - exact.counts).sum() <= 4
    summary = bn_core.summary(y)
    normal = page.evaluate(f"() => document.querySelector('{AFTER}').data[1]")
    width = exact.edges[1] - exact.edges[0]
    expected = bn_core.normal_counts(normal["y"], width, y.size, summary.mean, summary.standard_deviation)
    np.testing.assert_allclose(normal["x"], expected, rtol=1e-3, atol=0.05)
    slope = gamma / x.std()
    shown = {
        **{"a": slope, "b": beta - slope * x.mean()},
        **{"mean": summary.mean, "deviation": summary.standard_deviation},
        **{"skewness": summary.skewness, "kurtosis": summary.excess_kurtosis},
    }
    for name, value in shown.items():
        places = page.locator(f".map-{name}").all()
        assert places
        for place in places:
            assert place.inner_text() == number(value)
            assert read_number(place.get_attribute("title")) == pytest.approx(value, rel=1e-6, abs=1e-12)
    ends = (summary.minimum, summary.maximum)[:: -1 if gamma < 0 else 1]
    low, high = map(number, ends)
    assert f"from {low} to {high}." in page.locator(READY).get_attribute("aria-label")
    assert f"from {low} to {high}." in page.locator(AFTER).get_attribute("aria-label")


def test_gamma_and_beta_move_line_values_histogram_and_numbers_before_their_release(open_lab):
    page = open_lab("/linear_map", ready=f"{AFTER} .main-svg")
    resting(page)
    at = {"gamma": 1.0, "beta": 0.0}
    for name, share in [("gamma", 0.9), ("beta", 0.2), ("gamma", 0.15)]:
        drag(page, name, share, moves=5)
        at[name] = value_of(page, name)
        assert_the_charts_are_those_of_bn_core(page, bimodal_images(), **at)
        release(page)
        assert_the_charts_are_those_of_bn_core(page, bimodal_images(), **at)
