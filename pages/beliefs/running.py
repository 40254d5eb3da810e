"""Beliefs about running statistics: momentum, the two modes, the first steps, freezing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.state.language import _
from bn_view.words.numbers import short
from pages.beliefs.belief import Belief, Chart, Link, Outcome, Rows, Witness, issue, pull_request
from witnesses import keras_layer

SEED = 7
TARGET, SPREAD, BATCH = 30.0, 5.0, 16
EPSILON = 1e-3
Floats = NDArray[np.float64]


def _start(momentum: float, channels: tuple[int, ...] = ()) -> bn_core.RunningStatistics:
    """Return the statistics every framework starts from, mean 0 and variance 1; `momentum` as Keras means it."""
    return bn_core.RunningStatistics(np.zeros(channels), np.ones(channels), momentum)


def _of_each(batches: Floats) -> list[bn_core.Moments]:
    """Return the moments over the second axis of each batch along the first, from one call."""
    every = bn_core.moments(batches, 1)
    return [bn_core.Moments(every.count, mean, variance) for mean, variance in zip(every.mean, every.variance, strict=True)]


# 5 Momentum 0.9 means the same everywhere


def running_means(momentum: float, steps: int) -> list[float]:
    """Return the running mean after each batch; `momentum` as Keras means it."""
    running, means = _start(momentum), []
    for batch in _of_each(np.random.default_rng(SEED).normal(TARGET, SPREAD, (steps, BATCH))):
        running = running.update(batch)
        means.append(running.mean.item())
    return means


def momentum() -> Belief:
    """Return belief 5."""

    def run() -> Outcome:
        said, shown = 0.9, (1, 5, 40)
        translated = 1 - said
        curves = {
            f"Keras, momentum={short(said)}": running_means(said, shown[-1]),
            f"PyTorch, momentum={short(said)}": running_means(1 - said, shown[-1]),
            f"PyTorch, momentum={short(translated)}": running_means(1 - translated, shown[-1]),
        }
        keras, pytorch, same = curves.values()
        return Outcome(
            said=_(
                "Batches with mean {target}, running mean after one: **{keras}** in Keras, **{pytorch}** in PyTorch. "
                "Translated to {translated}, PyTorch differs from Keras by at most **{difference}**."
            ).format(
                target=short(TARGET),
                keras=f"{keras[0]:.2f}",
                pytorch=f"{pytorch[0]:.2f}",
                translated=short(translated),
                difference=short(bn_core.largest_difference(keras, same)),
            ),
            head=(_("running mean after"), *(str(n) for n in shown)),
            rows=[(name, *(f"{means[n - 1]:.2f}" for n in shown)) for name, means in curves.items()],
            chart=Chart(
                {name: (list(range(1, shown[-1] + 1)), means) for name, means in curves.items()},
                x=_("batches"),
                y=_("running mean"),
            ),
        )

    return Belief(
        number=5,
        claim=_("Momentum 0.9 means the same in Keras and in PyTorch."),
        verdict="false",
        run=run,
        why=_("Keras multiplies the old value by the momentum, PyTorch the new one. To translate, take 1 minus the other's."),
        sources=[issue("pytorch/examples", 289), issue("keras-team/keras", 6839)],
        link=Link(_("Training and inference"), "training_and_inference", {"momentum": 0.9, "convention": "pytorch"}),
    )


# 6 Inference giving other numbers than training is a bug


@dataclass(frozen=True)
class Gaps:
    """Largest difference of one batch's outputs in training and in inference, after some numbers of steps."""

    steps: list[int]
    gaps: list[float]


def gap_between_modes(momentum: float, steps: int = 600) -> Gaps:
    """Put one batch of four channels through both modes while the running statistics learn from other batches."""
    draw = np.random.default_rng(SEED)
    batches = draw.normal([5.0, -2.0, 0.5, 12.0], [3.0, 1.0, 0.2, 4.0], (steps + 1, 32, 4))
    ours = batches[-1]
    trained = bn_core.batch_norm(ours, axis=0, epsilon=EPSILON).output
    running, seen = _start(momentum, (1, 4)), Gaps([], [])
    for step, batch in enumerate(_of_each(batches)):
        if step <= 10 or step % 20 == 0:
            inferred = bn_core.batch_norm_inference(ours, running.mean, running.variance, epsilon=EPSILON)
            seen.steps.append(step)
            seen.gaps.append(bn_core.largest_difference(trained, inferred))
        running = running.update(batch)
    return seen


