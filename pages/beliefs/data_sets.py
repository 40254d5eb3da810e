"""Beliefs about the mean and standard deviation of a whole data set: parts, float32 sums, padding."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.figures.colours import BEFORE
from bn_view.state.language import _, gettext_noop
from bn_view.words.numbers import number, short
from pages.beliefs.belief import Belief, Link, Outcome, Setup, issue, pull_request
from pages.beliefs.figures import bars_figure, curves_figure, with_numbers
from pages.beliefs.questions import marked_as_input
from witnesses import article
from witnesses.digits import digit_images

SEED = 678
# A constant and a little noise: so far from 0 that float32 holds three digits of the noise.
FAR, COUNTS = 1000.0, (100, 1_000, 10_000, 100_000, 1_000_000)
SENTENCE, LENGTH = (2.0, 3.0, 4.0), 6


class Deviations(NamedTuple):
    """The standard deviation of all values, and the mean of those of the images."""

    of_all: float
    mean_of_images: float


@cache
def deviations() -> Mapping[str, Deviations]:
    """Take both of the note's images and of the handwritten digits."""
    both = {"note": article.steps()["data"], "digits": digit_images()}
    return {
        name: Deviations(
            np.sqrt(bn_core.moments(images).variance).item(),
            bn_core.mean_of_deviations(bn_core.moments(images, (1, 2, 3))).deviation.item(),
        )
        for name, images in both.items()
    }


def _stds_of_images() -> Setup:
    images = article.steps()["data"]
    stds = np.sqrt(bn_core.moments(images, (1, 2, 3)).variance).reshape(-1).tolist()
    numbers = [str(n) for n in range(len(stds))]
    figure = bars_figure({_("std"): stds}, numbers, _("image"), _("std"), colours=[BEFORE])
    figure["layout"]["xaxis"] |= {"nticks": 10, "tickangle": 0}
    question = _("{count} images, the std of each: is their mean the std of all values?")
    return Setup(marked_as_input(figure), question.format(count=len(stds)))


@partial(
    Belief,
    claim=gettext_noop("The std of a data set is the mean of its images’ stds."),
    verdict="false",
    why=gettext_noop(
        "The variance of all values is the mean of the images’ variances plus the variance of their means. The mean of the "
        "images’ stds leaves the second part out: where images differ in brightness it is far too small. ImageNet’s well-known "
        "numbers can be reproduced so; how they were made is lost."
    ),
    seen=[issue("pytorch/vision", 1439), pull_request("pytorch/vision", 1965), issue("kuangliu/pytorch-cifar", 129)],
    link=Link(gettext_noop("Whose standard deviation"), "whose_standard_deviation"),
    setup=_stds_of_images,
)
def std_is_the_mean_of_stds() -> Outcome:
    """Compare both for two data sets."""
    note, digits = deviations()["note"], deviations()["digits"]
    names = {_("the study note’s 30 images"): note, _("1,797 digits"): digits}
    return Outcome(
        _("The study note’s 30 images: **{of_all}** over all values, **{mean}** as the mean of the images’ stds.").format(
            of_all=number(note.of_all), mean=number(note.mean_of_images)
        ),
        ("", _("all values"), _("mean of the images")),
        [(name, *map(number, both)) for name, both in names.items()],
        bars_figure(
            {
                _("all values"): [both.of_all for both in names.values()],
                _("mean of the images"): [both.mean_of_images for both in names.values()],
            },
            list(names),
            "",
            _("std"),
        ),
        _("It is not: {of_all} over all values, {mean} as their mean").format(
            of_all=number(note.of_all), mean=number(note.mean_of_images)
        ),
    )


def _values(count: int) -> NDArray[np.float32]:
    return (FAR + np.random.default_rng(SEED).random((count, 2))).astype(np.float32)


@cache
def errors_of_means() -> Mapping[str, tuple[float, ...]]:
    """Return by how much three means of float32 values are off, for each of the `COUNTS`."""
    errors: dict[str, list[float]] = {"numpy": [], "float64": [], "bn_core": []}
    values = _values(COUNTS[-1])
    for count in COUNTS:
        some = values[:count]
        exact = bn_core.moments(some.astype(np.float64), 0).mean
        means = {"numpy": some.mean(0), "float64": some.mean(0, dtype=np.float64), "bn_core": bn_core.moments(some, 0).mean}
        for name, mean in means.items():
            errors[name].append(bn_core.largest_difference(np.reshape(mean, (1, 2)), exact))
    return {name: tuple(of_each) for name, of_each in errors.items()}


