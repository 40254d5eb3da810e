"""The small network beside the same one in Keras: the first twenty steps from the same weights on the same mini-batches."""

import numpy as np
import pytest

from bn_core import ACTIVATIONS, Network, Recipe, shuffled_batches
from witnesses.digits import digit_split
from witnesses.keras_network import keras_run

NOT_INSTALLED = "TensorFlow, with which Keras comes, is not installed (none for Python 3.14)"
pytest.importorskip("keras", reason=NOT_INSTALLED, exc_type=ImportError)

STEPS = 20
DATA = digit_split(np.float64)


def our_run(recipe, arm):
    network, losses = Network(recipe, arm, 64, 10, np.dtype(np.float64)), []
    for batch in shuffled_batches(len(DATA.x_train), recipe.batch_size, STEPS, recipe.seed):
        losses.append(network.loss_and_gradients(DATA.x_train[batch], DATA.y_train[batch]))
        network.descend()
    return network, losses


@pytest.mark.parametrize("activation", [name for name, activation in ACTIVATIONS.items() if activation.keras])
@pytest.mark.parametrize(("arm", "norm_first"), [("plain", True), ("batch_norm", True), ("batch_norm", False), ("frozen", True)])
def test_the_first_twenty_steps_equal_keras_s(arm, norm_first, activation):
    recipe = Recipe(activation=activation, norm_first=norm_first)
    network, losses = our_run(recipe, arm)
    keras_s = keras_run(recipe, arm, STEPS)
    np.testing.assert_allclose(losses, keras_s.losses, rtol=1e-9)
    assert losses[-1] < losses[0]  # it learns, so that the agreement says something
    normalizations = network.normalizations
    assert len(normalizations) == len(keras_s.moving_mean) == (0 if arm == "plain" else recipe.depth)
    for i, ours in enumerate(normalizations):
        np.testing.assert_allclose(ours.mean, keras_s.moving_mean[i], rtol=0, atol=1e-9)
        np.testing.assert_allclose(ours.variance, keras_s.moving_variance[i], rtol=0, atol=1e-9)
    learned = [n.parameters for n in normalizations if n.parameters]
    assert len(learned) == len(keras_s.gamma) == len(keras_s.beta)
    for i, (gamma, beta) in enumerate(learned):
        np.testing.assert_allclose(gamma, keras_s.gamma[i], rtol=0, atol=1e-9)
        np.testing.assert_allclose(beta, keras_s.beta[i], rtol=0, atol=1e-9)
        assert np.ptp(gamma) > 1e-3 < np.ptp(beta)
