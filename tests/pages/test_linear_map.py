"""A linear map, in both languages: the shape that stays, the line, and where the shape does not stay."""

from __future__ import annotations

import re

import numpy as np
import pytest
from scipy.stats import kurtosis, skew

import bn_core
from bn_view.data.mini_batch import MiniBatch
from bn_view.words.numbers import number
from pages.linear_map.values import bimodal_images, uniform_images
from tests.pages.conftest import chart, charts, rerun, text, traces, weight, words
from tests.reading import read_number

PAGE = "linear_map"
DATA = {"bimodal": bimodal_images, "uniform": uniform_images, "batch": lambda: bn_core.random_images()[:10]}
shapes = pytest.mark.parametrize("shape", list(DATA))
shapes_and_gammas = pytest.mark.parametrize(("shape", "gamma"), [("bimodal", 1), ("uniform", 2.5), ("batch", -1)])


def shape_tables(app):
    """Return the tables of all maps: skewness and excess kurtosis, before and after, in numbers."""
    tables = [words(app)[name] for name in ("shape_all", "shape_middle")]
    cells = [re.findall("<td>(.*?)</td>", table) for table in tables]
    return [[[read_number(cell) for cell in row] for row in (of_one[:2], of_one[3:5])] for of_one in cells]


def before_and_after(app):
    """Return mean, standard deviation, skewness and excess kurtosis before and after one map, in numbers."""
    cells = re.findall("<td>(.*?)</td>", words(app)["kept"])
    return [[read_number(cell) for cell in cells[column::3]] for column in (0, 1)]


def off_the_line(app, name):
    """Return how far the points that a chart draws last are from the line that it draws first."""
    line, *_others, points = traces(app, name)
    (start, end), (low, high) = line["x"], line["y"]
    share = (np.array(points["x"]) - start) / ((end - start) or 1)
    return np.abs(np.array(points["y"]) - low - share * (high - low)).max()


def distance(app):
    """Return how far the drawn quantiles are from the drawn line; what is said of it has to agree."""
    off, said = off_the_line(app, "quantiles_many"), chart(app, "quantiles_many")[1]
    away = re.search(r"At most (\S+) away", said)
    assert off == pytest.approx(read_number(away[1]), rel=0.01) if away else "They lie on a straight line." in said
    return off


@pytest.mark.parametrize(("language", "shape"), [("en", "bimodal"), ("en", "uniform"), ("en", "batch"), ("ko", "bimodal")])
def test_every_shape_opens_in_both_languages(open_app, language, shape):
    app = open_app(PAGE, lang=language, shape=shape)
    title = {"en": "Does standardizing make data normal?", "ko": "표준화하면 정규분포가 될까요?"}[language]
    assert f"<h1>{title}</h1>" in text(app)
    assert not app.warning


@shapes_and_gammas
def test_one_map_for_all_leaves_skewness_and_kurtosis_which_are_scipy_s(open_app, shape, gamma):
    x = DATA[shape]()
    before, after = before_and_after(open_app(PAGE, shape=shape, gamma=gamma, beta=1))
    assert (before[2], after[2]) == pytest.approx((skew(x, axis=None), np.sign(gamma) * skew(x, axis=None)), abs=6e-5)
    assert (before[3], after[3]) == pytest.approx([kurtosis(x, axis=None)] * 2, abs=6e-5)
    assert before[:2] == pytest.approx([x.mean(), x.std()], rel=5e-3)
    assert after[:2] == pytest.approx([1, abs(gamma)], abs=1e-9)


@shapes_and_gammas
def test_the_line_is_said_with_its_slope_and_intercept_and_drawn_with_them(open_app, shape, gamma):
    x, app = DATA[shape](), open_app(PAGE, shape=shape, gamma=gamma, beta=0.5)
    slope, intercept = (read_number(n) for n in re.findall(r'class="map-[ab]" title="(.*?)"', words(app)["map_line"]))
    assert slope == pytest.approx(gamma / x.std(), rel=1e-6)
    assert intercept == pytest.approx(0.5 - gamma * x.mean() / x.std(), rel=1e-5)
    line = traces(app, "map")[0]
    np.testing.assert_allclose(line["y"], slope * np.array(line["x"]) + intercept, atol=1e-4)


