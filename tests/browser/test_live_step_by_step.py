"""The way of a value is tied to the thumb, with the numbers of `bn_core`; a play goes through the same picture."""

from __future__ import annotations

import numpy as np
import pytest

import bn_core
from bn_view.data.mini_batch import AXES, BINS, EPSILONS
from bn_view.words.numbers import number
from pages.step_by_step.settings import PHASES
from pages.step_by_step.travel_figure import REACH
from pages.step_by_step.way import MOST_DOTS
from tests.browser.dragging import WATCH, drag, release, seen, value_of
from tests.browser.driver import chart_of, resting

CHART = chart_of("chart_travel")
PIXEL = (9, 16, 16, 0)
SHOWN = f"""() => {{
  const chart = document.querySelector('{CHART}'), named = (name) => chart.data.find((trace) => trace.name === name)
  const {{ text, y }} = chart.data.find(({{ meta }}) => meta === 'number')
  return {{
    rows: {[phase.symbols for phase in PHASES]!r}.map((name) => named(name)).map(({{ x, opacity }}) => ({{ x, opacity }})),
    numbers: text.slice(0, 5).filter((_, row) => y[row] !== null).map((text) => text.slice(3, -4)),
    steps: chart.layout.annotations.slice(2, 5).map(({{ text }}) => text),
    after: [...[2, 3].map((row) => chart.layout.shapes[row].label.text), chart.layout.xaxis.title.text],
    once_more: [12, 13].map((label) => chart.layout.annotations[label].text),
    said: chart.ariaLabel,
    formulas: [...document.querySelectorAll('.formulas > *')].map((formula) => 'waits' in formula.lastElementChild.dataset),
  }}
}}"""
# The values are there when the last row that is seen is the slider's.
STILL = f"""() => {{
  const chart = document.querySelector('{CHART}')
  const {{ shown, aim }} = chart.chart.way
  return chart.dataset.row === document.querySelector('.st-key-phase input').value
    && String(shown) === String(aim)
}}"""


@pytest.fixture
def open_page(open_lab):
    def open_address(query="", **options):
        page = open_lab(f"/step_by_step{query}", ready=f"{CHART} .main-svg", **options)
        resting(page)
        return page

    return open_address


def followed(page, grouping):
    epsilon = EPSILONS[int(value_of(page, "epsilon"))]
    batch, (gamma, beta) = bn_core.random_images()[:10], (value_of(page, name) for name in ("gamma", "beta"))
    return bn_core.trace(batch, PIXEL, gamma, beta, axis=AXES[grouping], epsilon=epsilon)


def assert_the_way_is_that_of_bn_core(shown, trace):
    edges = bn_core.histogram(trace.group, BINS).edges
    group = trace.group if trace.count <= MOST_DOTS else [edges[0], *edges]
    for row, values in list(zip(shown["rows"], trace.steps(group), strict=True))[2:]:
        np.testing.assert_allclose((2 * np.array(row["x"]) - 1) * REACH, values, atol=2e-5 * REACH)
    assert shown["numbers"] == [number(value.item()) for value in trace.steps(trace.value)]
    assert shown["steps"] == [
        f"= {number(1 / trace.inverse_deviation)}",
        "γ = 1: the same" if trace.gamma == 1 else f"γ = {number(trace.gamma)}",
        "β = 0: the same" if trace.beta == 0 else f"β = {number(trace.beta)}",
    ]
    deviation = np.sqrt(trace.variance) * trace.inverse_deviation
    assert shown["after"] == [
        f"σ {number(deviation)}",
        f"σ {number(abs(trace.gamma) * deviation)}",
        f"normalized: 1 stands for {number(1 / trace.inverse_deviation)} units of the data",
    ]
    assert shown["once_more"] == shown["after"][:2]
    numbers = "; ".join(f"{phase.symbols}: {n}" for phase, n in zip(PHASES, shown["numbers"], strict=True))
    assert shown["said"].endswith(f"step after step: {numbers}.")


@pytest.mark.parametrize("grouping", ["position", "channel"])
def test_a_dragged_slider_moves_the_way_before_its_release_with_the_numbers_of_bn_core(open_page, grouping):
    page = open_page(f"?phase=beta&grouping={grouping}")
    for name, share, dimmed in [("gamma", 0.95, 1), ("beta", 0.9, 1), ("gamma", 0.1, 1), ("epsilon", 0.99, 2)]:
        drag(page, name, share, moves=5)
        page.wait_for_function(STILL)
        moved = page.evaluate(SHOWN)
        assert moved["formulas"] == [False] * (5 - dimmed) + [True] * dimmed
        assert_the_way_is_that_of_bn_core(moved, followed(page, grouping))
        release(page)
        page.wait_for_function(STILL)
        assert_the_way_is_that_of_bn_core(page.evaluate(SHOWN), followed(page, grouping))


