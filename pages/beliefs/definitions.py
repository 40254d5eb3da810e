"""Beliefs about what is computed: the shape of a distribution, `axis`, the variance, where epsilon stands."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.data.mini_batch import PRESETS
from bn_view.figures.colours import BEFORE, STANDARDIZED
from bn_view.figures.histograms import normal_curve
from bn_view.state.language import _, gettext_noop
from bn_view.words.numbers import number, short, term
from pages.beliefs.belief import ORIGINAL_PAPER, Belief, Link, Outcome, Source, Witness, issue, pull_request
from pages.beliefs.figures import Panel, curves_figure, histograms_beside_normal, panels_figure
from witnesses import keras_layer

SEED = 678
EPSILON = 1e-3


class Standardized(NamedTuple):
    """Summaries and histograms before and after all values were standardized together."""

    before: bn_core.Summary
    after: bn_core.Summary
    histogram_before: bn_core.Histogram
    histogram: bn_core.Histogram


@cache
def standardized_uniform_and_bimodal() -> list[Standardized]:
    """Standardize uniform values, and values with two peaks."""
    draw = np.random.default_rng(SEED)
    uniform = draw.uniform(0, 8, 20_000)
    bimodal = draw.normal(np.repeat([1.5, 6.75], 10_000), 0.75)
    pairs = ((x, bn_core.standardize(x)) for x in (uniform, bimodal))
    return [
        Standardized(bn_core.summary(x), bn_core.summary(z), bn_core.histogram(x, 60), bn_core.histogram(z, 60)) for x, z in pairs
    ]


@cache
def pooled_kurtosis() -> tuple[float, float]:
    """Return the kurtosis of the note's 30 images, all values together, before and after a standardization per position."""
    images = bn_core.random_images()
    return bn_core.summary(images).excess_kurtosis, bn_core.summary(bn_core.standardize(images, 0)).excess_kurtosis


@partial(
    Belief,
    claim=gettext_noop("Standardizing makes data normally distributed."),
    verdict="false",
    why=gettext_noop(
        "Standardizing is one shift and one scale: it moves the axis under a histogram, not the histogram's shape. "
        "Only where every group has a map of its own, all values together may change shape a little."
    ),
    seen=[Source(gettext_noop("many tutorials"))],
    link=Link(gettext_noop("A linear map"), "linear_map", {"shape": "uniform"}),
)
def standardizing_makes_normal() -> Outcome:
    """Compare the shape of two distributions before and after."""
    uniform, bimodal = standardized_uniform_and_bimodal()
    kinds = {_("uniform"): uniform, _("two peaks"): bimodal}
    rows = []
    # On one axis, so that one sees the values move.
    normal = _("a normal distribution with the same mean and std")
    drawn = partial(histograms_beside_normal, y=_("count"), x_range=(-3.5, 10.0), normal=normal)
    after = {name: (kind.histogram, normal_curve(kind.histogram, 0.0, 1.0)) for name, kind in kinds.items()}
    before = {
        name: (kind.histogram_before, normal_curve(kind.histogram_before, kind.before.mean, kind.before.standard_deviation))
        for name, kind in kinds.items()
    }
    for name, kind in kinds.items():
        rows.append((f"{name}, {_('skewness')}", kind.before.skewness, kind.after.skewness))
        rows.append((f"{name}, {_('excess kurtosis')}", kind.before.excess_kurtosis, kind.after.excess_kurtosis))
    return Outcome(
        _("The two peaks stay two peaks: excess kurtosis **{before}** before, **{after}** after; a normal one has 0.").format(
            before=number(bimodal.before.excess_kurtosis), after=number(bimodal.after.excess_kurtosis)
        ),
        ("", _("before"), _("after")),
        [
            *((label, number(old), number(new)) for label, old, new in rows),
            (_("30 images, per position, excess kurtosis"), *map(term, pooled_kurtosis())),  # which differ by little
        ],
        drawn(after, _("standardized value"), colour=STANDARDIZED, is_result=True),
        drawn(before, _("value before standardizing"), colour=BEFORE, is_result=False),
    )


