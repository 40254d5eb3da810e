"""Whose standard deviation, in both languages: that of all values, and what popular recipes make of it."""

from __future__ import annotations

import re

import numpy as np
import pytest
from sklearn.datasets import load_digits

import bn_core
from bn_view.data.sources import RandomImages
from pages.whose_standard_deviation import charts as whose
from pages.whose_standard_deviation.recipes import CODE
from pages.whose_standard_deviation.run_of_command import COMMAND
from pages.whose_standard_deviation.settings import Parts
from pages.whose_standard_deviation.values import DataSet, share_sizes
from tests.pages.conftest import charts, rerun, text, traces, words
from tests.reading import read_number
from witnesses import article

PAGE = "whose_standard_deviation"
IMAGES = {
    "note": lambda: article.steps()["data"],
    "digits": lambda: load_digits().images[:64, ..., np.newaxis],
    "source": lambda: bn_core.random_images(count=12, channels=3),
}
OF_SOURCE = {"images": 12, "channels": 3}
data_sets = pytest.mark.parametrize("name", list(IMAGES))


def of_page(app, name):
    """Return a number above or below the picture."""
    shown = "".join(words(app)[place] for place in ("headline", "parts"))
    return read_number(re.search(rf'class="parts-{name}"[^>]*>(.*?)</b>', shown)[1])


def recipes(app):
    """Return the table: for each recipe's code its cells, each with a number for each channel."""
    rows = re.findall('<tr><th scope="row">.*?<code>(.*?)</code></th>(.*?)</tr>', words(app)["recipes"])
    return {
        code: [[read_number(n) for n in cell.split(", ")] for cell in re.findall("<td>(.*?)</td>", cells)] for code, cells in rows
    }


@pytest.mark.parametrize(("language", "title"), [("en", "Is the std of a data set the mean"), ("ko", "전체 표준편차는 이미지별")])
def test_the_page_opens_in_both_languages(open_app, language, title):
    assert title in text(open_app(PAGE, lang=language))


def test_2_27_and_17_5_stand_on_the_page_for_the_notes_images(open_app):
    app = open_app(PAGE)
    assert (of_page(app, "deviation"), of_page(app, "mean_of_deviations")) == (17.5, 2.27)


@data_sets
@pytest.mark.parametrize("size", [1, 5, 12])
def test_within_and_between_are_numpys_and_add_up_whatever_the_parts_are(open_app, name, size):
    app, images = open_app(PAGE, data_set=name, part_size=size, **OF_SOURCE), IMAGES[name]()[..., :1]
    parts = np.split(images, range(size, len(images), size))
    within = sum(part.size * part.var() for part in parts) / images.size
    between = sum(part.size * (part.mean() - images.mean()) ** 2 for part in parts) / images.size
    shown = [of_page(app, number) for number in ("variance", "within", "between", "mean_of_deviations")]
    assert shown == pytest.approx([images.var(), within, between, np.mean([part.std() for part in parts])], rel=5e-3, abs=6e-5)


def assert_are_rows_of(bars, dots, expected):
    """Each from its mean − std to its mean + std, as precise as a pixel, a dot at its mean; one without a std is a thin line."""
    ends = [(low, low + length) for low, length in zip(bars["base"], bars["x"], strict=True)]
    shown, moments = zip(*[of for of in zip(ends, expected, strict=True) if of[1][1]], strict=True)
    assert np.ravel(shown) == pytest.approx(np.ravel([(mean - std, mean + std) for mean, std in moments]), abs=0.06)
    assert dots["x"] == pytest.approx([mean for mean, _std in expected], abs=0.06)
    assert dots["y"] == bars["y"] == sorted(bars["y"], reverse=True)


def assert_are_bars_of(bars, expected):
    """Each from its mean − std to its mean + std."""
    shown = list(zip(bars["base"], bars["x"], strict=True))
    assert np.ravel(shown) == pytest.approx(np.ravel([(mean - std, 2 * std) for mean, std in expected]), rel=1e-3, abs=0.01)


def moments_of(parts):
    return [(part.mean(), part.std()) for part in parts]


