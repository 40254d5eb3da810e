"""Beliefs about what is computed: the shape of a distribution, `axis`, the variance, where epsilon stands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.state.language import _
from bn_view.state.settings import PRESETS
from bn_view.words.numbers import short
from pages.beliefs.belief import Belief, Chart, Link, Outcome, Source, Witness, issue, paper, pull_request
from witnesses import keras_layer

SEED = 678
FOUR_VALUES = (1.0, 2.0, 3.0, 4.0)
Floats = NDArray[np.floating]


# 1 Standardizing makes data normal


@dataclass(frozen=True)
class ShapeBeforeAndAfter:
    """Summaries before and after one standardization of all values, and the histogram after."""

    before: bn_core.Summary
    after: bn_core.Summary
    histogram: bn_core.Histogram


def standardized_shapes() -> dict[str, ShapeBeforeAndAfter]:
    """Standardize uniform and bimodal values, all of a kind together."""
    draw = np.random.default_rng(SEED)
    uniform = draw.uniform(0, 60, 20_000)
    bimodal = draw.normal(np.repeat([10.0, 45.0], 10_000), 5)
    return {name: _before_and_after(values) for name, values in {"uniform": uniform, "bimodal": bimodal}.items()}


def pooled_kurtosis() -> tuple[float, float]:
    """Return the kurtosis of the note's 30 images, all values together, before and after a standardization per position."""
    images = bn_core.random_images()
    before, after = (bn_core.summary(x).excess_kurtosis for x in (images, bn_core.standardize(images, 0)))
    return before, after


def _before_and_after(values: Floats) -> ShapeBeforeAndAfter:
    z = bn_core.standardize(values)
    return ShapeBeforeAndAfter(bn_core.summary(values), bn_core.summary(z), bn_core.histogram(z, 60))


def shape() -> Belief:
    """Return belief 1."""

    def run() -> Outcome:
        shapes, pooled = standardized_shapes(), pooled_kurtosis()
        names = {"uniform": _("uniform"), "bimodal": _("two peaks")}
        rows = []
        for name, seen in shapes.items():
            rows.append((f"{names[name]}, {_('skewness')}", seen.before.skewness, seen.after.skewness))
            rows.append((f"{names[name]}, {_('excess kurtosis')}", seen.before.excess_kurtosis, seen.after.excess_kurtosis))
        rows.append((_("30 images, per position, excess kurtosis"), *pooled))
        middles = {name: ((s.histogram.edges[1:] + s.histogram.edges[:-1]) / 2).tolist() for name, s in shapes.items()}
        return Outcome(
            said=_(
                "The two peaks stay two peaks: excess kurtosis **{before}** before, **{after}** after; a normal one has 0."
            ).format(
                before=f"{shapes['bimodal'].before.excess_kurtosis:.5f}", after=f"{shapes['bimodal'].after.excess_kurtosis:.5f}"
            ),
            head=("", _("before"), _("after")),
            rows=[(label, f"{before:.5f}", f"{after:.5f}") for label, before, after in rows],
            chart=Chart(
                {names[name]: (middles[name], s.histogram.counts.tolist()) for name, s in shapes.items()},
                x=_("standardized value"),
                y=_("values"),
            ),
        )

    return Belief(
        number=1,
        claim=_("Standardizing makes data normally distributed."),
        verdict="false",
        run=run,
        why=_(
            "Standardizing is one shift and one scale: it moves the axis under a histogram, not the histogram's shape. "
            "Only where every group has a map of its own, all values together may change shape a little."
        ),
        sources=[Source(_("many tutorials"))],
        link=Link(_("A linear map"), "linear_map", {"shape": "uniform"}),
    )


# 2 `axis` means the same in NumPy and Keras


def statistics_counts() -> dict[str, int]:
    """Count the means of the note's 30 images for `axis` as NumPy reads it, and as Keras reads it."""
    images = bn_core.random_images()

    def kept(axis: int) -> int:
        reduced = tuple(a for a in range(images.ndim) if a != axis % images.ndim)
        return bn_core.moments(images, reduced).mean.size

    return {
        "numpy_0": bn_core.moments(images, 0).mean.size,
        "keras_0": kept(0),
        "numpy_012": bn_core.moments(images, (0, 1, 2)).mean.size,
        "keras_-1": kept(-1),
    }


def axis() -> Belief:
    """Return belief 2."""

    def run() -> Outcome:
        count = statistics_counts()
        return Outcome(
            said=_(
                "30 images of 32×32×1: `axis=0` in NumPy gives **{numpy}** means, Keras's default `axis=-1` gives **{keras}**."
            ).format(numpy=count["numpy_0"], keras=count["keras_-1"]),
            head=("", _("axis"), _("number of means")),
            rows=[
                ("NumPy", f"`axis=0` · {_('reduced')}", str(count["numpy_0"])),
                ("Keras", f"`axis=0` · {_('kept')}", str(count["keras_0"])),
                ("NumPy", f"`axis=(0, 1, 2)` · {_('reduced')}", str(count["numpy_012"])),
                ("Keras", f"`axis=-1` · {_('kept')}", str(count["keras_-1"])),
            ],
        )

    return Belief(
        number=2,
        claim=_("`axis` means the same in NumPy and in a Keras layer."),
        verdict="false",
        run=run,
        why=_(
            "NumPy names the axes that are reduced, Keras's layer the one that is kept. The last two rows are the same "
            "statistics."
        ),
        sources=[Source("Stack Overflow 47312922", "https://stackoverflow.com/questions/47312922")],
        link=Link(_("Who shares statistics"), "who_shares_statistics", {"norm": "position"}),
    )


