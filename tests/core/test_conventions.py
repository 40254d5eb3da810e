"""What Keras and PyTorch mean by the settings of one layer."""

import numpy as np
import pytest

from bn_core import RunningStatistics, moments
from bn_core.conventions import KERAS, PYTORCH, complement

X = np.random.default_rng(678).normal(3, 2, (16, 5))


@pytest.mark.parametrize("momentum", [0.0, 0.1, 0.5, 0.9, 0.99, 1.0])
def test_pytorch_s_documented_update_is_ours_with_the_share_that_the_old_value_keeps(momentum):
    """x̂_new = (1 − momentum) · x̂ + momentum · x_t, with the variance over m − 1 (torch.nn.BatchNorm1d)."""
    running = RunningStatistics(0.0, 1.0, PYTORCH.share_of_old(momentum), PYTORCH.unbiased).update(moments(X, 0))
    np.testing.assert_allclose(running.mean, [(1 - momentum) * 0 + momentum * X.mean(0)], rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(running.variance, [(1 - momentum) * 1 + momentum * X.var(0, ddof=1)], rtol=1e-12)


def test_a_layer_with_keras_s_defaults_is_the_other_framework_s_with_1_minus_its_momentum():
    assert PYTORCH.share_of_old(complement(KERAS.momentum)) == KERAS.share_of_old(KERAS.momentum) == 0.99


@pytest.mark.parametrize("momentum", np.linspace(0, 1, 101))
def test_a_momentum_written_as_the_other_framework_does_comes_back_the_same(momentum):
    share = round(float(momentum), 2)
    assert complement(complement(share)) == share