@cache
def means_by_reading() -> Mapping[tuple[str, str], NDArray[np.float64]]:
    """Return the means of the note's 30 images for each `axis`, as NumPy reads it and as Keras reads it."""
    images = bn_core.random_images()
    axes = (0, 1, 2, 3)
    reduced = {
        ("NumPy", "axis=0"): (0,),
        ("Keras", "axis=0"): axes[1:],
        ("NumPy", "axis=(0, 1, 2)"): (0, 1, 2),
        ("Keras", "axis=-1"): axes[:-1],
    }
    return {reading: bn_core.moments(images, axis).mean for reading, axis in reduced.items()}


def counts_of_means() -> Mapping[tuple[str, str], int]:
    """Count these means."""
    return {reading: means.size for reading, means in means_by_reading().items()}


def _shades_of_means() -> Mapping[str, Panel]:
    """Return the means as matrices, as many shades as there are means: positions as in an image, images below each other."""
    means = means_by_reading()
    shapes = {("NumPy", "axis=0"): (32, 32), ("Keras", "axis=0"): (30, 1), ("Keras", "axis=-1"): (1, 1)}
    panels = {}
    for (library, axis), shape in shapes.items():
        values = means[library, axis].reshape(shape)
        low, high = values.min().item(), values.max().item()
        panels[f"{library}<br>{axis}"] = Panel(values, (low, high) if high > low else (low - 1, high + 1))
    return panels


@partial(
    Belief,
    claim=gettext_noop("`axis` means the same in NumPy and in Keras's `BatchNormalization`."),
    verdict="false",
    why=gettext_noop(
        "NumPy names the axes that are reduced, `BatchNormalization` the one that is kept: the last two rows are the same "
        "statistics. Keras's layer norm and RMS norm name what is reduced, as NumPy does."
    ),
    seen=[Source("Stack Overflow 47312922", "https://stackoverflow.com/questions/47312922")],
    link=Link(gettext_noop("Who shares statistics"), "who_shares_statistics", {"norm": "position"}),
)
def axis_means_the_same() -> Outcome:
    """Count the means of both readings."""
    counts = counts_of_means()
    role = {"NumPy": _("reduced"), "Keras": _("kept")}
    return Outcome(
        _(
            "30 images of 32×32×1: `axis=0` in NumPy gives **{numpy}** means, the default `axis=-1` of Keras's "
            "`BatchNormalization` gives **{keras}**."
        ).format(numpy=counts["NumPy", "axis=0"], keras=counts["Keras", "axis=-1"]),
        ("", _("axis"), _("number of means")),
        [(reader, f"`{axis}` · {role[reader]}", f"{count:,}") for (reader, axis), count in counts.items()],
        panels_figure(_shades_of_means()),
    )


class Variances(NamedTuple):
    """What the two running variances store for 1, 2, 3, 4, and unbiased / biased for batches of several sizes."""

    biased: float
    unbiased: float
    ratios: Mapping[int, float]


@cache
def two_variances() -> Variances:
    """Store the variance of 1, 2, 3, 4 as Keras and as PyTorch do; compare the two for other batch sizes."""
    four = bn_core.moments([1.0, 2.0, 3.0, 4.0], 0)
    biased, unbiased = (
        bn_core.RunningStatistics(np.zeros(()), np.ones(()), 0.0, unbiased).update(four).variance.item()
        for unbiased in (False, True)
    )
    draw = np.random.default_rng(SEED)
    batches = {m: bn_core.moments(draw.normal(size=m), 0) for m in (2, 3, 4, 5, 6, 8, 10, 16, 32, 64)}
    return Variances(biased, unbiased, {m: (b.unbiased_variance / b.variance).item() for m, b in batches.items()})


