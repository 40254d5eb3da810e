"""The coloured block: every value once, neighbours in different colours, the picked statistic outlined."""

from __future__ import annotations

import re

import numpy as np
import pytest

from bn_view.figures.colours import STATISTICS
from pages.who_shares_statistics.figure import sharing_figure, statistic_at
from pages.who_shares_statistics.norms import NORMS
from pages.who_shares_statistics.settings import Sharing
from tests.view.checked import checked

SHAPE = (4, 4, 4, 6)
CASES = [(name, groups) for name, norm in NORMS.items() for groups in (Sharing.groups.titles if norm.grouped else (1,))]
cases = pytest.mark.parametrize(("norm", "groups"), CASES)


def figure(norm, groups, picked=0):
    statistic = NORMS[norm].statistics(SHAPE, groups)
    return statistic, checked(sharing_figure(statistic, picked, channels="channel", images="image", hover="%{customdata}"))


def drawn(heatmap):
    return np.array([[np.nan if c is None else c for c in row] for row in heatmap.z])


@cases
def test_each_value_is_drawn_once_and_a_place_on_it_or_the_point_nearest_to_it_knows_its_statistic(norm, groups):
    statistic, made = figure(norm, groups)
    every, points = made.data[0], made.data[-1]
    assert np.isfinite(drawn(every)).sum() == statistic.size
    for (image, row, column, channel), number in np.ndenumerate(statistic):
        x, y = channel * 4.6 + column + 0.5, image * 4.6 + row + 0.5
        nearest = np.argmin(np.hypot(np.subtract(points.x, x), np.subtract(points.y, y)))
        assert points.customdata[nearest] == number + 1
        assert statistic_at(statistic, x, y) == number


@cases
@pytest.mark.parametrize("which", ["first", "last"])
def test_the_picked_statistic_alone_is_strong(norm, groups, which):
    statistic = NORMS[norm].statistics(SHAPE, groups)
    picked = 0 if which == "first" else int(statistic.max())
    _, made = figure(norm, groups, picked)
    cells, outline, *_ = made.data
    strong = drawn(cells)[drawn(cells) >= len(STATISTICS)]
    assert strong.size == (statistic == picked).sum()
    assert set(strong) == {picked % len(STATISTICS) + len(STATISTICS)}
    assert outline.line.color == STATISTICS[picked % len(STATISTICS)]


@cases
def test_neighbours_of_different_statistics_have_different_colours(norm, groups):
    statistic, _ = figure(norm, groups)
    flat = statistic.transpose(0, 1, 3, 2).reshape(16, 24)
    for one, other in ((flat[1:], flat[:-1]), (flat[:, 1:], flat[:, :-1])):
        differ = one != other
        assert (one % len(STATISTICS) != other % len(STATISTICS))[differ].all()


def test_a_tile_with_one_statistic_bears_its_number():
    _, made = figure("group", 2)
    assert tuple(re.sub("<.*?>", "", text) for text in made.data[2].text) == tuple(
        str(n) for row in range(4) for n in [2 * row + 1] * 3 + [2 * row + 2] * 3
    )
    _, made = figure("position", 1)
    assert len(made.data) == 3  # cells, outline, points to click: no numbers


def test_the_outline_runs_around_a_tile_and_around_single_values():
    corners = figure("instance", 1)[1].data[1].x
    assert corners == (0, 4, 4, 0, 0, None)
    assert len(figure("position", 1)[1].data[1].x) == 4 * len(corners)


@cases
def test_a_figure_costs_less_than_a_release_may(norm, groups):
    assert len(figure(norm, groups)[1].to_json()) < 30_000
