"""Beliefs about the layers around batch normalization: the activation, the bias before it, folding."""

from __future__ import annotations

from functools import cache, partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.figures.colours import BEFORE, INFERENCE, TRAINING
from bn_view.figures.layout import Figure
from bn_view.state.language import _, gettext_noop
from bn_view.words.numbers import number, short
from pages.beliefs.belief import ORIGINAL_PAPER, Belief, Link, Outcome, Setup, issue, pull_request
from pages.beliefs.dial import Dial, Dials
from pages.beliefs.figures import curves_figure, histogram_curve, with_dots
from pages.beliefs.questions import asking_at, marked_as_input

SEED = 678
EPSILON = 1e-3


class Output(NamedTuple):
    """What leaves batch normalization and ReLU: mean, variance, share of zeros, and a histogram."""

    mean: float
    variance: float
    zeros: float
    histogram: bn_core.Histogram


@cache
def _activations() -> NDArray[np.floating]:
    return np.random.default_rng(SEED).normal(1, 2, (256, 64))


def _before_both() -> Setup:
    name = _("what comes in")
    outline = histogram_curve(bn_core.histogram(_activations(), 40))
    figure = curves_figure({name: outline}, name, _("count"), filled=[name], colours=[BEFORE])
    return Setup(marked_as_input(figure), _("First batch norm or first ReLU: does the next layer get the same?"))


@cache
def outputs_of_both_orders() -> list[Output]:
    """Put normal activations with mean 1 and standard deviation 2 through batch norm → ReLU and through ReLU → batch norm."""
    x = _activations()
    before = np.maximum(bn_core.batch_norm(x, axis=0, epsilon=EPSILON).output, 0)
    after = bn_core.batch_norm(np.maximum(x, 0), axis=0, epsilon=EPSILON).output
    moments = ((y, bn_core.moments(y)) for y in (before, after))
    return [
        Output(m.mean.item(), m.variance.item(), float(np.mean(y == 0)), bn_core.histogram(y, 26, (-1.5, 5.0)))
        for y, m in moments
    ]


@partial(
    Belief,
    claim=gettext_noop("Batch normalization belongs before the ReLU."),
    verdict="depends",
    why=gettext_noop(
        "The paper puts it before, and many networks do well with it after. The two orders hand on different "
        "distributions; which of them trains better does not follow from these numbers, only from trying."
    ),
    seen=[issue("keras-team/keras", 1802)],
    reading=[ORIGINAL_PAPER],
    link=Link(gettext_noop("Why gamma and beta"), "why_gamma_and_beta", {"activation": "relu"}),
    setup=_before_both,
)
def batch_norm_before_relu() -> Outcome:
    """Compare what the next layer gets."""
    before, after = outputs_of_both_orders()
    rows = {_("batch norm → ReLU"): before, _("ReLU → batch norm"): after}
    return Outcome(
        _(
            "The next layer gets mean **{before}** and **{zeros}** zeros from batch norm → ReLU, mean **{after}** "
            "and **{none}** zeros from ReLU → batch norm."
        ).format(
            before=number(before.mean), zeros=f"{before.zeros:.0%}", after=number(abs(after.mean)), none=f"{after.zeros:.0%}"
        ),
        ("", _("mean"), _("variance"), _("zeros")),
        [(name, number(abs(y.mean)), number(y.variance), f"{y.zeros:.0%}") for name, y in rows.items()],
        curves_figure(
            {name: histogram_curve(y.histogram) for name, y in rows.items()},
            _("What the next layer gets"),
            _("count"),
            filled=rows,
        ),
        _("Zeros in what the next layer gets: {zeros} or {none}").format(zeros=f"{before.zeros:.0%}", none=f"{after.zeros:.0%}"),
    )


class BiasEffect(NamedTuple):
    """What a bias changes, against the same layer without it; the gradient of the bias, and of a weight to compare."""

    training: float
    inference: float
    bias_gradient: float
    weight_gradient: float


@cache
def effect_of_a_bias(bias: float) -> BiasEffect:
    """Put a linear layer with and without `bias` before batch normalization; the running statistics are those without it."""
    draw = np.random.default_rng(SEED)
    x, weight, upstream = draw.normal(size=(64, 8)), draw.normal(size=(8, 4)), draw.normal(size=(64, 4))
    plain, biased = x @ weight, x @ weight + bias
    without, forward = (bn_core.batch_norm(z, axis=0, epsilon=EPSILON) for z in (plain, biased))
    inferred = (bn_core.batch_norm_inference(z, without.mean, without.variance, epsilon=EPSILON) for z in (plain, biased))
    gradient = bn_core.batch_norm_backward(upstream, biased, forward.mean, forward.variance, axis=0, epsilon=EPSILON).x
    return BiasEffect(
        bn_core.largest_difference(forward.output, without.output),
        bn_core.largest_difference(*inferred),
        float(np.abs(gradient.sum(0)).max()),
        float(np.abs(x.T @ gradient).max()),
    )


def _bias_figure() -> Figure:
    biases = sorted({sign * bias for bias in Dials.bias_before.stops for sign in (1, -1)})
    changes = [effect_of_a_bias(bias) for bias in biases]
    return curves_figure(
        {
            _("in training"): (biases, [e.training for e in changes]),
            _("in inference, old statistics"): (biases, [e.inference for e in changes]),
        },
        _("bias"),
        _("largest change"),
        colours=(TRAINING, INFERENCE),
    )


