"""The coloured block: every value once, each set told from its neighbours, the picked one strong and outlined."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest

from bn_view.figures.colours import GREY, SETS, tint
from pages.who_shares_statistics.figure import DISC, ON_DISC, has_colours, sharing_figure, statistic_at, strong_colour
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
        assert points.customdata[nearest] == number
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
def test_a_number_is_read_on_its_disc_which_no_line_between_cells_crosses(norm):
    _, made = figure(norm, 2)
    assert (luminance(DISC) + 0.05) / (luminance(ON_DISC) + 0.05) >= 4.5
    numbers = made.data[2]
    assert (numbers.textfont.color, numbers.marker.color, numbers.marker.opacity) == (ON_DISC, DISC, 1)
    assert numbers.marker.size > numbers.textfont.size
    assert {shape.fillcolor for shape in made.layout.shapes} == {GREY}
    assert len(made.layout.shapes) == 4 * 6


# Seen with full sight, and without one of the three kinds of cones (Machado, Oliveira & Fernandes 2009), in linear RGB.
SIGHTS = {
    "all": np.eye(3),
    "no red": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "no green": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "no blue": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
TO_XYZ = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]


def lab(colour, sight):
    """A colour as an eye sees it: CIE 1976 L*a*b*."""
    red_green_blue = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(red_green_blue <= 0.04045, red_green_blue / 12.92, ((red_green_blue + 0.055) / 1.055) ** 2.4)
    x, y, z = np.cbrt(TO_XYZ @ np.clip(sight @ linear, 0, 1) / [0.9505, 1, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("sight", SIGHTS)
def test_no_two_sets_have_nearly_the_same_colour_for_colour_blind_eyes_either(sight):
    tints = [lab(tint(colour, share), np.array(SIGHTS[sight])) for colour, share in SETS]
    assert min(np.linalg.norm(one - other) for one, other in itertools.combinations(tints, 2)) > 12


def test_a_tile_with_one_statistic_bears_its_number():
    _, made = figure("group", 2)
    assert tuple(re.sub("<.*?>", "", text) for text in made.data[2].text) == tuple(
        str(n) for row in range(4) for n in [2 * row] * 3 + [2 * row + 1] * 3
    )
    _, made = figure("position", 1)
    assert len(made.data) == 3  # cells, outline, points to click: no numbers


def test_the_outline_runs_around_a_tile_and_around_single_values():
    corners = figure("instance", 1)[1].data[1].x
    assert corners == (0, 4, 4, 0, 0, 4, None)
    assert len(figure("position", 1)[1].data[1].x) == 4 * len(corners)


@cases
def test_a_figure_costs_less_than_a_release_may(norm, groups):
    assert len(figure(norm, groups)[1].to_json()) < 30_000
