"""The chart is tied to the thumb: it moves before the slider is released, and shows what `bn_core` counts."""

from __future__ import annotations

import re

import numpy as np
import pytest

import bn_core
from bn_view.data.mini_batch import AXES, BINS, EPSILONS
from bn_view.words.numbers import number
from tests.browser import dragging
from tests.browser.driver import CHART, SHOWN, WITHOUT_PLOTLY, chart_of, idle, settled, shown_by


def value_of(page, name):
    at = dragging.value_of(page, name)
    return EPSILONS[int(at)] if name == "epsilon" else at


def expected(images, batch_size, gamma, beta, epsilon):
    batch = bn_core.random_images(count=images)[:batch_size]
    output = bn_core.batch_norm(batch, gamma, beta, axis=(0, 1, 2), epsilon=epsilon).output
    return bn_core.histogram(output, BINS)


def assert_equal_but_for_values_on_an_edge(shown, exact):
    assert np.abs(np.array(shown["y"][1:-1]) - exact.counts).sum() <= 0.001 * exact.counts.sum()
    np.testing.assert_allclose(shown["x"][1:], exact.edges, atol=1e-6 * np.abs(exact.edges).max())


@pytest.mark.parametrize(
    ("path", "chart", "images", "batch_size"),
    [
        ("/", CHART, 256, 256),
        ("/why_gamma_and_beta", chart_of("chart_activation"), 30, 10),
    ],
)
def test_a_dragged_slider_shows_the_counts_of_bn_core_before_its_release_and_after_it(open_lab, path, chart, images, batch_size):
    page = open_lab(f"{path}?images={images}&batch_size={batch_size}", ready=chart)
    settled(page, chart)
    values = {"gamma": 1.0, "beta": 0.0, "epsilon": 1e-8}
    for name, share in [("gamma", 0.83), ("gamma", 0.33), ("beta", 0.7), ("epsilon", 0.95)]:
        dragging.drag(page, name, share, moves=5)
        shown, values[name] = page.evaluate(shown_by(chart)), value_of(page, name)
        assert_equal_but_for_values_on_an_edge(shown, expected(images, batch_size, **values))
        dragging.release(page)
        assert_equal_but_for_values_on_an_edge(page.evaluate(shown_by(chart)), expected(images, batch_size, **values))


@pytest.mark.parametrize("state", [{}, {"gamma": -2, "beta": 1, "epsilon": 10}, {"grouping": "position", "mini_batch": 1}])
def test_a_dragged_batch_size_shows_the_counts_of_bn_core_in_all_four_charts(open_lab, state):
    page = open_lab("/?" + "&".join(f"{name}={value}" for name, value in state.items()))
    settled(page)
    dragging.drag(page, "batch_size", 0.45, moves=5)
    size, batch = int(value_of(page, "batch_size")), state.get("mini_batch", 0)
    images, axes = bn_core.random_images(count=30)[batch * size : (batch + 1) * size], AXES[state.get("grouping", "channel")]
    affine = {name: state[name] for name in ("gamma", "beta", "epsilon") if name in state}
    for stage, values in {
        "before": images,
        "standardized": bn_core.standardize(images, axes),
        "min_max": bn_core.min_max_scale(images, axes),
        "batch_norm": bn_core.batch_norm(images, axis=axes, **affine).output,
    }.items():
        shown = page.evaluate(shown_by(chart_of(f"chart_{stage}")))
        assert_equal_but_for_values_on_an_edge(shown, bn_core.histogram(values, BINS))
        assert page.locator(f".{stage}-deviation").inner_text() == number(values.std())
    dragging.release(page)


WAYS = """() => {
  const [above, below] = ['.chart_before', '.chart_batch_norm'].map((place) => document.querySelector(place))
  const share = ({ layout }, x) => (x - layout.xaxis.range[0]) / (layout.xaxis.range[1] - layout.xaxis.range[0])
  const [{ x, y }, [{ x: values }, [band, mean]]] = [below.data[0], [above.data[0], above.layout.shapes]]
  const places = [values[0], band.x0, band.x1, mean.x0, values.at(-1)]
  return {
    starts: x.filter((_, i) => y[i] === 1).map((at) => share(below, at)),
    ends: x.filter((at, i) => at !== null && y[i] !== 1),
    above: places.map((at) => share(above, at)),
    written: ['before', 'batch_norm'].map((name) => document.querySelectorAll(`.chart_${name} .shape-label text`)[1].textContent),
  }
}"""


def ways_of(x):
    """Return the values whose ways are drawn, in their order there."""
    return [x.min(), x.mean() - x.std(), x.mean() + x.std(), x.mean(), x.max()]


@pytest.mark.parametrize("moves", [[("gamma", 0.95), ("beta", 0.2), ("gamma", 0.2)], [("batch_size", 0.8), ("epsilon", 0.98)]])
def test_the_ways_from_the_values_before_and_both_standard_deviations_follow_the_thumb(open_lab, moves):
    page = open_lab("/")
    settled(page)
    for name, share in moves:
        dragging.drag(page, name, share, moves=5)
        affine = {name: value_of(page, name) for name in ("gamma", "beta", "epsilon")}
        x = bn_core.random_images(count=30)[: int(value_of(page, "batch_size"))]
        expected = bn_core.batch_norm_inference(ways_of(x), x.mean(), x.var(), **affine)
        deviation = abs(affine["gamma"]) * x.std() / np.sqrt(x.var() + affine["epsilon"])
        for _before_and_after_the_release in range(2):
            page.wait_for_timeout(400)  # an axis that has to widen does
            ways = page.evaluate(WAYS)
            np.testing.assert_allclose(ways["ends"], expected, atol=2e-3)
            np.testing.assert_allclose(ways["starts"], ways["above"], atol=1e-4)
            assert ways["written"] == [f"σ = {number(x.std())}", number(deviation)]
            dragging.release(page)


