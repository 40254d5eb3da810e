"""Beliefs about what batch normalization is good for: against shifting distributions, for nothing as it can be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.figures.colours import ARMS, BEFORE, STANDARDIZED
from bn_view.state.language import _, gettext_noop
from bn_view.words.numbers import number, short
from pages.beliefs.belief import ORIGINAL_PAPER, Belief, Link, Outcome, Setup, Source, paper
from pages.beliefs.figures import Panel, curves_figure, histogram_curve, panels_figure
from pages.beliefs.questions import marked_as_input
from witnesses.digits import digit_images, digit_split

SEED = 678
EPSILON = 1e-3
# So high that the plain network trains badly: what helps it has something to help with.
RATE, EVERY = 0.3, 5


@cache
def shifts_while_training() -> Mapping[str, bn_core.ShiftingRun]:
    """Train plainly, with batch normalization, and with noise behind it that moves every unit's distribution at each step."""
    digits = digit_split()
    data = (digits.x_train, digits.y_train, digits.x_test, digits.y_test)
    recipe = bn_core.Recipe(activation="tanh", steps=200, learning_rate=RATE)
    return {arm: bn_core.shifting_run(recipe, arm, *data, every=EVERY) for arm in ("plain", "batch_norm", "noisy")}


def _digits() -> Setup:
    shown = {str(n): Panel(digit_images()[n, ..., 0], (0.0, 16.0), seen_before=True) for n in range(3)}
    return Setup(
        panels_figure(shown, square=True),
        _("Three networks read digits; in one, noise shifts the units behind batch norm. Does it lose what batch norm gave?"),
    )


@partial(
    Belief,
    claim=gettext_noop("Batch normalization works because it keeps the layers' distributions from shifting."),
    verdict="false",
    verdict_in_words=gettext_noop("Not the reason, as far as this experiment goes"),
    why=gettext_noop(
        "Batch normalization does hold the units still. If that were its help, noise that shifts them would undo it. Here it "
        "does not; one network on small images is no proof for all. What batch normalization was found to change is the "
        "loss: it becomes smoother, so that larger learning rates are safe."
    ),
    reading=[ORIGINAL_PAPER, paper("Santurkar et al. 2018", "1805.11604")],
    link=Link(gettext_noop("Training"), "training", {"train_activation": "tanh", "arm": "noisy", "learning_rate": 0.5}),
    setup=_digits,
)
def shift_is_the_trouble() -> Outcome:
    """Train at one learning rate without normalization, with it, and with noise behind it."""
    runs = shifts_while_training()
    names = {"plain": _("no batch norm"), "batch_norm": _("batch norm"), "noisy": _("batch norm + noise")}
    shift = {arm: number(float(np.mean(run.shifts))) for arm, run in runs.items()}
    return Outcome(
        _(
            "In {steps} steps at learning rate {rate} the units of the last layer move by **{plain_shift}** standard deviations "
            "without normalization, by **{calm_shift}** with it, by **{noisy_shift}** with noise behind it. Of the "
            "held-out digits **{without}**, **{calm}** and **{noisy}** are right."
        ).format(
            steps=EVERY,
            rate=short(RATE),
            plain_shift=shift["plain"],
            calm_shift=shift["batch_norm"],
            noisy_shift=shift["noisy"],
            without=f"{runs['plain'].accuracy:.1%}",
            calm=f"{runs['batch_norm'].accuracy:.1%}",
            noisy=f"{runs['noisy'].accuracy:.1%}",
        ),
        ("", _("shift, in standard deviations"), _("held-out accuracy")),
        [(name, shift[arm], f"{runs[arm].accuracy:.1%}") for arm, name in names.items()],
        curves_figure(
            {name: (runs[arm].steps, runs[arm].shifts) for arm, name in names.items()},
            _("steps"),
            _("shift, in standard deviations"),
            log_y=True,
            colours=[ARMS[arm] for arm in names],
        ),
        _("Right: {without} without batch norm, {calm} with it, {noisy} with noise, too").format(
            without=f"{runs['plain'].accuracy:.1%}",
            calm=f"{runs['batch_norm'].accuracy:.1%}",
            noisy=f"{runs['noisy'].accuracy:.1%}",
        ),
    )


class Undone(NamedTuple):
    """The gamma and beta that undo batch normalization, how well they do, and gamma and beta on their way there."""

    gamma: float
    beta: float
    difference: float
    gammas: Sequence[float]
    betas: Sequence[float]


def _values() -> NDArray[np.floating]:
    return np.random.default_rng(SEED).normal(3, 2, 256)


def _before_and_after() -> Setup:
    x, names = _values(), ("x", _("normalized"))
    outlines = [histogram_curve(bn_core.histogram(of, 30)) for of in (x, bn_core.standardize(x))]
    drawn = dict(zip(names, outlines, strict=True))
    figure = curves_figure(drawn, _("value"), _("count"), filled=names, colours=(BEFORE, STANDARDIZED))
    return Setup(marked_as_input(figure), _("γ and β can bring the one back to the other. What is the layer for, then?"))


@cache
def undo_batch_norm() -> Undone:
    """Set γ = √(σ² + ε) and β = μ; then let gradient descent from γ = 1, β = 0 look for the output that equals the input."""
    x = _values()
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
    setup=_before_and_after,
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
        _("Gradient descent finds the γ and β that undo it: {gamma} and {beta}").format(
            gamma=number(gammas[-1]), beta=number(betas[-1])
        ),
    )
