"""What one takes away of a page: a chart as a picture, the page as a file, numbers as CSV."""

from __future__ import annotations

import csv
import json
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

import bn_core
from bn_core.dataset.command import main
from bn_view.words.numbers import number
from pages.linear_map.values import bimodal_images
from pages.who_shares_statistics.scripts import BLOCK
from tests.browser.dragging import value_of
from tests.browser.driver import CHART, chart_of, resting, settled


def saved(page, act):
    with page.expect_download() as download:
        act()
    return download.value.suggested_filename, download.value.path()


def words_of(svg):
    """Everything that is written in a picture, line by line."""
    lines = ET.parse(svg).getroot().iter("{http://www.w3.org/2000/svg}tspan")
    return " ".join("".join(line.itertext()).strip() for line in lines)


def rows_of(page, name):
    """Return what a CSV of the page has, its head first."""
    data = saved(page, page.locator(f".st-key-csv_{name} button").click)[1].read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(data.decode("utf-8-sig").splitlines()))


def put_at_an_end(page, slider, key, address):
    """Put a slider at an end of its track by a key, and wait for the address and all that the server says then."""
    page.locator(f".st-key-{slider} input[type=range]").press(key)
    page.wait_for_url(address)
    resting(page)


@pytest.mark.parametrize(("language", "said"), [("en", "Histogram of 10,240 values"), ("ko", "값 10,240개")])
def test_a_chart_is_saved_as_svg_with_its_present_numbers_and_the_link_and_light_in_the_dark_too(open_lab, language, said):
    page = open_lab(f"/?gamma=2&presenter=1&lang={language}", scheme="dark")
    settled(page)
    page.locator(CHART).hover()
    name, file = saved(page, page.locator(f"{CHART} .modebar-btn", has_text="SVG").click)
    assert name == "lab-batch_norm.svg"
    written = words_of(file)
    assert said in written
    assert page.locator(CHART).get_attribute("aria-label") in written
    assert re.sub("[?&]presenter=1", "", page.url).replace("/&", "/?") in written
    assert "rgb(253, 252, 250)" in file.read_text("utf-8")  # paper


def test_the_picture_of_a_chart_leaves_out_the_ways_that_come_from_another_one(open_lab):
    page = open_lab("/")
    settled(page)
    ways = "− μ ÷ σ"
    assert ways in page.locator(CHART).text_content()
    page.locator(CHART).hover()
    _name, file = saved(page, page.locator(f"{CHART} .modebar-btn", has_text="SVG").click)
    assert ways not in words_of(file)


def test_a_long_link_stands_whole_in_a_korean_picture(open_lab):
    page = open_lab("/?lang=ko&gamma=2&beta=-1.5&batch_size=12&seed=77&images=40")
    settled(page)
    page.locator(CHART).hover()
    _name, file = saved(page, page.locator(f"{CHART} .modebar-btn", has_text="SVG").click)
    assert page.url in words_of(file).replace(" ", "").replace("&amp;", "&")


def test_copied_is_said_for_a_moment(open_lab):
    page = open_lab("/?gamma=2")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = page.locator("[data-takes=link]")
    button.click()
    expect(button).to_have_text("Copied")
    expect(button).to_have_text("Copy link")


def test_the_buttons_of_a_chart_speak_the_language_that_is_chosen(open_lab):
    page = open_lab("/?gamma=2&lang=en")
    for language, words in [("한국어", "그림 저장: PNG"), ("English", "Save chart as PNG")]:
        page.get_by_text(language, exact=True).click()
        page.locator(f"{CHART} .modebar-btn[data-title='{words}'][aria-label='{words}']").wait_for(state="attached")


def test_a_chart_is_saved_as_png_by_keyboard(open_lab):
    page = open_lab("/")
    settled(page)
    button = page.locator(CHART).get_by_role("button", name="Save chart as PNG")
    button.focus()
    name, file = saved(page, lambda: page.keyboard.press("Enter"))
    assert name == "lab-batch_norm.png"
    with Image.open(file) as picture:
        assert picture.width == 1600
        assert picture.height > 400
        assert len(picture.convert("RGB").getcolors(1 << 20)) > 20


