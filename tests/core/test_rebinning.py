"""Histograms counted again on common edges, against NumPy's own of the values themselves."""

from __future__ import annotations

import numpy as np
import pytest

from pages.training.rebinning import central_range, rebinned


def test_bins_that_are_cut_where_they_were_give_what_numpy_counts():
    values = np.random.default_rng(0).normal(size=10_000)
    counts, _edges = np.histogram(values, 40, (-5, 5))
    wanted, _edges = np.histogram(values, 20, (-5, 5))
    np.testing.assert_allclose(rebinned([counts], [[-5, 5]], -5, 5, 20)[0], wanted / counts.sum())


def test_other_edges_give_about_what_numpy_counts():
    values = np.random.default_rng(0).uniform(-1, 1, 100_000)
    counts, edges = np.histogram(values, 40)
    wanted, _edges = np.histogram(values, 13, (-0.7, 0.9))
    np.testing.assert_allclose(rebinned([counts], [[edges[0], edges[-1]]], -0.7, 0.9, 13)[0], wanted / len(values), atol=2e-3)


def test_what_lies_in_one_point_stays_in_one_bin():
    assert rebinned([[3, 0]], [[1.0, 1.0]], 0.0, 4.0, 4).tolist() == [[0, 1, 0, 0]]


def test_an_outlier_does_not_set_the_range():
    counts = np.zeros((2, 100), int)
    counts[:, 0], counts[1, 99] = 10_000, 1
    low, high = central_range(counts, [[0.0, 1.0], [0.0, 1000.0]])
    assert low == 0
    assert high < 100


def test_equal_values_have_a_range_of_no_width():
    assert central_range([[5]], [[2.0, 2.0]]) == (2.0, 2.0)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (([1, 2], [[0, 1]], 0, 1, 2), "counts must be"),
        (([[1, 2]], [[0, 1, 2]], 0, 1, 2), r"edges \(histograms, 2\)"),
        (([[1, 2]], [[0, 1]], 1, 1, 2), "low must be below high"),
        (([[1, 2]], [[0, 1]], 0, 1, 0), "bins must be"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        rebinned(*arguments)


def test_a_tail_of_half_is_refused():
    with pytest.raises(ValueError, match="tail must be"):
        central_range([[1]], [[0, 1]], 0.5)
