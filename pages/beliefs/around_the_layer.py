"""Beliefs about the layers around batch normalization: the activation, the bias before it, folding."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.state.language import _
from pages.beliefs.belief import Belief, Link, Outcome, issue, paper, pull_request

SEED = 678
EPSILON = 1e-3
Floats = NDArray[np.floating]


# 11 Batch normalization must stand before (or after) ReLU


@dataclass(frozen=True)
class Ordered:
    """What leaves a pair of batch normalization and ReLU."""

    mean: float
    variance: float
    zeros: float


def both_orders() -> dict[str, Ordered]:
    """Put normal activations with mean 1 and standard deviation 2 through both orders."""
    x = np.random.default_rng(SEED).normal(1, 2, (256, 64))
    before = np.maximum(bn_core.batch_norm(x, axis=0, epsilon=EPSILON).output, 0)
    after = bn_core.batch_norm(np.maximum(x, 0), axis=0, epsilon=EPSILON).output
    return {"before": _ordered(before), "after": _ordered(after)}


def _ordered(x: Floats) -> Ordered:
    whole = bn_core.moments(x)
    return Ordered(whole.mean.item(), whole.variance.item(), float(np.count_nonzero(x == 0)) / x.size)


def order() -> Belief:
    """Return belief 11."""

    def run() -> Outcome:
        seen = both_orders()
        names = {"before": _("batch norm → ReLU"), "after": _("ReLU → batch norm")}
        return Outcome(
            said=_(
                "The next layer gets mean **{before}** and **{zeros}** zeros from batch norm → ReLU, mean **{after}** "
                "and **{none}** zeros from ReLU → batch norm."
            ).format(
                before=f"{seen['before'].mean:.2f}",
                zeros=f"{seen['before'].zeros:.0%}",
                after=f"{abs(seen['after'].mean):.2f}",
                none=f"{seen['after'].zeros:.0%}",
            ),
            head=("", _("mean"), _("variance"), _("zeros")),
            rows=[(names[name], f"{abs(s.mean):.2f}", f"{s.variance:.2f}", f"{s.zeros:.0%}") for name, s in seen.items()],
        )

    return Belief(
        number=11,
        claim=_("Batch normalization belongs before the ReLU."),
        verdict="depends",
        run=run,
        why=_(
            "The paper puts it before, and many networks do well with it after. The two orders hand on different "
            "distributions; which of them trains better does not follow from these numbers, only from trying."
        ),
        sources=[issue("keras-team/keras", 1802), paper("Ioffe & Szegedy 2015", "1502.03167")],
        link=Link(_("Why gamma and beta"), "why_gamma_and_beta", {"activation": "relu"}),
    )


# 12 The bias before batch normalization matters


@dataclass(frozen=True)
class BiasEffect:
    """What a bias changes, against the same layer without it; the gradient of the bias, and of a weight to compare."""

    training: float
    inference: float
    bias_gradient: float
    weight_gradient: float


def effect_of_a_bias(bias: float) -> BiasEffect:
    """Put a linear layer with and without `bias` before batch normalization; inference knows the layer without it only."""
    draw = np.random.default_rng(SEED)
    x, weight, upstream = draw.normal(size=(64, 8)), draw.normal(size=(8, 4)), draw.normal(size=(64, 4))
    plain, biased = x @ weight, x @ weight + bias
    without, forward = (bn_core.batch_norm(z, axis=0, epsilon=EPSILON) for z in (plain, biased))
    old, new = (bn_core.batch_norm_inference(z, without.mean, without.variance, epsilon=EPSILON) for z in (plain, biased))
    gradient = bn_core.batch_norm_backward(upstream, biased, forward.mean, forward.variance, axis=0, epsilon=EPSILON).x
    return BiasEffect(
        bn_core.largest_difference(forward.output, without.output),
        bn_core.largest_difference(new, old),
        float(np.abs(gradient.sum(0)).max()),
        float(np.abs(x.T @ gradient).max()),
    )


def bias() -> Belief:
    """Return belief 12."""

    def run() -> Outcome:
        seen = {b: effect_of_a_bias(b) for b in (-100.0, 100.0)}
        plus = seen[100.0]
        return Outcome(
            said=_(
                "A bias of {bias} changes the output by **{training}** in training; its gradient is **{gradient}**, "
                "where a weight's is {weight}. Inference with statistics from before it changes by **{inference}**."
            ).format(
                bias="±100",
                training=f"{plus.training:.0e}",
                gradient=f"{plus.bias_gradient:.0e}",
                weight=f"{plus.weight_gradient:.1f}",
                inference=f"{plus.inference:.1f}",
            ),
            head=(_("bias"), _("change in training"), _("gradient of the bias"), _("change in inference, old statistics")),
            rows=[(f"{b:+.0f}", f"{s.training:.0e}", f"{s.bias_gradient:.0e}", f"{s.inference:.1f}") for b, s in seen.items()],
        )

    return Belief(
        number=12,
        claim=_("A bias of 100 in the layer before batch normalization changes nothing in training."),
        verdict="true",
        run=run,
        why=_(
            "It moves every value and the mean alike, so x − μ stays; β does its work. Hence `use_bias=False`. In "
            "inference the running mean must know the bias: statistics from before it are wrong."
        ),
        sources=[
            pull_request("matterport/Mask_RCNN", 1455),
            pull_request("ageron/handson-ml2", 538),
            paper("Ioffe & Szegedy 2015", "1502.03167"),
        ],
    )


# 13 Folding batch normalization into a layer = scale the weights, add the biases


def folding_errors(bias_size: float) -> dict[str, float]:
    """Fold batch normalization into a linear layer in three ways; return each one's largest error.

    ``scaled`` is right, ``b − μs + β`` leaves the bias unscaled, ``b + β`` forgets the mean as well.
    """
    draw = np.random.default_rng(SEED)
    x, weight = draw.normal(size=(64, 8)), draw.normal(size=(8, 4))
    layer_bias, gamma, beta = bias_size * draw.normal(size=4), draw.uniform(0.5, 2, 4), draw.normal(size=4)
    z = x @ weight + layer_bias
    seen = bn_core.moments(z, 0)
    expected = bn_core.batch_norm_inference(z, seen.mean, seen.variance, gamma, beta, epsilon=EPSILON)
    folded, constant = bn_core.fold_batch_norm(weight, layer_bias, seen.mean, seen.variance, gamma, beta, epsilon=EPSILON)
    no_bias = bn_core.fold_batch_norm(weight, 0.0, seen.mean, seen.variance, gamma, beta, epsilon=EPSILON)[1]
    biases = {"scaled": constant, "unscaled": layer_bias + no_bias, "added": layer_bias + beta}
    return {name: bn_core.largest_difference(x @ folded + b, expected) for name, b in biases.items()}


def folding() -> Belief:
    """Return belief 13."""

    def run() -> Outcome:
        with_bias, without = folding_errors(1.0), folding_errors(0.0)
        names = {"scaled": "(b − μ)·s + β", "unscaled": "b − μ·s + β", "added": "b + β"}
        return Outcome(
            said=_(
                "Largest error of the folded layer: **{right}** with the bias scaled as well, **{unscaled}** with the "
                "bias left as it is, **{added}** with b + β."
            ).format(
                right=f"{with_bias['scaled']:.0e}", unscaled=f"{with_bias['unscaled']:.2f}", added=f"{with_bias['added']:.2f}"
            ),
            head=(_("folded bias"), _("error, layer with bias"), _("error, layer without")),
            rows=[(label, f"{with_bias[name]:.3g}", f"{without[name]:.3g}") for name, label in names.items()],
        )

    return Belief(
        number=13,
        claim=_("To fold batch normalization into the layer before it, scale the weights and add β to the bias."),
        verdict="false",
        run=run,
        why=_(
            "With s = γ/√(σ² + ε) the layer's own bias goes through the same map as everything else: (b − μ)·s + β. "
            "Code that leaves it unscaled passes every test with layers that have no bias, as two projects found out."
        ),
        sources=[issue("ultralytics/yolov3", 807), issue("Tencent/ncnn", 1339)],
    )
