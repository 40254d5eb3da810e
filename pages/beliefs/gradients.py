"""Beliefs about gradients: a gamma of 0, mean and standard deviation as constants."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.figures.colours import BEFORE
from bn_view.state.language import _, gettext_noop
from bn_view.words.numbers import number, short
from pages.beliefs.belief import ORIGINAL_PAPER, Belief, Link, Outcome, Setup, issue, paper
from pages.beliefs.figures import bars_figure, curves_figure
from pages.beliefs.questions import marked_as_input

SEED = 678
EPSILON = 1e-3
# Of a residual block's gradient descent.
STEPS = 60
Floats = NDArray[np.floating]


def central_differences(loss: Callable[[Floats], float], at: Floats, step: float = 1e-5) -> Floats:
    """Measure the gradient of a loss: move one value after the other a little to both sides."""
    gradient = np.empty_like(at)
    for index in np.ndindex(at.shape):
        moved = np.zeros_like(at)
        moved[index] = step
        gradient[index] = (loss(at + moved) - loss(at - moved)) / (2 * step)
    return gradient


class BlockStep(NamedTuple):
    """A residual block before one of its steps of gradient descent: the largest of each, and the loss."""

    branch: float
    gamma_gradient: float
    weight_gradient: float
    loss: float


def _branch(x: Floats, weight: Floats, gamma: Floats) -> bn_core.BatchNormResult:
    return bn_core.batch_norm(x @ weight, gamma, axis=0, epsilon=EPSILON)


def _block_at_the_start() -> tuple[Floats, Floats, Floats, Floats]:
    """Return x, the weight and the γ of the block y = x + batch_norm(x · weight), and what a block with γ = 1 adds to x."""
    draw = np.random.default_rng(SEED)
    x = draw.normal(size=(64, 4))
    target = _branch(x, draw.normal(size=(4, 4)), np.ones((1, 4))).output
    return x, draw.normal(size=(4, 4)), np.zeros((1, 4)), target


def _loss(output: Floats, target: Floats) -> float:
    return float(np.mean((output - target) ** 2))


@cache
def block_from_gamma_0() -> tuple[float, list[BlockStep]]:
    """Train the block, with γ = 0 at the start, to give what the one with γ = 1 gives.

    Return the largest gradient of γ at the start, measured, and the block before each of the steps and after the last.
    """
    x, start, gamma, target = _block_at_the_start()
    measured = central_differences(lambda moved: _loss(_branch(x, start, moved).output, target), gamma)
    weight, steps = start, []
    for _each in range(STEPS + 1):
        forward = _branch(x, weight, gamma)
        error = forward.output - target
        gradient = bn_core.batch_norm_backward(
            2 * error / x.size, x @ weight, forward.mean, forward.variance, gamma, axis=0, epsilon=EPSILON
        )
        weight_gradient = x.T @ gradient.x
        largest = [float(np.abs(values).max()) for values in (forward.output, gradient.gamma, weight_gradient)]
        steps.append(BlockStep(largest[0], largest[1], largest[2], _loss(forward.output, target)))
        gamma, weight = gamma - gradient.gamma, weight - weight_gradient
    return float(np.abs(measured).max()), steps


def _loss_at_the_start() -> Setup:
    *start, target = _block_at_the_start()
    first = _loss(_branch(*start).output, target)
    figure = curves_figure({_("loss"): ([0], [first])}, _("steps"), _("loss"))
    figure["data"][0] |= {"mode": "markers", "marker": {"size": 14, "color": BEFORE}, "cliponaxis": False}
    for axis, reach in (("xaxis", [0, STEPS]), ("yaxis", [0, 1.3 * first])):  # as far down as any loss goes, and no hint
        figure["layout"][axis]["range"] = reach
    return Setup(marked_as_input(figure), _("γ = 0 at the start: the block gives back its input. Does its loss ever fall?"))


@partial(
    Belief,
    claim=gettext_noop("A layer that starts with γ = 0 can never learn."),
    verdict="false",
    why=gettext_noop(
        "γ's own gradient does not contain γ. One step moves γ, from then on the weights before it learn as well. "
        "Residual networks start so on purpose: each block begins as the identity."
    ),
    seen=[issue("google-deepmind/sonnet", 185), issue("tensorpack/tensorpack", 420)],
    reading=[paper("Goyal et al. 2017", "1706.02677")],
    link=Link(gettext_noop("Lab"), "", {"gamma": 0}),
    setup=_loss_at_the_start,
)
def gamma_0_never_learns() -> Outcome:
    """Train a residual block from γ = 0."""
    measured, block = block_from_gamma_0()
    start, steps = block[0], len(block) - 1
    return Outcome(
        _(
            "With γ = 0 the branch gives {branch}: the block is the identity. But the gradient of γ is "
            "**{gradient}** (measured: {measured}), and after {steps} steps the loss fell from {first} to "
            "**{last}**."
        ).format(
            branch=short(start.branch),
            gradient=number(start.gamma_gradient),
            measured=number(measured),
            steps=steps,
            first=short(start.loss),
            last=short(block[-1].loss),
        ),
        (_("after steps"), _("largest output of the branch"), _("gradient of γ"), _("gradient of the weights"), _("loss")),
        [
            (str(n), number(b.branch), number(b.gamma_gradient), number(b.weight_gradient), short(b.loss))
            for n, b in ((n, block[n]) for n in (0, 1, 5, steps))
        ],
        curves_figure({_("loss"): (range(steps + 1), [b.loss for b in block])}, _("steps"), _("loss")),
        _("It does: from {first} to {last} in {steps} steps").format(
            first=short(start.loss), last=short(block[-1].loss), steps=steps
        ),
    )


class Gradients(NamedTuple):
    """The gradient of a loss with respect to each value of a batch, in three ways."""

    measured: Floats
    full: Floats
    constant: Floats


def _values_and_weights() -> tuple[Floats, Floats]:
    draw = np.random.default_rng(SEED)
    # The weights differ: with equal ones the true gradient is 0 everywhere, as the outputs' sum never changes.
    return draw.normal(3, 2, 8), draw.normal(size=8)


def _a_batch() -> Setup:
    x, _weights = _values_and_weights()
    figure = bars_figure({"x": x.tolist()}, [str(n) for n in range(1, x.size + 1)], _("value"), "x", colours=[BEFORE])
    return Setup(marked_as_input(figure), _("Move one of these x a little: do μ and σ stay where they are?"))


@cache
def three_gradients() -> Gradients:
    """Differentiate Σ w · batch_norm(x): measured, in full, and with mean and standard deviation as constants."""
    x, weights = _values_and_weights()
    forward = bn_core.batch_norm(x, axis=0, epsilon=EPSILON)
    return Gradients(
        central_differences(lambda v: float(weights @ bn_core.batch_norm(v, axis=0, epsilon=EPSILON).output), x),
        bn_core.batch_norm_backward(weights, x, forward.mean, forward.variance, axis=0, epsilon=EPSILON).x,
        weights / np.sqrt(forward.variance + EPSILON),
    )


@partial(
    Belief,
    claim=gettext_noop("In backpropagation μ and σ may be treated as constants."),
    verdict="false",
    why=gettext_noop(
        "They are computed from the batch: moving one x moves μ and σ, and with them every output. The full gradient has "
        "two more terms for that. Measured: each x is moved a little to both sides."
    ),
    seen=[issue("mlpack/mlpack", 1923), issue("torch/nn", 744)],
    reading=[ORIGINAL_PAPER],
    link=Link(gettext_noop("Step by step"), "step_by_step"),
    setup=_a_batch,
)
def statistics_are_constants() -> Outcome:
    """Compare two formulas with the measured gradient."""
    gradients = three_gradients()
    wrong, right = (bn_core.largest_difference(x, gradients.measured) for x in (gradients.constant, gradients.full))
    return Outcome(
        _("Against the measured gradient, holding μ and σ is off by up to **{wrong}**, the full formula by **{right}**.").format(
            wrong=number(wrong), right=short(right, 1)
        ),
        (_("value"), _("measured"), _("in full"), _("μ and σ held")),
        [(str(n), *map(number, values)) for n, *values in zip(range(1, 5), *gradients, strict=False)],
        bars_figure(
            {name: x.tolist() for name, x in zip((_("measured"), _("in full"), _("μ and σ held")), gradients, strict=True)},
            [str(n) for n in range(1, gradients.measured.size + 1)],
            _("value"),
            _("gradient"),
        ),
        _("They move: holding them is off by up to {wrong}").format(wrong=number(wrong)),
    )