def bias_dial() -> Dial:
    """Give the layer another bias."""

    def says(bias: float) -> str:
        of = effect_of_a_bias(bias)
        sentence = _("Change of the output: {training} in training, {inference} in inference with the old statistics")
        return sentence.format(training=short(of.training, 1), inference=number(of.inference))

    return Dial(Dials.bias_before, lambda bias: with_dots(_bias_figure(), bias), says)


def bias_before() -> Dial:
    """Ask of each bias whether it changes the output."""
    return asking_at(bias_dial(), lambda bias: _("A bias of {bias}: does the output change?").format(bias=short(bias)))


@partial(
    Belief,
    claim=gettext_noop("A bias of 100 in the layer before batch normalization changes nothing in training."),
    verdict="true",
    why=gettext_noop(
        "It moves every value and the mean alike, so x − μ stays; β does its work. Hence `use_bias=False`. In "
        "inference the running mean must include the bias: statistics from before it are wrong."
    ),
    seen=[pull_request("matterport/Mask_RCNN", 1455), pull_request("ageron/handson-ml2", 538)],
    reading=[ORIGINAL_PAPER],
    dial=bias_dial,
    before=bias_before,
)
def bias_changes_nothing() -> Outcome:
    """Measure both modes, and the gradients."""
    effects = {bias: effect_of_a_bias(bias) for bias in (-100.0, 100.0)}
    plus = effects[100.0]
    return Outcome(
        _(
            "A bias of {bias} changes the output by **{training}** in training; its gradient is **{gradient}**, "
            "where a weight's is {weight}. Inference with statistics from before it changes by **{inference}**."
        ).format(
            bias="±100",
            training=short(plus.training, 1),
            gradient=short(plus.bias_gradient, 1),
            weight=number(plus.weight_gradient),
            inference=number(plus.inference),
        ),
        (_("bias"), _("change in training"), _("gradient of the bias"), _("change in inference, old statistics")),
        [
            (f"{'+' if bias > 0 else ''}{short(bias)}", short(e.training, 1), short(e.bias_gradient, 1), number(e.inference))
            for bias, e in effects.items()
        ],
    )


class FoldingErrors(NamedTuple):
    """The largest error of the folded layer, with its bias scaled (which is right), left unscaled, or with beta added to it."""

    scaled: float
    unscaled: float
    added: float


@cache
def folding_errors(bias_size: float) -> FoldingErrors:
    """Fold batch normalization into a linear layer in three ways."""
    draw = np.random.default_rng(SEED)
    x, weight = draw.normal(size=(64, 8)), draw.normal(size=(8, 4))
    bias, gamma, beta = bias_size * draw.normal(size=4), draw.uniform(0.5, 2, 4), draw.normal(size=4)
    z = x @ weight + bias
    moments = bn_core.moments(z, 0)
    statistics = (moments.mean, moments.variance, gamma, beta)
    expected = bn_core.batch_norm_inference(z, *statistics, epsilon=EPSILON)
    folded, right = bn_core.fold_batch_norm(weight, bias, *statistics, epsilon=EPSILON)
    without_bias = bn_core.fold_batch_norm(weight, 0.0, *statistics, epsilon=EPSILON)[1]
    biases = (right, bias + without_bias, bias + beta)
    return FoldingErrors(*(bn_core.largest_difference(x @ folded + b, expected) for b in biases))


# Of the folded bias, in the order of `FoldingErrors`.
_FORMULAS = ("(b − μ)·s + β", "b − μ·s + β", "b + β")


def _folding_figure() -> Figure:
    sizes = Dials.bias_spread.stops
    errors = zip(*(folding_errors(size) for size in sizes), strict=True)
    drawn = {formula: (sizes, list(values)) for formula, values in zip(_FORMULAS, errors, strict=True)}
    return curves_figure(drawn, _("std of the layer's own bias"), _("largest error"))


def folding_dial() -> Dial:
    """Give the layer's own bias another size."""

    def says(size: float) -> str:
        return _("Left unscaled, the bias makes an error of {error}").format(error=short(folding_errors(size).unscaled))

    return Dial(Dials.bias_spread, lambda size: with_dots(_folding_figure(), size), says)


def folding_before() -> Dial:
    """Ask of each size of the layer's own bias how far off the folded layers are."""
    return asking_at(folding_dial(), lambda size: _("Biases with std {size}: which is exact?").format(size=short(size)))


@partial(
    Belief,
    claim=gettext_noop("To fold batch normalization into the layer before it, scale the weights and add β to the bias."),
    verdict="false",
    why=gettext_noop(
        "With s = γ/√(σ² + ε) the layer's own bias goes through the same map as everything else: (b − μ)·s + β. "
        "Code that leaves it unscaled passes every test with layers that have no bias, as two projects found out."
    ),
    seen=[issue("ultralytics/yolov3", 807), issue("Tencent/ncnn", 1339)],
    dial=folding_dial,
    before=folding_before,
)
def folding_adds_beta() -> Outcome:
    """Compare the errors of three folded biases."""
    with_bias, without = folding_errors(1.0), folding_errors(0.0)
    return Outcome(
        _(
            "Largest error of the folded layer: **{right}** with the bias scaled as well, **{unscaled}** with the "
            "bias left as it is, **{added}** with b + β."
        ).format(right=short(with_bias.scaled, 1), unscaled=number(with_bias.unscaled), added=number(with_bias.added)),
        (_("folded bias"), _("error, layer with bias"), _("error, layer without")),
        [(formula, short(a), short(b)) for formula, a, b in zip(_FORMULAS, with_bias, without, strict=True)],
    )
