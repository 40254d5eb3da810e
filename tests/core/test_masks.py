"""Statistics of the values that a mask lets through."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from bn_core import Moments, RunningStatistics, batch_norm, batch_norm_inference, moments


@st.composite
def masked(draw):
    grid = draw(arrays(np.int64, array_shapes(max_dims=4, max_side=5), elements=st.integers(-100, 100)))
    x = (grid / 8 + draw(st.sampled_from([0, 1e4]))).astype(draw(st.sampled_from([np.float16, np.float32, np.float64])))
    return x, draw(arrays(np.bool_, x.shape)), draw(st.sets(st.integers(0, x.ndim - 1)).map(lambda axes: tuple(sorted(axes))))


@given(masked())
def test_the_moments_are_those_of_numpy_with_the_same_mask(case):
    x, where, axis = case
    got = moments(np.where(where, x, np.nan), axis, where)
    exact, some = x.astype(np.longdouble), where.any(axis, keepdims=True)
    np.testing.assert_array_equal(got.count, np.count_nonzero(where, axis, keepdims=True))
    mean = np.mean(exact, axis, keepdims=True, where=where | ~some)
    variance = np.var(exact, axis, keepdims=True, where=where | ~some)
    np.testing.assert_allclose(got.mean, np.where(some, mean, 0).astype(float), rtol=1e-15, atol=1e-12)
    np.testing.assert_allclose(got.variance, np.where(some, variance, 0).astype(float), rtol=1e-9, atol=1e-9)


def test_a_mask_of_padding_is_broadcast_and_every_position_is_normalized():
    x = np.random.default_rng(0).normal(5, 2, (4, 6, 3))
    where = np.arange(6)[:, None] < 4
    result = batch_norm(x, 2.0, 1.0, axis=(0, 1), where=where)
    plain = batch_norm(x[:, :4], 2.0, 1.0, axis=(0, 1))
    np.testing.assert_allclose(result.output[:, :4], plain.output, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(result.output, batch_norm_inference(x, plain.mean, plain.variance, 2.0, 1.0), rtol=1e-9, atol=1e-9)


def test_what_the_mask_leaves_out_may_be_nan_and_stays_so():
    x = np.array([[1.0, 2.0], [3.0, np.nan], [5.0, 4.0]])
    output = batch_norm(x, axis=0, where=~np.isnan(x)).output
    assert np.isnan(output).tolist() == [[False, False], [False, True], [False, False]]
    np.testing.assert_allclose(output[[0, 2], 1], [-1, 1], rtol=1e-4)


def test_nan_that_the_mask_lets_through_is_refused():
    with pytest.raises(ValueError, match="x must be finite, got NaN or infinity"):
        moments([1.0, np.nan, 2.0], where=[True, True, False])


def test_a_group_without_a_value_cannot_be_normalized():
    with pytest.raises(ValueError, match="where must leave at least one value in every group"):
        batch_norm(np.ones((2, 3)), axis=0, where=[True, False, True])
    with pytest.raises(ValueError, match="moments must be of at least one value per group, got 0"):
        RunningStatistics(0.0, 1.0).update(moments(np.ones((2, 3)), 0, [True, False, True]))


@pytest.mark.parametrize(
    ("where", "error", "message"),
    [
        ([1, 0, 1], TypeError, "where must hold truth values, got dtype int64"),
        ([True, False], ValueError, r"where must broadcast against x of shape \(2, 3\), got shape \(2,\)"),
    ],
)
def test_a_mask_that_is_none_is_refused(where, error, message):
    with pytest.raises(error, match=message):
        moments(np.ones((2, 3)), 0, where)


# Moments that are summed


@given(masked())
def test_shards_sum_up_to_the_whole_with_their_own_counts_per_group(case):
    x, where, _ = case
    shards = [moments(x[i : i + 1], 0, where[i : i + 1]) for i in range(len(x))]
    whole, got = moments(x, 0, where), sum(shards, Moments())
    np.testing.assert_array_equal(got.count, whole.count)
    np.testing.assert_allclose(got.mean, whole.mean, rtol=1e-14, atol=1e-9)
    np.testing.assert_allclose(got.variance, whole.variance, rtol=1e-9, atol=1e-5)


def test_an_empty_shard_adds_nothing():
    some = moments(np.array([[1.0, 2.0], [3.0, 6.0]]), 0)
    for both in (some | moments(np.empty((0, 2)), 0), moments(np.empty((0, 2)), 0) | some, Moments() | some, some | Moments()):
        assert both.count == 2
        np.testing.assert_array_equal(both.variance, some.variance)
    assert moments([]).count == 0


def test_one_value_after_the_other_gives_the_moments_of_all_as_welford_s_update_does():
    x = np.random.default_rng(0).normal(1e6, 1, (1000, 3))
    seen = Moments()
    for value in x:
        seen = seen.update(value)
    assert seen.count == 1000
    np.testing.assert_allclose(seen.mean, x.mean(0), rtol=1e-14)
    np.testing.assert_allclose(seen.variance, x.var(0), rtol=1e-9)
    np.testing.assert_allclose(moments(x[:10], 0).update(x[10:], 0).variance, x.var(0, keepdims=True), rtol=1e-9)


def test_more_values_come_with_a_mask_of_their_own():
    x, where = np.array([[1.0, 1.0], [3.0, 9.0]]), np.array([[True, True], [True, False]])
    seen, whole = moments(x[:1], 0).update(x[1:], 0, where[1:]), moments(x, 0, where)
    np.testing.assert_array_equal(seen.count, whole.count)
    np.testing.assert_array_equal((seen.mean, seen.variance), (whole.mean, whole.variance))


def test_the_unbiased_variance_is_that_of_each_group_s_own_count():
    x, where = np.array([[1.0, 1.0], [3.0, 9.0]]), np.array([[True, True], [True, False]])
    np.testing.assert_array_equal(moments(x, 0, where).unbiased_variance, [[2.0, np.nan]])
