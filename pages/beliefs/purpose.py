"""Beliefs about what batch normalization is good for: against shifting distributions, for nothing as it can be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, partial
from typing import NamedTuple

import numpy as np

import bn_core
from bn_view.state.language import _, gettext_noop
from bn_view.words.numbers import number, short
from pages.beliefs.belief import ORIGINAL_PAPER, Belief, Link, Outcome, Source, paper
from pages.beliefs.figures import curves_figure
from witnesses.digits import digit_split

SEED = 678
EPSILON = 1e-3


class Shift(NamedTuple):
    """How the last hidden layer's outputs moved during a run, and what the network had learned at its end."""

    steps: Sequence[int]
    means: Sequence[float]
    shift: float
    accuracy: float


@cache
def shifts_while_training() -> Mapping[str, Shift]:
    """Train with batch normalization, and with noise behind it that moves every layer's distribution at each step."""
    digits = digit_split()
    data = (digits.x_train, digits.y_train, digits.x_test, digits.y_test)
    recipe = bn_core.Recipe(activation="tanh", steps=200)
    return {
        arm: _shift([snapshot for _losses, snapshot in bn_core.train(recipe, arm, *data, every=4)])
        for arm in ("batch_norm", "noisy")
    }


def _shift(snapshots: Sequence[bn_core.Snapshot]) -> Shift:
    """Measure by how many standard deviations the layer's mean moves from snapshot to snapshot, from its histograms."""
    means, deviations = [], []
    for snapshot in snapshots:
        counts, (low, high) = snapshot.activations[-1], snapshot.edges[-1].tolist()
        edges = np.linspace(low, high, len(counts) + 1)
        layer = bn_core.moments(np.repeat((edges[1:] + edges[:-1]) / 2, counts))
        means.append(layer.mean.item())
        deviations.append(np.sqrt(layer.variance.item()))
    shift = float(np.mean(np.abs(np.diff(means)) / deviations[:-1]))
    return Shift([snapshot.step for snapshot in snapshots], means, shift, snapshots[-1].accuracy)


@partial(
    Belief,
    claim=gettext_noop("Batch normalization works because it keeps the layers' distributions from shifting."),
    verdict="false",
    why=gettext_noop(
        "If shifting distributions were the trouble, noise that shifts them would undo the help. It does not. What batch "
        "normalization was found to change is the loss: it becomes smoother, so that larger steps are safe."
    ),
    reading=[ORIGINAL_PAPER, paper("Santurkar et al. 2018", "1805.11604")],
    link=Link(gettext_noop("Training"), "training", {"train_activation": "tanh", "arm": "noisy"}),
)
def shift_is_the_trouble() -> Outcome:
    """Train with and without noise."""
    shifts = shifts_while_training()
    calm, noisy = shifts["batch_norm"], shifts["noisy"]
    rows = {_("batch norm"): calm, _("batch norm and noise"): noisy}
    return Outcome(
        _(
            "With noise the last layer's mean moves **{times}** times as far between measurements, and the network still "
            "learns: **{noisy}** of the held-out digits are right, **{calm}** without noise."
        ).format(times=number(noisy.shift / calm.shift), noisy=f"{noisy.accuracy:.1%}", calm=f"{calm.accuracy:.1%}"),
        ("", _("shift, in standard deviations"), _("held-out accuracy")),
        [(name, number(s.shift), f"{s.accuracy:.1%}") for name, s in rows.items()],
        curves_figure({name: (s.steps, s.means) for name, s in rows.items()}, _("steps"), _("mean of the last layer")),
    )


class Undone(NamedTuple):
    """The gamma and beta that undo batch normalization, how well they do, and gamma and beta on their way there."""

    gamma: float
    beta: float
    difference: float
    gammas: Sequence[float]
    betas: Sequence[float]


@cache
def undo_batch_norm() -> Undone:
    """Set γ = √(σ² + ε) and β = μ; then let gradient descent from γ = 1, β = 0 look for the output that equals the input."""
    x = np.random.default_rng(SEED).normal(3, 2, 256)
    moments = bn_core.moments(x, 0)
    mean, variance = moments.mean.item(), moments.variance.item()
    deviation = float(np.sqrt(variance + EPSILON))
    undone = bn_core.batch_norm(x, deviation, mean, axis=0, epsilon=EPSILON).output
    gammas, betas = [1.0], [0.0]
    for _each in range(40):
        y = bn_core.batch_norm(x, gammas[-1], betas[-1], axis=0, epsilon=EPSILON).output
        upstream = 2 * (y - x) / x.size
        gradient = bn_core.batch_norm_backward(upstream, x, mean, variance, gammas[-1], axis=0, epsilon=EPSILON)
        gammas.append(gammas[-1] - 0.2 * gradient.gamma.item())
        betas.append(betas[-1] - 0.2 * gradient.beta.item())
    return Undone(deviation, mean, bn_core.largest_difference(undone, x), gammas, betas)


@partial(
    Belief,
    claim=gettext_noop("γ and β can undo the normalization, so the layer is useless."),
    verdict="false",
    why=gettext_noop(
        "They can, and that is the point: the network keeps the choice. What it gains is that a layer's mean and standard "
        "deviation are two parameters of its own, and no longer an effect of all the weights before it."
    ),
    seen=[Source(gettext_noop("course forums"))],
    reading=[ORIGINAL_PAPER],
    link=Link(gettext_noop("Why gamma and beta"), "why_gamma_and_beta", {"activation": "sigmoid"}),
)
def undoing_makes_useless() -> Outcome:
    """Undo it by formula and by gradient descent."""
    undone = undo_batch_norm()
    gammas, betas = undone.gammas, undone.betas
    steps = range(len(gammas))
    return Outcome(
        _(
            "γ = √(σ² + ε) and β = μ give the input back to within **{difference}**. Trained to do so by gradient descent, "
            "γ becomes **{gamma}** and β **{beta}** after {steps} steps."
        ).format(difference=short(undone.difference, 1), gamma=number(gammas[-1]), beta=number(betas[-1]), steps=steps[-1]),
        ("", _("at the start"), _("learned"), _("undoes it exactly")),
        [
            ("γ", short(gammas[0]), number(gammas[-1]), f"√(σ² + ε) = {number(undone.gamma)}"),
            ("β", short(betas[0]), number(betas[-1]), f"μ = {number(undone.beta)}"),
        ],
        curves_figure({"γ": (steps, gammas), "β": (steps, betas)}, _("steps"), _("γ and β")),
    )
