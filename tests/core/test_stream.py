"""Mini-batches that go by: who is in them, their moments without a second look, and what they leave behind."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bn_core import (
    Moments,
    RunningStatistics,
    expected_variance,
    moments,
    moments_of_batches,
    random_images,
    running_history,
    shuffled_batches,
    standard_error,
)


@given(st.data(), st.integers(1, 40), st.integers(1, 60))
def test_within_an_epoch_no_sample_comes_twice(data, count, updates):
    size = data.draw(st.integers(1, count))
    chosen = shuffled_batches(count, size, updates, seed=3)
    assert chosen.shape == (updates, size)
    an_epoch = count // size
    for first in range(0, updates, an_epoch):
        seen = chosen[first : first + an_epoch].ravel()
        assert len(set(seen.tolist())) == len(seen)
        assert seen.min() >= 0
        assert seen.max() < count


def test_the_first_updates_are_the_same_however_many_follow_and_another_seed_has_others():
    few, many = (shuffled_batches(30, 10, updates, seed=678) for updates in (7, 500))
    np.testing.assert_array_equal(few, many[:7])
    assert (shuffled_batches(30, 10, 7, seed=679) != few).any()


def test_epochs_differ_in_their_order():
    chosen = shuffled_batches(30, 10, 6, seed=678)
    assert (np.sort(chosen[:3].ravel()) == np.arange(30)).all()
    assert (chosen[:3] != chosen[3:]).any()


@pytest.mark.parametrize("channels", [1, 3])
def test_the_moments_of_mini_batches_are_those_of_their_values(channels):
    images = random_images(count=12, height=5, width=4, channels=channels)
    chosen = shuffled_batches(12, 5, 8, seed=0)
    of_image = moments(images, (1, 2))
    got = moments_of_batches(Moments(of_image.count, of_image.mean[:, 0, 0], of_image.variance[:, 0, 0]), chosen)
    assert got.mean.shape == got.variance.shape == (8, channels)
    for i, batch in enumerate(chosen):
        x = images[batch]
        assert got.count == x[..., 0].size
        np.testing.assert_allclose(got.mean[i], np.mean(x, (0, 1, 2)), rtol=1e-13)
        np.testing.assert_allclose(got.variance[i], np.var(x, (0, 1, 2)), rtol=1e-12)


@pytest.mark.parametrize("unbiased", [False, True])
def test_the_history_is_update_after_update(unbiased):
    x = np.random.default_rng(0).normal(3, 2, (6, 8, 2))
    each = moments(x, 1)
    history = running_history(RunningStatistics(0.0, 1.0, 0.9, unbiased), Moments(8, each.mean[:, 0], each.variance[:, 0]))
    assert history.mean.shape == history.variance.shape == (7, 2)
    mean, variance = np.zeros(2), np.ones(2)
    for i, batch in enumerate(x):
        mean, variance = 0.9 * mean + 0.1 * batch.mean(0), 0.9 * variance + 0.1 * batch.var(0, ddof=int(unbiased))
        np.testing.assert_allclose(history.mean[i + 1], mean, rtol=1e-13)
        np.testing.assert_allclose(history.variance[i + 1], variance, rtol=1e-13)
    np.testing.assert_array_equal(history.mean[0], [0, 0])
    np.testing.assert_array_equal(history.variance[0], [1, 1])


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        ({"count": 0}, ValueError, "count must be at least 1, got 0"),
        ({"size": 0}, ValueError, "size must be at least 1, got 0"),
        ({"size": 11}, ValueError, "size must be at most the count of 10, got 11"),
        ({"updates": 0}, ValueError, "updates must be at least 1, got 0"),
        ({"updates": 1.5}, TypeError, r"updates must be an integer, got 1\.5"),
        ({"seed": -1}, ValueError, "seed must be at least 0, got -1"),
    ],
)
def test_wrong_numbers_of_mini_batches_are_refused(wrong, error, message):
    with pytest.raises(error, match=message):
        shuffled_batches(**({"count": 10, "size": 2, "updates": 3, "seed": 0} | wrong))


@pytest.mark.parametrize(
    ("chosen", "error", "message"),
    [
        ([[0.5]], TypeError, "chosen must hold integers, got dtype float64"),
        (np.zeros((2, 0), int), ValueError, r"chosen must have at least one sample in every mini-batch, got shape \(2, 0\)"),
        ([[0, 4]], ValueError, "chosen must name samples 0 to 3, got 0 to 4"),
        ([[-1, 1]], ValueError, "chosen must name samples 0 to 3, got -1 to 1"),
    ],
)
def test_samples_that_are_not_there_are_refused(chosen, error, message):
    with pytest.raises(error, match=message):
        moments_of_batches(Moments(2, np.zeros(4), np.ones(4)), chosen)


def test_samples_with_different_numbers_of_values_are_refused_and_equal_counts_may_come_for_each():
    mean, variance = np.array([[0.0], [10.0]]), np.zeros((2, 1))
    with pytest.raises(ValueError, match="each must have as many values in every sample, got counts from 2 to 8"):
        moments_of_batches(Moments(np.array([[2], [8]]), mean, variance), [[0, 1]])
    got = moments_of_batches(Moments(np.array([[8], [8]]), mean, variance), [[0, 1]])
    assert (got.count, got.mean.tolist()) == (16, [[5.0]])


def test_what_is_not_moments_is_refused():
    with pytest.raises(TypeError, match="each must be Moments, got 3"):
        moments_of_batches(3, [[0]])
    with pytest.raises(TypeError, match="batches must be Moments, got 3"):
        running_history(RunningStatistics(0.0, 1.0), 3)


@pytest.mark.parametrize("size", [1, 2, 3, 6])
def test_the_standard_error_is_the_deviation_of_the_means_of_all_mini_batches_there_are(size):
    each = moments(random_images(count=6), (1, 2))
    each = Moments(each.count, each.mean[:, 0, 0], each.variance[:, 0, 0])
    every = list(combinations(range(6), size))
    exact = moments_of_batches(each, every).mean.std(axis=0)
    np.testing.assert_allclose(standard_error(each, size), exact, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("size", [1, 2, 3, 6])
def test_the_expected_variance_is_the_mean_of_the_variances_of_all_mini_batches_there_are(size):
    each = moments(random_images(count=6), (1, 2))
    each = Moments(each.count, each.mean[:, 0, 0], each.variance[:, 0, 0])
    exact = moments_of_batches(each, list(combinations(range(6), size))).variance.mean(axis=0)
    np.testing.assert_allclose(expected_variance(each, size), exact, rtol=1e-12)


@pytest.mark.parametrize(("each", "size", "error"), [(3, 1, TypeError), (None, 0, ValueError), (None, 5, ValueError)])
def test_what_has_no_standard_error_is_refused(each, size, error):
    with pytest.raises(error):
        standard_error(each or Moments(2, np.zeros(4), np.ones(4)), size)
    with pytest.raises(error):
        expected_variance(each or Moments(2, np.zeros(4), np.ones(4)), size)