def test_the_picture_has_a_row_for_each_part_on_one_axis_and_the_curves_a_point_for_each_size(open_app):
    app = open_app(PAGE, part_size=8)
    (bars, dots, made), images = traces(app, "parts"), IMAGES["note"]()
    parts = np.split(images, [8, 16, 24])
    assert_are_rows_of(bars, dots, moments_of(parts))
    assert dots["customdata"] == pytest.approx([part.std() for part in parts], rel=1e-4)
    assert bars["width"] == pytest.approx([len(part) / 30 for part in parts], abs=0.01)
    mean_of_deviations = np.mean([part.std() for part in parts])
    assert_are_bars_of(made, [(images.mean(), mean_of_deviations), (images.mean(), images.std())])
    of_all, of_parts, _ = traces(app, "curves")
    assert of_all["y"] == pytest.approx([images.std()] * 30, rel=1e-4)
    assert of_parts["y"][7] == pytest.approx(np.mean([part.std() for part in parts]), rel=1e-4)
    assert charts(app)["curves"]["figure"]["layout"]["shapes"][0]["x0"] == 8


def test_the_bar_of_the_variance_has_a_piece_within_and_one_between_the_parts(open_app):
    app, images = open_app(PAGE), IMAGES["note"]()
    within, between = (trace["x"][0] for trace in traces(app, "sum"))
    assert within == pytest.approx(images.var((1, 2)).mean() / images.var(), rel=1e-3)
    assert within + between == pytest.approx(1, rel=1e-4)


def test_it_is_the_mean_of_images_stds_as_long_as_a_part_is_an_image(open_app):
    assert "mean of the images’ stds" in words(open_app(PAGE))["headline"]
    assert "mean of the parts’ stds" in words(open_app(PAGE, part_size=2))["headline"]


@data_sets
def test_between_both_stds_stands_whether_they_are_equal_and_so_it_does_while_a_slider_moves(open_app, name):
    images = len(IMAGES[name]())
    app = open_app(PAGE, data_set=name, **(OF_SOURCE if name == "source" else {}))
    assert '<i class="parts-relation">≠</i>' in words(app)["headline"]
    (signs,) = (
        part["states"]
        for part in charts(app)["parts"]["motion"]["frames"]
        if (part["slider"], part["path"]) == ("part_size", ["numbers", "relation"])
    )
    assert (signs[0], signs[images - 1]) == ("≠", "=")


@data_sets
@pytest.mark.parametrize(("workers", "unequal"), [(1, 0), (4, 0), (4, 0.75), (8, 1)])
def test_only_the_right_merge_says_of_unequal_workers_what_all_values_have(open_app, name, workers, unequal):
    app = open_app(PAGE, data_set=name, workers=workers, unequal=unequal, **OF_SOURCE)
    images = IMAGES[name]()[..., :1]
    sizes = share_sizes(len(images), workers, unequal)
    assert (len(sizes), sum(sizes), min(sizes) >= 1) == (workers, len(images), True)
    assert (max(sizes) - min(sizes) <= 1) == (unequal == 0 or workers == 1)
    shares = np.split(images, np.cumsum(sizes)[:-1])
    (means, stds), (bars, dots, made) = zip(*moments_of(shares), strict=True), traces(app, "shares")
    assert_are_rows_of(bars, dots, moments_of(shares))
    assert bars["width"] == pytest.approx([size / len(images) for size in sizes], abs=0.02)
    averaged, as_equal = np.mean(np.square(stds)), np.mean(np.square(stds)) + np.var(means)
    expected = [(np.mean(means), averaged**0.5), (np.mean(means), as_equal**0.5), (images.mean(), images.std())]
    assert_are_bars_of(made, expected)
    table = re.findall(r'class="merged-\w+"[^>]*>(.*?)</b>', words(app)["merged"])
    assert list(map(read_number, table)) == pytest.approx(np.ravel(expected).tolist(), rel=5e-3, abs=6e-5)


