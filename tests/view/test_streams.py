"""The stream of the page: the two conventions, the gap between the modes, and who is in a mini-batch."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
import pytest

import bn_core
from bn_view.data.sources import Digits, RandomImages
from pages.training_and_inference import spread, values
from pages.training_and_inference.settings import Running

SEED = 678


def a_stream(settings, source=None, batch_size=10):
    source = source or RandomImages()
    return values.stream_of(values.images_of(source), settings, batch_size, SEED)


@pytest.mark.parametrize("momentum", [0.0, 0.001, 0.1, 0.333, 0.9, 0.99, 0.999, 1.0])
@pytest.mark.parametrize("unbiased", [False, True])
def test_a_translated_momentum_leaves_the_curves_bit_for_bit(momentum, unbiased):
    settings = Running(momentum=momentum, unbiased=unbiased)
    keras, pytorch = a_stream(settings), a_stream(settings.translated())
    assert pytorch.settings.framework == "PyTorch"
    np.testing.assert_array_equal(keras.running.mean, pytorch.running.mean)
    np.testing.assert_array_equal(keras.running.variance, pytorch.running.variance)


def test_every_stop_of_the_momentum_has_its_translation_and_comes_back():
    for momentum in Running.momentum.stops:
        settings = Running(momentum=momentum)
        other = settings.translated()
        assert Running.momentum.read(str(other.momentum)) == other.momentum
        assert other.translated() == settings


def test_a_link_with_any_momentum_of_before_is_one_of_the_stops_near_it():
    for thousandths in range(1001):
        share = thousandths / 1000
        stop = Running.momentum.read(str(share))
        # At each end the stops are as close as it matters there.
        assert abs(stop - share) <= max(0.0011, 0.35 * min(share, 1 - share))


@pytest.mark.parametrize("unbiased", [False, True])
def test_pytorch_s_documented_rule_is_followed(unbiased):
    """x̂_new = (1 − momentum) · x̂ + momentum · x_t, with the unbiased estimator stored (torch.nn.BatchNorm2d)."""
    settings = Running(convention="pytorch", momentum=0.1, unbiased=unbiased, updates=50)
    images = bn_core.random_images(height=6, width=5, channels=3)
    stream = a_stream(settings, RandomImages(height=6, width=5, channels=3))
    mean, variance = np.zeros(3), np.ones(3)
    for batch in bn_core.shuffled_batches(30, 10, 50, seed=SEED):
        x = images[batch]
        mean = (1 - 0.1) * mean + 0.1 * x.mean((0, 1, 2))
        variance = (1 - 0.1) * variance + 0.1 * x.var((0, 1, 2), ddof=int(unbiased))
    np.testing.assert_allclose(stream.running.mean[50], mean, rtol=1e-12)
    np.testing.assert_allclose(stream.running.variance[50], variance, rtol=1e-12)


@pytest.mark.parametrize("channels", [1, 3])
def test_the_gap_at_the_ends_of_the_values_is_the_gap_of_all_of_them(channels):
    x = bn_core.random_images(channels=channels)[:10]
    running = a_stream(Running(), RandomImages(channels=channels)).running
    gaps = values.gaps(x, running, 1e-5)
    for step in (0, 1, 7, 60, 500):
        both = values.training(x, 1e-5), values.inference(x, running, step, 1e-5)
        assert gaps[step] == pytest.approx(bn_core.largest_difference(*both), rel=1e-9)


def test_the_mini_batches_that_a_batch_size_shows_are_the_first_that_the_running_statistics_average():
    stream = a_stream(Running(), batch_size=7)
    shown = spread.first_batches(stream.images, 7, SEED)
    np.testing.assert_array_equal(shown, [stream.batches.mean[: spread.SHOWN, 0], stream.batches.variance[: spread.SHOWN, 0]])


def test_a_batch_larger_than_the_data_is_all_of_it_and_the_running_statistics_end_at_the_truth():
    stream = a_stream(Running(updates=500, momentum=0.9), batch_size=256)
    assert stream.size == 30
    together = stream.images.together
    np.testing.assert_allclose(stream.running.mean[-1], together.mean, rtol=1e-12)
    np.testing.assert_allclose(stream.running.variance[-1], together.variance, rtol=1e-12)
    np.testing.assert_allclose(together.variance, 306.3597026759, rtol=1e-12)


@pytest.mark.parametrize("channels", [1, 3])
def test_one_image_by_itself_is_what_group_norm_makes_of_it_in_any_company(channels):
    images = bn_core.random_images(channels=channels)
    alone = spread.outputs_of(values.images_of(RandomImages(channels=channels)), SEED, 1e-5).alone
    for size in (2, 8, 30):
        assert bn_core.group_norm(images[:size], 1, epsilon=1e-5)[0, 16, 16, 0] == pytest.approx(alone, rel=1e-12)


def widths_of(images, seed=SEED, size=2):
    """Return how far means, variances and outputs lie apart at the sizes that are drawn."""
    numbers = spread.of_sizes(images, size, seed).numbers
    outputs = spread.outputs_of(images, seed, 1e-5)
    return [numbers["scatter"], numbers["high_variance"] - numbers["low_variance"], np.ptp(outputs.band, axis=0)]


def test_the_bands_narrow_as_the_batch_size_grows_that_of_the_mean_as_its_root():
    """The standard error of a mean: σ / √m."""
    images = values.images_of(Digits())
    widths, sizes = widths_of(images), spread.drawn_sizes(images, 2)
    for width in widths:
        assert width.shape == (len(sizes),)
        assert width[0] > 4 * width[-1] > 0
    scaled = widths[0] * np.sqrt(sizes)
    np.testing.assert_allclose(scaled / scaled.mean(), 1, atol=0.3)


def test_the_band_of_an_output_holds_nine_of_ten_mini_batches_around_its_image_which_the_seed_decides():
    images = values.images_of(RandomImages(images=5))
    bands, again, other = (spread.outputs_of(images, seed, 1e-5).band for seed in (SEED, SEED, SEED + 1))
    np.testing.assert_array_equal(bands, again)
    assert (bands != other).any()
    others = np.random.default_rng((SEED, 2)).permuted(np.tile(np.arange(1, 5), (spread.SHOWN, 1)), axis=1)[:, 0]
    x = bn_core.random_images(count=5)
    outputs = [bn_core.batch_norm(x[[0, image]], axis=(0, 1, 2), epsilon=1e-5).output[0, 16, 16, 0] for image in others]
    rounded = np.round(outputs, 9)  # several of them are at an end of the band
    low, middle, high = bands[:, 0]
    assert middle == pytest.approx(np.median(outputs))
    assert np.mean((rounded >= round(low, 9)) & (rounded <= round(high, 9))) >= 0.9


def test_the_band_of_all_images_together_has_no_width_as_there_is_one_such_mini_batch():
    images = values.images_of(RandomImages())
    assert spread.drawn_sizes(images, 10) == list(range(2, 31))
    assert spread.outputs_of(images, SEED, 1e-5).sizes == (2, 4, 8, 16, 30)
    for width in widths_of(images):
        assert width[-1] == pytest.approx(0, abs=1e-9)


def test_the_chosen_size_is_among_those_that_are_drawn_of_many_images():
    assert spread.drawn_sizes(values.images_of(RandomImages(images=100)), 21) == [2, 4, 8, 16, 21, 32, 64, 100]


def test_digits_do_not_depend_on_what_random_images_are_made_of():
    assert values.images_of(Digits()) is values.images_of(Digits())
    assert Digits().key == ("Digits",)


@pytest.mark.parametrize("channels", [1, 3])
def test_what_is_seen_in_inference_is_the_histogram_of_the_outputs(channels):
    source = RandomImages(channels=channels)
    stream = a_stream(Running(), source)
    x = source.first_images(10)
    histogram, summary = values.seen_in_inference(x, values.seen(x), stream.running, 20, 1e-5)
    y = values.inference(x, stream.running, 20, 1e-5)
    assert astuple(summary) == pytest.approx(astuple(bn_core.summary(y)), abs=1e-9)
    np.testing.assert_allclose(histogram.edges, np.histogram(y, len(histogram.counts))[1], atol=1e-12)
    # A hair to either side of each edge, as values that lie on one are rounded to one side or the other.
    for hair in (-1e-9, 1e-9):
        below = np.searchsorted(np.sort(y, axis=None), histogram.edges[1:-1] + hair)
        assert (np.sign(hair) * (np.cumsum(histogram.counts)[:-1] - below) <= 0).all()


def test_updates_leave_the_shape_of_one_channel_in_inference_as_it_is():
    stream, x = a_stream(Running()), RandomImages().first_images(10)
    first, later = (values.seen_in_inference(x, values.seen(x), stream.running, updates, 1e-5)[0] for updates in (3, 400))
    np.testing.assert_array_equal(first.counts, later.counts)