def test_the_values_travel_to_the_step_under_the_thumb_and_stay_there_when_it_is_released(open_page):
    page = open_page("?phase=beta&gamma=2&beta=1", moving=True)
    page.wait_for_function(STILL)
    for share, last in [(0.0, 0), (0.5, 2), (1.0, 4)]:
        page.evaluate(WATCH)
        drag(page, "phase", share, moves=5)
        page.wait_for_function(STILL)
        # Once a row at least; the way from one to the next has steps of its own.
        assert seen(page)["drawn"]["chart_travel"] > 2
        states = [page.evaluate(SHOWN)]
        release(page)
        page.wait_for_function(STILL)
        states.append(page.evaluate(SHOWN))
        for shown in states:
            assert [row["opacity"] == 1 for row in shown["rows"]] == [row <= last for row in range(5)]
            assert len(shown["numbers"]) == shown["said"].count(";") + 1 == last + 1
            assert not any(shown["formulas"])


def test_a_play_leaves_the_steps_out_for_who_wants_no_motion(open_page):
    page = open_page("?phase=x")
    page.emulate_media(reduced_motion="reduce")
    page.evaluate(
        f"""() => {{
          const chart = document.querySelector('{CHART}')
          window.rows = new Set()
          chart.on('plotly_afterplot', () => window.rows.add(chart.dataset.row))
        }}"""
    )
    page.get_by_role("button", name="Play").click()
    page.wait_for_function(f"() => document.querySelector('{CHART}').dataset.row === '4'")
    # The way may be drawn once where the slider still stood.
    assert set(page.evaluate("() => [...window.rows]")) <= {"0", "4"}


def test_the_numbers_of_the_way_stand_in_a_column_clear_of_every_row(open_page):
    page = open_page("?phase=beta&grouping=position&gamma=3&beta=5")
    page.wait_for_function(STILL)
    left, right = page.evaluate(
        f"""() => {{
          const chart = document.querySelector('{CHART}'), box = (element) => element.getBoundingClientRect()
          const numbers = chart.data.find(({{ meta }}) => meta === 'number').text.map((text) => text.slice(3, -4))
          const texts = [...chart.querySelectorAll('.textpoint text')].filter((text) => numbers.includes(text.textContent))
          const marks = [...chart.querySelectorAll('.points path')]
          return [Math.min(...texts.map((text) => box(text).left)), Math.max(...marks.map((mark) => box(mark).right))]
        }}"""
    )
    assert np.isfinite(left)
    assert left >= right


@pytest.mark.parametrize("gamma", [1.5, -1.62])
def test_on_a_phone_the_names_of_the_steps_lie_on_no_histogram_and_each_sigma_on_the_line_of_its_step(open_page, gamma):
    page = open_page(f"?phase=beta&beta=2&gamma={gamma}", width=390, height=844)
    page.wait_for_function(STILL)
    names, sigmas, ridges = page.evaluate(
        f"""() => {{
          const chart = document.querySelector('{CHART}'), box = (element) => element.getBoundingClientRect().toJSON()
          const [labels, boxes] = [[...chart.querySelectorAll('.annotation text')], (of) => of.map(box)]
          return [boxes(labels.slice(5, 10)), boxes(labels.slice(11, 14)), boxes([...chart.querySelectorAll('.js-fill')])]
        }}"""
    )
    assert (len(names), len(sigmas), len(ridges)) == (5, 3, 5)
    for name in names:
        for ridge in ridges:
            is_beside = name["right"] <= ridge["left"] or ridge["right"] <= name["left"]
            assert is_beside or name["bottom"] <= ridge["top"] + 1 or ridge["bottom"] <= name["top"] + 1
    for row, sigma in zip((0, 2, 3), sigmas, strict=True):
        assert abs((sigma["top"] + sigma["bottom"]) - (names[row]["top"] + names[row]["bottom"])) < 8


def test_a_slider_that_is_taken_ends_the_descent(open_page):
    page = open_page("?gamma=2", moving=True)
    page.get_by_role("button", name="Play").click()
    page.wait_for_function(f"() => document.querySelector('{CHART}')?.dataset.row === '0'")
    page.locator(".st-key-beta input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"() => !document.querySelector('{CHART}').chart.way.playing")
    page.wait_for_function(STILL)


def test_values_below_the_screen_go_down_when_they_are_scrolled_to(open_page):
    page = open_page("?lesson=3", height=600, moving=True)
    rows = f"() => document.querySelector('{CHART}')?.dataset.row"
    page.wait_for_function(f"({rows})() === '4'")
    page.evaluate(f"() => document.querySelector('{CHART}').scrollIntoView()")
    for row in ("0", "1", "4"):
        page.wait_for_function(f"row => ({rows})() === row", arg=row)


def test_the_bare_page_moves_gamma_once_the_values_are_down(open_page):
    page = open_page("", moving=True)
    page.wait_for_function(f"() => document.querySelector('{CHART}')?.dataset.row === '4'")
    page.wait_for_function("() => Number(document.querySelector('.st-key-gamma input').value) > 1.5")
    assert page.evaluate(f"() => document.querySelector('{CHART}').hasAttribute('data-sweeps')")
