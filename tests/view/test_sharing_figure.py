"""The coloured block: every value once, each set told from its neighbours, the picked one strong and outlined."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest

from bn_view.figures.colours import GREY
from pages.who_shares_statistics.figure import ON_TILE, has_colours, sharing_figure, statistic_at, strong_colour
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


def colours_of(heatmap):
    """Return the colour of each value, in the order of the block's axes."""
    low, high, steps = heatmap.zmin, heatmap.zmax, heatmap.colorscale

    def colour(z):
        share = (z - low) / (high - low)
        return next(after for (start, before), (end, after) in itertools.pairwise(steps) if start < share < end)

    every = drawn(heatmap)
    flat = every[~np.isnan(every).all(axis=1)][:, ~np.isnan(every).all(axis=0)]
    return np.vectorize(colour)(flat.reshape(4, 4, 6, 4).transpose(0, 1, 3, 2))


@cases
@pytest.mark.parametrize("which", [0, 0.5, 1])
def test_every_set_is_told_from_its_neighbours_and_only_the_picked_one_is_strong(norm, groups, which):
    statistic = NORMS[norm].statistics(SHAPE, groups)
    count = int(statistic.max()) + 1
    picked = round(which * (count - 1))
    _, made = figure(norm, groups, picked)
    colours = colours_of(made.data[0])
    strong = strong_colour(count, picked)
    assert set(statistic[colours == strong]) == {picked}
    assert (statistic == picked).sum() == (colours == strong).sum()
    assert made.data[1].line.color == strong
    for number in range(count):
        assert len(set(colours[statistic == number])) == 1
    if has_colours(count):
        assert len(set(colours.flat)) == count
    for axis in range(4):
        apart = np.diff(statistic, axis=axis) != 0
        assert (np.take(colours, range(1, SHAPE[axis]), axis) != np.take(colours, range(SHAPE[axis] - 1), axis))[apart].all()


def luminance(colour):
    """The relative luminance of WCAG 2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return sum(
        w * (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4)
        for w, c in zip((0.2126, 0.7152, 0.0722), parts, strict=True)
    )


@pytest.mark.parametrize("norm", ["batch", "group"])
def test_a_number_is_read_on_every_tile_and_between_its_cells_in_light_and_dark(norm):
    _, made = figure(norm, 2)
    for tile in {GREY, *(colour for _share, colour in made.data[0].colorscale)}:
        high, low = sorted((luminance(tile), luminance(ON_TILE)), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5
    assert made.data[2].textfont.color == ON_TILE
    assert {shape.fillcolor for shape in made.layout.shapes} == {GREY}
    assert len(made.layout.shapes) == 4 * 6


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
