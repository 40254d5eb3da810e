"""One gamma, beta, mean and variance per channel: wherever the channels are, and never along another axis in silence."""

import numpy as np
import pytest

from bn_core import (
    batch_norm,
    batch_norm_backward,
    batch_norm_inference,
    batch_norm_inference_backward,
    group_norm,
    instance_norm,
    layer_norm,
    rms_norm,
)

RNG = np.random.default_rng(0)
NHWC = RNG.normal(1, 2, (5, 4, 4, 3))
NCHW = np.ascontiguousarray(NHWC.transpose(0, 3, 1, 2))
GAMMA, BETA, MEAN, VARIANCE = RNG.random((4, 3)) + 0.5


def back(y):
    return y.transpose(0, 2, 3, 1)


NORMS = {
    "batch": lambda x, channel_axis: batch_norm(x, GAMMA, BETA, channel_axis=channel_axis).output,
    "batch, axis": lambda x, c: batch_norm(x, GAMMA, BETA, axis=(0, 2, 3) if c == 1 else (0, 1, 2)).output,
    "inference": lambda x, channel_axis: batch_norm_inference(x, MEAN, VARIANCE, GAMMA, BETA, channel_axis=channel_axis),
    "frozen": lambda x, c: batch_norm_inference_backward(x, x, MEAN, VARIANCE, GAMMA, channel_axis=c).x,
    "backward": lambda x, c: batch_norm_backward(x, x, MEAN, VARIANCE, GAMMA, channel_axis=c).x,
    "layer": lambda x, channel_axis: layer_norm(x, GAMMA, BETA, axis=(1, 2, 3), channel_axis=channel_axis),
    "RMS": lambda x, channel_axis: rms_norm(x, GAMMA, axis=(1, 2, 3), channel_axis=channel_axis),
    "instance": lambda x, channel_axis: instance_norm(x, GAMMA, BETA, channel_axis=channel_axis),
    "group": lambda x, channel_axis: group_norm(x, 3, GAMMA, BETA, channel_axis=channel_axis),
}


@pytest.mark.parametrize("norm", NORMS.values(), ids=NORMS)
@pytest.mark.parametrize("count", [1, 300])
def test_channels_first_give_what_channels_last_give(norm, count):
    first, last = np.tile(NCHW, (count, 1, 1, 1)), np.tile(NHWC, (count, 1, 1, 1))
    np.testing.assert_allclose(back(norm(first, 1)), norm(last, -1), rtol=1e-9, atol=1e-9)


def test_the_statistics_keep_their_axes():
    assert batch_norm(NCHW, channel_axis=1).mean.shape == (1, 3, 1, 1)


def test_none_is_no_gamma_and_no_beta():
    np.testing.assert_array_equal(batch_norm(NHWC, None, None, channel_axis=-1).output, batch_norm(NHWC, axis=(0, 1, 2)).output)
    np.testing.assert_array_equal(layer_norm(NHWC, None, BETA), layer_norm(NHWC, 1.0, BETA))
    np.testing.assert_array_equal(group_norm(NHWC, 3, None, None), group_norm(NHWC, 3))
    np.testing.assert_array_equal(batch_norm_inference(NHWC, 0, 1, None), batch_norm_inference(NHWC, 0, 1))


def test_a_vector_that_fits_several_axes_is_refused_until_one_is_named():
    square = RNG.normal(size=(2, 3, 4, 3))
    with pytest.raises(ValueError, match=r"mean of shape \(3,\) fits several axes of x of shape .*: channel_axis says which"):
        batch_norm_inference(square, MEAN, VARIANCE)
    with pytest.raises(ValueError, match=r"gamma of shape \(3,\) fits several of the normalized axes .*: channel_axis says"):
        layer_norm(square, GAMMA, axis=(1, 2, 3))
    assert batch_norm_inference(square, MEAN, VARIANCE, channel_axis=1)[0, 1, 0, 0] == pytest.approx(
        (square[0, 1, 0, 0] - MEAN[1]) / np.sqrt(VARIANCE[1] + 1e-5), rel=1e-12
    )


@pytest.mark.parametrize("arguments", [{}, {"axis": 0, "channel_axis": 1}])
def test_either_the_axes_or_the_channel_axis_has_to_be_said(arguments):
    with pytest.raises(TypeError, match="either axis or channel_axis must be given"):
        batch_norm(NHWC, **arguments)


def test_a_channel_axis_that_is_not_normalized_is_refused():
    with pytest.raises(ValueError, match=r"channel_axis must be one of the normalized axes \(3,\), got 1"):
        layer_norm(NHWC, channel_axis=1)


@pytest.mark.parametrize("name", ["mean", "variance", "gamma", "beta"])
def test_what_is_not_one_a_channel_is_named(name):
    given = {"mean": MEAN, "variance": VARIANCE, "gamma": GAMMA, "beta": BETA, name: np.ones(4)}
    with pytest.raises(ValueError, match=rf"{name} must .*shape \(4,\)"):
        batch_norm_inference(NCHW, **given, channel_axis=1)
