"""Running mean and variance: the recurrence, its closed form, and both frameworks' conventions."""

from dataclasses import FrozenInstanceError
from functools import reduce

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bn_core import Moments, RunningStatistics, batch_norm, batch_norm_inference, moments, running_history

shares = st.integers(0, 100).map(lambda n: n / 100)


@given(st.lists(st.lists(st.integers(-99, 99), min_size=2, max_size=5), min_size=1, max_size=20), shares, st.booleans())
def test_each_update_keeps_the_share_momentum_of_the_old_value(batches, momentum, unbiased):
    running, mean, variance = RunningStatistics(0.0, 1.0, momentum, unbiased), 0.0, 1.0
    for batch in batches:
        running = running.update(moments(batch))
        mean = momentum * mean + (1 - momentum) * np.mean(batch)
        variance = momentum * variance + (1 - momentum) * np.var(batch, ddof=int(unbiased))
    assert running.mean.item() == pytest.approx(mean, rel=1e-12, abs=1e-12)
    assert running.variance.item() == pytest.approx(variance, rel=1e-12, abs=1e-12)


def test_a_mean_of_30_is_reached_by_a_third_of_a_percent_a_step():
    """Lesson 7: with momentum 0.99 it is 0.30 after 1 step, 19 after 100, 29.8 after 500: 30 · (1 − 0.99ⁿ)."""
    running, batch, seen = RunningStatistics(0.0, 1.0), moments([29.0, 31.0]), {}
    for step in range(1, 501):
        running = running.update(batch)
        seen[step] = running.mean.item()
    for step in (1, 100, 500):
        assert seen[step] == pytest.approx(30 * (1 - 0.99**step), rel=1e-12)


def test_keras_stores_the_biased_variance_and_pytorch_the_unbiased():
    batch = moments([1, 2, 3, 4])
    assert RunningStatistics(0.0, 1.0, momentum=0.0).update(batch).variance.item() == 1.25
    assert RunningStatistics(0.0, 1.0, momentum=0.0, unbiased=True).update(batch).variance.item() == pytest.approx(5 / 3)


def test_an_update_leaves_the_old_statistics_as_they_were():
    old = RunningStatistics(np.zeros(3), np.ones(3), momentum=0.5)
    new = old.update(moments(np.arange(6.0).reshape(2, 3), axis=0))
    assert new is not old
    assert (new.momentum, new.unbiased) == (0.5, False)
    np.testing.assert_array_equal(old.mean, np.zeros(3))
    with pytest.raises(FrozenInstanceError):
        old.momentum = 0.1


def test_the_arrays_given_at_the_start_are_copied():
    start = np.zeros(3)
    running = RunningStatistics(start, np.ones(3))
    start[:] = 7
    assert (running.mean == 0).all()


@pytest.mark.parametrize("start", [0.0, np.zeros(3), np.zeros((1, 1, 1, 3))])
def test_the_result_has_the_shape_of_the_batch_s_statistics(start):
    running = RunningStatistics(start, start + 1.0).update(moments(np.ones((2, 4, 4, 3)), (0, 1, 2)))
    assert running.mean.shape == running.variance.shape == (1, 1, 1, 3)
    assert running.mean.dtype == running.variance.dtype == np.float64


@pytest.mark.parametrize("momentum", [0.9, 0.99])
def test_after_many_batches_inference_gives_what_training_gives(momentum):
    rng = np.random.default_rng(0)
    batches = (moments(rng.normal(7, 3, (256, 4)), 0) for _ in range(1000))
    running = reduce(RunningStatistics.update, batches, RunningStatistics(0.0, 1.0, momentum))
    x = rng.normal(7, 3, (10_000, 4))
    got = batch_norm_inference(x, running.mean, running.variance)
    np.testing.assert_allclose(got, batch_norm(x, axis=0).output, atol=0.3)


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        ({"momentum": 1.5}, ValueError, "momentum must be between 0 and 1, got 1.5"),
        ({"momentum": -0.1}, ValueError, "momentum must be finite and not negative, got -0.1"),
        ({"momentum": "a"}, TypeError, "momentum must be a number, got 'a'"),
        ({"mean": np.nan}, ValueError, "mean must be finite, got nan"),
        ({"variance": [1.0, -2.0]}, ValueError, r"variance must not be negative, got -2\.0"),
        ({"variance": ["a"]}, TypeError, "variance must hold real numbers"),
    ],
)
def test_a_wrong_start_is_refused(wrong, error, message):
    with pytest.raises(error, match=message):
        RunningStatistics(**({"mean": 0.0, "variance": 1.0} | wrong))


def test_statistics_of_another_shape_are_refused():
    running = RunningStatistics(np.zeros(3), np.ones(3))
    with pytest.raises(ValueError, match=r"moments must have statistics that the mean of shape \(3,\) fits, got \(1, 4\)"):
        running.update(moments(np.ones((2, 4)), 0))
    with pytest.raises(ValueError, match="moments must have statistics that the mean"):
        running.update(moments(np.ones(4)))


def test_one_value_a_group_has_no_unbiased_variance():
    with pytest.raises(ValueError, match="moments must be of two values per group for an unbiased variance, got 1"):
        RunningStatistics(0.0, 1.0, unbiased=True).update(moments(np.ones((1, 4)), 0))


def test_what_is_not_moments_is_refused():
    with pytest.raises(TypeError, match="moments must be Moments, got 3"):
        RunningStatistics(0.0, 1.0).update(3)


@given(st.lists(st.lists(st.integers(-99, 99), min_size=2, max_size=5), min_size=1, max_size=20), st.booleans())
def test_without_momentum_it_is_the_plain_average_of_the_batches_as_pytorch_s_momentum_none_is(batches, unbiased):
    running = RunningStatistics(7.0, 9.0, momentum=None, unbiased=unbiased)
    for batch in batches:
        running = running.update(moments(batch))
    assert running.mean.item() == pytest.approx(np.mean([np.mean(b) for b in batches]), rel=1e-12, abs=1e-12)
    assert running.variance.item() == pytest.approx(
        np.mean([np.var(b, ddof=int(unbiased)) for b in batches]), rel=1e-12, abs=1e-12
    )
    assert running.updates == len(batches)


def test_the_history_without_momentum_is_the_average_after_each_batch():
    batches = Moments(4, np.array([8.0, 2.0, 5.0]), np.ones(3))
    np.testing.assert_allclose(running_history(RunningStatistics(0.0, 1.0, momentum=None), batches).mean, [0, 8, 5, 5])
