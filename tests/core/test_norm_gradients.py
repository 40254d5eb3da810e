"""Gradients of layer, RMS, instance and group normalization and of frozen batch normalization: central differences."""

import numpy as np
import pytest

from bn_core import (
    batch_norm,
    batch_norm_backward,
    batch_norm_inference,
    batch_norm_inference_backward,
    group_norm,
    group_norm_backward,
    instance_norm,
    instance_norm_backward,
    layer_norm,
    layer_norm_backward,
    moments,
    rms_norm,
    rms_norm_backward,
)

SHAPE = (4, 3, 5, 6)
FEATURES = [{}, {"axis": (1, 2, 3)}, {"axis": (3, 1)}, {"axis": None}, {"axis": 0}, {"axis": (1, 2, 3), "channel_axis": 1}]
CHANNELS = [{"channel_axis": -1}, {"channel_axis": 1}]


def central_difference(loss, at, step=1e-5):
    slope = np.zeros_like(at)
    for index in np.ndindex(at.shape):
        moved = np.tile(at, (2,) + (1,) * at.ndim)
        moved[(0, *index)] += step
        moved[(1, *index)] -= step
        slope[index] = (loss(moved[0]) - loss(moved[1])) / (2 * step)
    return slope


def assert_are_gradients(forward, backward, gamma_shape):
    """Of the loss Σ dy · output, with respect to x, gamma and beta."""
    rng = np.random.default_rng(0)
    x, dy = rng.normal(1, 2, SHAPE), rng.normal(size=SHAPE)
    gamma, beta = rng.normal(size=(2, *gamma_shape))
    got = backward(dy, x, gamma)
    np.testing.assert_allclose(got.x, central_difference(lambda v: np.sum(dy * forward(v, gamma, beta)), x), atol=1e-7)
    of_gamma = central_difference(lambda v: np.sum(dy * forward(x, v, beta)), gamma)
    np.testing.assert_allclose(got.gamma.reshape(gamma_shape), of_gamma, atol=1e-7)
    of_beta = central_difference(lambda v: np.sum(dy * forward(x, gamma, v)), beta)
    np.testing.assert_allclose(got.beta.reshape(gamma_shape), of_beta, atol=1e-7)
    single = backward(dy.astype(np.float32), x.astype(np.float32), gamma)
    assert single.x.dtype == np.float32
    np.testing.assert_allclose(single.x, got.x, atol=2e-6)


def features_of(axis=-1, channel_axis=None):
    if channel_axis is not None:
        return (SHAPE[channel_axis],)
    return tuple(SHAPE[a] for a in sorted(np.arange(4)[list(np.atleast_1d(axis))] if axis is not None else range(4)))


@pytest.mark.parametrize("arguments", FEATURES)
@pytest.mark.parametrize("epsilon", [1e-5, 0.5])
def test_the_gradients_of_layer_norm_are_central_differences(arguments, epsilon):
    assert_are_gradients(
        lambda x, gamma, beta: layer_norm(x, gamma, beta, **arguments, epsilon=epsilon),
        lambda dy, x, gamma: layer_norm_backward(dy, x, gamma, **arguments, epsilon=epsilon),
        features_of(**arguments),
    )


@pytest.mark.parametrize("arguments", FEATURES)
def test_the_gradients_of_rms_norm_are_central_differences(arguments):
    rng = np.random.default_rng(0)
    x, dy, gamma = rng.normal(1, 2, SHAPE), rng.normal(size=SHAPE), rng.normal(size=features_of(**arguments))
    got = rms_norm_backward(dy, x, gamma, **arguments)
    of_x = central_difference(lambda v: np.sum(dy * rms_norm(v, gamma, **arguments)), x)
    np.testing.assert_allclose(got.x, of_x, atol=1e-7)
    of_gamma = central_difference(lambda v: np.sum(dy * rms_norm(x, v, **arguments)), gamma)
    np.testing.assert_allclose(got.gamma, of_gamma, atol=1e-7)