def two_modes() -> Belief:
    """Return belief 6."""

    def run() -> Outcome:
        runs = {m: gap_between_modes(m) for m in (0.99, 0.9)}
        slow, shown = runs[0.99], (0, 1, 100, 600)
        return Outcome(
            said=_(
                "One batch, both modes: the outputs differ by up to **{first}** before any step and by **{last}** after {steps}."
            ).format(first=f"{slow.gaps[0]:.2f}", last=f"{slow.gaps[-1]:.2f}", steps=slow.steps[-1]),
            head=(_("largest difference after"), *(str(n) for n in shown)),
            rows=[
                (f"Keras, momentum={short(m)}", *(f"{seen.gaps[seen.steps.index(n)]:.2f}" for n in shown))
                for m, seen in runs.items()
            ],
            chart=Chart(
                {f"Keras, momentum={short(m)}": (seen.steps, seen.gaps) for m, seen in runs.items()},
                x=_("batches"),
                y=_("largest difference"),
                log_y=True,
            ),
        )

    return Belief(
        number=6,
        claim=_("If a batch gives other numbers in inference than in training, something is broken."),
        verdict="false",
        run=run,
        why=_(
            "Training uses the batch's own mean and variance, inference the running ones. The gap shrinks while these "
            "learn, and never closes: one batch is not all of them."
        ),
        sources=[issue("pytorch/pytorch", 5406), issue("pytorch/pytorch", 4741), issue("keras-team/keras", 7265)],
        link=Link(_("Training and inference"), "training_and_inference", {"updates": 1}),
    )


# 7 Running statistics are ready at once


def warm_up() -> Belief:
    """Return belief 7."""

    def run() -> Outcome:
        shown = (1, 100, 500)
        slow, fast = running_means(0.99, shown[-1]), running_means(0.9, shown[-1])
        digits = (2, 1, 1)
        every = [*range(1, 20), *range(20, shown[-1] + 1, 10)]
        names = {f"Keras, momentum={short(m)}": means for m, means in ((0.99, slow), (0.9, fast))}
        return Outcome(
            said=_(
                "Batches with mean {target}, momentum {momentum}: the running mean is **{first}** after 1, **{later}** "
                "after {hundred}, **{last}** after {many}."
            ).format(
                target=short(TARGET),
                momentum=short(0.99),
                first=f"{slow[0]:.2f}",
                later=f"{slow[99]:.1f}",
                hundred=shown[1],
                last=f"{slow[499]:.1f}",
                many=shown[2],
            ),
            head=(_("running mean after"), *(str(n) for n in shown)),
            rows=[
                (name, *(f"{means[n - 1]:.{places}f}" for n, places in zip(shown, digits, strict=True)))
                for name, means in names.items()
            ],
            chart=Chart(
                {name: (every, [means[n - 1] for n in every]) for name, means in names.items()},
                x=_("batches"),
                y=_("running mean"),
            ),
        )

    return Belief(
        number=7,
        claim=_("After 100 batches the running mean is ready for inference."),
        verdict="depends",
        run=run,
        why=_(
            "It starts at 0, and each batch moves it by 1 minus the momentum of the way that is left. Keras's default, "
            "0.99, needs several hundred batches; a short training with it infers badly."
        ),
        sources=[issue("keras-team/keras", 3949), issue("tensorflow/tensorflow", 44568)],
        link=Link(_("Training and inference"), "training_and_inference", {"momentum": 0.99, "updates": 100}),
    )


# 17 `trainable=False` freezes gamma and beta only


def freezing() -> Belief:
    """Return belief 17."""

    def rows(answer: list[keras_layer.Moved]) -> Rows:
        return [
            (
                f"`trainable={seen.trainable}`, `training={seen.training}`",
                f"{seen.gamma_and_beta:.2f}",
                f"{seen.moving_statistics:.2f}",
                f"{seen.output_mean:.2f}",
            )
            for seen in answer
        ]

    def run() -> Outcome:
        return Outcome(
            said=_(
                "Keras is asked: one step of training on a batch with mean {mean}. An output with mean 0 was normalized by "
                "the batch, any other by the moving statistics."
            ).format(mean=short(keras_layer.MEAN)),
            head=("", _("change of γ, β"), _("change of μ, σ²"), _("mean of the output")),
        )

    return Belief(
        number=17,
        claim=_("In Keras, `trainable = False` freezes γ and β; the moving statistics go on moving."),
        verdict="false",
        run=run,
        why=_(
            "Since TensorFlow 2, a frozen layer runs in inference mode whatever `training` says: nothing moves, and it "
            "normalizes by the moving statistics. `training=False` alone holds these and still trains γ and β."
        ),
        sources=[issue("keras-team/keras", 4762), issue("keras-team/keras", 7085), pull_request("keras-team/keras", 9965)],
        link=Link(_("Training and inference"), "training_and_inference"),
        witness=Witness(keras_layer.what_moves, rows),
    )
