"""Who shares a statistic: values of one number move each other, values of different numbers do not."""

from __future__ import annotations

import numpy as np
import pytest

from bn_core import moments, normalize, statistic_of_each_value
from bn_core.sharing import NORMS

SHAPE = (3, 2, 4, 6)
CASES = [(norm, 1) for norm in NORMS if norm != "group"] + [("group", groups) for groups in (1, 2, 3, 6)]
cases = pytest.mark.parametrize(("norm", "groups"), CASES)


def a_block():
    return np.random.default_rng(0).normal(2, 3, SHAPE)


@pytest.mark.parametrize(
    ("norm", "groups", "count"),
    [("batch", 1, 6), ("position", 1, 48), ("layer", 1, 3), ("instance", 1, 18), ("rms", 1, 3)]
    + [("group", groups, 3 * groups) for groups in (1, 2, 3, 6)],
)
def test_there_are_as_many_statistics_as_each_paper_counts_of_equally_many_values(norm, groups, count):
    statistic = statistic_of_each_value(SHAPE, norm, groups)
    assert statistic.shape == SHAPE
    numbers, values = np.unique(statistic, return_counts=True)
    np.testing.assert_array_equal(numbers, np.arange(count))
    assert set(values) == {np.prod(SHAPE) // count}


@cases
def test_statistics_are_numbered_in_the_order_of_their_first_values(norm, groups):
    _, first = np.unique(statistic_of_each_value(SHAPE, norm, groups), return_index=True)
    assert (np.diff(first) > 0).all()


@cases
def test_values_permuted_within_their_statistic_are_normalized_to_the_same_values(norm, groups):
    x, statistic = a_block(), statistic_of_each_value(SHAPE, norm, groups)
    order, rng = np.arange(x.size).reshape(SHAPE), np.random.default_rng(1)
    for number in range(statistic.max() + 1):
        order[statistic == number] = rng.permutation(order[statistic == number])
    permuted = normalize(x.reshape(-1)[order], norm, groups)
    np.testing.assert_allclose(permuted, normalize(x, norm, groups).reshape(-1)[order], rtol=0, atol=1e-12)


@cases
def test_a_changed_value_changes_the_values_of_its_statistic_and_no_other(norm, groups):
    x, statistic = a_block(), statistic_of_each_value(SHAPE, norm, groups)
    changed, at = x.copy(), (1, 1, 2, 3)
    changed[at] += 5.0
    moved = normalize(changed, norm, groups) != normalize(x, norm, groups)
    np.testing.assert_array_equal(moved, statistic == statistic[at])


@cases
def test_the_values_of_every_statistic_come_out_with_mean_0_and_std_1_or_root_mean_square_1(norm, groups):
    y, statistic = normalize(a_block(), norm, groups, epsilon=0.0), statistic_of_each_value(SHAPE, norm, groups)
    for number in range(statistic.max() + 1):
        of_one = moments(y[statistic == number])
        if norm == "rms":
            assert moments(y[statistic == number] ** 2).mean.item() == pytest.approx(1)
            assert abs(of_one.mean.item()) > 0.1
        else:
            assert of_one.mean.item() == pytest.approx(0, abs=1e-12)
            assert of_one.variance.item() == pytest.approx(1)


def test_float32_stays_float32():
    assert {normalize(a_block().astype(np.float32), norm, groups).dtype for norm, groups in CASES} == {np.dtype(np.float32)}


@pytest.mark.parametrize(
    ("shape", "norm", "groups", "error", "message"),
    [
        ((3, 4), "batch", 1, ValueError, r"shape must be \(N, H, W, C\), got \(3, 4\)"),
        ((3, 0, 4, 6), "batch", 1, ValueError, "shape must be at least 1, got 0"),
        ((3, 2, 4.5, 6), "batch", 1, TypeError, "shape must be an integer, got 4.5"),
        (SHAPE, "weight", 1, ValueError, "norm must be one of batch, .*, got 'weight'"),
        (SHAPE, "group", 4, ValueError, "groups must divide the 6 channels, got 4"),
        (SHAPE, "group", 0, ValueError, "groups must be at least 1, got 0"),
        (SHAPE, "group", "two", TypeError, "groups must be an integer, got 'two'"),
    ],
)
def test_what_has_no_statistics_is_refused(shape, norm, groups, error, message):
    with pytest.raises(error, match=message):
        statistic_of_each_value(shape, norm, groups)


def test_a_block_of_other_rank_is_refused():
    with pytest.raises(ValueError, match="the shape of x must be"):
        normalize(np.zeros((3, 4)), "layer")
