"""The figures of a training run: few numbers, readable whatever the run does."""

from __future__ import annotations

import json

import numpy as np
import pytest

from bn_core.network.network import ARMS as NAMES
from bn_view.figures.colours import ARMS
from pages.training.figures import Steps, fan_figure, gradient_figure, heat_figure, race_figure, witness_figure
from pages.training.history import History
from pages.training.sweep_figure import curves_figure, sweep_figure
from tests.view.checked import checked, sent

STEPS = Steps(10, 500, 300, "steps")
AT = np.arange(0, 501, 10)
AXES = {
    "x_title": "learning rate",
    "y_title": "accuracy",
    "arm_names": {"plain": "no batch norm"},
    "levels": {"learned": 0.9, "guessing": 0.1},
}
TITLES = {arm: arm.upper() for arm in NAMES}


def histories(values, diverged=None):
    return {arm: History(AT, np.full(len(AT), values), np.full(len(AT), values), (), diverged) for arm in NAMES}


def test_every_arm_has_a_colour_of_its_own():
    assert set(ARMS) == set(NAMES)
    assert len(set(ARMS.values())) == len(NAMES)


@pytest.mark.parametrize("which", ["loss", "accuracy"])
def test_the_race_draws_each_arm_and_a_line_at_the_step_one_looks_at(which):
    figure = checked(race_figure(histories(0.5), {}, which, STEPS, y_title=which, arm_names=TITLES))
    assert len(figure.data) == 4
    line, faint = figure.layout.shapes
    assert (line.x0, line.x1) == (300, 300)
    assert (faint.x0, faint.x1) == (301.25, 500)  # from beside the line on, what is still to come


def test_a_diverging_loss_is_cut_and_ends_in_a_cross():
    figure = checked(race_figure(histories(1e30, diverged=510), {}, "loss", STEPS, y_title="loss", arm_names=TITLES))
    lines, crosses = figure.data[::2], figure.data[1::2]
    assert all(max(line.y) <= 100 for line in lines)
    assert {cross.marker.symbol for cross in crosses} == {"x"}
    assert {cross.x for cross in crosses} == {(510,)}  # where the words say that it diverged


def test_a_kept_run_is_thinner_than_the_present_one_and_has_no_crosses():
    figure = checked(race_figure(histories(0.4), histories(0.5, diverged=510), "loss", STEPS, y_title="loss", arm_names=TITLES))
    assert len(figure.data) == 8
    assert max(t.line.width for t in figure.data[:4]) < min(t.line.width for t in figure.data[4:])


def test_a_heat_map_sends_one_byte_a_cell():
    figure = heat_figure([(np.linspace(0, 1, 32 * 51).reshape(32, 51), 0.0, 4.0)] * 5, "batch_norm", STEPS, y_title="activation")
    assert [trace.z.dtype for trace in checked(figure).data] == [np.uint8] * 5
    assert sent(figure) < 20_000


def test_gamma_s_band_holds_its_median_and_all_layers_share_a_scale():
    fans = np.array([[[0.9] * 51, [1.0] * 51, [1.3] * 51]] * 3)
    figure = checked(fan_figure(fans, "batch_norm", STEPS, start=1.0, y_title="γ"))
    low, high = figure.layout.template.layout.yaxis.range
    assert low < 0.9 < 1.3 < high
    assert [figure.layout[name].range for name in ("yaxis", "yaxis2", "yaxis3")] == [None] * 3


@pytest.mark.parametrize("size", [0.0, 1e-30, 1.0, 1e30])
def test_gradients_of_any_size_stay_on_the_chart(size):
    sizes, extremes = {arm: np.full(6, size) for arm in NAMES}, (min(size, 1.0), max(size, 1.0))
    figure = checked(gradient_figure(sizes, extremes, list("12345o"), x_title="layer", y_title="norm", arm_names=TITLES))
    low, high = figure.layout.yaxis.range
    assert all(low - 1e-6 <= np.log10(y) <= high + 1e-6 for trace in figure.data for y in trace.y)


