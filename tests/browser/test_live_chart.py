"""The chart is tied to the thumb: it moves before the slider is released, and shows what `bn_core` counts."""

from __future__ import annotations

import re

import numpy as np
import pytest

import bn_core
from bn_view.data.mini_batch import BINS, EPSILONS, Affine
from tests.browser.driver import CHART, SHOWN, WITHOUT_PLOTLY, chart_of, settled, shown_by

MOVES = 60


def count_redraws(page, chart):
    page.evaluate(
        """chart => {
          window.redraws = 0
          document.querySelector(chart).on('plotly_afterplot', () => { window.redraws += 1 })
        }""",
        chart,
    )


def ends(name):
    return (0, len(EPSILONS) - 1) if name == "epsilon" else (Affine.settings[name].least, Affine.settings[name].most)


def value_of(page, name):
    at = page.locator(f".st-key-{name} input[type=range]").input_value()
    return EPSILONS[int(at)] if name == "epsilon" else float(at)


def drag(page, name, start, stop):
    """Press the thumb at `start`, move it to `stop`, one pointer move a frame, and leave the button down."""
    low, high = ends(name)
    page.locator(f".st-key-{name}").scroll_into_view_if_needed()
    track = page.locator(f".st-key-{name} [data-testid=stSlider] [role=group] > div").first.bounding_box()
    thumb = page.locator(f".st-key-{name} [data-testid=stSliderThumbValue]").locator("..").bounding_box()
    x, y = thumb["x"] + thumb["width"] / 2, thumb["y"] + thumb["height"] / 2
    way = (stop - start) * track["width"] / (high - low)
    page.mouse.move(x, y)
    page.mouse.down()
    for move in range(1, MOVES + 1):
        page.mouse.move(x + way * move / MOVES, y)
        page.evaluate("() => new Promise(requestAnimationFrame)")


def expected(images, batch_size, gamma, beta, epsilon):
    batch = bn_core.random_images(count=images)[:batch_size]
    output = bn_core.batch_norm(batch, gamma, beta, axis=0, epsilon=epsilon).output
    return bn_core.histogram(output, BINS)


def assert_equal_but_for_values_on_an_edge(shown, exact):
    assert np.abs(np.array(shown["y"][1:-1]) - exact.counts).sum() <= 0.001 * exact.counts.sum()
    np.testing.assert_allclose(shown["x"][1:], exact.edges, atol=1e-6)


@pytest.mark.parametrize(
    ("path", "chart", "images", "batch_size"),
    [
        ("/", CHART, 256, 256),
        ("/why_gamma_and_beta", chart_of("chart_activation"), 30, 10),
    ],
)
def test_a_dragged_slider_redraws_the_chart_before_release_with_the_counts_of_bn_core(open_lab, path, chart, images, batch_size):
    page = open_lab(f"{path}?images={images}&batch_size={batch_size}", ready=chart)
    settled(page, chart)
    values = {"gamma": 1.0, "beta": 0.0, "epsilon": 1e-8}
    for name, stop in [("gamma", 2.0), ("gamma", -1.0), ("beta", 2.0), ("epsilon", 10.0)]:
        count_redraws(page, chart)
        places = (EPSILONS.index(values[name]), EPSILONS.index(stop)) if name == "epsilon" else (values[name], stop)
        drag(page, name, *places)
        redraws, shown = page.evaluate("() => window.redraws"), page.evaluate(shown_by(chart))
        values[name] = value_of(page, name)
        assert values[name] == pytest.approx(stop, rel=0.05)
        assert_equal_but_for_values_on_an_edge(shown, expected(images, batch_size, **values))
        assert redraws >= 54
        page.mouse.up()
        page.wait_for_url(re.compile(f"{name}={values[name]:.12g}"))
        settled(page, chart)
        assert_equal_but_for_values_on_an_edge(page.evaluate(shown_by(chart)), expected(images, batch_size, **values))


def test_what_a_key_on_a_slider_did_is_told_to_a_screen_reader_when_it_rests(open_lab):
    page = open_lab("/?grouping=channel")
    page.locator(".st-key-gamma input[type=range]").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    region = page.locator(".live-region[aria-live=polite]")
    region.get_by_text("standard deviation 1.0300").wait_for(state="attached")
    page.wait_for_url(re.compile("gamma=1.03"))
    assert page.locator(CHART).get_attribute("aria-label") == region.text_content()


def test_a_preset_shows_the_server_s_figure_though_its_sliders_move(open_lab):
    page = open_lab("/?gamma=2&beta=3")
    page.get_by_role("button", name="Negative γ").click()
    page.wait_for_url(re.compile("gamma=-1"))
    settled(page)
    assert_equal_but_for_values_on_an_edge(page.evaluate(SHOWN), expected(30, 10, -1.0, 0.0, 1e-8))


def test_a_chart_is_drawn_by_streamlit_where_plotly_never_comes(open_lab):
    page = open_lab("/home", ready="h2")
    page.add_init_script(WITHOUT_PLOTLY)
    page.goto(page.url.replace("/home", "/"))
    page.locator(".st-key-native_chart_batch_norm .js-plotly-plot").wait_for()