@shapes_and_gammas
def test_who_does_the_sum_by_hand_with_the_numbers_on_the_page_gets_the_shown_slope_and_intercept(open_app, shape, gamma):
    said = words(open_app(PAGE, shape=shape, gamma=gamma, beta=0.5))["map_line"]
    mean, deviation = (read_number(re.search(f"{name}\u00a0=\u00a0([^,]*),", said)[1]) for name in "μσ")
    shown = re.findall(r'class="map-[ab]".*?>(.*?)<', said)
    assert shown == [number(gamma / deviation), number(0.5 - gamma * mean / deviation)]


@shapes
def test_standardizing_is_the_diagonal_of_the_picture(open_app, shape):
    layout = charts(open_app(PAGE, shape=shape))["map"]["figure"]["layout"]
    line = traces(open_app(PAGE, shape=shape), "map")[0]
    assert line["x"] == pytest.approx(layout["xaxis"]["range"])
    assert line["y"] == pytest.approx(layout["yaxis2"]["range"])


@pytest.mark.parametrize("gamma", [0.4, -3])
def test_a_value_is_as_high_beside_the_line_as_on_it(open_app, gamma):
    drawn = charts(open_app(PAGE, gamma=gamma))
    on_line, after = (drawn[name]["figure"]["layout"] for name in ("map", "after"))
    assert on_line["yaxis2"]["range"] == after["yaxis"]["range"]
    assert [on_line["margin"][side] for side in "tb"] == [after["margin"][side] for side in "tb"]
    carried, arrived = drawn["map"]["figure"]["data"][-1], drawn["after"]["figure"]["data"][0]
    assert carried["y"] == arrived["y"]


@shapes_and_gammas
def test_values_at_equal_distances_are_carried_to_equal_distances_from_the_least_to_the_greatest(open_app, shape, gamma):
    x, carried = DATA[shape](), traces(open_app(PAGE, shape=shape, gamma=gamma, beta=-1), "map")[-1]
    np.testing.assert_allclose(carried["x"], np.linspace(x.min(), x.max(), 7), rtol=1e-6)
    np.testing.assert_allclose(carried["y"], gamma * (np.array(carried["x"]) - x.mean()) / x.std() - 1, rtol=1e-4, atol=1e-4)


@shapes
def test_the_quantiles_lie_off_the_line_for_one_map_a_position(open_app, shape):
    app = open_app(PAGE, shape=shape)
    points, _ = chart(app, "quantiles_many")
    assert len(points["x"]) <= 200
    assert distance(app) > 0.3


@shapes
def test_pooled_positions_change_the_shape_and_one_position_does_not(open_app, shape):
    x = DATA[shape]()
    y = bn_core.standardize(x, axis=0)
    everything, middle = shape_tables(open_app(PAGE, shape=shape))
    assert [row[1] for row in everything] == pytest.approx([skew(y, axis=None), kurtosis(y, axis=None)], abs=6e-5)
    assert abs(everything[1][0] - everything[1][1]) > 0.05
    of_one = [skew(x[:, 16, 16, 0]), kurtosis(x[:, 16, 16, 0])]
    assert middle == [pytest.approx([number, number], abs=6e-5) for number in of_one]


@pytest.mark.parametrize("grouping", ["channel", "all"])
def test_with_one_group_there_is_one_line_and_the_shape_stays(open_app, grouping):
    app = open_app(PAGE, lines=grouping)
    assert "One group, one line" in text(app)
    assert distance(app) < 1e-13
    assert [list(pair) for pair in zip(*before_and_after(app), strict=True)][2:] == shape_tables(app)[0]


