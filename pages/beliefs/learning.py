"""Beliefs about gradients: gamma 0, mean and variance as constants, what gamma and beta are for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.state.language import _
from bn_view.words.numbers import short
from pages.beliefs.belief import Belief, Chart, Link, Outcome, Source, issue, paper
from witnesses.digits import digit_split

SEED = 678
EPSILON = 1e-3
Floats = NDArray[np.floating]


def central_differences(loss: Callable[[Floats], float], at: Floats, step: float = 1e-5) -> Floats:
    """Return the gradient of a loss as it is measured: by moving one value after the other a little to both sides."""
    gradient = np.empty_like(at)
    for index in np.ndindex(at.shape):
        moved = np.zeros_like(at)
        moved[index] = step
        gradient[index] = (loss(at + moved) - loss(at - moved)) / (2 * step)
    return gradient


# 14 gamma = 0 kills the layer


@dataclass(frozen=True)
class BlockStep:
    """A residual block before one of its steps of gradient descent."""

    branch: float
    gamma_gradient: float
    weight_gradient: float
    loss: float


class ResidualBlock:
    """y = x + batch_norm(x · weight), with gamma 0 at the start, learning a block whose gamma is 1."""

    def __init__(self) -> None:
        draw = np.random.default_rng(SEED)
        self.x = draw.normal(size=(64, 4))
        self.target = self.x + bn_core.batch_norm(self.x @ draw.normal(size=(4, 4)), axis=0, epsilon=EPSILON).output
        self.weight, self.gamma = draw.normal(size=(4, 4)), np.zeros((1, 4))

    def step(self, rate: float = 1.0) -> BlockStep:
        """Move weight and gamma once against their gradients; return what was seen before."""
        z = self.x @ self.weight
        forward = bn_core.batch_norm(z, self.gamma, axis=0, epsilon=EPSILON)
        upstream = 2 * (self.x + forward.output - self.target) / self.x.size
        along = bn_core.batch_norm_backward(upstream, z, forward.mean, forward.variance, self.gamma, axis=0, epsilon=EPSILON)
        along_weight = self.x.T @ along.x
        seen = BlockStep(
            float(np.abs(forward.output).max()),
            float(np.abs(along.gamma).max()),
            float(np.abs(along_weight).max()),
            self.loss(self.gamma),
        )
        self.gamma, self.weight = self.gamma - rate * along.gamma, self.weight - rate * along_weight
        return seen

    def loss(self, gamma: Floats) -> float:
        """Return the mean squared error with the present weight and the given gamma."""
        y = self.x + bn_core.batch_norm(self.x @ self.weight, gamma, axis=0, epsilon=EPSILON).output
        return float(np.mean((y - self.target) ** 2))


def measured_gamma_gradient() -> float:
    """Return the largest gradient of gamma at the start, measured."""
    block = ResidualBlock()
    return float(np.abs(central_differences(block.loss, block.gamma)).max())


def block_from_gamma_0(steps: int = 60) -> list[BlockStep]:
    """Train the block; return what was seen before each step, and at the end."""
    block = ResidualBlock()
    return [block.step() for _each in range(steps + 1)]


def zero_gamma() -> Belief:
    """Return belief 14."""

    def run() -> Outcome:
        seen = block_from_gamma_0()
        start, end = seen[0], seen[-1]
        return Outcome(
            said=_(
                "With γ = 0 the branch gives {branch}: the block is the identity. But the gradient of γ is "
                "**{gradient}** (measured: {measured}), and after {steps} steps the loss fell from {first} to "
                "**{last}**."
            ).format(
                branch=short(start.branch),
                gradient=f"{start.gamma_gradient:.3f}",
                measured=f"{measured_gamma_gradient():.3f}",
                steps=len(seen) - 1,
                first=f"{start.loss:.2g}",
                last=f"{end.loss:.2g}",
            ),
            head=(
                _("after steps"),
                _("largest output of the branch"),
                _("gradient of γ"),
                _("gradient of the weights"),
                _("loss"),
            ),
            rows=[
                (str(n), f"{s.branch:.2f}", f"{s.gamma_gradient:.3f}", f"{s.weight_gradient:.3f}", f"{s.loss:.2g}")
                for n, s in ((n, seen[n]) for n in (0, 1, 5, len(seen) - 1))
            ],
            chart=Chart({_("loss"): (list(range(len(seen))), [s.loss for s in seen])}, x=_("steps"), y=_("loss")),
        )

    return Belief(
        number=14,
        claim=_("A layer that starts with γ = 0 can never learn."),
        verdict="false",
        run=run,
        why=_(
            "γ's own gradient does not contain γ. One step moves γ, from then on the weights before it learn as well. "
            "Residual networks start so on purpose: each block begins as the identity."
        ),
        sources=[
            issue("google-deepmind/sonnet", 185),
            issue("tensorpack/tensorpack", 420),
            paper("Goyal et al. 2017", "1706.02677"),
        ],
        link=Link(_("Lab"), "", {"gamma": 0}),
    )


# 16 Mean and deviation are constants in backpropagation


@dataclass(frozen=True)
class Gradients:
    """The gradient of a loss with respect to each value of a batch, in three ways."""

    measured: Floats
    full: Floats
    detached: Floats


def three_gradients(epsilon: float = EPSILON) -> Gradients:
    """Differentiate Σ w · batch_norm(x), by measuring, in full, and with mean and deviation held."""
    draw = np.random.default_rng(SEED)
    # The weights differ: with equal ones the true gradient is 0 everywhere, as the outputs' sum never changes.
    x, weights = draw.normal(3, 2, 8), draw.normal(size=8)
    forward = bn_core.batch_norm(x, axis=0, epsilon=epsilon)

    def loss(values: Floats) -> float:
        return float(weights @ bn_core.batch_norm(values, axis=0, epsilon=epsilon).output)

    return Gradients(
        central_differences(loss, x),
        bn_core.batch_norm_backward(weights, x, forward.mean, forward.variance, axis=0, epsilon=epsilon).x,
        weights / np.sqrt(forward.variance + epsilon),
    )


def constants() -> Belief:
    """Return belief 16."""

    def run() -> Outcome:
        seen = three_gradients()
        wrong, right = (bn_core.largest_difference(x, seen.measured) for x in (seen.detached, seen.full))
        several = zip(range(1, 5), seen.measured, seen.full, seen.detached, strict=False)
        return Outcome(
            said=_(
                "Against the measured gradient, holding μ and σ is off by up to **{wrong}**, the full formula by **{right}**."
            ).format(wrong=f"{wrong:.2f}", right=f"{right:.0e}"),
            head=(_("value"), _("measured"), _("in full"), _("μ and σ held")),
            rows=[(str(n), *(f"{v:.4f}" for v in values)) for n, *values in several],
        )

    return Belief(
        number=16,
        claim=_("In backpropagation μ and σ may be treated as constants."),
        verdict="false",
        run=run,
        why=_(
            "They are made of the batch: moving one x moves μ and σ, and with them every output. The full gradient has "
            "two more terms for that. Measured: each x is moved a little to both sides."
        ),
        sources=[issue("mlpack/mlpack", 1923), issue("torch/nn", 744), paper("Ioffe & Szegedy 2015", "1502.03167")],
        link=Link(_("Step by step"), "step_by_step"),
    )


# 15 Batch normalization works by reducing internal covariate shift


@dataclass(frozen=True)
class Shift:
    """How the last hidden layer's outputs moved during a run, and what the network had learned at its end."""

    steps: list[int]
    means: list[float]
    shift: float
    accuracy: float


