"""The stream of the page beside the Keras layer that sees the very same mini-batches."""

from __future__ import annotations

import numpy as np
import pytest

import bn_core
from bn_view.data.sources import RandomImages
from pages.training_and_inference.settings import Running
from pages.training_and_inference.values import images_of, stream_of

keras = pytest.importorskip(
    "keras", reason="TensorFlow, with which Keras comes, is not installed (none for Python 3.14)", exc_type=ImportError
)


@pytest.mark.parametrize("momentum", [0.9, 0.99])
@pytest.mark.parametrize("channels", [1, 3])
def test_the_running_statistics_equal_keras_s_over_fifty_steps(momentum, channels):
    images = bn_core.random_images(channels=channels)
    settings = Running(momentum=momentum, updates=50)
    running = stream_of(images_of(RandomImages(channels=channels)), settings, batch_size=10, seed=678).running
    layer = keras.layers.BatchNormalization(momentum=momentum, dtype="float64")
    for step, batch in enumerate(bn_core.shuffled_batches(30, 10, 50, seed=678), start=1):
        layer(images[batch], training=True)
        np.testing.assert_allclose(running.mean[step], np.asarray(layer.moving_mean), rtol=0, atol=1e-6)
        np.testing.assert_allclose(running.variance[step], np.asarray(layer.moving_variance), rtol=0, atol=1e-6)


@pytest.mark.parametrize("gamma", [1.0, -2.0])
def test_keras_too_gives_beta_for_a_group_of_one_value(gamma):
    layer = keras.layers.BatchNormalization(
        gamma_initializer=keras.initializers.Constant(gamma), beta_initializer=keras.initializers.Constant(0.5), dtype="float64"
    )
    x = np.array([[25.3732]])
    assert np.asarray(layer(x, training=True)).item() == 0.5
    assert bn_core.batch_norm(x, gamma, 0.5, axis=0).output.item() == 0.5
