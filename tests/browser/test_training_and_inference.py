"""Training and inference in a real browser: what a released slider costs, and a phone."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from playwright.sync_api import expect

import bn_core
from bn_view.words.numbers import number
from pages.training_and_inference.batch_size_figures import CHOSEN, ENDS
from pages.training_and_inference.figures import shape, trace
from pages.training_and_inference.settings import Running
from tests.browser import driver
from tests.browser.dragging import drag, release, value_of

PATH = "/training_and_inference"
CHART = driver.chart_of("chart_running")
MOST_BYTES = 40_000


@pytest.mark.parametrize(
    ("topic", "moves"),
    [
        ("running_statistics", {"momentum": 0.985, "updates": 449}),
        ("two_modes", {"updates": 449}),
        ("batch_size", {"batch_size": 255}),
    ],
)
def test_a_released_slider_costs_less_than_forty_kilobytes(open_lab, topic, moves):
    received = []
    path = f"{PATH}?topic={topic}&updates=450&images=256&batch_size=256"
    page = open_lab(path, ready=".live-chart .main-svg", watch=driver.noting(received))
    driver.resting(page)
    for name, value in moves.items():
        received.clear()
        page.locator(f".st-key-{name} input[type=range]").focus()
        page.keyboard.press("ArrowLeft")
        page.wait_for_url(f"**{name}={value}**")
        driver.resting(page)
        assert 1_000 < sum(received) < MOST_BYTES, name


def test_a_dragged_batch_size_shows_what_bn_core_makes_of_its_mini_batches(open_lab):
    chart = driver.chart_of("chart_mini_batches")
    page = open_lab(f"{PATH}?topic=batch_size", ready=chart)
    driver.resting(page)
    drag(page, "batch_size", 0.6, moves=5)
    size = int(value_of(page, "batch_size"))
    images = bn_core.random_images(count=30)
    batches = [images[batch] for batch in bn_core.shuffled_batches(30, size, 100, 678)]
    shown = page.evaluate(f"() => Array.from(document.querySelector('{chart}')._fullData[{CHOSEN}].y)")
    np.testing.assert_allclose(shown, [batch.mean() for batch in batches], rtol=1e-4)
    of_each = images.mean((1, 2, 3))
    error = of_each.std() * np.sqrt((30 - size) / 29 / size)
    ends = page.evaluate(f"() => document.querySelector('{chart}').data[{ENDS}].y")
    np.testing.assert_allclose(ends, [of_each.mean() - error, of_each.mean() + error], rtol=1e-4)
    assert page.locator(".scatters .sizes-expected").inner_text() == number(error)
    scatter = np.std([batch.mean() for batch in batches])
    assert page.locator(".sizes-scatter").first.inner_text() == number(scatter)
    least = np.percentile([batch.var() for batch in batches], 5)
    assert page.locator(".sizes-low_variance").first.inner_text() == number(least)
    release(page)


@pytest.mark.parametrize(("width", "height", "more"), [(1440, 900, ""), (390, 844, ""), (1280, 720, "&presenter=1")])
def test_the_dots_of_a_dragged_batch_size_stand_over_its_thumb_and_are_named_there(open_lab, width, height, more):
    chart = driver.chart_of("chart_mini_batches")
    page = open_lab(f"{PATH}?topic=batch_size{more}", ready=chart, width=width, height=height)
    driver.resting(page)
    # Where the middle of the dots is, and the middle of the thumb, in pixels of the window.
    places = f"""() => {{
        const root = document.querySelector('{chart}')
        const {{ calcdata, _fullLayout: {{ xaxis }} }} = root
        const dots = calcdata[{CHOSEN}].map((dot) => xaxis.c2p(dot.x))
        const left = root.getBoundingClientRect().left + xaxis._offset
        const thumb = document.querySelector('.st-key-batch_size [data-testid=stSliderThumbValue]').parentElement
        const {{ x, width }} = thumb.getBoundingClientRect()
        return [left + (dots[0] + dots.at(-1)) / 2, x + width / 2]
    }}"""
    for share in (0.0, 1.0, 0.3):
        drag(page, "batch_size", share, moves=5)
        page.wait_for_function(f"() => {{ const [middle, thumb] = ({places})(); return Math.abs(middle - thumb) < 5 }}")
        page.mouse.up()
        driver.resting(page)
    drag(page, "batch_size", 0.4, moves=5)
    size = int(value_of(page, "batch_size"))
    assert page.locator(f"{chart} .annotation").first.text_content() == f"{size} images"
    release(page)


def test_what_is_marked_and_said_of_a_batch_size_holds_at_once_while_its_dots_glide_up_and_down(open_lab):
    chart = driver.chart_of("chart_mini_batches")
    page = open_lab(f"{PATH}?topic=batch_size&updates=299", ready=chart)
    driver.resting(page)
    # A glide that takes an hour: what stands elsewhere than its name says stays there.
    page.evaluate(
        """() => {
            const [start, now] = [performance.now(), performance.now.bind(performance)]
            performance.now = () => start + (now() - start) / 10_000
        }"""
    )
    drag(page, "batch_size", 0.9, moves=1)
    page.wait_for_function(f"() => document.querySelector('{chart}').data[{ENDS}].x[0] === {int(value_of(page, 'batch_size'))}")
    dots, ends = page.evaluate(
        f"() => document.querySelector('{chart}').data.slice({CHOSEN}, {ENDS + 1}).map(({{ x, y }}) => ({{ x, y }}))"
    )
    assert np.mean(dots["x"]) == pytest.approx(ends["x"][0])
    assert page.locator(".scatters .sizes-expected").inner_text() == number((ends["y"][1] - ends["y"][0]) / 2)
    release(page)


def test_the_dots_of_one_batch_size_glide_to_where_those_of_the_next_are(open_lab):
    chart = driver.chart_of("chart_mini_batches")
    page = open_lab(f"{PATH}?topic=batch_size&updates=299", ready=chart)  # with a setting in its address nothing sweeps
    driver.resting(page)
    page.evaluate(
        f"""() => {{
            window.places = new Set()
            const look = () => {{
                const dots = [...document.querySelectorAll('{chart} .scatterlayer .trace')].at(-2)
                places.add(dots.querySelector('path.point').getAttribute('transform'))
                requestAnimationFrame(look)
            }}
            look()
        }}"""
    )
    # On a busy machine all of its way may pass between two frames: time goes slower.
    page.evaluate(
        """() => {
            const [start, now] = [performance.now(), performance.now.bind(performance)]
            performance.now = () => start + (now() - start) / 8
        }"""
    )
    drag(page, "batch_size", 1.0, moves=1)
    page.wait_for_function("() => window.places.size > 3")
    release(page)


def test_a_dragged_batch_size_shows_what_each_mini_batch_makes_of_the_pixel(open_lab):
    chart = driver.chart_of("chart_of_sizes_output")
    page = open_lab(f"{PATH}?topic=batch_size", ready=chart)
    driver.resting(page)
    outputs = f"() => Array.from(document.querySelector('{chart}')._fullData[1].x)"
    before = np.ptp(page.evaluate(outputs))
    drag(page, "batch_size", 1.0, moves=5)
    assert int(value_of(page, "batch_size")) == 30
    assert before > 0.5
    assert np.ptp(page.evaluate(outputs)) == pytest.approx(0, abs=1e-5)
    release(page)


def test_a_dragged_momentum_shows_what_bn_core_makes_of_the_same_mini_batches(open_lab):
    page = open_lab(f"{PATH}?convention=pytorch&unbiased=1&updates=37", ready=CHART)
    driver.resting(page)
    drag(page, "momentum", 0.6, moves=5)
    momentum = Running.momentum.stops[int(value_of(page, "momentum"))]
    state = Running(momentum=momentum, convention="pytorch", unbiased=True, updates=37)
    images = bn_core.random_images(count=30)
    running, means = bn_core.RunningStatistics(0.0, 1.0, state.momentum_of_old, unbiased=True), [0.0]
    for batch in bn_core.shuffled_batches(30, 10, 500, 678):
        running = running.update(bn_core.moments(images[batch], (0, 1, 2)))
        means.append(running.mean.item())
    shown = page.evaluate(f"() => document.querySelector('{CHART}').data[{trace('mean', 'running')}].y")
    np.testing.assert_allclose(shown, means, rtol=1e-5)
    dot = page.evaluate(f"() => document.querySelector('{CHART}').layout.shapes[{shape('mean', 'running')}]")
    assert (dot["xanchor"], dot["yanchor"]) == (37, pytest.approx(means[37], rel=1e-5))
    assert page.locator(".stream-mean").first.inner_text() == number(means[37])
    share = f"{state.momentum_of_old:.3g}"
    assert page.locator(".rule").inner_text().startswith(f"running mean {means[37]:.2f} = {share} · old {means[36]:.2f} + ")
    release(page)


def test_updates_dragged_to_0_say_where_the_running_mean_starts_and_no_rule_of_a_mini_batch_that_is_none(open_lab):
    page = open_lab(f"{PATH}?updates=10", ready=CHART)
    driver.resting(page)
    rule, start = page.locator(".rule"), "running mean: starts at 0, no mini-batch yet"
    assert "this mini-batch" in rule.inner_text()
    drag(page, "updates", 0.0, moves=5)
    assert rule.inner_text() == start
    release(page)
    assert rule.inner_text() == start


def test_dragged_updates_mark_their_mini_batch_and_veil_what_is_to_come(open_lab):
    page = open_lab(PATH, ready=CHART)
    driver.resting(page)
    drag(page, "updates", 0.2, moves=5)
    updates = int(value_of(page, "updates"))
    images = bn_core.random_images(count=30)
    means = [images[batch].mean() for batch in bn_core.shuffled_batches(30, 10, 500, 678)]
    latest, veil = page.evaluate(
        f"() => {{ const {{ data, layout }} = document.querySelector('{CHART}'); return [data[2], layout.shapes[1].x0] }}"
    )
    assert latest["x"] == [updates]
    np.testing.assert_allclose(latest["y"], [means[updates - 1]], rtol=1e-4)
    assert veil == updates
    release(page)


def test_with_the_variance_large_the_thumb_moves_its_rule_and_the_name_beside_its_dot_to_what_the_server_says(open_lab):
    page = open_lab(PATH, ready=CHART)
    driver.resting(page)
    page.locator(".st-key-large").get_by_text("Variance").click()
    page.wait_for_url("**large=variance**")
    driver.resting(page)
    look = f"() => [document.querySelector('.rule').innerText, document.querySelector('{CHART}').layout.annotations[0]]"
    before = page.evaluate(look)
    drag(page, "updates", 0.2, moves=5)
    rule, name = page.evaluate(look)
    assert rule != before[0]
    release(page)
    said, named = page.evaluate(look)
    assert (rule, name["y"], name["yref"]) == (said, named["y"], named["yref"])
    page.reload()
    page.locator(CHART).wait_for()
    driver.resting(page)
    assert page.evaluate(look)[0] == rule


def test_dragged_updates_move_what_a_screen_reader_hears_of_both_modes(open_lab):
    chart = driver.chart_of("chart_modes")
    page = open_lab(f"{PATH}?topic=two_modes", ready=chart)
    driver.resting(page)
    spoken = page.locator(".chart_modes")
    before = spoken.get_attribute("aria-label")
    drag(page, "updates", 0.2, moves=5)
    moved = spoken.get_attribute("aria-label")
    assert moved.partition(";")[0] == before.partition(";")[0]  # the mode that has its own statistics
    assert moved.partition(";")[2] != before.partition(";")[2]
    release(page)
    driver.resting(page)
    assert spoken.get_attribute("aria-label") == moved


def test_dragged_updates_move_the_links_to_what_inference_makes_of_each_value(open_lab):
    chart = driver.chart_of("chart_modes")
    page = open_lab(f"{PATH}?topic=two_modes", ready=chart)
    driver.resting(page)
    drag(page, "updates", 0.2, moves=5)
    images = bn_core.random_images()
    running = bn_core.RunningStatistics(0.0, 1.0)
    for batch in bn_core.shuffled_batches(30, 10, int(value_of(page, "updates")), 678):
        running = running.update(bn_core.moments(images[batch], (0, 1, 2)))
    mean, deviation = running.mean.item(), float(np.sqrt(running.variance.item()))
    shown = page.evaluate(f"() => document.querySelector('{chart}').data[0].x.filter((_, i) => i % 3 === 1)")
    expected = (np.quantile(images[:10], np.linspace(0, 1, 9)) - mean) / deviation
    np.testing.assert_allclose(shown, expected, rtol=1e-3, atol=1e-3)
    for name, value in (("mean", mean), ("deviation", deviation)):
        assert page.locator(f".stream-{name}").inner_text() == number(value)
    release(page)


def test_from_topic_to_topic_each_chart_takes_the_place_of_the_others_and_the_address_says_which(open_lab):
    page = open_lab(PATH, ready=CHART)
    for title, topic, chart in (
        ("Two modes", "two_modes", "modes"),
        ("Batch size", "batch_size", "mini_batches"),
        ("Running statistics", None, "running"),
    ):
        page.locator(".st-key-topic").get_by_text(title).click()
        driver.settled(page, driver.chart_of(f"chart_{chart}"))
        assert parse_qs(urlsplit(page.url).query).get("topic") == (topic and [topic])
    page.go_back()
    driver.settled(page, driver.chart_of("chart_mini_batches"))


def test_translate_by_keyboard_moves_the_number_and_leaves_the_curve(open_lab):
    page = open_lab(PATH, ready=CHART)
    curve = f"() => Array.from(document.querySelector('{CHART}')?.data?.at(-1).y ?? [])"
    before = page.evaluate(curve)
    page.locator(".st-key-translate button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**convention=pytorch**")
    driver.resting(page)
    expect(page.locator(".st-key-momentum input[type=range]")).to_have_value(str(Running.momentum.stops.index(0.01)))
    assert page.evaluate(curve) == before


def test_with_three_channels_the_modes_are_dim_until_the_updates_are_released(open_lab):
    page = open_lab(f"{PATH}?topic=two_modes&channels=3", ready=driver.chart_of("chart_modes"))
    dim = "() => 'waits' in document.querySelector('.chart_modes').dataset"
    drag(page, "updates", 0.2)
    page.wait_for_function(dim)
    page.mouse.up()
    page.wait_for_function(f"() => !({dim})()")


def test_on_a_phone_nothing_is_cut_off_and_the_chart_stays_in_sight_of_the_sliders(open_lab):
    page = open_lab(PATH, ready=CHART, width=390, height=844)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    slider = page.locator(".st-key-updates")
    slider.evaluate("element => element.scrollIntoView({ block: 'end' })")
    chart, thumb = page.locator(CHART).bounding_box(), slider.bounding_box()
    assert chart["y"] >= 0
    assert chart["y"] + chart["height"] <= thumb["y"] + 1


def test_a_phone_s_first_screen_says_how_far_the_modes_are_apart_above_their_slider(open_lab):
    page = open_lab(f"{PATH}?topic=two_modes", ready=driver.chart_of("chart_modes"), width=390, height=844)
    driver.resting(page)
    gap, slider = page.locator(".stream-gap").bounding_box(), page.locator(".st-key-updates").bounding_box()
    assert gap["y"] + gap["height"] <= slider["y"] + 1
    assert slider["y"] + slider["height"] <= 844


def test_a_phone_s_first_screen_has_the_batch_size_and_what_comes_of_it_for_a_pixel(open_lab):
    chart = driver.chart_of("chart_of_sizes_output")
    page = open_lab(f"{PATH}?topic=batch_size", ready=chart, width=390, height=844)
    driver.resting(page)
    box = page.locator(chart).bounding_box()
    assert box["y"] + box["height"] <= 844


def test_next_leads_from_topic_to_topic_and_then_to_the_next_page(open_lab):
    page = open_lab(PATH, ready=CHART)
    for title, address in (("Two modes", "topic=two_modes"), ("Batch size", "topic=batch_size"), ("Training", "training?")):
        page.get_by_text(f"Next: {title}", exact=True).click()
        page.wait_for_url(lambda url, address=address: address in f"{url}?")
        driver.resting(page)