def shifts_while_training(steps: int = 200, every: int = 4) -> dict[str, Shift]:
    """Train with batch normalization, and with noise behind it that moves every layer's distribution at each step."""
    digits = digit_split()
    data = (digits.x_train, digits.y_train, digits.x_test, digits.y_test)
    recipe = bn_core.Recipe(activation="tanh", steps=steps)
    return {
        arm: _shift([seen for _losses, seen in bn_core.train(recipe, arm, *data, every=every)]) for arm in ("batch_norm", "noisy")
    }


def _shift(snapshots: Sequence[bn_core.Snapshot]) -> Shift:
    """Measure by how many standard deviations the layer's mean moves from snapshot to snapshot, from its histograms."""
    means, deviations = [], []
    for seen in snapshots:
        counts, (low, high) = seen.activations[-1], seen.edges[-1].tolist()
        edges = np.linspace(low, high, len(counts) + 1)
        layer = bn_core.moments(np.repeat((edges[1:] + edges[:-1]) / 2, counts))
        means.append(layer.mean.item())
        deviations.append(np.sqrt(layer.variance.item()))
    shift = float(np.mean(np.abs(np.diff(means)) / deviations[:-1]))
    return Shift([seen.step for seen in snapshots], means, shift, snapshots[-1].accuracy)


