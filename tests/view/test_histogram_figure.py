"""A figure holds counts and edges, its marks, and nothing heavy."""

from __future__ import annotations

import numpy as np
import pytest

from bn_core import histogram, summary
from bn_view.figures.histograms import CountLimit, Labels, beyond, covering, histogram_figure, ladder
from tests.view.checked import checked, sent

LABELS = Labels("mean", "value", "count")


def made(values, **changed):
    options = {"labels": LABELS, "x_range": None, "height": 200} | changed
    return histogram_figure(histogram(values, 60), summary(values), "#0072B2", **options)


def figure(values, **changed):
    return checked(made(values, **changed))


def test_the_steps_are_the_counts_over_the_edges_and_start_and_end_at_zero():
    values = np.random.default_rng(1).normal(size=1000)
    counts, edges = np.histogram(values, 60)
    (trace,) = figure(values).data
    np.testing.assert_array_equal(trace.y, [0, *counts, 0])
    np.testing.assert_allclose(trace.x, [edges[0], *edges], rtol=1e-14, atol=1e-14)


def test_the_line_stands_at_the_mean_and_the_band_reaches_one_standard_deviation():
    values = np.random.default_rng(1).normal(3, 2, 1000)
    band, line = figure(values, labels=Labels("평균", "값", "개수")).layout.shapes
    assert line.x0 == line.x1 == pytest.approx(values.mean())
    assert (band.x0, band.x1) == pytest.approx((values.mean() - values.std(), values.mean() + values.std()))
    assert line.label.text == "평균"


def test_a_figure_weighs_the_same_for_few_values_and_for_many():
    few, many = (sent(made(np.random.default_rng(1).normal(size=n))) for n in (1_000, 1_000_000))
    assert many < 1.2 * few
    assert many < 5_000


def test_an_outline_to_compare_with_lies_behind():
    values = np.random.default_rng(1).normal(size=1000)
    behind, front = figure(2 * values, outline=(histogram(values, 60), "#D55E00")).data
    assert (behind.line.color, front.line.color) == ("#D55E00", "#0072B2")
    np.testing.assert_allclose(2 * np.array(behind.x), front.x)


def test_the_axis_takes_the_range_it_is_given():
    assert figure(np.arange(9.0), x_range=(-4, 4)).layout.xaxis.range == (-4, 4)


def test_the_axis_of_normalized_values_stands_still_within_four_and_doubles_beyond():
    assert [ladder(-low, high) for low, high in ((1, 2), (4, 0), (4.1, 0), (0, 17))] == [(-4, 4), (-4, 4), (-8, 8), (-32, 32)]


def test_a_chart_that_has_zoomed_out_marks_what_its_narrowest_axis_has_no_room_for():
    left, right = (sorted((shape["x0"], shape["x1"])) for shape in beyond())
    assert left[1] < -4 < 4 < right[0]  # out of sight, and in sight on an axis of twice the width
    assert left[0] < -8 < -4.1 < left[1]
    assert right[0] < 4.1 < 8 < right[1]


def test_a_part_of_a_larger_picture_goes_without_marks_their_name_or_an_axis_of_counts():
    values = np.arange(9.0)
    assert not figure(values, marked=False).layout.shapes
    assert [shape.label.text for shape in figure(values, named=False).layout.shapes] == [None, None]
    bare = figure(values, counted=False, top=50).layout
    assert (bare.yaxis.visible, bare.yaxis.range) == (False, (0, 50))
    assert bare.margin.l < figure(values).layout.margin.l


def test_one_axis_for_all_covers_them_all():
    assert covering((-1, 2), (0, 5), (-3, -2)) == (-3, 5)


def test_all_values_in_one_place_leave_the_picture_with_a_label_and_the_axis_stays():
    values, limit = np.random.default_rng(1).normal(size=1000), CountLimit(80, "all 1,000 values")
    spread, gathered = (figure(x, limit=limit).layout for x in (values, np.zeros(1000)))
    assert spread.yaxis.range == gathered.yaxis.range
    assert [(a.visible, a.text) for layout in (spread, gathered) for a in layout.annotations] == [
        (False, "all 1,000 values"),
        (True, "all 1,000 values"),
    ]
