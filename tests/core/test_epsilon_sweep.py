"""A sweep over epsilon holds, row for row, what batch normalization gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from bn_core import batch_norm, epsilon_sweep, histogram, random_images, summary

EPSILONS = [0.0, 1e-8, 1e-5, 1e-3, 1.0, 300.0]
grids = arrays(np.int64, array_shapes(max_dims=4, max_side=5), elements=st.integers(-50, 50))


def assert_rows_are_batch_norm(x, epsilons, axis, bins, tolerance):
    sweep = epsilon_sweep(x, epsilons, axis=axis, bins=bins)
    assert sweep.counts.shape == (len(epsilons), bins)
    for row, epsilon in enumerate(epsilons):
        output = batch_norm(x, axis=axis, epsilon=epsilon).output
        expected = summary(output)
        np.testing.assert_array_equal(sweep.counts[row], histogram(output, bins).counts)
        assert sweep.minimum[row] == expected.minimum
        assert sweep.maximum[row] == expected.maximum
        assert expected.mean == pytest.approx(0, abs=tolerance)
        assert sweep.standard_deviation[row] == pytest.approx(expected.standard_deviation, abs=tolerance)


@given(grids, st.sampled_from([np.float32, np.float64]), st.sampled_from([1, 7, 300]), st.data())
def test_each_row_equals_the_histogram_and_summary_of_batch_norm(grid, dtype, bins, data):
    axis = data.draw(st.none() | st.integers(0, grid.ndim - 1) | st.just(tuple(range(grid.ndim - 1))))
    assert_rows_are_batch_norm((grid / 8).astype(dtype), EPSILONS, axis, bins, 1e-12 if dtype is np.float64 else 1e-5)


@pytest.mark.parametrize("axis", [0, (0, 1, 2), (1, 2, 3), None])
def test_the_note_s_batch_swept_over_epsilon(axis):
    assert_rows_are_batch_norm(random_images()[:10], EPSILONS, axis, 60, 1e-12)


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("axis", [0, (0, 1, 2)])
def test_a_large_batch_swept_over_epsilon(axis):
    assert_rows_are_batch_norm(
        np.random.default_rng(0).normal(9, 3, (11, 32, 32, 3)).astype(np.float32), [1e-5, 1.0], axis, 60, 1e-5
    )


def test_gamma_and_beta_move_a_row_into_its_batch_norm():
    x, gamma, beta = random_images()[:10], 2.5, -4.0
    sweep = epsilon_sweep(x, [1e-3], axis=0, bins=50)
    output = batch_norm(x, gamma, beta, axis=0, epsilon=1e-3).output
    np.testing.assert_array_equal(sweep.counts[0], np.histogram(output, 50)[0])
    assert sweep.minimum[0] * gamma + beta == pytest.approx(output.min())
    assert sweep.maximum[0] * gamma + beta == pytest.approx(output.max())
    assert output.mean() == pytest.approx(beta)
    assert sweep.standard_deviation[0] * gamma == pytest.approx(output.std())


def test_a_larger_epsilon_draws_the_values_together():
    sweep = epsilon_sweep(random_images()[:10], EPSILONS, axis=0, bins=9)
    assert (np.diff(sweep.standard_deviation) < 0).all()
    assert (np.diff(sweep.maximum) < 0).all()


def test_constant_groups_with_epsilon_zero_gather_at_zero():
    sweep = epsilon_sweep(np.full((4, 3), 0.1), [0.0, 1e-5], axis=0, bins=3)
    np.testing.assert_array_equal(sweep.counts, [[0, 12, 0]] * 2)
    assert not np.any([sweep.minimum, sweep.maximum, sweep.standard_deviation])


def test_no_epsilon_gives_no_rows_and_the_input_is_left_alone():
    x = np.arange(6.0)
    assert epsilon_sweep(x, [], axis=0, bins=4).counts.shape == (0, 4)
    epsilon_sweep(x, [1.0], axis=0, bins=4)
    np.testing.assert_array_equal(x, np.arange(6.0))


@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        ({"epsilons": [0, -1]}, ValueError, "epsilon must be finite and not negative, got -1"),
        ({"epsilons": [np.nan]}, ValueError, "epsilon must be finite and not negative"),
        ({"epsilons": ["a"]}, TypeError, "epsilon must be a number, got 'a'"),
        ({"x": []}, ValueError, "x must have at least one value in every group"),
        ({"x": [1, np.inf]}, ValueError, "x must be finite, got NaN or infinity"),
        ({"x": ["a"]}, TypeError, "x must hold real numbers"),
        ({"axis": 1}, ValueError, "axis 1 does not exist"),
        ({"bins": 0}, ValueError, "bins must be at least 1, got 0"),
        ({"bins": -1}, ValueError, "bins must be at least 1, got -1"),
        ({"bins": 2.5}, TypeError, "bins must be an integer, got 2.5"),
    ],
)
def test_a_wrong_argument_is_named(changed, error, message):
    with pytest.raises(error, match=message):
        epsilon_sweep(**{"x": [1.0, 2.0, 4.0], "epsilons": [0.0, 1.0], "axis": 0, "bins": 3} | changed)


@pytest.mark.parametrize("x", [random_images()[:10], np.full((4, 3), 7.0)], ids=["random", "all equal"])
def test_a_row_as_histogram_and_summary_is_that_of_batch_norm(x):
    sweep, output = epsilon_sweep(x, EPSILONS, axis=0, bins=60), batch_norm(x, axis=0, epsilon=1e-3).output
    row, expected, described = EPSILONS.index(1e-3), histogram(output, 60), summary(output)
    np.testing.assert_array_equal(sweep.histogram(row).counts, expected.counts)
    np.testing.assert_array_equal(sweep.histogram(row).edges, expected.edges)
    got = sweep.summary(row)
    assert (got.count, got.minimum, got.maximum) == (described.count, described.minimum, described.maximum)
    assert (got.mean, got.standard_deviation) == pytest.approx((described.mean, described.standard_deviation), abs=1e-12)


def test_an_array_in_another_order_gives_the_same_sweep():
    x = np.random.default_rng(3).random((6, 3, 5, 4))
    for view in (x.transpose(0, 2, 3, 1), np.asfortranarray(x), x[::2, :, ::-1]):
        sweep, same = (epsilon_sweep(of, [0.0, 0.1], axis=(0, 1, 2), bins=20) for of in (view, view.copy("C")))
        np.testing.assert_array_equal(sweep.counts, same.counts)