def covariate_shift() -> Belief:
    """Return belief 15."""

    def run() -> Outcome:
        seen = shifts_while_training()
        names = {"batch_norm": _("batch norm"), "noisy": _("batch norm and noise")}
        return Outcome(
            said=_(
                "With noise the last layer's mean moves **{times}** times as far from look to look, and the network still "
                "learns: **{noisy}** of the held-out digits are right, **{calm}** without noise."
            ).format(
                times=f"{seen['noisy'].shift / seen['batch_norm'].shift:.1f}",
                noisy=f"{seen['noisy'].accuracy:.1%}",
                calm=f"{seen['batch_norm'].accuracy:.1%}",
            ),
            head=("", _("shift, in standard deviations"), _("held-out accuracy")),
            rows=[(names[arm], f"{s.shift:.4f}", f"{s.accuracy:.1%}") for arm, s in seen.items()],
            chart=Chart({names[arm]: (s.steps, s.means) for arm, s in seen.items()}, x=_("steps"), y=_("mean of the last layer")),
        )

    return Belief(
        number=15,
        claim=_("Batch normalization works because it keeps the layers' distributions from shifting."),
        verdict="false",
        run=run,
        why=_(
            "If shifting distributions were the trouble, noise that shifts them would undo the help. It does not. What batch "
            "normalization was found to change is the loss: it becomes smoother, so that larger steps are safe."
        ),
        sources=[paper("Santurkar et al. 2018", "1805.11604")],
        link=Link(_("Training"), "training", {"train_activation": "tanh", "arm": "noisy"}),
    )


# 18 gamma and beta are useless, they "can undo batch normalization"


@dataclass(frozen=True)
class Undone:
    """Batch normalization undone by hand, and gamma and beta on their way there by gradient descent."""

    difference: float
    deviation: float
    mean: float
    gammas: list[float]
    betas: list[float]
    loss: float


def undo_batch_norm(steps: int = 40, rate: float = 0.2) -> Undone:
    """Set γ = √(σ² + ε) and β = μ; then let gradient descent from γ = 1, β = 0 look for the output that equals the input."""
    x = np.random.default_rng(SEED).normal(3, 2, 256)
    seen = bn_core.moments(x, 0)
    deviation, mean = np.sqrt(seen.variance + EPSILON), seen.mean
    undone = bn_core.batch_norm(x, deviation, mean, axis=0, epsilon=EPSILON).output
    gammas, betas = [np.ones(1)], [np.zeros(1)]
    for _each in range(steps):
        y = bn_core.batch_norm(x, gammas[-1], betas[-1], axis=0, epsilon=EPSILON).output
        upstream = 2 * (y - x) / x.size
        along = bn_core.batch_norm_backward(upstream, x, seen.mean, seen.variance, gammas[-1], axis=0, epsilon=EPSILON)
        gammas.append(gammas[-1] - rate * along.gamma)
        betas.append(betas[-1] - rate * along.beta)
    y = bn_core.batch_norm(x, gammas[-1], betas[-1], axis=0, epsilon=EPSILON).output
    return Undone(
        bn_core.largest_difference(undone, x),
        deviation.item(),
        mean.item(),
        [g.item() for g in gammas],
        [b.item() for b in betas],
        float(np.mean((y - x) ** 2)),
    )


def undoing() -> Belief:
    """Return belief 18."""

    def run() -> Outcome:
        seen = undo_batch_norm()
        steps = list(range(len(seen.gammas)))
        return Outcome(
            said=_(
                "γ = √(σ² + ε) and β = μ give the input back to within **{difference}**. Asked to do so, gradient "
                "descent finds both: γ **{gamma}**, β **{beta}** after {steps} steps."
            ).format(
                difference=f"{seen.difference:.0e}", gamma=f"{seen.gammas[-1]:.3f}", beta=f"{seen.betas[-1]:.3f}", steps=steps[-1]
            ),
            head=("", _("at the start"), _("learned"), _("undoes it exactly")),
            rows=[
                ("γ", short(seen.gammas[0]), f"{seen.gammas[-1]:.3f}", f"√(σ² + ε) = {seen.deviation:.3f}"),
                ("β", short(seen.betas[0]), f"{seen.betas[-1]:.3f}", f"μ = {seen.mean:.3f}"),
            ],
            chart=Chart({"γ": (steps, seen.gammas), "β": (steps, seen.betas)}, x=_("steps"), y=_("γ and β")),
        )

    return Belief(
        number=18,
        claim=_("γ and β can undo the normalization, so the layer is useless."),
        verdict="false",
        run=run,
        why=_(
            "They can, and that is the point: the network keeps the choice. What it gains is that a layer's mean and "
            "spread are two parameters of its own, and no longer an effect of all the weights before it."
        ),
        sources=[Source(_("course forums")), paper("Ioffe & Szegedy 2015", "1502.03167")],
        link=Link(_("Why gamma and beta"), "why_gamma_and_beta", {"activation": "sigmoid"}),
    )
