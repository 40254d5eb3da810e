"""The chart is tied to the thumb: it moves before the slider is released, and shows what `bn_core` counts."""

from __future__ import annotations

import numpy as np
import pytest

import bn_core
from bn_view.settings import BINS, EPSILONS
from tests.browser.conftest import settled

CHART = ".st-key-chart_batch_norm .js-plotly-plot"
WATCH = """() => {
  window.redraws = 0
  document.querySelector('CHART').on('plotly_afterplot', () => { window.redraws += 1 })
}""".replace("CHART", CHART)
SHOWN = f"""() => {{
  const trace = document.querySelector('{CHART}').data[0]
  return {{ x: Array.from(trace.x), y: Array.from(trace.y) }}
}}"""
RANGES = {"gamma": (-3.0, 3.0), "beta": (-5.0, 5.0), "epsilon": (0, len(EPSILONS) - 1)}


def drag(page, name, start, stop, moves):
    """Press the thumb at `start`, move it to `stop` and leave the button down."""
    low, high = RANGES[name]
    track = page.locator(f".st-key-{name} input[type=range]").evaluate(
        "e => { const r = e.closest('[role=group], [data-testid=stSlider]').querySelector('[data-testid=stSlider] > div, div').getBoundingClientRect(); return [r.x, r.width] }"
    )
    thumb = page.locator(f".st-key-{name} [role=slider], .st-key-{name} input[type=range]").first
    box = thumb.evaluate("e => { const r = (e.closest('[data-testid=stSliderThumb]') ?? e.parentElement).getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2] }")
    page.mouse.move(*box)
    page.mouse.down()
    per_unit = track[1] / (high - low)
    for i in range(1, moves + 1):
        page.mouse.move(box[0] + (stop - start) * per_unit * i / moves, box[1])
        page.evaluate("() => new Promise(requestAnimationFrame)")


def expected(images, batch_size, gamma, beta, epsilon):
    batch = bn_core.random_images(count=images)[:batch_size]
    output = bn_core.batch_norm(batch, gamma, beta, axis=0, epsilon=epsilon).output
    return bn_core.histogram(output, BINS)


@pytest.mark.parametrize(("images", "batch_size"), [(30, 10), (256, 256)])
@pytest.mark.parametrize(
    ("name", "start", "stop"), [("gamma", 1.0, 2.0), ("beta", 0.0, 2.0), ("epsilon", 1e-8, 1.0), ("gamma", 1.0, -1.0)]
)
def test_a_dragged_slider_redraws_the_chart_before_release_with_the_counts_of_bn_core(open_lab, images, batch_size, name, start, stop):
    page = open_lab(f"/?images={images}&batch_size={batch_size}")
    page.evaluate(WATCH)
    stops = (EPSILONS.index(start), EPSILONS.index(stop)) if name == "epsilon" else (start, stop)
    drag(page, name, *stops, moves=60)
    redraws, at = page.evaluate("() => window.redraws"), page.locator(f".st-key-{name} input[type=range]").input_value()
    shown = page.evaluate(SHOWN)
    values = {"gamma": 1.0, "beta": 0.0, "epsilon": 1e-8} | {name: EPSILONS[int(at)] if name == "epsilon" else float(at)}
    assert values[name] != start
    exact = expected(images, batch_size, **values)
    assert np.abs(np.array(shown["y"][1:-1]) - exact.counts).sum() <= 0.001 * exact.counts.sum()
    np.testing.assert_allclose(shown["x"][1:], exact.edges, atol=1e-6)
    distinct = 60 if name == "epsilon" else round(abs(values[name] - start) / 0.05)
    assert redraws >= 54 or redraws >= 0.9 * distinct, (redraws, distinct)
    page.mouse.up()
    settled(page)
