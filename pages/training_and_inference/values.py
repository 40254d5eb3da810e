"""From settings to a stream of mini-batches: what they leave in the running statistics, and what their size does to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import bn_core
from bn_view.data import batches
from bn_view.state.settings import Value

AXES = batches.AXES["channel"]  # as the layers of the frameworks do it, whatever the lab shares
SIZES = (2, 4, 8, 16, 32, 64, 128, 256)
RESAMPLES = 64


@dataclass(frozen=True, eq=False)
class Images:
    """All images, each as its own mean and variance per channel, with one of them in full."""

    each: bn_core.Moments
    all_together: bn_core.Moments
    first: NDArray[np.floating]


@dataclass(frozen=True, eq=False)
class Stream:
    """Mini-batches that went by: their statistics, shape (updates, C), and the running ones, shape (updates + 1, C)."""

    size: int
    batches: bn_core.Moments
    running: bn_core.RunningHistory
    misread: bn_core.RunningHistory


@dataclass(frozen=True, eq=False)
class Spreads:
    """Over the mini-batches of each size: the bands of mean, variance and one pixel's output, and its output by itself."""

    mean: bn_core.Band
    variance: bn_core.Band
    output: bn_core.Band
    alone: float
    pixel: float


def share_of_the_old(momentum: float, convention: str) -> float:
    """Return which share the old value keeps: Keras's momentum itself, what PyTorch's leaves."""
    # Rounded, so that a momentum that is translated keeps the very same share.
    return momentum if convention == "keras" else round(1 - momentum, 10)


def translated(momentum: float) -> float:
    """Return the number that the other framework calls the same momentum."""
    return round(1 - momentum, 10)


def start(share: float, *, unbiased: bool = False) -> bn_core.RunningStatistics:
    """Return the running statistics before the first update, as Keras and PyTorch have them: mean 0, variance 1."""
    return bn_core.RunningStatistics(np.zeros(()), np.ones(()), share, unbiased)


def images_of(settings: Mapping[str, Value]) -> Images:
    """Return the statistics of all images that the settings name."""
    unused = () if settings["data"] == "random" else batches.OF_RANDOM_IMAGES
    return _images(tuple((name, settings[name]) for name in ("data", *batches.OF_RANDOM_IMAGES) if name not in unused))


def stream_of(images: Images, settings: Mapping[str, Value]) -> Stream:
    """Return the mini-batches of as many updates as the settings ask for, and what they leave."""
    count = len(images.each.mean)
    size = min(int(settings["batch_size"]), count)
    chosen = bn_core.shuffled_batches(count, size, int(settings["updates"]), int(settings["seed"]))
    went_by = bn_core.moments_of_batches(images.each, chosen)
    share = share_of_the_old(float(settings["momentum"]), str(settings["convention"]))
    unbiased = bool(settings["unbiased"])
    running, misread = (bn_core.running_history(start(kept, unbiased=unbiased), went_by) for kept in (share, translated(share)))
    return Stream(size, went_by, running, misread)


def both_modes(
    x: NDArray[np.floating], mean: NDArray[np.float64], variance: NDArray[np.float64], epsilon: float
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Return a mini-batch normalized with its own statistics, and with running ones; gamma is 1, beta 0."""
    training = bn_core.batch_norm(x, axis=AXES, epsilon=epsilon).output
    return training, bn_core.batch_norm_inference(x, mean, variance, epsilon=epsilon)


def gaps(x: NDArray[np.floating], history: bn_core.RunningHistory, steps: NDArray[np.intp], epsilon: float) -> list[float]:
    """Return the largest difference between the two modes after each of `steps` updates.

    Both are linear in x, so that they differ most at the least or the greatest value of a channel: the others are left out.
    """
    own = bn_core.moments(x, AXES)
    ends = np.concatenate([x.min(AXES, keepdims=True), x.max(AXES, keepdims=True)])
    training = bn_core.batch_norm_inference(ends, own.mean, own.variance, epsilon=epsilon)
    # One more axis in front, for the steps: a call for each of them would check its arguments two hundred times.
    every = np.broadcast_to(ends, (len(steps), *ends.shape))
    mean, variance = (kept[steps].reshape(len(steps), 1, 1, 1, -1) for kept in (history.mean, history.variance))
    inference = bn_core.batch_norm_inference(every, mean, variance, epsilon=epsilon)
    return [bn_core.largest_difference(training, y) for y in inference]


def spreads_of(images: Images, seed: int, epsilon: float) -> Spreads:
    """Draw mini-batches of each size; normalize the first image's middle pixel in the company of each."""
    pixel = images.first[images.first.shape[0] // 2, images.first.shape[1] // 2, :1]
    means, variances, outputs = [], [], []
    for chosen in bn_core.resampled_batches(len(images.each.mean), SIZES, RESAMPLES, seed):
        drawn = bn_core.moments_of_batches(images.each, chosen)
        chosen[:, 0] = 0
        joined = bn_core.moments_of_batches(images.each, chosen)
        means.append(drawn.mean[:, 0])
        variances.append(drawn.variance[:, 0])
        company = (joined.mean[:, :1], joined.variance[:, :1])
        outputs.append(bn_core.batch_norm_inference(np.tile(pixel, (RESAMPLES, 1)), *company, epsilon=epsilon)[:, 0])
    by_itself = bn_core.group_norm(images.first[np.newaxis], 1, epsilon=epsilon)[0]
    return Spreads(
        mean=bn_core.band(means),
        variance=bn_core.band(variances),
        output=bn_core.band(outputs),
        alone=float(by_itself[by_itself.shape[0] // 2, by_itself.shape[1] // 2, 0]),
        pixel=float(pixel[0]),
    )


@st.cache_resource(max_entries=16, show_spinner=False)
def _images(key: tuple[tuple[str, Value], ...]) -> Images:
    values = batches.images_of(dict(key))
    each = bn_core.moments(values, (1, 2))
    each = bn_core.Moments(each.count, each.mean[:, 0, 0], each.variance[:, 0, 0])
    everyone = np.arange(len(values))
    return Images(each, bn_core.moments_of_batches(each, everyone), values[0].copy())


@st.cache_data(show_spinner=False)
def recipe_mean(count: int) -> float:
    """Return the mean of all values of the note's recipe, drawn on to `count` images."""
    return float(bn_core.moments(bn_core.random_images(count=count)).mean.item())