@pytest.mark.parametrize("arguments", CHANNELS)
def test_the_gradients_of_instance_norm_are_central_differences(arguments):
    assert_are_gradients(
        lambda x, gamma, beta: instance_norm(x, gamma, beta, **arguments),
        lambda dy, x, gamma: instance_norm_backward(dy, x, gamma, **arguments),
        features_of(**arguments),
    )


@pytest.mark.parametrize("arguments", CHANNELS)
def test_the_gradients_of_group_norm_are_central_differences(arguments):
    assert_are_gradients(
        lambda x, gamma, beta: group_norm(x, 3, gamma, beta, **arguments),
        lambda dy, x, gamma: group_norm_backward(dy, x, 3, gamma, **arguments),
        features_of(**arguments),
    )


@pytest.mark.parametrize("arguments", CHANNELS)
def test_the_gradients_with_frozen_statistics_are_central_differences(arguments):
    mean, variance = np.random.default_rng(1).random((2, *features_of(**arguments)))
    assert_are_gradients(
        lambda x, gamma, beta: batch_norm_inference(x, mean, variance, gamma, beta, **arguments),
        lambda dy, x, gamma: batch_norm_inference_backward(dy, x, mean, variance, gamma, **arguments),
        features_of(**arguments),
    )


@pytest.mark.parametrize("arguments", CHANNELS)
def test_the_gradients_of_batch_norm_with_masked_statistics_are_central_differences(arguments):
    where = np.random.default_rng(2).random(SHAPE) < 0.6

    def backward(dy, x, gamma):
        batch = batch_norm(x, **arguments, where=where)
        return batch_norm_backward(dy, x, batch.mean, batch.variance, gamma, **arguments, where=where)

    assert_are_gradients(
        lambda x, gamma, beta: batch_norm(x, gamma, beta, **arguments, where=where).output, backward, features_of(**arguments)
    )


def test_many_samples_get_the_gradients_that_each_gets_alone():
    rng = np.random.default_rng(0)
    x, dy = rng.normal(3, 2, (2, 700, 300)).astype(np.float32)
    together = layer_norm_backward(dy, x)
    halves = [layer_norm_backward(dy[part], x[part]) for part in (slice(300), slice(300, None))]
    np.testing.assert_array_equal(together.x, np.concatenate([half.x for half in halves]))
    np.testing.assert_allclose(together.gamma, halves[0].gamma + halves[1].gamma, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("backward", [layer_norm_backward, rms_norm_backward, instance_norm_backward])
def test_a_constant_sample_gets_no_gradient_and_an_empty_batch_an_empty_one(backward):
    assert (backward(np.ones((2, 3, 1)), np.zeros((2, 3, 1)), epsilon=0.0).x == 0).all()
    assert backward(np.empty((0, 3, 4)), np.empty((0, 3, 4))).x.shape == (0, 3, 4)


@pytest.mark.parametrize("backward", [layer_norm_backward, rms_norm_backward, instance_norm_backward])
@pytest.mark.parametrize(("name", "at"), [("grad_output", 0), ("x", 1)])
def test_nan_and_another_shape_are_refused(backward, name, at):
    pair = np.ones((2, 4, 3, 2))
    pair[at, 1, 1, 1] = np.nan
    with pytest.raises(ValueError, match=f"{name} must be finite, got NaN or infinity"):
        backward(*pair)
    with pytest.raises(ValueError, match=r"grad_output must have the shape of x, \(4, 3, 2\), got \(3, 2\)"):
        backward(np.ones((3, 2)), np.ones((4, 3, 2)))


def test_the_moments_of_the_batch_as_frozen_statistics_give_another_gradient_than_training():
    rng = np.random.default_rng(0)
    x, dy = rng.normal(size=(2, 8, 3))
    batch = moments(x, 0)
    training = batch_norm_backward(dy, x, batch.mean, batch.variance, axis=0)
    frozen = batch_norm_inference_backward(dy, x, batch.mean, batch.variance)
    assert np.abs(training.x - frozen.x).max() > 0.1
    np.testing.assert_allclose(training.gamma, frozen.gamma, rtol=1e-12)
