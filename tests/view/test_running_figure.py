"""Curves over the updates: few points, the last included."""

from __future__ import annotations

import numpy as np
import pytest

from bn_core import histogram
from bn_view.figures.histograms import Labels
from bn_view.figures.layout import few_digits
from pages.training_and_inference.figures import (
    MOST_POINTS,
    band_figure,
    drawn_steps,
    mini_batches_figure,
    running_figure,
)
from pages.training_and_inference.mode_figures import gap_figure, modes_figure
from tests.view.checked import checked

# From where to where mean and variance of the mini-batches reach.
REACH = ((-1.0, 2.0), (0.0, 3.0))
NAMES = {"batches": "mini-batches", "true": "all", "latest": "this one", "running": "running"}


def panels(steps):
    curve = np.linspace(0, 1 / 3, len(steps))
    return {name: {"batches": curve[1:], "true": 1 / 3, "latest": [0.5], "running": curve} for name in ("mean", "variance")}


@pytest.mark.parametrize("updates", [1, 2, 119, 120, 121, 500])
def test_a_curve_has_its_first_and_last_update_and_no_more_points_than_allowed(updates):
    steps = drawn_steps(updates)
    assert (steps[0], steps[-1]) == (0, updates)
    assert len(steps) == min(updates + 1, MOST_POINTS)
    assert (np.diff(steps) > 0).all()


def test_a_curve_goes_through_the_update_that_is_looked_at():
    steps = drawn_steps(500, through=301)
    assert 301 in steps
    assert len(steps) == MOST_POINTS + 1
    assert (np.diff(steps) > 0).all()


def test_the_running_curve_is_drawn_last_and_the_truth_is_a_level_line():
    figure = checked(
        running_figure(
            drawn_steps(500), drawn_steps(500), panels(drawn_steps(500)), NAMES, updates=300, reach=REACH, x_title="updates"
        )
    )
    assert [trace.name for trace in figure.data[:4]] == ["mini-batches", "all", "this one", "running"]
    assert list(figure.data[1].y) == [0.33333, 0.33333]
    assert not figure.layout.annotations  # no name lies on what it names: they stand above
    assert len(figure.to_json()) < 30_000
    line, veil, *dots = figure.layout.shapes
    assert line.x0 == veil.x0 == 300
    # The half of the last dot that lies beyond the last update is under it, too.
    assert veil.x1 == figure.layout.xaxis.range[1] > 500
    assert [(dot.xanchor, dot.yanchor, dot.visible) for dot in dots] == [(300, 0.5, True)] * 2


def test_mini_batches_are_dots_in_the_band_that_those_of_all_sizes_have_at_theirs():
    ends = {"low": [0.2, 1.1, 2.0], "high": [3.8, 2.9, 2.0]}
    parts = {name: {"batches": [1.0, 2.0, 3.0], "true": 2.0, **ends} for name in ("mean", "variance")}
    x_titles = "mini-batch", "batch size"
    drawn = mini_batches_figure(
        np.arange(4),
        parts,
        NAMES | {"high": "90%"},
        sizes=[2, 3, 4],
        at=3,
        reach=REACH,
        x_titles=x_titles,
        expected=np.array([1.5, 1.0, 0.0]),
    )
    figure = checked(drawn)
    assert [list(trace.x) for trace in figure.data[:2]] == [[1, 2, 3], [0, 3]]
    line, *bands = figure.layout.shapes
    assert (line.xref, line.x0) == ("x2", 3)
    assert [(band.xref, band.y0, band.y1) for band in bands] == [("x domain", 1.1, 2.9)] * 2
    low, high = figure.data[2:4]
    assert [(trace.xaxis, list(trace.y)) for trace in (low, high)] == [("x2", ends["low"]), ("x2", ends["high"])]
    assert [list(trace.y) for trace in figure.data[-2:]] == [[0.5, 1.0, 2.0], [3.5, 3.0, 2.0]]


def test_a_gap_of_zero_has_a_place_on_the_logarithmic_axis():
    figure = checked(
        gap_figure(drawn_steps(2), [1.0, 0.5, 0.0], updates=1, rest=0.0, x_title="updates", y_title="gap", remains="rest")
    )
    assert min(min(trace.y) for trace in figure.data) > 0


def test_both_modes_hold_their_counts_and_links_lead_from_one_to_the_other():
    one, other = histogram(np.arange(9.0), 3), histogram(np.arange(12.0), 3)
    links, names, labels = [(0.0, 1.0), (8.0, 11.0)], ("training", "inference"), Labels("mean", "value", "count")
    drawn = checked(modes_figure(one, other, links, names, labels, of_a_link="one value"))
    linked, training, inference = drawn.data
    assert [list(trace.y) for trace in (training, inference)] == [[0, 3, 3, 3, 0], [0, 4, 4, 4, 0]]
    assert list(linked.x) == [0, 1, None, 8, 11, None]
    assert list(linked.y) == [1, 0, None] * 2
    upright, hanging = drawn.layout.yaxis.range, drawn.layout.yaxis2.range
    assert upright == hanging[::-1]


def test_a_band_has_its_edges_its_level_and_its_middle():
    edges = np.array([[0.1, 4.0], [1.0, 4.0], [1.9, 4.0]])
    figure = band_figure([2, 4], edges, at=3, level=7.0, x_title="size", y_title="mean")
    low, high, level, middle = checked(figure).data
    assert list(level.y) == [7, 7]
    assert list(middle.y) == [1, 4]
    assert low.y[1] == high.y[1] == 4
    assert low.y[0] < 1 < high.y[0]
    assert figure["layout"]["shapes"][0]["x0"] == 3
    assert figure["layout"]["yaxis"]["range"][1] > 7


def test_numbers_are_sent_with_five_digits():
    assert few_digits([1 / 3, 123456.0]) == [0.33333, 123460.0]
