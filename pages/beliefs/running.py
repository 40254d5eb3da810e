"""Beliefs about running statistics: momentum, the two modes, the first steps, freezing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_core.conventions import KERAS
from bn_view.figures.colours import BEFORE
from bn_view.figures.layout import Figure
from bn_view.state.language import _, gettext_noop
from bn_view.words.numbers import number, short
from pages.beliefs.belief import Belief, Link, Outcome, Rows, Setup, Witness, issue, pull_request
from pages.beliefs.dial import Dial, Dials
from pages.beliefs.figures import bars_figure, curves_figure, with_dots, with_numbers
from pages.beliefs.questions import asking_at, coming_in, marked_as_input
from witnesses import keras_layer

SEED = 7
MEAN, DEVIATION, BATCH = 30.0, 5.0, 16
# For how many batches two momenta are compared.
STEPS = 40
EPSILON = 1e-3


def _moments_of_each(batches: NDArray[np.float64]) -> list[bn_core.Moments]:
    """Return the moments over the second axis of each batch along the first, from one call."""
    every = bn_core.moments(batches, 1)
    return [bn_core.Moments(every.count, mean, variance) for mean, variance in zip(every.mean, every.variance, strict=True)]


@cache
def batch_means(steps: int) -> Sequence[float]:
    """Return the mean of each batch that the running mean is made of."""
    batches = np.random.default_rng(SEED).normal(MEAN, DEVIATION, (steps, BATCH))
    return [moments.mean.item() for moments in _moments_of_each(batches)]


@cache
def running_means(momentum: float, steps: int) -> Sequence[float]:
    """Return the running mean after each batch, from mean 0 and variance 1 as in every framework; `momentum` as in Keras."""
    running, means = bn_core.RunningStatistics(np.zeros(()), np.ones(()), momentum), []
    for batch in _moments_of_each(np.random.default_rng(SEED).normal(MEAN, DEVIATION, (steps, BATCH))):
        running = running.update(batch)
        means.append(running.mean.item())
    return means


def _momentum_curves(momentum: float) -> dict[str, Sequence[float]]:
    """Return the running means with one number in both libraries, and with PyTorch's translation of it."""
    translated = 1 - momentum
    return {
        f"Keras, momentum={short(momentum)}": running_means(momentum, STEPS),
        f"PyTorch, momentum={short(momentum)}": running_means(1 - momentum, STEPS),
        f"PyTorch, momentum={short(translated)} (= 1 − {short(momentum)})": running_means(1 - translated, STEPS),
    }


def _momentum_figure(momentum: float) -> Figure:
    drawn = {name: (range(1, len(means) + 1), means) for name, means in _momentum_curves(momentum).items()}
    return curves_figure(drawn, _("batches"), _("running mean"))


def momentum_dial() -> Dial:
    """Give both libraries another momentum."""

    def says(momentum: float) -> str:
        keras, pytorch, _same = (means[0] for means in _momentum_curves(momentum).values())
        return _("After one batch: {keras} in Keras, {pytorch} in PyTorch").format(keras=number(keras), pytorch=number(pytorch))

    return Dial(Dials.momentum_in_both, lambda momentum: _with_room(_momentum_figure(momentum)), says)


def _asks_for_mean(batches: float) -> str:
    return _("{batches} batches in: where is the running mean?").format(batches=short(batches))


def momentum_before() -> Dial:
    """Let the batches come in."""
    means = dict(enumerate(batch_means(STEPS), start=1))
    figure = _with_room(_momentum_figure(Dials.momentum_in_both.default))
    return coming_in(Dials.batches_in, figure, means, _("mean of a batch"), _asks_for_mean)


def _with_room(figure: Figure) -> Figure:
    """Return running means on the axis that has room for them with the least momentum, too."""
    layout = figure["layout"]
    return {**figure, "layout": {**layout, "yaxis": {**layout["yaxis"], "range": [-2, 36]}}}


