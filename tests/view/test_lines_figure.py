"""Quantiles beside a line, and a line for each group."""

from __future__ import annotations

import numpy as np

from bn_view.figures.colours import BATCH_NORM, GROUPS, STANDARDIZED
from pages.linear_map.figures import lines_figure, quantile_figure
from tests.view.checked import checked

TITLES = {"x_title": "before", "y_title": "after", "y_range": (-4.0, 4.0)}


def test_the_points_are_the_quantiles_and_the_line_runs_from_the_first_to_the_last():
    x, y, line = np.arange(5.0), np.arange(5.0) ** 2, 2 * np.arange(5.0)
    straight, points = checked(quantile_figure(x, y, line, **TITLES)).data
    assert (points.x, points.y) == (tuple(x), tuple(y))
    assert (straight.x, straight.y) == ((0, 4), (0, 8))
    assert (points.marker.color, straight.line.color) == (BATCH_NORM, STANDARDIZED)


def test_every_group_has_a_line_and_neighbours_differ_in_colour():
    x, y = np.array([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]), np.array([[-1.0] * 3, [1.0] * 3])
    made = checked(lines_figure(x, y, **TITLES))
    assert [(line.x, line.y) for line in made.data] == [((n, n + 3), (-1, 1)) for n in (0, 1, 2)]
    assert [line.line.color for line in made.data] == list(GROUPS[:3])
    assert made.layout.yaxis.range == (-4, 4)
    assert made.layout.xaxis.title.text == "before"
