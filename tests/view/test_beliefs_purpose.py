"""The experiments on what batch normalization is good for against plain NumPy."""

import numpy as np
import pytest

from pages.beliefs import purpose


def test_gamma_and_beta_undo_batch_norm_and_gradient_descent_finds_them():
    x = np.random.default_rng(678).normal(3, 2, 256)
    undone = purpose.undo_batch_norm()
    assert undone.difference <= 1e-13
    assert undone.gamma == pytest.approx(np.sqrt(x.var() + 1e-3), rel=1e-12)
    assert undone.beta == pytest.approx(x.mean(), rel=1e-12)
    assert undone.gammas[-1] == pytest.approx(undone.gamma, rel=1e-6)
    assert undone.betas[-1] == pytest.approx(undone.beta, rel=1e-6)
    assert (undone.gammas[0], undone.betas[0]) == (1, 0)


def test_noise_moves_the_last_layer_several_times_as_far_and_the_network_still_learns():
    shifts = purpose.shifts_while_training()
    assert shifts["noisy"].shift > 2 * shifts["batch_norm"].shift
    assert min(run.accuracy for run in shifts.values()) > 0.9
