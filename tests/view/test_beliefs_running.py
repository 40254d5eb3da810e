"""The experiments on running statistics against loops in plain NumPy."""

import numpy as np
import pytest

from pages.beliefs import running


def plain_means(old_share, steps):
    draw, mean, means = np.random.default_rng(7), 0.0, []
    for _ in range(steps):
        mean = old_share * mean + (1 - old_share) * np.mean(draw.normal(30, 5, 16))
        means.append(mean)
    return means


@pytest.mark.parametrize("momentum", [0.1, 0.9, 0.99])
def test_the_running_mean_is_the_exponential_average_of_the_batches_means(momentum):
    assert running.running_means(momentum, 60) == pytest.approx(plain_means(momentum, 60), rel=1e-12)


def test_after_1_100_and_500_batches_the_running_mean_has_gone_its_share_of_the_way():
    means = running.running_means(0.99, 500)
    assert (f"{means[0]:.2f}", f"{means[99]:.1f}", f"{means[499]:.1f}") == ("0.30", "18.9", "29.7")
    for steps in (1, 100, 500):  # to within the noise of the batches: 5 / √16 over √200 of them
        assert means[steps - 1] == pytest.approx(30 * (1 - 0.99**steps), abs=3 * 1.25 / 200**0.5)


@pytest.mark.parametrize("momentum", [0.9, 0.99])
def test_the_gap_between_the_modes_is_the_difference_of_the_two_formulas_and_stays_above_0(momentum):
    draw = np.random.default_rng(7)
    batches = draw.normal([5.0, -2.0, 0.5, 12.0], [3.0, 1.0, 0.2, 4.0], (601, 32, 4))
    ours, mean, variance = batches[-1], np.zeros(4), np.ones(4)
    gaps = running.gaps_between_modes(momentum)
    trained = (ours - ours.mean(0)) / np.sqrt(ours.var(0) + 1e-3)
    for step, batch in enumerate(batches):
        if step in gaps:
            gap = np.abs(trained - (ours - mean) / np.sqrt(variance + 1e-3)).max()
            assert gaps[step] == pytest.approx(gap, rel=1e-9)
        mean = momentum * mean + (1 - momentum) * batch.mean(0)
        variance = momentum * variance + (1 - momentum) * batch.var(0)
    assert gaps[0] > 10 * gaps[600] > 1


def test_with_the_translated_momentum_pytorch_s_running_mean_equals_keras_s_exactly():
    keras, _pytorch, translated = running._momentum_curves(0.9).values()
    assert keras == translated
