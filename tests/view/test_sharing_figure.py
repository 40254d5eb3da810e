"""The block: every value once, the sets apart from each other, the picked one strong."""

from __future__ import annotations

import re

import numpy as np
import pytest

from bn_view.figures.colours import ON_DARK, ON_LIGHT, PICKED
from pages.who_shares_statistics.figure import sharing_figure, statistic_at
from pages.who_shares_statistics.norms import NORMS
from pages.who_shares_statistics.settings import Sharing
from tests.view.checked import checked

SHAPE = (4, 4, 4, 6)
VALUES = np.random.default_rng(0).normal(np.arange(4).reshape(4, 1, 1, 1), size=SHAPE)
SCALE = (float(VALUES.min()), float(VALUES.max()))
CASES = [(name, groups) for name, norm in NORMS.items() for groups in (Sharing.groups.titles if norm.grouped else (1,))]
cases = pytest.mark.parametrize(("norm", "groups"), CASES)


def figure(norm, groups, picked=0):
    statistic = NORMS[norm].statistics(SHAPE, groups)
    own, shared = [f"t{n}" for n in range(24)], [f"m{n}" for n in range(statistic.max() + 1)]
    named = {"channels": "channel", "images": "image", "hover": "%{customdata}"}
    return statistic, checked(sharing_figure(statistic, picked, values=VALUES, scale=SCALE, own=own, shared=shared, **named))


def squares_of_block(made):
    """Return left, top, right and bottom of each value, in the order of the block's axes, and these last."""
    bars = made.data[0]
    x, top, height = (np.array(of, float) for of in (bars.x, bars.base, bars.y))
    squares = np.column_stack([x - bars.width / 2, top, x + bars.width / 2, top + height])
    return squares.reshape(4, 4, 6, 4, 4).transpose(0, 1, 3, 2, 4)


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
def test_a_frame_in_its_colour_lies_around_the_picked_set_and_no_other_value(norm, groups, which):
    statistic = NORMS[norm].statistics(SHAPE, groups)
    picked = round(which * statistic.max())
    _, made = figure(norm, groups, picked)
    frame, every = made.data[1], squares_of_block(made)
    assert frame.line.color == PICKED
    x, y = (np.array(of, float).reshape(-1, 6)[:, :4] for of in (frame.x, frame.y))
    framed = [
        (left < every[..., 0]) & (every[..., 2] < right) & (top < every[..., 1]) & (every[..., 3] < bottom)
        for left, right, top, bottom in zip(x.min(axis=1), x.max(axis=1), y.min(axis=1), y.max(axis=1), strict=True)
    ]
    np.testing.assert_array_equal(np.any(framed, axis=0), statistic == picked)


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


def shown(trace):
    """Return what a trace writes, without its look."""
    return [re.sub("<.*?>", "", text) for text in trace.text]


def test_each_value_has_its_own_shade_between_black_and_white():
    colours = figure("layer", 1)[1].data[0].marker.color
    red, green, blue = np.array([[int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in colours]).T
    assert (red == green).all()
    assert (green == blue).all()
    by_value = red[np.argsort(VALUES.transpose(0, 1, 3, 2).reshape(-1))]
    assert (np.diff(by_value) >= 0).all()
    darkest, lightest = 30, 225
    assert by_value[0] < darkest
    assert by_value[-1] > lightest


def test_what_stands_on_a_tile_is_light_on_dark_tiles_and_dark_on_light_ones():
    colours = figure("group", 2)[1].data[2].textfont.color
    middle = sum(SCALE) / 2
    assert list(colours) == [ON_DARK if mean < middle else ON_LIGHT for mean in VALUES.mean(axis=(1, 2)).reshape(-1)]


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
