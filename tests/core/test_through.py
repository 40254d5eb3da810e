"""What an activation function makes of a histogram, against what it makes of the values."""

from __future__ import annotations

import numpy as np
import pytest

from bn_core import ACTIVATIONS, activation_use, histogram, output_bins, share_within, straight_line

VALUES = np.random.default_rng(0).normal(0.3, 1.5, 100_000)
EDGES = {"sigmoid": (0, 1), "tanh": (-1, 1), "relu": (0, 8), "gelu": (-0.2, 8)}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_bins_hold_as_many_outputs_as_there_are(name):
    edges = np.linspace(*EDGES[name], 42).round(9)
    counted = np.histogram(ACTIVATIONS[name].value(VALUES), edges)[0]
    counts = output_bins(ACTIVATIONS[name], edges).counts(histogram(VALUES, 2000))
    assert np.abs(counts - counted).sum() < 0.02 * len(VALUES)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_all_that_lies_beyond_the_edges_is_in_the_outer_bins(name):
    few = histogram(VALUES * 50, 60)
    counts = output_bins(ACTIVATIONS[name], np.linspace(0.2, 0.8, 7)).counts(few)
    assert counts.sum() == pytest.approx(len(VALUES), abs=4)
    assert (counts >= 0).all()


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_each_inner_edge_is_the_output_of_the_greatest_input_below_it(name):
    bins, activation = output_bins(ACTIVATIONS[name], np.linspace(*EDGES[name], 42).round(9)), ACTIVATIONS[name]
    np.testing.assert_allclose(activation.value(bins.most[1:-1]), bins.edges[1:-1], atol=1e-9)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_straight_line_is_numpy_s_and_explains_what_r_squared_says(name):
    use = activation_use(VALUES, name)
    line = straight_line(VALUES, use.output)
    np.testing.assert_allclose(line[:2], np.polyfit(VALUES, use.output, 1), atol=1e-9)
    assert line.r_squared == pytest.approx(use.r_squared, rel=1e-9)


def test_points_one_above_the_other_have_no_line_and_a_level_one_explains_nothing():
    assert np.isnan(straight_line([1.5] * 5, range(5))).all()
    assert straight_line([1.0, 2.0], [3.0, 3.0])[:2] == (0.0, 3.0)
    assert np.isnan(straight_line([1.0, 2.0], [3.0, 3.0]).r_squared)


def test_values_at_the_ends_of_an_interval_are_within_it():
    assert share_within(np.arange(10.0), [-5.0, 0.0, 7.0, 8.5]) == 0.3
