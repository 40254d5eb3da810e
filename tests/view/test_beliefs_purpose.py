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


def test_units_shift_with_noise_as_they_do_without_normalization_and_the_network_learns_all_the_same():
    plain, calm, noisy = (purpose.shifts_while_training()[arm] for arm in ("plain", "batch_norm", "noisy"))
    assert np.mean(noisy.shifts) > 5 * np.mean(calm.shifts)
    assert np.mean(noisy.shifts) == pytest.approx(np.mean(plain.shifts), rel=0.5)
    assert min(calm.accuracy, noisy.accuracy) > 0.9 > plain.accuracy + 0.1