def test_a_chart_that_is_tapped_is_saved_with_a_finger_and_until_then_nothing_lies_over_it(chromium, server):
    context = chromium.new_context(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{server}/?gamma=2")
    settled(page)
    opacity = "(element) => getComputedStyle(element).opacity"
    assert page.locator(f"{CHART} .modebar").evaluate(opacity) == "0"
    page.locator(CHART).tap()
    assert page.locator(f"{CHART} .modebar").evaluate(opacity) == "1"
    name, _file = saved(page, page.locator(f"{CHART} .modebar-btn", has_text="PNG").tap)
    assert name == "lab-batch_norm.png"
    context.close()


@pytest.mark.parametrize(
    ("path", "language", "chart", "said"),
    [
        ("/?gamma=2.5", "en", CHART, ["What does batch normalization do?", "2.50", "24.1", "14.5"]),
        ("/?gamma=2.5", "ko", CHART, ["배치 정규화를 하면 값이 어떻게 바뀔까요?", "2.50", "24.1", "14.5"]),
        ("/whose_standard_deviation?part_size=2", "ko", chart_of("chart_parts"), ["17.5"]),
        ("/?shared_x=1&gamma=2", "en", CHART, ["☑ One x axis for all four histograms", "☐ Show the charts as tables"]),
        ("/linear_map?lines=position", "en", chart_of("chart_map"), ["One mean and variance per", "pixel position"]),
        ("/numpy_and_tensorflow?part=differences&reason=epsilon", "en", chart_of("chart_reasons"), ["size of ε"]),
    ],
)
def test_a_saved_page_opens_without_network_and_has_its_question_its_charts_and_its_numbers(
    open_lab, chromium, path, language, chart, said
):
    page = open_lab(f"{path}&lang={language}", ready=chart)
    resting(page)
    charts = page.locator(".live-chart.js-plotly-plot").count()
    name, file = saved(page, page.locator("[data-takes=page]").click)
    assert name.endswith(".html")
    copy = file.with_name(name)
    copy.write_bytes(file.read_bytes())
    context = chromium.new_context(offline=True, viewport={"width": 390, "height": 844})
    alone, troubles = context.new_page(), []
    alone.on("console", lambda message: troubles.append(message.text))
    alone.on("pageerror", lambda error: troubles.append(str(error)))
    alone.on("request", lambda request: request.url.startswith(("file:", "data:")) or troubles.append(request.url))
    alone.goto(copy.as_uri())
    text = " ".join(alone.locator("body").inner_text().split())
    assert [words for words in said if words not in text] == []
    pictures = "() => [...document.querySelectorAll('.live-chart img')].filter((one) => one.naturalWidth > 100).length"
    assert alone.evaluate(pictures) == charts > 0
    assert alone.evaluate("() => document.documentElement.lang") == language
    assert alone.get_by_role("link", name=page.url).get_attribute("href") == page.url
    assert alone.get_by_role("button").count() == 0
    assert alone.evaluate("() => document.documentElement.scrollWidth") <= 390
    assert troubles == []
    context.close()


def test_the_json_of_the_command_is_shown_with_its_lines_and_anything_else_is_answered_with_a_sentence(
    open_lab, tmp_path, capsys
):
    np.save(tmp_path / "x.npy", np.random.default_rng(0).normal(5, 2, (100, 8, 8, 3)).astype("f4"))
    assert main([str(tmp_path / "x.npy"), "--json", "--quiet"]) == 0
    printed = capsys.readouterr().out
    (tmp_path / "statistics.json").write_text(printed, "utf-8")
    (tmp_path / "hostile.json").write_text(printed.replace('"channel 0"', '"<img src=x onerror=alert(1)>"'), "utf-8")
    (tmp_path / "none.json").write_text("[" * 10_000)
    page = open_lab("/whose_standard_deviation", ready=chart_of("chart_parts"))
    resting(page)
    upload = page.locator(".st-key-run_of_command input[type=file]")
    chart = page.locator(chart_of("chart_run_of_command"))
    upload.set_input_files(tmp_path / "statistics.json")
    chart.wait_for()
    resting(page)
    [table] = json.loads(printed)["tables"].values()
    mean = table["channels"][2]["mean"]
    assert number(mean) in page.locator(".live-words-run tr").nth(3).inner_text()
    assert f"mean {number(mean)}" in chart.get_attribute("aria-label")
    assert f"{mean:.6g}" in page.locator("[data-testid=stCode]", has_text="NumPy").last.inner_text()
    assert repr(mean) in rows_of(page, "data_set")[3]
    upload.set_input_files(tmp_path / "hostile.json")
    page.get_by_text("<img src=x onerror=alert(1)>").first.wait_for()
    assert page.locator("img[src=x]").count() == 0
    upload.set_input_files(tmp_path / "none.json")
    page.get_by_text("This is not what the command prints with --json.").wait_for()
    chart.wait_for(state="detached")


def test_the_running_statistics_are_saved_with_the_momentum_that_the_slider_has_by_then(open_lab):
    page = open_lab("/training_and_inference?momentum=0.9", ready=chart_of("chart_running"))
    put_at_an_end(page, "momentum", "Home", "**momentum=0*")
    head, start, *updates = rows_of(page, "running_statistics")
    assert head[:2] == ["update", "running mean"]
    assert [float(number) for number in start[:3]] == [0, 0, 1]
    images, running = bn_core.random_images(), bn_core.RunningStatistics(0.0, 1.0, momentum=0.0)
    for row, batch in zip(updates, bn_core.shuffled_batches(30, 10, 500, seed=678), strict=True):
        running = running.update(bn_core.moments(images[batch], (0, 1, 2)))
        assert float(row[1]) == pytest.approx(running.mean.item(), rel=1e-9)
    assert len(updates) == 500


def test_the_statistics_of_every_batch_size_are_saved_with_between_what_nine_of_ten_means_lie(open_lab):
    page = open_lab("/training_and_inference?topic=batch_size&lang=en", ready=chart_of("chart_mini_batches"))
    head, *rows = rows_of(page, "batch_sizes")
    assert head[:4] == ["batch size", "mean, 5th percentile", "mean, 95th percentile", "std of the means"]
    x = bn_core.random_images().mean(axis=(1, 2, 3))
    for row in rows[:3]:
        means = np.array([x[batch].mean() for batch in bn_core.shuffled_batches(30, int(row[0]), 100, seed=678)])
        expected = [*np.percentile(means, (5, 95)), means.std()]
        assert list(map(float, row[1:4])) == pytest.approx(expected, rel=1e-6)
    assert [int(row[0]) for row in rows] == list(range(2, 31))


def test_a_linear_map_is_saved_with_the_beta_that_the_slider_has_by_then(open_lab):
    page = open_lab("/linear_map?gamma=-2&lang=ko", ready=chart_of("chart_map"))
    put_at_an_end(page, "beta", "End", "**beta=*")
    beta = value_of(page, "beta")
    head, *rows = rows_of(page, "linear_map")
    share, before, after = np.array(rows, float).T
    assert head == ["분위수(%)", "정규화 전 값", "정규화 후 값"]
    x = bimodal_images()
    np.testing.assert_allclose(before, np.quantile(x, share / 100))
    np.testing.assert_allclose(after, -2 * (before - x.mean()) / x.std() + beta)


def test_the_sets_of_a_norm_and_the_parts_of_a_data_set_are_saved_with_all_digits(open_lab):
    page = open_lab("/who_shares_statistics?norm=layer&lang=en", ready=chart_of("chart_sharing"))
    head, *rows = rows_of(page, "shared_statistics")
    assert head[:3] + head[5:7] == ["set", "Before: mean", "Before: std", "After: mean", "After: std"]
    numbers = np.array(rows, float)
    np.testing.assert_allclose(numbers[:, 1], BLOCK.mean((1, 2, 3)))
    np.testing.assert_allclose(numbers[:, 5:7], [[0, 1]] * len(BLOCK), atol=1e-5)
    page = open_lab("/whose_standard_deviation?part_size=7&lang=en", ready=chart_of("chart_parts"))
    images = bn_core.random_images()[..., 0]
    head, *parts, whole, _wrong, _other = rows_of(page, "standard_deviations")
    assert head == ["part", "values", "mean", "std"]
    assert [int(part[1]) // images[0].size for part in parts] == [7, 7, 7, 7, 2]
    np.testing.assert_allclose(float(parts[-1][3]), images[28:].std())
    assert float(whole[3]) == pytest.approx(images.std())
