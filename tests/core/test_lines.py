"""The lines of groups end where batch normalization carries the groups' extremes."""

from __future__ import annotations

import numpy as np
import pytest

from bn_core import batch_norm, lines_of_groups

AXES = [None, 0, (0, 1, 2), (1, 2, 3), (0, 1, 2, 3)]


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize(("gamma", "beta", "epsilon"), [(1.0, 0.0, 0.0), (-2.0, 0.5, 0.1), (0.0, 1.0, 1e-5)])
def test_the_ends_are_the_extremes_of_each_group_and_their_outputs(axis, gamma, beta, epsilon):
    x = np.random.default_rng(0).normal(3, 2, (5, 3, 2, 4))
    y = batch_norm(x, gamma, beta, axis=axis, epsilon=epsilon).output
    lines = lines_of_groups(x, gamma, beta, axis=axis, epsilon=epsilon, most=1000)
    assert lines.count == lines.x.shape[1] == lines.y.shape[1] == x.min(axis).size
    np.testing.assert_array_equal(lines.x, [x.min(axis).reshape(-1), x.max(axis).reshape(-1)])
    outputs = [y.min(axis).reshape(-1), y.max(axis).reshape(-1)]
    np.testing.assert_allclose(lines.y, outputs[::-1] if gamma < 0 else outputs, rtol=0, atol=1e-12)


@pytest.mark.parametrize("most", [1, 5, 12, 23, 24, 100])
def test_no_more_lines_are_returned_than_asked_for_and_the_first_is_among_them(most):
    x = np.random.default_rng(0).normal(size=(5, 24))
    lines = lines_of_groups(x, axis=0, most=most)
    assert lines.count == 24
    assert 1 <= lines.x.shape[1] <= most
    assert lines.x[0, 0] == x[:, 0].min()


def test_float32_and_constant_groups_have_lines_too():
    lines = lines_of_groups(np.full((3, 2), 7, np.float32), 2.0, 1.5, axis=0, epsilon=0.0)
    assert lines.x.dtype == lines.y.dtype == np.float64
    np.testing.assert_array_equal(lines.y, np.full((2, 2), 1.5))


def test_none_asked_for_is_refused():
    with pytest.raises(ValueError, match="most must be at least 1, got 0"):
        lines_of_groups([1.0], axis=None, most=0)