def test_a_position_has_a_line_of_its_own_and_a_few_are_drawn(open_app):
    app = open_app(PAGE)
    assert "<b>1,024</b> groups" in text(app)
    assert chart(app, "lines")[1].startswith("12 of 1024 lines")
    x, lines = bimodal_images(), traces(app, "lines")
    assert len(lines) == 12
    assert lines[0]["x"] == [x[:, 0, 0, 0].min(), x[:, 0, 0, 0].max()]


@shapes
def test_gamma_1_and_beta_0_differ_from_standardization_by_0(open_app, shape):
    assert "<b>is</b> standardization. Largest difference: <b>0</b>" in text(open_app(PAGE, shape=shape, gamma=2, beta=-1))


@shapes
def test_the_histograms_before_and_after_have_the_same_counts_over_another_axis(open_app, shape):
    app = open_app(PAGE, shape=shape, gamma=0.5, beta=3)
    before, after = traces(app, "map")[2], chart(app, "after")[0]
    # A value within rounding of an edge may lie in the next bin.
    assert np.abs(np.subtract(before["y"], after["x"])).sum() <= 4
    x = DATA[shape]()
    np.testing.assert_allclose(after["y"], 0.5 * (np.array(before["x"]) - x.mean()) / x.std() + 3, atol=1e-4)


def test_a_moved_slider_moves_the_line(open_app):
    app = open_app(PAGE)
    app.slider(key="gamma").set_value(-3.0)
    app.slider(key="beta").set_value(5.0)
    rerun(app)
    points, _ = chart(app, "map")
    assert points["y"][0] > points["y"][-1]
    assert "the skewness changes its sign" in text(app)


def test_gamma_0_leaves_no_shape_and_says_so(open_app):
    app = open_app(PAGE, gamma=0, beta=2)
    assert "γ = 0 puts every value at β" in text(app)
    assert re.search("<td><b [^>]*>–</b></td>", text(app))
    assert set(chart(app, "map")[0]["y"]) == {2}


def test_the_note_s_kurtosis_is_computed_for_each_way(open_app):
    (table,) = re.findall("<ul>.*?</ul>", text(open_app(PAGE)))
    assert re.findall("<b>(.*?)</b>", table) == ["1.80430", "1.80430", "1.79882", "1.79548"]
    assert re.findall(r"−1\.\d{5}", table) == ["−1.19570", "−1.19570", "−1.20118", "−1.20452"]


def test_two_tests_are_compared_on_one_scale_as_who_computes_it_by_hand_does(open_app):
    app = open_app(PAGE)
    assert "Standardized they are <b>2.00</b> and <b>1.00</b>" in text(app)
    assert "mean 60.0, standard deviation 5.00" in chart(app, "tests_before")[1]
    assert "mean 0.00, standard deviation 1.00" in chart(app, "tests_after")[1]


@pytest.mark.parametrize(
    "state",
    [
        {"spread": 1, "shift": 1},
        {"height": 1, "width": 1, "images": 2, "batch_size": 2},
        {"images": 64, "batch_size": 64, "height": 64, "width": 64, "channels": 3},
        {"data": "digits", "mini_batch": MiniBatch.mini_batch.most},
    ],
)
@pytest.mark.parametrize("grouping", ["position", "channel", "all"])
def test_any_mini_batch_of_the_lab_can_be_looked_at(open_app, state, grouping):
    app = open_app(PAGE, shape="batch", lines=grouping, **state)
    assert off_the_line(app, "map") < 1e-9
    assert app.segmented_control(key="lines").value == grouping


def test_a_release_costs_less_than_60_kb(open_app):
    assert weight(open_app(PAGE, gamma=-1.37, beta=0.71)) < 60_000


def test_a_link_that_makes_no_sense_is_answered_with_a_sentence(open_app):
    (warning,) = open_app(PAGE, shape="normal", gamma=9).warning
    assert "`shape=normal`" in warning.value
    assert "`gamma=9`" in warning.value
