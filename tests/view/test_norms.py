"""Who shares statistics: counted, numbered, and in agreement with what each normalization really does."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from bn_core import moments
from pages.who_shares_statistics.norms import NORMS
from pages.who_shares_statistics.settings import Sharing

SHAPE = (3, 2, 4, 6)
CASES = [(name, groups) for name, norm in NORMS.items() for groups in (Sharing.groups.titles if norm.grouped else (1,))]
cases = pytest.mark.parametrize(("norm", "groups"), CASES)


def a_block() -> NDArray[np.float64]:
    return np.random.default_rng(0).normal(2, 3, SHAPE)


def normalized(x: NDArray[np.floating], norm: str, groups: int, epsilon: float = 1e-5) -> NDArray[np.floating]:
    return NORMS[norm].compute(x, NORMS[norm].axes, groups, epsilon)


@pytest.mark.parametrize(
    ("norm", "groups", "count"),
    [("batch", 1, 6), ("position", 1, 48), ("layer", 1, 3), ("instance", 1, 18), ("rms", 1, 3)]
    + [("layer_position", 1, 24), ("rms_position", 1, 24)]
    + [("group", groups, 3 * groups) for groups in (1, 2, 3, 6)],
)
def test_there_are_as_many_statistics_as_each_paper_counts_of_equally_many_values(norm: str, groups: int, count: int) -> None:
    statistics = NORMS[norm].statistics(SHAPE, groups)
    assert statistics.shape == SHAPE
    numbers, values = np.unique(statistics, return_counts=True)
    np.testing.assert_array_equal(numbers, np.arange(count))
    assert set(values) == {np.prod(SHAPE) // count}


@cases
def test_statistics_are_numbered_in_the_order_of_their_first_values(norm: str, groups: int) -> None:
    _, first = np.unique(NORMS[norm].statistics(SHAPE, groups), return_index=True)
    assert (np.diff(first) > 0).all()


@cases
def test_values_permuted_within_their_statistic_are_normalized_to_the_same_values(norm: str, groups: int) -> None:
    x, statistics = a_block(), NORMS[norm].statistics(SHAPE, groups)
    order, rng = np.arange(x.size).reshape(SHAPE), np.random.default_rng(1)
    for number in range(statistics.max() + 1):
        order[statistics == number] = rng.permutation(order[statistics == number])
    permuted = normalized(x.reshape(-1)[order], norm, groups)
    np.testing.assert_allclose(permuted, normalized(x, norm, groups).reshape(-1)[order], rtol=0, atol=1e-12)


@cases
def test_a_changed_value_changes_the_values_of_its_statistic_and_no_other(norm: str, groups: int) -> None:
    x, statistics = a_block(), NORMS[norm].statistics(SHAPE, groups)
    changed, at = x.copy(), (1, 1, 2, 3)
    changed[at] += 5.0
    moved = normalized(changed, norm, groups) != normalized(x, norm, groups)
    np.testing.assert_array_equal(moved, statistics == statistics[at])


@cases
def test_the_values_of_every_statistic_come_out_with_mean_0_and_std_1_or_root_mean_square_1(norm: str, groups: int) -> None:
    y, statistics = normalized(a_block(), norm, groups, epsilon=0.0), NORMS[norm].statistics(SHAPE, groups)
    for number in range(statistics.max() + 1):
        of_one = moments(y[statistics == number])
        if NORMS[norm].centred:
            assert of_one.mean.item() == pytest.approx(0, abs=1e-12)
            assert of_one.variance.item() == pytest.approx(1)
        else:
            assert moments(y[statistics == number] ** 2).mean.item() == pytest.approx(1)
            assert abs(of_one.mean.item()) > 0.1


def test_float32_stays_float32() -> None:
    assert {normalized(a_block().astype(np.float32), *case).dtype for case in CASES} == {np.dtype(np.float32)}


def test_the_choices_of_the_page_are_what_the_block_allows() -> None:
    assert list(Sharing.groups.titles) == [1, 2, 3, 6]
    assert (Sharing.set.least, Sharing.set.most) == (0, 95)
