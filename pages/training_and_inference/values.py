"""Mini-batches of all images: what they leave in the running statistics, and how far both modes are apart with these."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.data.batches import values_of
from bn_view.data.mini_batch import AXES, BINS, Affine, MiniBatch, present_mini_batch, present_source
from bn_view.data.sources import RandomImages, Source
from bn_view.state.room import take_room
from bn_view.state.session import get
from pages.training_and_inference.figures import START
from pages.training_and_inference.settings import Running
from workers.cache import Cache, shared_cache

# Of values: their histogram, and the numbers that describe them.
Seen = tuple[bn_core.Histogram, bn_core.Summary]
# So many values of a mini-batch are followed to what both modes make of them.
FOLLOWED = 9
CHANNEL = AXES["channel"]  # as the layers of the frameworks do it, whatever the lab shares


@dataclass(frozen=True, eq=False)
class Images:
    """All images, each as its own mean and variance per channel, (N, C), with one of them in full."""

    each: bn_core.Moments
    together: bn_core.Moments
    first: NDArray[np.floating]

    @property
    def count(self) -> int:
        """How many images there are."""
        return len(self.each.mean)


@dataclass(frozen=True, eq=False)
class Stream:
    """The statistics of as many mini-batches as the slider reaches, (updates, C), and the running ones, (updates + 1, C)."""

    settings: Running
    images: Images
    size: int
    batches: bn_core.Moments
    running: bn_core.RunningHistory

    def stored_variance(self, moments: bn_core.Moments) -> NDArray[np.float64]:
        """Return the variance that is stored of these, first channel."""
        return (moments.unbiased_variance if self.settings.unbiased else moments.variance)[..., 0]

    @property
    def expected(self) -> bn_core.Moments:
        """The statistics that a mini-batch has on average, (C,): not those of these alone, of which each seed draws others."""
        return _expected(self.images, self.size, self.batches)

    @property
    def average_variance(self) -> float:
        """To where the running variance goes: the average of what is stored of a mini-batch, first channel."""
        return float(self.stored_variance(self.expected))

    def steady(self) -> bn_core.RunningHistory:
        """Return the running statistics that begin where a slow average goes, at the statistics that a mini-batch has on average.

        What moves them is then no way from the start but what each mini-batch adds.
        """
        return _steady(self.batches, self.expected, self.settings.momentum_of_old, self.settings.unbiased)

    def scatter(self, share_of_old: float | None = None) -> tuple[float, float]:
        """Return the standard deviation that running mean and variance keep for good, first channel; with this share or its own.

        It is measured: mini-batches of one epoch share no image, so that they cancel out sooner than independent ones.
        """
        share = self.settings.momentum_of_old if share_of_old is None else share_of_old
        return _scatter(self.images, self.size, self.batches, share, self.settings.unbiased)

    @property
    def reach(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """From where to where mean and variance of the mini-batches reach, first channel."""
        mean, variance = self.batches.mean[:, 0], self.stored_variance(self.batches)
        return (float(mean.min()), float(mean.max())), (float(variance.min()), float(variance.max()))


@dataclass(frozen=True)
class Given:
    """What the momentum and the updates do not change: who goes by in mini-batches, and which one both modes normalize."""

    source: Source
    images: Images
    mini_batch: MiniBatch
    seed: int
    epsilon: float

    @property
    def key(self) -> tuple[Hashable, ...]:
        """What tells it from others, for a cache."""
        return self.source.key, self.mini_batch.key, self.seed, self.epsilon

    @property
    def size(self) -> int:
        """The images of a mini-batch, which are at most all."""
        return min(self.mini_batch.batch_size, self.images.count)

    @property
    def values(self) -> NDArray[np.floating]:
        """The mini-batch that both modes normalize."""
        return values_of(self.source, self.mini_batch)

    def stream(self, settings: Running) -> Stream:
        """Return the mini-batches that go by and what they leave."""
        return stream_of(self.images, settings, self.size, self.seed)

    @property
    def training(self) -> Seen:
        """What is seen and what is said of the mini-batch in the training mode."""
        return _training(self)

    @property
    def before(self) -> Seen:
        """What is seen and what is said of the mini-batch as it comes."""
        return _before(self)

    @property
    def own(self) -> tuple[float, float]:
        """Mean and variance of that mini-batch, first channel."""
        return _first_channel(self)[0]

    @property
    def followed(self) -> NDArray[np.float64]:
        """A few of its values, first channel, from the least to the greatest, which are followed to both outputs."""
        return _first_channel(self)[1]

    def gaps(self, settings: Running) -> NDArray[np.float64]:
        """Return how far the modes are apart at the start and after each update."""
        return _gaps(self, settings.replace(updates=0))

    def steady_gaps(self, settings: Running) -> NDArray[np.float64]:
        """Return how far the modes are apart where the running statistics have arrived at what a mini-batch has on average.

        First exactly there, then after each mini-batch more.
        """
        return _steady_gaps(self, settings.replace(updates=0))


_IMAGES: Cache[Images] = Cache(16, idle_seconds=600.0)


def present_given() -> Given:
    """Return what is given in this session."""
    source = present_source()
    return Given(source, images_of(source), present_mini_batch(), get(RandomImages.seed), get(Affine.epsilon))


def images_of(source: Source) -> Images:
    """Return the statistics of all images of a source."""
    take_room(source.count * source.image_bytes)
    return _IMAGES.get(source.key, lambda: _images(source))


def _images(source: Source) -> Images:
    images = source.first_images(source.count)
    moments = bn_core.moments(images, (1, 2))
    each = bn_core.Moments(moments.count, moments.mean[:, 0, 0], moments.variance[:, 0, 0])
    return Images(each, bn_core.moments_of_batches(each, np.arange(len(images))), images[0].copy())


def stream_of(images: Images, settings: Running, batch_size: int, seed: int) -> Stream:
    """Return the mini-batches that go by and what they leave, up to the last that the slider reaches."""
    size = min(batch_size, images.count)
    running = _history(images, size, seed, settings.momentum_of_old, settings.unbiased)
    return Stream(settings, images, size, _batches(images, size, seed), running)


# Each move asks for these: Streamlit's cache, which looks at the function and hashes the key each time, is slow to answer.
@shared_cache(64)
def _batches(images: Images, size: int, seed: int) -> bn_core.Moments:
    chosen = bn_core.shuffled_batches(images.count, size, Running.updates.most, seed)
    return bn_core.moments_of_batches(images.each, chosen)


@shared_cache(256)
def _history(images: Images, size: int, seed: int, momentum: float, unbiased: bool) -> bn_core.RunningHistory:
    return bn_core.running_history(start(momentum, unbiased), _batches(images, size, seed))


def _expected(images: Images, size: int, batches: bn_core.Moments) -> bn_core.Moments:
    variance = np.asarray(bn_core.expected_variance(images.each, size), np.float64)
    return bn_core.Moments(batches.count, images.together.mean, variance)


def _steady(batches: bn_core.Moments, begins: bn_core.Moments, share_of_old: float, unbiased: bool) -> bn_core.RunningHistory:
    variance = begins.unbiased_variance if unbiased else begins.variance
    return bn_core.running_history(bn_core.RunningStatistics(begins.mean, variance, share_of_old, unbiased), batches)


@shared_cache(256)
def _scatter(images: Images, size: int, batches: bn_core.Moments, share_of_old: float, unbiased: bool) -> tuple[float, float]:
    steady = _steady(batches, _expected(images, size, batches), share_of_old, unbiased)
    half = len(steady.mean) // 2
    return _deviation(steady.mean[half:, 0]), _deviation(steady.variance[half:, 0])


def _deviation(of_updates: NDArray[np.float64]) -> float:
    """Return the standard deviation of statistics, in parts of their size: variances of large numbers have no squares."""
    size = float(np.abs(of_updates).max()) or 1.0
    return size * math.sqrt(bn_core.moments(of_updates / size).variance.item())


def running_statistics(running: bn_core.RunningHistory, updates: int) -> tuple[float, float]:
    """Return running mean and variance after so many updates, first channel."""
    return running.mean[updates, 0].item(), running.variance[updates, 0].item()


def normalized(x: NDArray[np.floating], statistics: tuple[float, float], epsilon: float) -> NDArray[np.floating]:
    """Return values of the first channel normalized with these statistics."""
    return bn_core.batch_norm_inference(x, *statistics, epsilon=epsilon)


@shared_cache(256)
def _training(given: Given) -> Seen:
    return seen(training(given.values, given.epsilon))


@shared_cache(256)
def _before(given: Given) -> Seen:
    return seen(given.values)


@shared_cache(256)
def _first_channel(given: Given) -> tuple[tuple[float, float], NDArray[np.float64]]:
    x = given.values[..., 0]
    own = bn_core.moments(x)
    return (own.mean.item(), own.variance.item()), np.asarray(bn_core.quantiles(x, FOLLOWED), np.float64)


@shared_cache(256)
def _gaps(given: Given, settings: Running) -> NDArray[np.float64]:
    return gaps(given.values, given.stream(settings).running, given.epsilon)


@shared_cache(256)
def _steady_gaps(given: Given, settings: Running) -> NDArray[np.float64]:
    return gaps(given.values, given.stream(settings).steady(), given.epsilon)


def start(momentum: float, unbiased: bool = False) -> bn_core.RunningStatistics:
    """Return the running statistics before the first update, as Keras and PyTorch have them: mean 0, variance 1."""
    mean, variance = map(np.asarray, START.values())
    return bn_core.RunningStatistics(mean, variance, momentum, unbiased)


def training(x: NDArray[np.floating], epsilon: float) -> NDArray[np.floating]:
    """Return a mini-batch normalized with its own statistics; gamma is 1, beta 0."""
    return bn_core.batch_norm(x, axis=CHANNEL, epsilon=epsilon).output


def inference(x: NDArray[np.floating], running: bn_core.RunningHistory, updates: int, epsilon: float) -> NDArray[np.floating]:
    """Return a mini-batch normalized with the running statistics after so many updates."""
    return bn_core.batch_norm_inference(x, running.mean[updates], running.variance[updates], epsilon=epsilon)


def seen(values: NDArray[np.floating]) -> Seen:
    """Return what is seen and what is said of values, as they come or normalized."""
    return bn_core.histogram(values, BINS), bn_core.summary(values)


def seen_in_inference(
    x: NDArray[np.floating], before: Seen, running: bn_core.RunningHistory, updates: int, epsilon: float
) -> Seen:
    """Return what is seen and what is said of a mini-batch in the inference mode; `before` of the mini-batch as it comes."""
    if x.shape[-1] > 1:
        return seen(inference(x, running, updates, epsilon))
    # One line for all values moves the edges and no count; of the rounded results, those on an edge would fall to either side.
    # It moves what describes them, too: so a move of the slider looks at no value.
    of_0, of_1 = inference(np.array([[0.0], [1.0]]), running, updates, epsilon)[:, 0].tolist()
    histogram, of_x = before
    return histogram.affine(of_1 - of_0, of_0), of_x.affine(of_1 - of_0, of_0)


def gaps(x: NDArray[np.floating], history: bn_core.RunningHistory, epsilon: float) -> NDArray[np.float64]:
    """Return the largest difference between the two modes at the start and after each update.

    Both are linear in x, so that they differ most at the least or the greatest value of a channel: the others are left out.
    """
    own = bn_core.moments(x, CHANNEL)
    ends = np.concatenate([x.min(CHANNEL, keepdims=True), x.max(CHANNEL, keepdims=True)])
    training = bn_core.batch_norm_inference(ends, own.mean, own.variance, epsilon=epsilon)
    # One more axis in front, for the steps: a call for each of them would check its arguments five hundred times.
    count = len(history.mean)
    every = np.broadcast_to(ends, (count, *ends.shape))
    mean, variance = (kept.reshape(count, 1, 1, 1, -1) for kept in (history.mean, history.variance))
    inference = bn_core.batch_norm_inference(every, mean, variance, epsilon=epsilon)
    return bn_core.largest_difference(np.broadcast_to(training, every.shape), inference, axis=(1, 2, 3, 4))