@partial(
    Belief,
    claim=gettext_noop("Momentum 0.9 means the same in Keras and in PyTorch."),
    verdict="false",
    why=gettext_noop(
        "Keras multiplies the old value by the momentum, PyTorch the new one. To translate, take 1 minus the other's."
    ),
    seen=[issue("pytorch/examples", 289), issue("keras-team/keras", 6839)],
    link=Link(gettext_noop("Running statistics"), "training_and_inference", {"momentum": 0.9, "convention": "pytorch"}),
    dial=momentum_dial,
    before=momentum_before,
)
def momentum_means_the_same() -> Outcome:
    """Follow the running mean with 0.9 in both, and with PyTorch's translation of it."""
    momentum, rows = Dials.momentum_in_both.default, (1, 5, STEPS)
    curves, translated = _momentum_curves(momentum), 1 - momentum
    keras, pytorch, _same = curves.values()
    return Outcome(
        _(
            "Batches with mean {target}, running mean after one: **{keras}** in Keras, **{pytorch}** in PyTorch. "
            "Translated to {translated}, PyTorch equals Keras exactly."
        ).format(
            target=short(MEAN),
            keras=number(keras[0]),
            pytorch=number(pytorch[0]),
            translated=short(translated),
        ),
        (_("running mean after"), *map(str, rows)),
        [(name, *(number(means[n - 1]) for n in rows)) for name, means in curves.items()],
    )


@cache
def gaps_between_modes(momentum: float) -> dict[int, float]:
    """Return the largest difference of one batch's outputs in the two modes, by the steps the running statistics have made.

    The batch has four channels, and is not among those of the steps.
    """
    draw, seen = np.random.default_rng(SEED), set(map(int, Dials.batches_before.stops))
    batches = draw.normal([5.0, -2.0, 0.5, 12.0], [3.0, 1.0, 0.2, 4.0], (max(seen) + 1, 32, 4))
    ours = batches[-1]
    trained = bn_core.batch_norm(ours, axis=0, epsilon=EPSILON).output
    running, gaps = bn_core.RunningStatistics(np.zeros((1, 4)), np.ones((1, 4)), momentum), {}
    for step, batch in enumerate(_moments_of_each(batches)):
        if step in seen:
            inferred = bn_core.batch_norm_inference(ours, running.mean, running.variance, epsilon=EPSILON)
            gaps[step] = bn_core.largest_difference(trained, inferred)
        running = running.update(batch)
    return gaps


def _two_runs_of_gaps() -> dict[str, dict[int, float]]:
    return {f"Keras, momentum={short(momentum)}": gaps_between_modes(momentum) for momentum in (KERAS.momentum, 0.9)}


def _gaps_figure() -> Figure:
    drawn = {name: (list(gaps), list(gaps.values())) for name, gaps in _two_runs_of_gaps().items()}
    return curves_figure(drawn, _("batches"), _("largest difference"), log_y=True)


def gaps_dial() -> Dial:
    """Go through the batches that the running statistics have seen."""

    def says(batches: float) -> str:
        gap = gaps_between_modes(KERAS.momentum)[int(batches)]
        return _("After {batches} batches the two modes still differ by {gap}").format(batches=short(batches), gap=number(gap))

    return Dial(Dials.batches_before, lambda batches: with_dots(_gaps_figure(), batches), says)


def gaps_before() -> Dial:
    """Ask after each number of batches whether the two modes agree."""

    def asks(batches: float) -> str:
        return _("After {batches} batches: do the two modes agree?").format(batches=short(batches))

    return asking_at(gaps_dial(), asks)


@partial(
    Belief,
    claim=gettext_noop("If a batch gives other numbers in inference than in training, something is broken."),
    verdict="false",
    why=gettext_noop(
        "Training uses the batch's own mean and variance, inference the running ones. The gap shrinks while these "
        "learn, and never closes: one batch is not all of them."
    ),
    seen=[issue("pytorch/pytorch", 5406), issue("pytorch/pytorch", 4741), issue("keras-team/keras", 7265)],
    link=Link(gettext_noop("Two modes"), "training_and_inference", {"topic": "two_modes", "updates": 1}),
    dial=gaps_dial,
    before=gaps_before,
)
def modes_should_agree() -> Outcome:
    """Follow the gap for two values of momentum."""
    slow, rows = gaps_between_modes(KERAS.momentum), (0, 1, 100, 600)
    return Outcome(
        _(
            "One batch, both modes: the outputs differ by up to **{first}** before any step and by **{last}** after {steps}."
        ).format(first=number(slow[0]), last=number(slow[rows[-1]]), steps=rows[-1]),
        (_("largest difference after"), *map(str, rows)),
        [(name, *(number(gaps[n]) for n in rows)) for name, gaps in _two_runs_of_gaps().items()],
    )


def _two_running_means(momentum: float) -> dict[str, Sequence[float]]:
    """Return the running means for one momentum, and for 0.9."""
    return {f"Keras, momentum={short(of)}": running_means(of, 500) for of in (momentum, 0.9)}


