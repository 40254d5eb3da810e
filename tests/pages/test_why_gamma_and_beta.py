"""The activation page in both languages: what gamma and beta choose, and that they can undo all."""

from __future__ import annotations

import re

import numpy as np
import pytest

import bn_core
from bn_view.words.numbers import exact
from pages.why_gamma_and_beta.figure import flat_ends
from tests.pages.conftest import chart, charts, rerun, text, traces, words
from tests.reading import read_number

PAGE = "why_gamma_and_beta"


@pytest.mark.parametrize("activation", bn_core.ACTIVATIONS)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_activation_opens_in_both_languages(open_app, language, activation):
    app = open_app(PAGE, lang=language, activation=activation)
    assert {"en": "<h1>What are gamma and beta for?</h1>", "ko": "<h1>감마와 베타는 왜 필요할까요?</h1>"}[language] in text(app)
    assert not app.warning


@pytest.mark.parametrize(("gamma", "beta"), [(1, 0), (0.2, -1), (-3, 5), (0, 0)])
def test_the_shares_are_bn_core_s_to_a_thousandth_and_where_one_points_with_all_digits(open_app, gamma, beta):
    app = open_app(PAGE, activation="tanh", gamma=gamma, beta=beta)
    output = bn_core.batch_norm(bn_core.random_images()[:10], gamma, beta, axis=(0, 1, 2), epsilon=1e-8).output
    use = bn_core.activation_use(output, "tanh")
    found = re.findall(r'class="activation-(explained|flat)" title="(.*?)">(.*?)</span>%', text(app))
    for (name, title, shown), share in zip(found, (use.r_squared, use.flat), strict=True):
        assert title == exact(100 * share), name
        assert shown == "–" if np.isnan(share) else float(shown) == pytest.approx(100 * share, abs=0.15), name


def normalized(gamma, beta):
    return bn_core.batch_norm(bn_core.random_images()[:10], gamma, beta, axis=(0, 1, 2), epsilon=1e-8).output


@pytest.mark.parametrize("activation", bn_core.ACTIVATIONS)
def test_the_next_layer_s_counts_are_those_of_the_outputs_to_the_width_of_a_bin(open_app, activation):
    steps = traces(open_app(PAGE, activation=activation, gamma=2, beta=0.5), "activation_output")[1]
    edges, below = steps["y"][1:], np.cumsum(steps["x"][:-1])
    outputs = bn_core.ACTIVATIONS[activation].value(normalized(2, 0.5))
    # As many up to each edge as there are up to the edge before it, and no more than up to the next.
    exact = [np.count_nonzero(outputs <= edge) for edge in edges]
    assert all(exact[i - 2] - 5 <= below[i] <= exact[i + 2] + 5 for i in range(2, len(edges) - 2))
    assert below[-1] == pytest.approx(outputs.size, abs=30)


def test_the_next_layer_s_axes_stand_still_and_a_pile_beyond_them_says_its_count(open_app):
    layouts = []
    for gamma in (0.5, 3):
        app = open_app(PAGE, gamma=gamma)
        layouts.append(charts(app)["activation_output"]["figure"]["layout"])
    assert layouts[0] == layouts[1]
    _ways, steps, piles = traces(app, "activation_output")
    top = layouts[1]["xaxis"]["range"][1]
    assert {f"{count:,} ▸" for count in steps["x"] if count > top} >= set(piles["text"]) - {""} != set()


@pytest.mark.parametrize("activation", bn_core.ACTIVATIONS)
def test_the_straight_line_of_which_r_squared_speaks_is_drawn_on_the_curve(open_app, activation):
    line = traces(open_app(PAGE, activation=activation, gamma=1.5, beta=-0.5), "activation")[2]
    x = normalized(1.5, -0.5).ravel()
    expected = np.polyval(np.polyfit(x, bn_core.ACTIVATIONS[activation].value(x), 1), [-2, 2])
    np.testing.assert_allclose(np.interp([-2, 2], line["x"], line["y"]), expected, atol=0.02)


def test_where_all_values_are_in_one_place_there_is_no_straight_line(open_app):
    app = open_app(PAGE, gamma=0)
    assert traces(app, "activation")[2]["y"] == [None, None]
    assert "best straight line: R² <b>" in text(app)
    assert ">–</span>%</b>" in text(app)


@pytest.mark.parametrize(("activation", "ends"), [("sigmoid", 2), ("tanh", 2), ("relu", 1), ("gelu", 2)])
def test_a_function_is_flat_between_the_ends_that_the_browser_gets(activation, ends):
    function, between = bn_core.ACTIVATIONS[activation], flat_ends(bn_core.ACTIVATIONS[activation])
    pairs = list(zip(between[::2], between[1::2], strict=True))
    assert len(pairs) == ends
    x = np.linspace(-6, 6, 997)
    within = np.logical_or.reduce([(low <= x) & (x <= high) for low, high in pairs])
    np.testing.assert_array_equal(within, function.is_flat(x))


