"""What an activation function makes of a histogram, against what it makes of the values."""

from __future__ import annotations

import numpy as np
import pytest

from bn_core import ACTIVATIONS, Histogram, activation_use, histogram, output_bins, straight_line

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
    slope, intercept = straight_line(histogram(VALUES, 2000), ACTIVATIONS[name])
    use = activation_use(VALUES, name)
    np.testing.assert_allclose([slope, intercept], np.polyfit(VALUES, use.output, 1), atol=1e-4)
    explained = np.var(slope * VALUES + intercept) / np.var(use.output)
    assert explained == pytest.approx(use.r_squared, abs=1e-3)


def test_values_in_one_place_have_no_line():
    alone = Histogram(np.array([0, 5, 0]), np.array([0.0, 1.0, 2.0, 3.0]))
    assert np.isnan(straight_line(alone, ACTIVATIONS["tanh"])).all()
