"""The experiments on gradients against the textbook in NumPy and finite differences made here."""

import numpy as np
import pytest

from pages.beliefs import learning


def normalized(z, epsilon=1e-3):
    return (z - z.mean(0)) / np.sqrt(z.var(0) + epsilon)


def test_a_block_with_gamma_0_is_the_identity_and_its_gamma_still_has_a_gradient():
    block, first = learning.ResidualBlock(), learning.block_from_gamma_0(1)[0]

    def loss(gamma):
        return np.mean((block.x + gamma * normalized(block.x @ block.weight) - block.target) ** 2)

    steps = 1e-6 * np.eye(4)
    gradient = [(loss(e) - loss(-e)) / 2e-6 for e in steps]
    assert first.branch == 0
    assert first.weight_gradient == 0
    assert first.gamma_gradient == pytest.approx(np.abs(gradient).max(), rel=1e-6)
    assert learning.measured_gamma_gradient() == pytest.approx(first.gamma_gradient, rel=1e-6)


def test_from_the_second_step_on_the_weights_learn_as_well_and_the_loss_falls():
    seen = learning.block_from_gamma_0()
    assert seen[1].weight_gradient > 0.01
    losses = [s.loss for s in seen]
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < losses[0] / 1000


def test_only_the_full_gradient_agrees_with_finite_differences():
    draw = np.random.default_rng(678)
    x, weights = draw.normal(3, 2, 8), draw.normal(size=8)
    step = 1e-6
    measured = [weights @ (normalized(x + step * e) - normalized(x - step * e)) / (2 * step) for e in np.eye(8)]
    seen = learning.three_gradients()
    np.testing.assert_allclose(seen.measured, measured, rtol=0, atol=1e-8)
    np.testing.assert_allclose(seen.full, measured, rtol=0, atol=1e-8)
    np.testing.assert_allclose(seen.detached, weights / np.sqrt(x.var() + 1e-3), rtol=1e-12)
    assert np.abs(seen.detached - measured).max() > 0.1


def test_gamma_and_beta_undo_batch_norm_and_gradient_descent_finds_them():
    x = np.random.default_rng(678).normal(3, 2, 256)
    seen = learning.undo_batch_norm()
    assert seen.difference <= 1e-13
    assert seen.deviation == pytest.approx(np.sqrt(x.var() + 1e-3), rel=1e-12)
    assert seen.mean == pytest.approx(x.mean(), rel=1e-12)
    assert seen.gammas[-1] == pytest.approx(seen.deviation, rel=1e-6)
    assert seen.betas[-1] == pytest.approx(seen.mean, rel=1e-6)
    assert (seen.gammas[0], seen.betas[0]) == (1, 0)


def test_noise_moves_the_last_layer_several_times_as_far_and_the_network_still_learns():
    seen = learning.shifts_while_training()
    assert seen["noisy"].shift > 2 * seen["batch_norm"].shift
    assert min(s.accuracy for s in seen.values()) > 0.9
