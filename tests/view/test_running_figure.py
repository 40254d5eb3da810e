"""Curves over the updates: few points, the last included."""

from __future__ import annotations

import re
from functools import reduce

import numpy as np
import pytest

from bn_core import histogram
from bn_view.figures.colours import BEFORE, INFERENCE
from bn_view.figures.histograms import Labels
from bn_view.figures.layout import few_digits
from pages.training_and_inference.batch_size_figures import pixel_figure, sizes_figure, ticks_from
from pages.training_and_inference.figures import MOST_POINTS, Goal, drawn_steps, goal_states, place_of_latest, running_figure
from pages.training_and_inference.mode_figures import gap_figure, modes_figure
from tests.view.checked import checked

# From where to where mean and variance of the mini-batches reach.
REACH = ((-1.0, 2.0), (0.0, 3.0))
NAMES = {
    name: {"batches": "mini-batches", "true": "all", "latest": "this one", "running": f"running {name}", "y": name}
    for name in ("mean", "variance")
}


def panels(steps):
    batches, curve = np.linspace(0, 1 / 3, len(steps))[1:], np.linspace(0, 1 / 3, steps[-1] + 1)
    return {name: {"batches": batches, "true": 1 / 3, "latest": [0.5], "running": curve} for name in ("mean", "variance")}


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
        running_figure(drawn_steps(500), panels(drawn_steps(500)), NAMES, updates=300, reach=REACH, x_title="updates")
    )
    assert [trace.name for trace in figure.data[:4]] == ["mini-batches", "all", "this one", "running mean"]
    assert list(figure.data[1].y) == [0.33333, 0.33333]
    assert len(figure.to_json()) < 30_000
    assert [len(curve.y) for curve in (figure.data[3], figure.data[7])] == [501, 501]
    line, veil, *shapes = figure.layout.shapes
    assert line.x0 == veil.x0 == 300
    # The half of the last dot that lies beyond the last update is under it, too.
    assert veil.x1 == figure.layout.xaxis.range[1] > 500
    assert figure.layout.xaxis.range[0] < 0  # the whole of the first dot is seen
    links, batches, running = shapes[:2], shapes[2:4], shapes[4:]
    assert [(dot.xanchor, dot.yanchor, dot.visible, dot.fillcolor) for dot in batches] == [(300, 0.5, True, BEFORE)] * 2
    assert [(dot.xanchor, dot.yanchor, dot.fillcolor) for dot in running] == [(300, 0.2, INFERENCE)] * 2
    assert [(link.x0, link.y0, link.x1, link.y1) for link in links] == [(300, 0.2, 300, 0.5)] * 2


def test_before_the_first_update_the_running_statistics_have_a_dot_where_they_start_and_no_mini_batch():
    given = panels(drawn_steps(500))
    at_start = {
        name: {**parts, "latest": [], "running": parts["running"] + start} for start, (name, parts) in enumerate(given.items())
    }
    figure = checked(running_figure(drawn_steps(500), at_start, NAMES, updates=0, reach=REACH, x_title="updates"))
    _line, _veil, *shapes = figure.layout.shapes
    links, batches, running = shapes[:2], shapes[2:4], shapes[4:]
    assert [(dot.xanchor, dot.yanchor) for dot in running] == [(0, 0), (0, 1)]
    assert not any(dot.visible for dot in batches)
    assert all(link.y0 == link.y1 for link in links)


def test_every_part_of_both_panels_is_named_in_the_picture_and_the_curve_not_on_itself():
    steps = drawn_steps(500)
    figure = checked(running_figure(steps, panels(steps), NAMES, updates=300, reach=REACH, x_title="updates"))
    named = [re.sub("<[^>]*>", "", label.text) for label in figure.layout.annotations]
    assert named == ["this one", "mini-batches\u2003running mean", "all", "running variance", "all"]
    above = figure.layout.annotations[1]
    assert (above.yref, above.y, above.yanchor) == ("paper", figure.layout.yaxis.domain[1], "bottom")
    assert not any(trace.text for trace in figure.data)


