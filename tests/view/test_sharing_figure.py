"""The block: every value once, the sets apart from each other, the picked one strong."""

from __future__ import annotations

import re

import numpy as np
import pytest

from bn_view.figures.colours import ON_PICKED, PICKED
from pages.who_shares_statistics.figure import sharing_figure, statistic_at
from pages.who_shares_statistics.norms import NORMS
from pages.who_shares_statistics.settings import Sharing
from tests.view.checked import checked

SHAPE = (4, 4, 4, 6)
CASES = [(name, groups) for name, norm in NORMS.items() for groups in (Sharing.groups.titles if norm.grouped else (1,))]
cases = pytest.mark.parametrize(("norm", "groups"), CASES)


def figure(norm, groups, picked=0):
    statistic = NORMS[norm].statistics(SHAPE, groups)
    own, shared = [f"t{n}" for n in range(24)], [f"m{n}" for n in range(statistic.max() + 1)]
    named = {"channels": "channel", "images": "image", "hover": "%{customdata}"}
    return statistic, checked(sharing_figure(statistic, picked, own=own, shared=shared, **named))


def squares(trace):
    """Return left, top, right and bottom of each square of a path, which a gap ends."""
    x, y = (np.array(of, float).reshape(-1, 5) for of in (trace.x, trace.y))
    assert np.isnan(x[:, 4]).all()
    assert np.isnan(y[:, 4]).all()
    return np.column_stack([x[:, 0], y[:, 0], x[:, 2], y[:, 2]])


def squares_of_block(made):
    """Return the square of each value, in the order of the block's axes, and its corners last."""
    return squares(made.data[0]).reshape(4, 4, 6, 4, 4).transpose(0, 1, 3, 2, 4)


@cases
def test_each_value_is_drawn_once_and_a_place_on_it_or_the_point_nearest_to_it_knows_its_statistic(norm, groups):
    statistic, made = figure(norm, groups)
    points = made.data[-1]
    every = squares_of_block(made)
    assert len({tuple(square) for square in every.reshape(-1, 4)}) == statistic.size
    for place, number in np.ndenumerate(statistic):
        x, y = (every[place][:2] + every[place][2:]) / 2
        nearest = np.argmin(np.hypot(np.subtract(points.x, x), np.subtract(points.y, y)))
        assert points.customdata[nearest] == number
        assert statistic_at(statistic, x, y) == number


@cases
@pytest.mark.parametrize("which", [0, 0.5, 1])
def test_only_the_picked_set_has_a_colour(norm, groups, which):
    statistic = NORMS[norm].statistics(SHAPE, groups)
    picked = round(which * statistic.max())
    _, made = figure(norm, groups, picked)
    others, strong = made.data[:2]
    assert (strong.fillcolor, others.fillcolor != PICKED) == (PICKED, True)
    assert {tuple(of) for of in squares(strong)} == {tuple(of) for of in squares_of_block(made)[statistic == picked]}


@cases
def test_neighbours_of_two_sets_lie_farther_apart_than_those_of_one(norm, groups):
    statistic, made = figure(norm, groups)
    every = squares_of_block(made)
    # Within a tile, from tile to tile: along rows and images the way down, along columns and channels the way across.
    for axis, start, end in ((0, 1, 3), (1, 1, 3), (2, 0, 2), (3, 0, 2)):
        if axis in (0, 3):  # the last cell of a tile and the first of the next
            last, first = np.take(every, [-1], {0: 1, 3: 2}[axis]), np.take(every, [0], {0: 1, 3: 2}[axis])
            sets = np.take(statistic, [0], {0: 1, 3: 2}[axis])
        else:
            last = first = every
            sets = statistic
        apart = np.diff(sets, axis=axis) != 0
        size = sets.shape[axis]
        gaps = np.take(first, range(1, size), axis)[..., start] - np.take(last, range(size - 1), axis)[..., end]
        length = every[0, 0, 0, 0, end] - every[0, 0, 0, 0, start]
        assert (gaps[apart] > 0.35 * length).all()
        assert (gaps[~apart] < 0.65 * length).all()
        if apart.any() and not apart.all():
            assert gaps[apart].min() > 2 * gaps[~apart].max()


@cases
def test_the_values_of_another_norm_have_a_way_to_their_new_places(norm, groups):
    batch, other = figure("batch", 1)[1], figure(norm, groups)[1]
    assert other.layout.transition.duration > 0
    assert [trace.type for trace in other.data] == [trace.type for trace in batch.data]
    assert len(other.data[0].x) == len(batch.data[0].x)
    assert (other.layout.xaxis.range, other.layout.yaxis.range) == (batch.layout.xaxis.range, batch.layout.yaxis.range)


def luminance(colour):
    """The relative luminance of WCAG 2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return sum(
        w * (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4)
        for w, c in zip((0.2126, 0.7152, 0.0722), parts, strict=True)
    )


def shown(trace):
    """Return what a trace writes, without its look."""
    return [re.sub("<.*?>", "", text) for text in trace.text]


def test_what_stands_on_the_tiles_of_the_picked_set_is_read_on_its_colour():
    assert (luminance(ON_PICKED) + 0.05) / (luminance(PICKED) + 0.05) >= 4.5
    statistic, made = figure("group", 2, picked=3)
    of_tiles = statistic[:, 0, 0, :].reshape(-1)
    assert [ON_PICKED in text for text in made.data[2].text] == [number == 3 for number in of_tiles]


def test_a_tile_bears_what_is_its_own_unless_several_sets_go_through_it():
    assert shown(figure("group", 2)[1].data[2]) == [f"t{n}" for n in range(24)]
    assert len(figure("position", 1)[1].data[2].text) == 0


@cases
def test_each_set_of_several_tiles_has_a_bracket_beside_all_of_them_with_what_they_share(norm, groups):
    statistic, made = figure(norm, groups, picked=1)
    said, brackets, every = *made.data[3:5], squares_of_block(made)
    if "position" in norm or norm == "instance" or groups == 6:
        assert len(brackets.x) == len(said.text) == 0
        return
    x, y = (np.array(of, float).reshape(-1, 3)[:, :2] for of in (brackets.x, brackets.y))
    assert shown(said) == [f"m{n}" for n in range(statistic.max() + 1)]
    assert [PICKED in text for text in said.text] == [n == 1 for n in range(statistic.max() + 1)]
    along, line, beside = (0, x, y) if norm == "batch" else (1, y, x)
    for n in range(statistic.max() + 1):
        of_set = every[statistic == n]
        assert tuple(line[n]) == pytest.approx((of_set[:, along].min(), of_set[:, along + 2].max()), abs=2)
        assert (beside[n] > of_set[:, 3 - along].max()).all()
        others = every[(statistic != n) & (every[..., 1 - along] > of_set[:, 3 - along].max())]
        assert (others[:, 1 - along] > beside[n].max()).all()


@cases
def test_a_figure_costs_less_than_a_release_may(norm, groups):
    assert len(figure(norm, groups)[1].to_json()) < 30_000
