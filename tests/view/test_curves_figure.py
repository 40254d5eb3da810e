"""The figure of a few curves."""

from __future__ import annotations

import numpy as np
import pytest

from pages.beliefs.figures import Panel, curves_figure, panels_figure
from pages.beliefs.questions import covered
from tests.view.checked import checked

TWO = {"a": ([1, 2, 4], [0.5, 0.25, 0.125]), "b": ([1, 2, 4], [1.0, 1.0, 1.0])}


def test_each_curve_is_drawn_with_its_values_and_told_apart_by_colour_and_by_dash():
    a, b = checked(curves_figure(TWO, x="batches", y="mean")).data
    assert (list(a.x), list(a.y), a.name) == (*map(list, TWO["a"]), "a")
    assert a.line.color != b.line.color
    assert a.line.dash != b.line.dash


def test_a_legend_stands_only_over_several_curves():
    assert checked(curves_figure(TWO, x="", y="")).layout.showlegend
    assert not checked(curves_figure({"a": TWO["a"]}, x="", y="")).layout.showlegend


def test_the_axes_have_their_names_and_do_not_move():
    layout = checked(curves_figure(TWO, x="batches", y="mean")).layout
    assert (layout.xaxis.title.text, layout.yaxis.title.text) == ("batches", "mean")
    assert layout.xaxis.fixedrange
    assert layout.yaxis.fixedrange
    assert layout.dragmode is False


@pytest.mark.parametrize(("xs", "power_of_two"), [([2, 8, 64], True), ([1e-4, 1e-2, 10], False)])
def test_a_logarithmic_axis_of_less_than_two_decades_counts_in_powers_of_two(xs, power_of_two):
    axis = checked(curves_figure({"a": (xs, [0, 1, 2])}, x="m", y="", log_x=True)).layout.xaxis
    assert axis.type == "log"
    assert (axis.tickvals is not None and 64 in axis.tickvals) == power_of_two


def test_nothing_is_drawn_in_pure_black_or_white():
    assert not {trace.line.color.upper() for trace in checked(curves_figure(TWO, x="", y="")).data} & {"#000000", "#FFFFFF"}


def test_before_the_run_a_figure_has_its_axes_and_names_and_no_value():
    curves = {"one": ([1, 2], [3.0, 4.0]), "two": ([1, 2], [5.0, 6.0])}
    figure = checked(covered(curves_figure(curves, "batches", "mean"), "not yet"))
    assert [(trace.name, tuple(trace.x), tuple(trace.y)) for trace in figure.data] == [
        (name, (1, 2), (None, None)) for name in ("one", "two")
    ]
    assert not figure.layout.yaxis.showticklabels
    assert [said.text for said in figure.layout.annotations] == ["not yet"]


def test_before_the_run_of_matrices_only_those_are_seen_that_go_into_the_experiment():
    values = np.arange(4.0).reshape(2, 2)
    panels = {"before": Panel(values, (0, 3), seen_before=True), "after": Panel(values, (0, 3))}
    seen, hidden = checked(covered(panels_figure(panels), "not yet")).data
    assert (seen.zmin, seen.zmax) == (0, 3)
    assert np.array_equal(seen.z, values)
    assert hidden.z.tolist() == [[0.0]]
