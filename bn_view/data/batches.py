"""From settings to the mini-batch on screen, and what `bn_core` makes of it. Kept by settings, never by array."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import bn_core
from bn_view.state.settings import BINS, EPSILONS, SETTINGS, Value
from witnesses.digits import DIGIT_COUNT, digit_images

AXES: Mapping[str, tuple[int, ...]] = {"position": (0,), "channel": (0, 1, 2), "all": (0, 1, 2, 3)}
OF_RANDOM_IMAGES = ("seed", "images", "height", "width", "channels", "spread", "shift")
# A mini-batch of 256 images of 64×64×3 is 25 MB, with the standardized one 50 MB.
MOST_BATCHES = 8
_OF_THE_BATCH = ("data", *OF_RANDOM_IMAGES, "batch_size", "batch", "grouping")


@dataclass(frozen=True, eq=False)
class Stage:
    """Values at one point of the way, their histogram and their summary."""

    values: NDArray[np.floating]
    histogram: bn_core.Histogram
    summary: bn_core.Summary


@dataclass(frozen=True, eq=False)
class Batch:
    """A mini-batch with everything that does not depend on gamma, beta and epsilon."""

    axes: tuple[int, ...]
    first: int
    moments: bn_core.Moments
    constant_groups: int
    before: Stage
    standardized: Stage
    min_max: Stage


def image_count(settings: Mapping[str, Value]) -> int:
    """Return how many images there are to take mini-batches from."""
    return DIGIT_COUNT if settings["data"] == "digits" else int(settings["images"])


def batch_count(settings: Mapping[str, Value]) -> int:
    """Return how many mini-batches the images make; the last one may be smaller."""
    return -(-image_count(settings) // int(settings["batch_size"]))


def images_of(settings: Mapping[str, Value]) -> NDArray[np.float64]:
    """Return all images that the settings name."""
    return _images(settings, image_count(settings))


def batch_of(settings: Mapping[str, Value]) -> Batch:
    """Return the mini-batch that the settings name."""
    return _batch(_key(settings))


def sweep_of(settings: Mapping[str, Value]) -> bn_core.EpsilonSweep:
    """Return one histogram of the normalized mini-batch for each stop of the epsilon slider."""
    return _sweep(_key(settings))


def normalized(batch: Batch, gamma: float, beta: float, epsilon: float) -> Stage:
    """Return the batch-normalized mini-batch."""
    result = bn_core.batch_norm(batch.before.values, gamma, beta, axis=batch.axes, epsilon=epsilon)
    return _stage(result.output)


@dataclass(frozen=True, eq=False)
class GivenBack:
    """A mini-batch that gamma and beta gave back, and how far it is from the one that went in."""

    gamma: NDArray[np.float64]
    beta: NDArray[np.float64]
    stage: Stage
    difference: float


def given_back(batch: Batch, epsilon: float) -> GivenBack:
    """Batch-normalize with the gamma and beta that undo it, one of each a group."""
    gamma, beta = bn_core.undoing_gamma_and_beta(batch.moments, epsilon)
    values = batch.before.values
    output = bn_core.batch_norm(values, gamma, beta, axis=batch.axes, epsilon=epsilon).output
    return GivenBack(gamma, beta, _stage(output), bn_core.largest_difference(values, output))


def _key(settings: Mapping[str, Value]) -> tuple[Value, ...]:
    unused = OF_RANDOM_IMAGES if settings["data"] == "digits" else ()
    return tuple(SETTINGS[name].default if name in unused else settings[name] for name in _OF_THE_BATCH)


@st.cache_resource(max_entries=MOST_BATCHES, show_spinner=False)
def _batch(key: tuple[Value, ...]) -> Batch:
    settings = dict(zip(_OF_THE_BATCH, key, strict=True))
    size = int(settings["batch_size"])
    first = (int(settings["batch"]) - 1) * size
    values = _images(settings, min(first + size, image_count(settings)))[first:].copy()
    axes = AXES[str(settings["grouping"])]
    moments = bn_core.moments(values, axes)
    return Batch(
        axes=axes,
        first=first,
        moments=moments,
        constant_groups=int(np.count_nonzero(moments.variance == 0)),
        before=_stage(values),
        standardized=_stage(bn_core.standardize(values, axes)),
        min_max=_stage(bn_core.min_max_scale(values, axes)),
    )


@st.cache_resource(max_entries=64, show_spinner=False)
def _sweep(key: tuple[Value, ...]) -> bn_core.EpsilonSweep:
    batch = _batch(key)
    return bn_core.epsilon_sweep(batch.before.values, EPSILONS, axis=batch.axes, bins=BINS)


def _images(settings: Mapping[str, Value], count: int) -> NDArray[np.float64]:
    if settings["data"] == "digits":
        return digit_images()[:count]
    # The recipe draws image after image, so that the first `count` are the same however many follow.
    return bn_core.random_images(
        seed=int(settings["seed"]),
        count=count,
        height=int(settings["height"]),
        width=int(settings["width"]),
        channels=int(settings["channels"]),
        max_spread=int(settings["spread"]),
        max_shift=int(settings["shift"]),
    )


def _stage(values: NDArray[np.floating]) -> Stage:
    return Stage(values, bn_core.histogram(values, BINS), bn_core.summary(values))
