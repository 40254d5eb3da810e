"""The experiments on gradients against the textbook in NumPy and finite differences made here."""

import numpy as np
import pytest

from pages.beliefs import gradients


def normalized(z, epsilon=1e-3):
    return (z - z.mean(0)) / np.sqrt(z.var(0) + epsilon)


def test_a_block_with_gamma_0_is_the_identity_and_its_gamma_still_has_a_gradient():
    draw = np.random.default_rng(678)
    x, of_the_target, weight = draw.normal(size=(64, 4)), draw.normal(size=(4, 4)), draw.normal(size=(4, 4))
    target = x + normalized(x @ of_the_target)

    def loss(gamma):
        return np.mean((x + gamma * normalized(x @ weight) - target) ** 2)

    measured, (first, *_rest) = gradients.block_from_gamma_0()
    gradient = [(loss(e) - loss(-e)) / 2e-6 for e in 1e-6 * np.eye(4)]
    assert first.branch == 0
    assert first.weight_gradient == 0
    assert first.gamma_gradient == pytest.approx(np.abs(gradient).max(), rel=1e-6)
    assert measured == pytest.approx(first.gamma_gradient, rel=1e-6)
    assert first.loss == pytest.approx(loss(0), rel=1e-12)


def test_from_the_second_step_on_the_weights_learn_as_well_and_the_loss_falls():
    _measured, steps = gradients.block_from_gamma_0()
    assert steps[1].weight_gradient > 0.01
    losses = [step.loss for step in steps]
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < losses[0] / 1000


def test_only_the_full_gradient_agrees_with_finite_differences():
    draw = np.random.default_rng(678)
    x, weights = draw.normal(3, 2, 8), draw.normal(size=8)
    step = 1e-6
    expected = [weights @ (normalized(x + step * e) - normalized(x - step * e)) / (2 * step) for e in np.eye(8)]
    measured, full, constant = gradients.three_gradients()
    np.testing.assert_allclose(measured, expected, rtol=0, atol=1e-8)
    np.testing.assert_allclose(full, expected, rtol=0, atol=1e-8)
    np.testing.assert_allclose(constant, weights / np.sqrt(x.var() + 1e-3), rtol=1e-12)
    assert np.abs(constant - expected).max() > 0.1