def test_the_sweep_and_the_witness_are_plain_json():
    sweep = sweep_figure({"plain": np.array([[0.2], [0.9]])}, (0.01, 0.1), rate=0.1, learned=0.9, only="only", **AXES)
    witness = witness_figure(np.array([2.0, 1.0]), np.array([2.0, 1.0]), x_title="steps", y_title="loss")
    for figure in (sweep, witness):
        assert json.loads(json.dumps(figure))["data"]


def test_a_sweep_of_several_seeds_has_a_band_behind_its_line_and_leaves_out_what_is_not_trained():
    seeds = np.array([[0.1, 0.3], [0.8, 1.0], [np.nan, np.nan]])
    low, high, line = checked(sweep_figure({"plain": seeds}, (0.01, 0.1, 1.0), rate=0.1, learned=0.9, only="only", **AXES)).data
    assert list(line.x) == [0.01, 0.1]
    np.testing.assert_allclose([low.y, line.y, high.y], [[0.1, 0.8], [0.2, 0.9], [0.3, 1.0]])
    assert high.fill == "tonexty"


def test_the_sweep_names_the_levels_and_the_arm_where_it_stops_learning():
    falls = np.array([[0.1], [0.95], [0.1]])
    figure = checked(sweep_figure({"plain": falls}, (0.01, 0.1, 1.0), rate=0.1, learned=0.9, only="only", **AXES))
    cursor, *levels = figure.layout.shapes
    assert cursor.x0 == 0.1
    low, learned, again = figure.data[0].marker.size
    assert low == again < learned
    assert [(level.y0, level.label.text) for level in levels] == [(0.9, "learned"), (0.1, "guessing")]
    (name,) = figure.layout.annotations
    assert "<b>no batch norm</b>" in name.text
    assert name.x == pytest.approx(-1 + (0.95 - 0.5) / (0.95 - 0.1))  # where the line passes a half, on a logarithmic axis


def test_where_batch_norm_alone_learns_at_higher_rates_the_ground_says_so():
    rates, none = (0.001, 0.01, 0.1, 1.0, 10.0), np.full((5, 1), np.nan)
    plain, normalized = (
        np.array(column)[:, np.newaxis] for column in ([0.5, 0.95, 0.1, 0.1, 0.1], [0.95, 0.95, 0.95, 0.95, 0.1])
    )
    named = {**AXES, "arm_names": {"plain": "no", "batch_norm": "batch norm", "noisy": "noise"}}
    arms = {"plain": plain, "batch_norm": normalized}
    figure = checked(sweep_figure(arms, rates, rate=0.1, learned=0.9, only="only", **named))
    *_others, ground = figure.layout.shapes
    assert any("only" in label.text for label in figure.layout.annotations)
    # From half-way between the last rate at which both learn to half-way to the first at which none does.
    assert (ground.x0, ground.x1) == pytest.approx((10**-1.5, 10**0.5), rel=1e-3)
    for others in ({"plain": none}, {"batch_norm": plain}, {"noisy": plain}):
        figure = checked(sweep_figure(arms | others, rates, rate=0.1, learned=0.9, only="only", **named))
        assert not any("only" in label.text for label in figure.layout.annotations)


def test_an_arm_that_never_stops_learning_is_named_at_its_end():
    figure = checked(sweep_figure({"plain": np.array([[0.1], [0.95]])}, (0.01, 0.1), rate=0.1, learned=0.9, only="only", **AXES))
    (name,) = figure.layout.annotations
    assert "<b>no batch norm</b>" in name.text
    assert (name.x, name.y) == (-1, 0.95)


def test_the_curves_have_the_axis_of_the_sweep_beside_them_and_a_dot_at_the_last_update():
    sweep = checked(sweep_figure({"plain": np.array([[0.1], [0.95]])}, (0.01, 0.1), rate=0.1, learned=0.9, only="only", **AXES))
    labels = {**AXES, "x_title": "updates", "levels": [0.9]}
    curves = checked(curves_figure({"plain": np.array([0.1, 0.5, 0.95])}, 25, 50, **labels))
    assert curves.layout.yaxis.range == sweep.layout.yaxis.range
    assert [size > 0 for size in curves.data[0].marker.size] == [False, False, True]