def test_ways_begin_where_the_values_are_above_while_the_axis_below_widens(open_lab):
    page = open_lab("/?beta=0.5")
    settled(page)
    page.emulate_media(reduced_motion="no-preference")
    page.evaluate(
        """(ways) => {
          window.seen = []
          const clock = performance.now.bind(performance), began = clock()
          performance.now = () => began + (clock() - began) / 20 // so that a busy machine draws what is on its way, too
          const end = () => document.querySelector('.chart_batch_norm').layout.xaxis.range[1]
          const look = () => (window.seen.push({ end: end(), ...eval(ways)() }), requestAnimationFrame(look))
          look()
        }""",
        WAYS,
    )
    dragging.drag(page, "gamma", 0.95, moves=2)
    page.wait_for_timeout(600)
    seen = page.evaluate("() => window.seen")
    dragging.release(page)
    assert any(4 < one["end"] < 8 for one in seen)
    for one in seen:
        np.testing.assert_allclose(one["starts"], one["above"], atol=1e-4)


def test_the_batch_size_of_very_many_images_waits_for_the_server(open_lab):
    page = open_lab("/?data=digits")
    settled(page)
    dragging.drag(page, "batch_size", 0.45, moves=5)
    assert dragging.dimmed(page) >= 4
    dragging.release(page)
    dragging.undimmed(page)


def test_what_a_key_on_a_slider_did_is_told_to_a_screen_reader_when_it_rests(open_lab):
    page = open_lab("/")
    page.locator(".st-key-gamma input[type=range]").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    region = page.locator(".live-region[aria-live=polite]")
    region.get_by_text("standard deviation 1.03").wait_for(state="attached")
    page.wait_for_url(re.compile("gamma=1.03"))
    assert page.locator(CHART).get_attribute("aria-label") == region.text_content()


def test_the_formula_s_numbers_follow_the_thumb_and_are_those_of_bn_core(open_lab):
    page = open_lab("/?gamma=2")
    settled(page)
    x = bn_core.random_images(count=30)[:10]
    affine = {"gamma": 2.0, "beta": 0.0, "epsilon": 1e-8}
    formula = page.locator(".live-words-formula")
    for name, share in [("beta", 0.3), ("epsilon", 0.95), ("gamma", 0.2)]:
        dragging.drag(page, name, share, moves=5)
        affine[name] = value_of(page, name)
        y = bn_core.batch_norm(x, axis=(0, 1, 2), **affine).output[0, 16, 16, 0]
        for _before_and_after_the_release in range(2):
            said = re.sub(r"\s", "", formula.inner_text())
            assert said.startswith(f"{number(y)}={number(affine['gamma'])}·"), name
            assert number(affine["beta"]) in said
            dragging.release(page)
    assert affine["beta"] < 0
    assert formula.locator(".summand").evaluate("(e) => getComputedStyle(e, '::before').content") == '"("'


def test_a_preset_shows_the_server_s_figure_though_its_sliders_move(open_lab):
    page = open_lab("/?gamma=2&beta=3")
    page.locator(".st-key-presets input").click()
    page.get_by_role("option", name="Negative γ").click()
    page.wait_for_url(re.compile("gamma=-1"))
    settled(page)
    assert_equal_but_for_values_on_an_edge(page.evaluate(SHOWN), expected(30, 10, -1.0, 0.0, 1e-8))


def test_a_chart_is_drawn_by_streamlit_where_plotly_never_comes_and_a_slider_moves_it(open_lab):
    page = open_lab("/home", ready="h1")
    page.add_init_script(WITHOUT_PLOTLY)
    page.goto(page.url.replace("/home", "/"))
    chart = page.locator(".st-key-native_chart_batch_norm .js-plotly-plot")
    chart.wait_for()
    drawn = chart.evaluate("chart => chart.data.at(-1).x")
    page.locator(".st-key-gamma input[type=range]").press("End")
    page.wait_for_url(re.compile("gamma=3"))
    idle(page)
    assert chart.count() == 1
    assert chart.evaluate("chart => chart.data.at(-1).x") != drawn


def test_another_page_never_shows_the_numbers_of_the_one_before_it(open_lab):
    place = ".live-words-before"  # both pages have one
    page = open_lab("/who_shares_statistics", ready=f"{place} span")
    numbers = page.locator(place).inner_text()
    page.evaluate(
        """(place) => {
          window.seen = []
          const note = () => window.seen.push(document.querySelector(place)?.innerText)
          new MutationObserver(note).observe(document.body, { childList: true, subtree: true })
        }""",
        place,
    )
    page.get_by_role("link", name="Lab", exact=True).click()
    settled(page)
    seen = page.evaluate("() => window.seen")
    assert page.locator(place).inner_text() == seen[-1] != numbers
    # The page that is left may stay for a moment; its numbers never come back in the other one's place.
    left = next(i for i, words in enumerate(seen) if words != numbers)
    assert numbers not in seen[left:]


def test_labels_in_charts_take_the_ink_of_another_theme(open_lab):
    page = open_lab()
    settled(page)
    fill = f"() => getComputedStyle(document.querySelector('{CHART} .shape-label text')).fill"
    light = page.evaluate(fill)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"({fill})() !== {light!r}")