@pytest.mark.parametrize(("large", "strip"), [("mean", "variance"), ("variance", "mean")])
def test_the_chosen_statistic_is_large_above_and_the_other_a_strip_over_the_same_updates(large, strip):
    steps = drawn_steps(500)
    known = {"updates": 300, "reach": REACH, "x_title": "updates"}
    figure = checked(running_figure(steps, panels(steps), NAMES, **known, large=large))
    axes = {"mean": figure.layout.yaxis, "variance": figure.layout.yaxis2}
    (bottom, top), (low, high) = axes[large].domain, axes[strip].domain
    assert (low, top) == (0, 1)
    assert top - bottom > 2 * (high - low)
    assert bottom - high > 0.1  # in which the name of the strip stands
    assert (axes[large].title.text, axes[strip].title.text, len(axes[strip].tickvals)) == (large, None, 2)
    assert figure.layout.xaxis.anchor == {"mean": "y", "variance": "y2"}[strip]
    latest = figure.layout.annotations[0]
    assert (latest.yref, latest.y) == ({"mean": "y", "variance": "y2"}[large], 0.5)


def test_where_the_running_variance_really_goes_is_a_line_of_its_own_with_its_name_above_that_of_all_images():
    steps = drawn_steps(500)
    known = {"updates": 300, "reach": REACH, "x_title": "updates", "large": "variance"}
    figure = checked(running_figure(steps, panels(steps), NAMES, **known, goal=Goal(0.25, "their mean")))
    assert (list(figure.data[-1].y), figure.data[-1].yaxis) == ([0.25, 0.25], "y2")
    of_all, label = figure.layout.annotations[2], figure.layout.annotations[-1]
    assert "their mean" in label.text
    assert figure.layout.annotations[3].text == "<b>running mean</b>"
    assert (label.y, label.yref) == (of_all.y, of_all.yref)
    assert label.yshift > of_all.yshift + 18


def test_in_the_strip_of_the_variance_its_goal_is_a_line_too_and_stands_behind_the_name_of_what_goes_there():
    steps = drawn_steps(500)
    known = {"updates": 300, "reach": REACH, "x_title": "updates", "large": "mean"}
    figure = checked(running_figure(steps, panels(steps), NAMES, **known, goal=Goal(0.25, "their mean")))
    assert (list(figure.data[-1].y), figure.data[-1].yaxis) == ([0.25, 0.25], "y2")
    assert [label.text for label in figure.layout.annotations[-2:]] == ["<b>running variance</b> their mean", "all"]


@pytest.mark.parametrize("large", ["mean", "variance"])
def test_what_a_momentum_shows_and_hides_of_a_goal_is_what_the_figure_has_of_it(large):
    steps = drawn_steps(500)
    known = {"updates": 300, "reach": REACH, "x_title": "updates", "large": large}
    for is_shown in (True, False):
        goal = Goal(0.25, "their mean", is_shown=is_shown)
        figure = checked(running_figure(steps, panels(steps), NAMES, **known, goal=goal)).to_dict()
        for path, state in goal_states(goal, large, "running variance").items():
            assert reduce(lambda part, key: part[key], path, figure) == state
        label = next(label for label in figure["layout"]["annotations"][::-1] if large == "variance" or label["x"] == 0)
        assert ("their mean" in label["text"] and label.get("visible", True)) == figure["data"][-1]["visible"] == is_shown


@pytest.mark.parametrize(
    ("first", "last", "ticks"), [(2, 30, [2, 5, 10, 15, 20, 25, 30]), (2, 3, [2, 3]), (2, 256, [2, 50, 100, 150, 200, 250])]
)
def test_the_axis_of_the_sizes_names_its_first_and_then_round_ones(first, last, ticks):
    assert ticks_from(first, last) == ticks


def test_the_latest_mini_batch_is_named_beside_its_dot_clear_of_the_line_and_nowhere_before_the_first():
    middle, end, before = (place_of_latest(updates, 500, at, 5.0) for updates, at in ((250, 9.0), (500, 1.0), (0, 0.0)))
    assert (middle["xanchor"], end["xanchor"]) == ("left", "right")
    assert end["xshift"] < 0 < middle["xshift"]
    assert end["yshift"] < 0 < middle["yshift"]  # away from the curve, which lies near the level of all images
    assert before["x"] < 0 < middle["x"] < end["x"] < 1


