"""The stream of the page: the two conventions, the gap between the modes, and who is in a mini-batch."""

from __future__ import annotations

import numpy as np
import pytest

import bn_core
from bn_view.state.settings import DEFAULTS, SETTINGS
from pages.training_and_inference import values as streams


def settings(**changed):
    return {**DEFAULTS, **changed}


def a_stream(**changed):
    wanted = settings(**changed)
    return streams.stream_of(streams.images_of(wanted), wanted)


@pytest.mark.parametrize("momentum", [0.0, 0.001, 0.1, 0.333, 0.9, 0.99, 0.999, 1.0])
@pytest.mark.parametrize("unbiased", [False, True])
def test_a_translated_momentum_leaves_the_curves_bit_for_bit(momentum, unbiased):
    keras = a_stream(momentum=momentum, convention="keras", unbiased=unbiased)
    pytorch = a_stream(momentum=streams.translated(momentum), convention="pytorch", unbiased=unbiased)
    np.testing.assert_array_equal(keras.running.mean, pytorch.running.mean)
    np.testing.assert_array_equal(keras.running.variance, pytorch.running.variance)


def test_every_stop_of_the_momentum_has_its_translation_and_comes_back():
    setting = SETTINGS["momentum"]
    for i in range(1001):
        momentum = setting.read(str(i / 1000))
        assert setting.read(str(streams.translated(momentum))) == streams.translated(momentum)
        assert streams.translated(streams.translated(momentum)) == momentum


def test_the_other_reading_of_a_number_is_the_other_framework_s():
    assert (a_stream(momentum=0.9).misread.mean == a_stream(momentum=0.9, convention="pytorch").running.mean).all()


@pytest.mark.parametrize("unbiased", [False, True])
def test_pytorch_s_documented_rule_is_followed(unbiased):
    """x̂_new = (1 − momentum) · x̂ + momentum · x_t, with the unbiased estimator stored (torch.nn.BatchNorm2d)."""
    wanted = settings(convention="pytorch", momentum=0.1, unbiased=unbiased, updates=50, height=6, width=5, channels="3")
    images = bn_core.random_images(height=6, width=5, channels=3)
    stream = streams.stream_of(streams.images_of(wanted), wanted)
    mean, variance = np.zeros(3), np.ones(3)
    for batch in bn_core.shuffled_batches(30, 10, 50, seed=678):
        x = images[batch]
        mean = (1 - 0.1) * mean + 0.1 * x.mean((0, 1, 2))
        variance = (1 - 0.1) * variance + 0.1 * x.var((0, 1, 2), ddof=int(unbiased))
    np.testing.assert_allclose(stream.running.mean[-1], mean, rtol=1e-12)
    np.testing.assert_allclose(stream.running.variance[-1], variance, rtol=1e-12)


@pytest.mark.parametrize("channels", ["1", "3"])
def test_the_gap_at_the_ends_of_the_values_is_the_gap_of_all_of_them(channels):
    x = bn_core.random_images(channels=int(channels))[:10]
    stream = a_stream(channels=channels, updates=60)
    steps = np.array([0, 1, 7, 60])
    for step, gap in zip(steps, streams.gaps(x, stream.running, steps, 1e-5), strict=True):
        both = streams.both_modes(x, stream.running.mean[step], stream.running.variance[step], 1e-5)
        assert gap == pytest.approx(bn_core.largest_difference(*both), rel=1e-9)


def test_a_batch_larger_than_the_data_is_all_of_it_and_the_running_statistics_end_at_the_truth():
    wanted = settings(batch_size=256, updates=500, momentum=0.9)
    images = streams.images_of(wanted)
    stream = streams.stream_of(images, wanted)
    assert stream.size == 30
    np.testing.assert_allclose(stream.running.mean[-1], images.all_together.mean, rtol=1e-12)
    np.testing.assert_allclose(stream.running.variance[-1], images.all_together.variance, rtol=1e-12)
    np.testing.assert_allclose(images.all_together.variance, 306.3597026759, rtol=1e-12)


@pytest.mark.parametrize("channels", ["1", "3"])
def test_one_image_by_itself_is_what_group_norm_makes_of_it_in_any_company(channels):
    images = bn_core.random_images(channels=int(channels))
    alone = streams.spreads_of(streams.images_of(settings(channels=channels)), 678, 1e-5).alone
    for size in (2, 8, 30):
        assert bn_core.group_norm(images[:size], 1, epsilon=1e-5)[0, 16, 16, 0] == pytest.approx(alone, rel=1e-12)


def test_the_spread_falls_with_the_batch_size():
    spreads = streams.spreads_of(streams.images_of(settings(data="digits")), 678, 1e-8)
    for band in (spreads.mean, spreads.variance, spreads.output):
        assert band.width.shape == (len(streams.SIZES),)
        assert band.width[0] > 4 * band.width[-1]


def test_digits_do_not_depend_on_what_random_images_are_made_of():
    one, other = (streams.images_of(settings(data="digits", height=height)) for height in (8, 9))
    assert one is other