def _means_figure(momentum: float) -> Figure:
    in_curve = [*range(1, 20), *range(20, 501, 10)]
    curves = _two_running_means(momentum)
    drawn = {name: (in_curve, [means[n - 1] for n in in_curve]) for name, means in curves.items()}
    return curves_figure(drawn, _("batches"), _("running mean"))


def ready_dial() -> Dial:
    """Give the running mean another momentum."""

    def says(momentum: float) -> str:
        mean = running_means(momentum, 500)[99]
        return _("After 100 batches: {mean} of {target}").format(mean=number(mean), target=short(MEAN))

    return Dial(Dials.momentum_of_mean, lambda momentum: _with_room(_means_figure(momentum)), says)


def ready_before() -> Dial:
    """Let many batches come in."""
    every = batch_means(500)
    means = {n: every[n - 1] for n in (1, *range(10, 501, 10))}
    figure = _with_room(_means_figure(Dials.momentum_of_mean.default))
    return coming_in(Dials.many_batches_in, figure, means, _("mean of a batch"), _asks_for_mean)


@partial(
    Belief,
    claim=gettext_noop("After 100 batches the running mean is ready for inference."),
    verdict="depends",
    why=gettext_noop(
        "It starts at 0, and each batch closes a share of the remaining distance: 1 minus the momentum. Keras's default, "
        "0.99, needs several hundred batches; after a short training with it, inference is poor."
    ),
    seen=[issue("keras-team/keras", 3949), issue("tensorflow/tensorflow", 44568)],
    link=Link(gettext_noop("Running statistics"), "training_and_inference", {"momentum": KERAS.momentum, "updates": 100}),
    dial=ready_dial,
    before=ready_before,
)
def ready_after_100_batches() -> Outcome:
    """Follow the running mean for two values of momentum."""
    rows = (1, 100, 500)
    curves = _two_running_means(KERAS.momentum)
    first, later, last = (number(running_means(KERAS.momentum, 500)[n - 1]) for n in rows)
    return Outcome(
        _(
            "Batches with mean {target}, momentum {momentum}: the running mean is **{first}** after 1, **{later}** "
            "after {hundred}, **{last}** after {many}."
        ).format(target=short(MEAN), momentum=short(KERAS.momentum), first=first, later=later, hundred=100, last=last, many=500),
        (_("running mean after"), *map(str, rows)),
        [(name, *(number(means[n - 1]) for n in rows)) for name, means in curves.items()],
    )


def _rows_of_switches(steps: list[keras_layer.Step]) -> Rows:
    return [(f"`trainable={trainable}`, `training={training}`", *map(number, values)) for trainable, training, *values in steps]


def _figure_of_switches(steps: list[keras_layer.Step]) -> Figure:
    bars = {
        _("change of γ, β"): [step.gamma_and_beta for step in steps],
        _("change of μ, σ²"): [step.moving_statistics for step in steps],
    }
    groups = [f"trainable={step.trainable}<br>training={step.training}" for step in steps]
    return bars_figure(bars, groups, "", _("largest change"))


def _before_a_step() -> Setup:
    groups = [_("moving mean"), _("mean of the batch")]
    figure = bars_figure({"μ": [0.0, keras_layer.MEAN]}, groups, "", "μ", colours=[BEFORE])
    return Setup(
        marked_as_input(with_numbers(figure)), _("One step with trainable = False: does the moving mean go towards the batch’s?")
    )


@partial(
    Belief,
    claim=gettext_noop("In Keras, `trainable = False` freezes γ and β; the moving statistics go on moving."),
    verdict="false",
    why=gettext_noop(
        "Since TensorFlow 2, a frozen layer runs in inference mode whatever `training` says: nothing moves, and it "
        "normalizes by the moving statistics. `training=False` alone holds these and still trains γ and β."
    ),
    seen=[issue("keras-team/keras", 4762), issue("keras-team/keras", 7085), pull_request("keras-team/keras", 9965)],
    link=Link(gettext_noop("Two modes"), "training_and_inference", {"topic": "two_modes"}),
    setup=_before_a_step,
    witness=Witness(keras_layer.steps_by_switches, _rows_of_switches, _figure_of_switches),
)
def freezing_leaves_statistics_moving() -> Outcome:
    """Leave the table to Keras."""
    return Outcome(
        _(
            "One step of training in Keras on a batch with mean {mean}. An output with mean 0 was normalized by the batch, "
            "any other by the moving statistics."
        ).format(mean=short(keras_layer.MEAN)),
        ("", _("change of γ, β"), _("change of μ, σ²"), _("mean of the output")),
        shown=_("What one step changes in Keras, by both switches"),
    )