def _float32_values() -> Setup:
    shown = _values(COUNTS[0])[:, 0].tolist()
    figure = curves_figure({"x": (list(range(1, len(shown) + 1)), shown)}, _("which value"), "x")
    figure["data"][0] |= {"mode": "markers", "marker": {"size": 7, "color": BEFORE}}
    return Setup(marked_as_input(figure), _("A million such values in float32: are seven digits of their mean right?"))


@partial(
    Belief,
    claim=gettext_noop("The mean of float32 values is right to float32’s seven digits."),
    verdict="depends",
    why=gettext_noop(
        "`x.mean()` of an array in one piece adds in pairs and is right. Along the first axis, as a mean per channel has it, "
        "NumPy adds row after row in float32: the sum grows until a value’s last digits no longer fit. `dtype=np.float64` is the "
        "cure."
    ),
    seen=[issue("numpy/numpy", 8869), issue("numpy/numpy", 11331)],
    link=Link(gettext_noop("Precision"), "numpy_and_tensorflow", {"part": "precision"}),
    setup=_float32_values,
)
def float32_mean_is_right() -> Outcome:
    """Compare three means of values near 1,000 with the exact one, for more and more of them."""
    errors = errors_of_means()
    names = {"numpy": "x.mean(0)", "float64": "dtype=float64", "bn_core": "bn_core"}
    counts = list(map(float, COUNTS))
    # An error of 0 has no place on a logarithmic axis: half of the last digit that a float64 mean has here stands for it.
    drawn = {names[name]: (counts, [max(error, 5e-14) for error in errors[name]]) for name in names}
    return Outcome(
        _(
            "A million float32 values near 1,000: `x.mean(0)` is off by **{numpy}**, with `dtype=np.float64` by **{float64}**."
        ).format(numpy=short(errors["numpy"][-1]), float64=short(errors["float64"][-1])),
        (_("number of values"), *names.values()),
        [(f"{count:,}", *(short(errors[name][n]) for name in names)) for n, count in enumerate(COUNTS)],
        curves_figure(drawn, _("number of values"), _("error of the mean"), log_x=True, log_y=True),
        _("A million of them: off by {numpy}, with float64 by {float64}").format(
            numpy=short(errors["numpy"][-1]), float64=short(errors["float64"][-1])
        ),
    )


def _padded() -> NDArray[np.float64]:
    return np.array([*SENTENCE, *[0.0] * (LENGTH - len(SENTENCE))])


@cache
def means_of_padded() -> Mapping[str, bn_core.Moments]:
    """Return the moments of three values, of the same with zeros behind them, and of those with a mask."""
    padded = _padded()
    return {
        "alone": bn_core.moments(np.array(SENTENCE)),
        "padded": bn_core.moments(padded),
        "masked": bn_core.moments(padded, where=np.arange(LENGTH) < len(SENTENCE)),
    }


def _filled_up() -> Setup:
    values, places = _padded().tolist(), [str(n) for n in range(1, LENGTH + 1)]
    figure = bars_figure({"x": values}, places, _("place in the sequence"), "x", colours=[BEFORE])
    question = _("2, 3, 4, filled up with three zeros: do mean and variance stay the same?")
    return Setup(marked_as_input(with_numbers(figure)), question)


@partial(
    Belief,
    claim=gettext_noop("Padding zeros do not matter to batch normalization."),
    verdict="false",
    why=gettext_noop(
        "A zero is a value like any other: it moves the mean, and the variance with it. With a mask the filled places do not "
        "count, as `where=` in NumPy and a mask in Keras have it."
    ),
    seen=[issue("tensorflow/tensorflow", 30161), issue("pytorch/pytorch", 70529)],
    link=Link(gettext_noop("Step by step"), "step_by_step"),
    setup=_filled_up,
)
def padding_does_not_matter() -> Outcome:
    """Compare the mean and variance of 2, 3, 4 alone, with three zeros, and with a mask."""
    each = means_of_padded()
    names = {"alone": "2, 3, 4", "padded": "2, 3, 4, 0, 0, 0", "masked": _("the same with a mask")}
    numbers = {name: (of.mean.item(), of.variance.item()) for name, of in each.items()}
    return Outcome(
        _("The mean of 2, 3, 4 is **{alone}**; with three zeros behind them **{padded}**, and with a mask **{masked}**.").format(
            **{name: number(mean) for name, (mean, _variance) in numbers.items()}
        ),
        ("", _("mean"), _("variance")),
        [(names[name], *map(number, of_each)) for name, of_each in numbers.items()],
        bars_figure(
            {_("mean"): [mean for mean, _variance in numbers.values()], _("variance"): [of[1] for of in numbers.values()]},
            list(names.values()),
            "",
            "",
        ),
        _("The mean falls from {alone} to {padded}; with a mask it stays").format(
            alone=number(numbers["alone"][0]), padded=number(numbers["padded"][0])
        ),
    )