@partial(
    Belief,
    claim=gettext_noop("A batch has one variance, and every framework stores it."),
    verdict="false",
    why=gettext_noop(
        "All normalize with the biased variance, Σ(x − μ)²/m. For inference PyTorch stores the unbiased one, "
        "divided by m − 1. In a small batch that is a large difference, in a large one none."
    ),
    seen=[issue("pytorch/pytorch", 7028), issue("pytorch/pytorch", 60528), issue("keras-team/keras", 10443)],
    link=Link(gettext_noop("Running statistics"), "training_and_inference", {"momentum": 0, "unbiased": True, "updates": 1}),
    witness=Witness(keras_layer.stored_variance, lambda stored: [(_("Keras, run just now"), short(stored))]),
)
def one_variance() -> Outcome:
    """Compare what the two store."""
    biased, unbiased, ratios = two_variances()
    return Outcome(
        _("For the batch 1, 2, 3, 4 Keras 3 stores **{keras}**, PyTorch **{pytorch}**.").format(
            keras=short(biased), pytorch=short(unbiased)
        ),
        ("", _("value")),
        [
            (_("divided by m (Keras 3)"), short(biased)),
            (_("divided by m − 1 (PyTorch)"), short(unbiased)),
            *((_("ratio of the two, batch of {m}").format(m=m), number(ratios[m])) for m in (2, 10, 64)),
        ],
        curves_figure({_("ratio"): (list(ratios), list(ratios.values()))}, _("values in the batch (m)"), _("ratio"), log_x=True),
    )


@cache
def distances_by_place_of_epsilon() -> list[tuple[float, float, float]]:
    """Normalize x − μ = σ for several σ; return σ, and the results with √(σ² + ε) and with σ + ε below the line."""
    distances = []
    for deviation in np.logspace(-4, 1, 26).tolist():
        x = np.array([-deviation, deviation])
        inside = bn_core.batch_norm(x, axis=0, epsilon=EPSILON)
        outside = (x[1] - inside.mean.item()) / (np.sqrt(inside.variance.item()) + EPSILON)
        distances.append((deviation, inside.output[1].item(), outside.item()))
    return distances


@partial(
    Belief,
    claim=gettext_noop("Whether ε stands inside the root or outside changes the result."),
    verdict="depends",
    why=gettext_noop(
        "Where σ² is far above ε the difference is invisible. Where a channel hardly varies, ε decides the result: inside the "
        "root its square root counts, which is much more than ε itself. Weights moved between frameworks then give "
        "other outputs."
    ),
    seen=[pull_request("keras-team/keras", 8726), pull_request("Tencent/ncnn", 311), pull_request("pjreddie/darknet", 17)],
    reading=[ORIGINAL_PAPER],
    link=Link(gettext_noop("Lab"), "", PRESETS["huge_epsilon"]),
)
def place_of_epsilon_matters() -> Outcome:
    """Compare both places for a tiny σ and for σ = 1."""
    distances = distances_by_place_of_epsilon()
    tiny, one = (min(distances, key=lambda row: abs(row[0] - wanted)) for wanted in (1e-3, 1.0))
    deviations, inside, outside = (list(column) for column in zip(*distances, strict=True))
    return Outcome(
        _(
            "σ² = {variance}, x − μ = {distance}, ε = {epsilon}: **{inside}** with ε inside the root, **{outside}** outside."
        ).format(
            variance=short(tiny[0] ** 2),
            distance=short(tiny[0]),
            epsilon=short(EPSILON),
            inside=short(tiny[1]),
            outside=short(tiny[2]),
        ),
        ("σ", "(x − μ) / √(σ² + ε)", "(x − μ) / (σ + ε)"),
        [[short(value) for value in row] for row in (tiny, one)],
        curves_figure(
            {"√(σ² + ε)": (deviations, inside), "σ + ε": (deviations, outside)}, "σ = x − μ", _("normalized"), log_x=True
        ),
    )