@data_sets
def test_the_code_of_each_recipe_gives_what_the_table_says(open_app, name):
    app, images = open_app(PAGE, data_set=name, part_size=5, **OF_SOURCE), IMAGES[name]()
    batches = np.split(images, range(5, len(images), 5))
    single = images.astype(np.float32)
    known = {"np": np, "images": images, "batches": batches, "count": np.float32(single[..., 0].size)}
    known |= {"sum_of_values": single.sum((0, 1, 2)), "sum_of_squares": np.square(single).sum((0, 1, 2))}
    table = recipes(app)
    assert len(table) == len(CODE)
    for code, (_mean, deviation, _mean_after, deviation_after) in table.items():
        expected = eval(code, known)
        loaded = images / float(code.partition("images / ")[2] or 1)
        assert deviation == pytest.approx(expected, rel=6e-3), code
        assert deviation_after == pytest.approx(loaded.std((0, 1, 2)) / expected, rel=6e-3, abs=6e-5), code


@data_sets
def test_the_lines_to_paste_leave_mean_0_and_std_1(open_app, name):
    app, images = open_app(PAGE, data_set=name, **OF_SOURCE), IMAGES[name]()
    images = load_digits().images[..., np.newaxis] if name == "digits" else images  # all, not only those that are shown
    known = {"x": images}
    exec(next(code.value for code in app.code if "numpy" in code.value), known)
    np.testing.assert_allclose(known["x"].mean((0, 1, 2)), 0, atol=1e-5)
    np.testing.assert_allclose(known["x"].std((0, 1, 2)), 1, atol=1e-5)
    keras, torch = (next(code.value for code in app.code if word in code.value) for word in ("keras", "torchvision"))
    assert re.search(r"mean=(\[.*?\])", keras)[1] == re.search(r"mean=(\[.*?\])", torch)[1]


def test_images_pulled_apart_change_the_std_of_all_and_not_the_mean_of_their_own(open_app):
    apart, together = open_app(PAGE, apart=2), open_app(PAGE, apart=0)
    assert of_page(apart, "mean_of_deviations") == of_page(together, "mean_of_deviations") == 2.27
    assert of_page(apart, "deviation") > 30
    assert of_page(together, "between") == 0


def test_a_data_set_with_fewer_images_holds_the_slider_at_its_end(open_app):
    app = open_app(PAGE, data_set="digits", part_size=60)
    app.segmented_control(key="data_set").set_value("note")
    app = rerun(app)
    assert app.slider(key="part_size").value == 30


def test_of_bytes_the_lines_to_paste_are_of_0_to_1_as_loaders_have_them(open_app):
    digits = load_digits().images / 16
    code = "".join(block.value for block in open_app(PAGE, data_set="digits").code)
    assert f"Normalize(mean=[{digits.mean():.6g}], std=[{digits.std():.6g}])" in code
    assert "divided by 16" in code
    assert "x / 16" in code


def test_what_the_picture_leaves_out_is_said(open_app):
    assert "the first 64 of 1,797 images" in text(open_app(PAGE, data_set="digits"))
    assert "the first of 3 channels" in text(open_app(PAGE, data_set="source", channels=3))
    assert "Shown:" not in text(open_app(PAGE))


def test_a_constant_channel_has_no_lines_to_paste(open_app):
    app = open_app(PAGE, data_set="source", spread=1, shift=1)
    assert [code.value for code in app.code] == [COMMAND]
    assert "no std to divide by" in text(app)


@pytest.mark.parametrize("seed", [1, 3])
def test_no_bar_of_any_worker_or_merge_is_cut_at_an_end_of_its_axis(seed):
    data = DataSet(RandomImages(seed=seed, images=12), 12)
    for workers in range(1, 13):
        for unequal in Parts.unequal.stops:
            (chart,) = whose.shares(data, workers, unequal)["charts"]
            _parts, _means, estimates = chart["figure"]["data"]
            low, high = chart["figure"]["layout"]["xaxis"]["range"]
            for bars in (chart["figure"]["data"][0], estimates):
                starts, widths = np.array(bars["base"]), np.array(bars["x"])
                assert low < starts.min()
                assert (starts + widths).max() < high