# 3 There is one variance


@dataclass(frozen=True)
class TwoVariances:
    """What the two running variances store for 1, 2, 3, 4, and unbiased / biased for batches of several sizes."""

    biased: float
    unbiased: float
    ratios: dict[int, float]


def two_variances() -> TwoVariances:
    """Store the variance of 1, 2, 3, 4 as Keras and as PyTorch do; compare the two for other batch sizes."""
    stored = [
        bn_core.RunningStatistics(np.zeros(()), np.ones(()), 0.0, unbiased).update(bn_core.moments(FOUR_VALUES, 0))
        for unbiased in (False, True)
    ]
    draw = np.random.default_rng(SEED)
    ratios = {}
    for m in (2, 3, 4, 5, 6, 8, 10, 16, 32, 64):
        batch = bn_core.moments(draw.normal(size=m), 0)
        ratios[m] = (batch.unbiased_variance / batch.variance).item()
    return TwoVariances(stored[0].variance.item(), stored[1].variance.item(), ratios)


def variance() -> Belief:
    """Return belief 3."""

    def run() -> Outcome:
        seen = two_variances()
        return Outcome(
            said=_("For the batch 1, 2, 3, 4 Keras 3 stores **{keras}**, PyTorch **{pytorch}**.").format(
                keras=short(seen.biased), pytorch=short(seen.unbiased)
            ),
            head=("", _("value")),
            rows=[
                (_("divided by m (Keras 3)"), short(seen.biased)),
                (_("divided by m − 1 (PyTorch)"), short(seen.unbiased)),
                *((_("ratio of the two, batch of {m}").format(m=m), f"{seen.ratios[m]:.2f}") for m in (2, 10, 64)),
            ],
            chart=Chart(
                {_("ratio"): (list(seen.ratios), list(seen.ratios.values()))},
                x=_("values in the batch (m)"),
                y=_("ratio"),
                log_x=True,
            ),
        )

    return Belief(
        number=3,
        claim=_("A batch has one variance, and every framework stores it."),
        verdict="false",
        run=run,
        why=_(
            "All normalize with the biased variance, Σ(x − μ)²/m. For inference PyTorch stores the unbiased one, "
            "divided by m − 1. In a small batch that is a large difference, in a large one none."
        ),
        sources=[issue("pytorch/pytorch", 7028), issue("pytorch/pytorch", 60528), issue("keras-team/keras", 10443)],
        link=Link(_("Training and inference"), "training_and_inference", {"momentum": 0, "unbiased": True, "updates": 1}),
        witness=Witness(keras_layer.stored_variance, lambda stored: [(_("Keras itself, asked now"), short(stored))]),
    )


# 4 Where epsilon stands is cosmetic


@dataclass(frozen=True)
class TwoPlaces:
    """The normalized distance of one standard deviation, with epsilon inside the root and outside."""

    deviation: list[float]
    inside: list[float]
    outside: list[float]


def two_places_of_epsilon(epsilon: float = 1e-3) -> TwoPlaces:
    """Normalize x − μ = σ for several σ, with √(σ² + ε) and with σ + ε below the line."""
    seen = TwoPlaces([], [], [])
    for deviation in np.logspace(-4, 1, 26).tolist():
        x = np.array([-deviation, deviation])
        inside = bn_core.batch_norm(x, axis=0, epsilon=epsilon)
        seen.deviation.append(deviation)
        seen.inside.append(inside.output[1].item())
        seen.outside.append((x[1] - inside.mean.item()) / (np.sqrt(inside.variance.item()) + epsilon))
    return seen


def epsilon() -> Belief:
    """Return belief 4."""

    def run() -> Outcome:
        seen = two_places_of_epsilon()
        tiny, one = (int(np.argmin(np.abs(np.array(seen.deviation) - deviation))) for deviation in (1e-3, 1.0))
        return Outcome(
            said=_(
                "σ² = {variance}, x − μ = {distance}, ε = {epsilon}: **{inside}** with ε inside the root, **{outside}** outside."
            ).format(
                variance=short(seen.deviation[tiny] ** 2),
                distance=short(seen.deviation[tiny]),
                epsilon=short(1e-3),
                inside=f"{seen.inside[tiny]:.3g}",
                outside=f"{seen.outside[tiny]:.3g}",
            ),
            head=("σ", "(x − μ) / √(σ² + ε)", "(x − μ) / (σ + ε)"),
            rows=[(short(seen.deviation[i]), short(seen.inside[i]), short(seen.outside[i])) for i in (tiny, one)],
            chart=Chart(
                {"√(σ² + ε)": (seen.deviation, seen.inside), "σ + ε": (seen.deviation, seen.outside)},
                x="σ = x − μ",
                y=_("normalized"),
                log_x=True,
            ),
        )

    return Belief(
        number=4,
        claim=_("Whether ε stands inside the root or outside changes the result."),
        verdict="depends",
        run=run,
        why=_(
            "Where σ² is far above ε nobody sees it. Where a channel hardly varies, ε decides the result: inside the "
            "root its square root counts, which is much more than ε itself. Weights moved between frameworks then give "
            "other outputs."
        ),
        sources=[
            pull_request("keras-team/keras", 8726),
            pull_request("Tencent/ncnn", 311),
            pull_request("pjreddie/darknet", 17),
            paper("Ioffe & Szegedy 2015", "1502.03167"),
        ],
        link=Link(_("Lab"), "", PRESETS["huge_epsilon"]),
    )
