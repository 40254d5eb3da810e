"""The values on an activation function: what comes out of it is tied to the thumb, as is the straight line beside the curve."""

from __future__ import annotations

import numpy as np
import pytest

import bn_core
from bn_view.data.mini_batch import BINS
from pages.why_gamma_and_beta.output import bins_of
from tests.browser.dragging import drag, release, value_of
from tests.browser.driver import resting

SHOWN = """() => {
  const [values, output] = ['.chart_activation', '.chart_activation_output'].map((place) => document.querySelector(place))
  const axes = ['xaxis', 'yaxis'].map((name) => output._fullLayout[name].range)
  return { counts: output.data[1].x.slice(1, -1), axes, line: values.data[2], ways: [values.data[3], output.data[0]],
           waits: 'waits' in output.dataset }
}"""


@pytest.mark.parametrize("activation", ["sigmoid", "gelu"])
def test_what_the_next_layer_gets_follows_the_thumb_with_the_counts_of_bn_core_on_axes_that_stand_still(open_lab, activation):
    page = open_lab(f"/why_gamma_and_beta?activation={activation}", ready=".chart_activation_output .main-svg")
    resting(page)
    axes = page.evaluate(SHOWN)["axes"]
    for slider, share in (("gamma", 0.95), ("beta", 0.7), ("gamma", 0.1)):
        drag(page, slider, share, moves=5)
        normalized = bn_core.standardize(bn_core.random_images()[:10], (0, 1, 2))
        moved = bn_core.histogram(normalized, BINS).affine(value_of(page, "gamma"), value_of(page, "beta"))
        values = value_of(page, "gamma") * normalized + value_of(page, "beta")
        slope, intercept, _r_squared = bn_core.straight_line(values, bn_core.ACTIVATIONS[activation].value(values))
        for _before_and_after_the_release in range(2):
            shown = page.evaluate(SHOWN)
            assert not shown["waits"]
            assert shown["axes"] == axes
            np.testing.assert_allclose(shown["counts"], bins_of(activation).counts(moved), atol=3)
            on_line = np.interp([-2, 2], shown["line"]["x"], shown["line"]["y"])
            np.testing.assert_allclose(on_line, [intercept - 2 * slope, intercept + 2 * slope], atol=0.005)
            carried, arrived = shown["ways"]
            np.testing.assert_allclose(carried["x"], moved.edges[::10], atol=1e-3)
            through = bn_core.ACTIVATIONS[activation].value(np.array(carried["x"]))
            np.testing.assert_allclose(carried["y"], through, atol=2e-3)
            assert arrived["y"] == carried["y"]
            release(page)


@pytest.mark.parametrize("activation", ["sigmoid", "relu"])
def test_how_much_is_straight_and_how_much_flat_follows_the_thumb(open_lab, activation):
    # With a setting in its address nothing sweeps, and the thumb is taken where it stands.
    page = open_lab(f"/why_gamma_and_beta?activation={activation}&epsilon=1e-7", ready=".chart_activation_output .main-svg")
    resting(page)
    for slider, share in (("gamma", 0.95), ("beta", 0.6), ("gamma", 0.7)):
        drag(page, slider, share, moves=5)
        x = bn_core.random_images()[:10]
        affine = {"gamma": value_of(page, "gamma"), "beta": value_of(page, "beta"), "epsilon": 1e-7}
        use = bn_core.activation_use(bn_core.batch_norm(x, axis=(0, 1, 2), **affine).output, activation)
        held = [page.locator(f".activation-{name}").inner_text() for name in ("explained", "flat")]
        assert list(map(float, held)) == pytest.approx([100 * use.r_squared, 100 * use.flat], abs=0.3)
        release(page)
        resting(page)
        assert [page.locator(f".activation-{name}").inner_text() for name in ("explained", "flat")] == held


def test_of_values_in_one_place_nothing_is_explained(open_lab):
    page = open_lab("/why_gamma_and_beta", ready=".chart_activation_output .main-svg")
    resting(page)
    page.locator(".st-key-gamma input[type=range]").evaluate("(range) => window.liveChart.moveSlider(range, 0)")
    page.locator(".st-key-gamma input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("() => document.querySelector('.activation-explained').textContent === '–'")