@pytest.mark.parametrize(("size", "error", "end"), [(3, 2.0, "± 2.00"), (5, 0.0, "")])
def test_one_column_of_dots_stands_at_the_chosen_size_in_the_band_of_all_sizes_and_says_how_far_that_goes(size, error, end):
    band = [2, 3, 4, 5], np.array([3.0, 2.0, 1.0, 0.0])
    others = {2: np.array([1.0, 5.0]), 4: np.array([2.5, 3.5])}
    names = dict.fromkeys(("x", "y", "band", "true"), "name") | {"chosen": "its name"}
    figure = checked(sizes_figure(np.array([2.0, 4.0]), band, error, others, at=size, true=3.0, reach=(0.0, 6.0), names=names))
    low, high, true, clouds, dots, ends = figure.data
    assert list(clouds.y) == [1, 5, 2.5, 3.5]
    assert [np.mean(clouds.x[:2]), np.mean(clouds.x[2:])] == pytest.approx([2, 4])
    assert (list(low.y), list(high.y), list(true.y)) == ([0, 1, 2, 3], [6, 5, 4, 3], [3, 3])
    assert list(dots.y) == [2, 4]
    assert np.mean(dots.x) == pytest.approx(size)
    assert 0 < np.ptp(dots.x) < 0.5
    assert (list(ends.x), list(ends.y)) == ([size] * 2, [3 - error, 3 + error])
    of_size, of_end, of_levels = figure.layout.annotations
    # Where no dot of any size comes: no name lies upon these.
    assert (of_levels.text, of_levels.xref, of_levels.x, of_levels.yref) == ("name<br>name", "paper", 1, "paper")
    assert (of_size.text, of_size.x, of_size.y) == ("its name", size, 4)
    assert (of_end.x, of_end.y, of_end.xanchor) == (size, 3 + error, "left")
    assert re.sub("<[^>]*>", "", of_end.text) == end  # where there is room beside the dots
    assert figure.layout.shapes[0].x0 == size


def test_a_gap_of_zero_has_a_place_on_the_logarithmic_axis():
    figure = checked(
        gap_figure(
            drawn_steps(2),
            np.array([1.0, 0.5, 0.0]),
            **{"updates": 1, "rest": 0.5, "nearest": 2},
            **{"x_title": "updates", "name": "gap", "remains": "rest"},
        )
    )
    assert min(min(trace.y) for trace in figure.data) > 0
    assert list(figure.data[-1].x) == [2]


def test_both_modes_hold_their_counts_and_links_lead_from_one_to_the_other():
    one, other = histogram(np.arange(9.0), 3), histogram(np.arange(12.0), 3)
    sides = {"left": "the least", "right": "the greatest"}
    links, names, labels = [(0.0, 1.0), (8.0, 11.0)], ("training", "inference"), Labels("mean", "value", "count")
    drawn = checked(modes_figure(one, other, links, names, labels, said=sides, x_title="output"))
    linked, training, inference, farthest = drawn.data
    assert [list(trace.y) for trace in (training, inference)] == [[0, 3, 3, 3, 0], [0, 4, 4, 4, 0]]
    assert list(linked.x) == [0, 1, None, 8, 11, None]
    assert list(linked.y) == [1, 0, None] * 2
    assert (list(farthest.x), farthest.text[1], farthest.textposition) == ([8, 9.5, 11], "3.00", "top right")
    assert list(farthest.marker.size) == [12, 0, 12]
    said = drawn.layout.annotations[0]
    assert (said.text, said.x, said.xanchor) == ("the greatest", 0, "left")
    assert said.y > drawn.layout.yaxis3.domain[1]  # on no link
    # The number stands on the outer side of its link: what is said of it on the other side of the picture.
    drawn = checked(modes_figure(one, other, [(-3.0, 0.0), (8.0, 9.0)], names, labels, said=sides, x_title="output"))
    said = drawn.layout.annotations[0]
    assert (said.text, said.x, said.xanchor) == ("the least", 1, "right")
    assert said.y < drawn.layout.yaxis3.domain[0]
    upright, hanging = drawn.layout.yaxis.range, drawn.layout.yaxis2.range
    assert upright == hanging[::-1]


def test_a_pixel_s_outputs_stand_above_what_it_is_alone_on_an_axis_for_all():
    figure = checked(
        pixel_figure(np.array([1.0, 2.0]), -3.0, reach=(-3.0, 7.0), names=("batch norm", "instance norm"), x_title="output")
    )
    alone, outputs = figure.data
    assert (list(alone.x), list(outputs.x)) == ([-3], [1, 2])
    names = {re.sub("<.*?>", "", label.text): label.y for label in figure.layout.annotations}
    assert alone.y[0] <= names["instance norm"] < min(outputs.y) < max(outputs.y) <= names["batch norm"]
    low, high = figure.layout.xaxis.range
    assert low < -3
    assert high > 7


def test_numbers_are_sent_with_five_digits():
    assert few_digits([1 / 3, 123456.0]) == [0.33333, 123460.0]
