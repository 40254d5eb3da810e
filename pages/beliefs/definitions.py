"""Beliefs about what is computed: what `axis` means, which variance is stored, where epsilon stands."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache, partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.data.mini_batch import PRESETS
from bn_view.figures.layout import Figure
from bn_view.state.language import _, gettext_noop
from bn_view.words.numbers import number, short
from pages.beliefs.belief import ORIGINAL_PAPER, Belief, Link, Outcome, Source, Witness, issue, pull_request
from pages.beliefs.dial import Dial, Dials
from pages.beliefs.figures import Panel, curves_figure, panels_figure, with_dots
from pages.beliefs.questions import asking_at, covered
from witnesses import keras_layer

SEED = 678
EPSILON = 1e-3
# A screen has no room for the numbers of more cells, and the wire none for their digits.
MOST_WITH_NUMBERS = 4096


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


def means_of_one_axis(axis: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the means of the note's 30 images for one number: NumPy's, which reduces that axis, and Keras's, which keeps it."""
    images = bn_core.random_images()
    others = tuple(other for other in range(images.ndim) if other != axis)
    return bn_core.moments(images, axis).mean, bn_core.moments(images, others).mean


def _as_matrix(means: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return means as a matrix that can be drawn: the channel away, a row below the other, whole images as a sheet of them."""
    means = means.reshape([length for length in means.shape if length > 1] or [1])
    if means.ndim == 3:
        rows = 5
        return means.reshape(rows, -1, *means.shape[1:]).swapaxes(1, 2).reshape(rows * means.shape[1], -1)
    return means.reshape(-1, 1) if means.ndim == 1 else means


def axis_dial() -> Dial:
    """Read each number that `axis` can be in both ways."""

    def figure(axis: float) -> Figure:
        both = dict(zip(("NumPy", "Keras"), means_of_one_axis(int(axis)), strict=True))
        return panels_figure({f"{library}, axis={axis:.0f}": _panel(means) for library, means in both.items()})

    def says(axis: float) -> str:
        numpy, keras = (f"{means.size:,}" for means in means_of_one_axis(int(axis)))
        return _("axis={axis}: NumPy {numpy} means, Keras {keras}").format(axis=int(axis), numpy=numpy, keras=keras)

    return Dial(Dials.axis_read, figure, says)


def axis_before() -> Dial:
    """Ask of each number what both readings make of it."""
    shape = bn_core.random_images().shape

    def figure(axis: float) -> Figure:
        return covered(axis_dial().figure_at(axis), "?")

    def asks(axis: float) -> str:
        lengths = " × ".join(f"[{length}]" if at == axis else str(length) for at, length in enumerate(shape))
        return _("{lengths}, axis={axis}: how many means?").format(lengths=lengths, axis=int(axis))

    return Dial(Dials.axis_read, figure, asks)


def _panel(means: NDArray[np.float64]) -> Panel:
    """Return means as a matrix; of very many the shades alone."""
    low, high = _ends(means)
    if means.size > MOST_WITH_NUMBERS:
        return Panel(np.rint(255 * (_as_matrix(means) - low) / (high - low)).astype(np.uint8), (0, 255))
    return Panel(_as_matrix(means), (low, high))


def _ends(means: NDArray[np.float64]) -> tuple[float, float]:
    low, high = means.min().item(), means.max().item()
    return (low, high) if high > low else (low - 1, high + 1)


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
    dial=axis_dial,
    before=axis_before,
)
def axis_means_the_same() -> Outcome:
    """Count the means of both readings."""
    counts = counts_of_means()
    role = {"NumPy": _("reduced"), "Keras": _("kept")}
    return Outcome(
        _(
            "30 images of 32×32×1: `axis=0` in NumPy gives **{numpy}** means, the default `axis=-1` of Keras's "
            "`BatchNormalization` gives **{keras}**."
        ).format(numpy=f"{counts['NumPy', 'axis=0']:,}", keras=f"{counts['Keras', 'axis=-1']:,}"),
        ("", _("axis"), _("number of means")),
        [(reader, f"`{axis}` · {role[reader]}", f"{count:,}") for (reader, axis), count in counts.items()],
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
    batches = {m: bn_core.moments(draw.normal(size=m), 0) for m in map(int, Dials.values_in_batch.stops)}
    return Variances(biased, unbiased, {m: (b.unbiased_variance / b.variance).item() for m, b in batches.items()})


def _ratio_figure() -> Figure:
    ratios = two_variances().ratios
    return curves_figure(
        {_("ratio"): (list(ratios), list(ratios.values()))}, _("values in the batch (m)"), _("ratio"), log_x=True
    )


def variance_dial() -> Dial:
    """Go through the batch sizes."""

    def says(m: float) -> str:
        ratio = two_variances().ratios[int(m)]
        return _("m = {m}: PyTorch stores {ratio} times what Keras stores").format(m=short(m), ratio=number(ratio))

    return Dial(Dials.values_in_batch, lambda m: with_dots(_ratio_figure(), m), says)


def variance_before() -> Dial:
    """Ask at each batch size whether the two store the same."""
    return asking_at(variance_dial(), lambda m: _("m = {m}: do both store the same number?").format(m=short(m)))


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
    dial=variance_dial,
    before=variance_before,
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
    )


def _by_place_of_epsilon(deviations: NDArray[np.float64], epsilon: float) -> NDArray[np.float64]:
    """Normalize x − μ = σ for each σ; return σ, and the results with √(σ² + ε) and with σ + ε below the line, a row each."""
    x = np.stack([-deviations, deviations])
    inside = bn_core.batch_norm(x, axis=0, epsilon=epsilon)
    outside = (x - inside.mean) / (np.sqrt(inside.variance) + epsilon)
    return np.stack([deviations, inside.output[1], outside[1]])


@cache
def distances_by_place_of_epsilon(epsilon: float = EPSILON) -> list[list[float]]:
    """Return σ and both results for the σ that are drawn."""
    rows: list[list[float]] = _by_place_of_epsilon(np.logspace(-4, 1, 26), epsilon).T.tolist()
    return rows


@cache
def largest_gap(epsilon: float) -> tuple[float, float]:
    """Return the largest distance of both results, and the σ at which they have it: smaller than any drawn where ε is tiny."""
    deviations, inside, outside = _by_place_of_epsilon(np.logspace(-9, 1, 10_001), epsilon)
    at = int(np.argmax(np.abs(inside - outside)))
    return float(abs(inside[at] - outside[at])), float(deviations[at])


def _places_figure(epsilon: float) -> Figure:
    deviations, inside, outside = (list(column) for column in zip(*distances_by_place_of_epsilon(epsilon), strict=True))
    curves = {"√(σ² + ε)": (deviations, inside), "σ + ε": (deviations, outside)}
    return curves_figure(curves, "σ = x − μ", _("normalized"), log_x=True)


def epsilon_dial() -> Dial:
    """Give epsilon other sizes: the axes stay those of the experiment's."""

    def figure(epsilon: float) -> Figure:
        return {**_places_figure(epsilon), "layout": _places_figure(EPSILON)["layout"]}

    def says(epsilon: float) -> str:
        gap, deviation = largest_gap(epsilon)
        sentence = _("ε = {epsilon}: they differ by up to {gap}, at σ = {deviation}")
        return sentence.format(epsilon=short(epsilon), gap=number(gap), deviation=short(deviation, 2))

    return Dial(Dials.epsilon_in_root, figure, says)


def epsilon_before() -> Dial:
    """Ask, where σ² is as large as ε, whether its place counts."""

    def asks(epsilon: float) -> str:
        sentence = _("ε = {epsilon}. At σ² = ε: is it the same in the root and outside?")
        return sentence.format(epsilon=short(epsilon))

    return asking_at(epsilon_dial(), asks, math.sqrt)


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
    dial=epsilon_dial,
    before=epsilon_before,
)
def place_of_epsilon_matters() -> Outcome:
    """Compare both places for a tiny σ and for σ = 1."""
    distances = distances_by_place_of_epsilon()
    tiny, one = (min(distances, key=lambda row: abs(row[0] - wanted)) for wanted in (1e-3, 1.0))
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
    )