@pytest.mark.parametrize(("activation", "least"), [("sigmoid", 4), ("tanh", 2), ("relu", 0)])
def test_the_curve_is_dotted_where_it_is_flat(open_app, activation, least):
    solid, dotted = traces(open_app(PAGE, activation=activation), "activation")[:2]
    left_end = max(x for x, y in zip(dotted["x"], dotted["y"], strict=True) if y is not None and x < 0.1)
    assert left_end == pytest.approx(-least, abs=0.5)
    assert all(y is not None for x, y in zip(solid["x"], solid["y"], strict=True) if left_end + 0.5 < x < least)


def test_the_curve_lies_behind_the_histogram_and_reaches_beyond_a_wider_axis(open_app):
    app = open_app(PAGE, activation="sigmoid", gamma=3)
    trace, words = chart(app, "activation")
    assert sum(trace["y"]) == 10 * 32 * 32
    assert "sigmoid" in words


@pytest.mark.parametrize("grouping", ["position", "channel", "all"])
def test_undo_gives_the_input_back(open_app, grouping):
    app = open_app(PAGE, undo=1, grouping=grouping)
    difference = read_number(re.search(r"to <b>([^<]+)</b>", text(app)).group(1))
    assert difference <= 1e-12
    trace, _words = chart(app, "activation")
    images = bn_core.random_images()[:10]
    np.testing.assert_allclose([trace["x"][0], trace["x"][-1]], [images.min(), images.max()], rtol=1e-12)


def test_where_the_sliders_are_stand_the_gamma_and_beta_that_undo_which_are_numpy_s_mean_and_deviation(open_app):
    x = bn_core.random_images()[:10]
    app = open_app(PAGE, undo=1, gamma=2.9, lang="en")
    assert not app.slider  # of gamma and beta: epsilon's is one of stops
    assert [slider.disabled for slider in app.select_slider] == [True]
    assert re.findall("<br><b>(.*?)</b>", text(app)) == [f"{x.std():.1f}", f"{x.mean():.1f}"]


def test_several_gammas_and_betas_that_undo_are_said_from_the_least_to_the_greatest(open_app):
    x = bn_core.random_images()[:10]
    said = re.findall("<br><b>(.*?)</b>", text(open_app(PAGE, undo=1, grouping="position")))
    ends = [re.match("(.*) to (.*), one for each of 1,024 means", values).groups() for values in said]
    expected = [(of_positions.min(), of_positions.max()) for of_positions in (x.std(axis=0), x.mean(axis=0))]
    assert [tuple(map(read_number, of_one)) for of_one in ends] == [pytest.approx(pair, rel=5e-3) for pair in expected]


def test_the_sliders_keep_their_place_through_undo(open_app):
    app = open_app(PAGE, gamma=0.5, beta=2, undo=1)
    app.toggle(key="undo").set_value(False)
    rerun(app)
    assert (app.slider(key="gamma").value, app.slider(key="beta").value) == (0.5, 2.0)


@pytest.mark.parametrize("activation", bn_core.ACTIVATIONS)
@pytest.mark.parametrize("gamma", [0.3, 3])
def test_an_output_is_as_high_beside_the_curve_as_on_it(open_app, activation, gamma):
    drawn = charts(open_app(PAGE, activation=activation, gamma=gamma))
    curve, output = (drawn[name]["figure"]["layout"] for name in ("activation", "activation_output"))
    assert curve["yaxis2"]["range"] == output["yaxis"]["range"]
    assert curve["yaxis2"]["tickvals"] == output["yaxis"]["tickvals"]
    assert [curve["margin"][side] for side in "tb"] == [output["margin"][side] for side in "tb"]


def test_what_is_said_of_the_curve_stands_in_its_picture_and_the_numbers_of_the_values_below(open_app):
    said = words(open_app(PAGE))
    assert "activation-deviation" in said["activation"]
    assert "activation-explained" in said["on_curve"]
    assert "activation-flat" in said["on_curve"]


@pytest.mark.parametrize("activation", bn_core.ACTIVATIONS)
@pytest.mark.parametrize("gamma", [-2, 0, 1])
def test_values_at_equal_distances_are_carried_through_the_curve_to_the_next_layer(open_app, activation, gamma):
    app = open_app(PAGE, activation=activation, gamma=gamma, beta=1)
    carried, arrived = traces(app, "activation")[3], traces(app, "activation_output")[0]
    x = normalized(gamma, 1)
    expected = np.linspace(x.min(), x.max(), 7)
    np.testing.assert_allclose(carried["x"], expected, atol=1e-4)
    np.testing.assert_allclose(carried["y"], bn_core.ACTIVATIONS[activation].value(expected), atol=1e-4)
    assert arrived["y"] == carried["y"]
