"""What the page says about the two modes: what each does to a mini-batch, and how far they lie apart."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.figures.colours import DIFFERENCE, INFERENCE, TRAINING, written
from bn_view.state.language import _
from bn_view.words.numbers import number, pointed_at
from bn_view.words.readout import alternative_text, histogram_alt
from pages.training_and_inference.mode_figures import LEAST_GAP
from pages.training_and_inference.sentences import moving, shares_in_words
from pages.training_and_inference.values import Stream, running_statistics

# The share of the level that it has, which the gap may stray from it for the level to be called what remains.
_NEAR = 0.2


def names_of_modes() -> tuple[str, str]:
    """Return what the two modes are called."""
    return _("training"), _("inference")


def modes_in_words(in_training: bn_core.Summary) -> str:
    """Return what the chart of both modes shows, with the names in braces of the numbers that the updates move."""
    training, inference = names_of_modes()
    known, moved = alternative_text(training, in_training), histogram_alt(inference)
    return f"{known}; {moved.replace('{count}', f'{in_training.count:,}')}"


def of_outer_values(followed: NDArray[np.float64]) -> dict[str, str]:
    """Return what is said of the links, where the least value differs most and where the greatest does, by the side it is on."""
    line = _("each line: one input,<br>its two outputs")
    most = _("largest gap at <b>x = {value}</b>")
    outer = {"left": followed[0], "right": followed[-1]}
    return {side: f"{line}<br>{written(most.format(value=number(x)), DIFFERENCE)}" for side, x in outer.items()}


def gap_in_words(gaps: NDArray[np.float64]) -> str:
    """Return what the gap's chart shows, with the names in braces of the numbers that the updates move."""
    sentence = _("Largest difference between the modes: {first} before the first update, {last} after {updates}.")
    return sentence.format(first=number(gaps[0]), last="{gap}", updates="{updates}")


def in_training(statistics: tuple[float, float], epsilon: float) -> str:
    """Return what the training mode does to each value of the mini-batch, as a heading of its histogram in HTML."""
    mean, variance = statistics
    formula = _formula(pointed_at(mean), pointed_at(math.sqrt(variance + epsilon)))
    return _mode(TRAINING, _("Training"), formula, _("own mean and √(σ² + ε)"))


def in_inference(stream: Stream, epsilon: float) -> str:
    """Return what the inference mode does to the same values, as HTML."""
    mean, variance = running_statistics(stream.running, stream.settings.updates)
    formula = _formula(moving("mean", mean), moving("deviation", math.sqrt(variance + epsilon)))
    return _mode(INFERENCE, _("Inference"), formula, _("running mean and √(running σ² + ε)"))


def _formula(mean: str, deviation: str) -> str:
    return f'(<i>x</i> − <span class="summand">{mean}</span>) / {deviation}'


def _mode(colour: str, name: str, formula: str, said: str) -> str:
    return f'<p class="mode"><b>{written(name, colour)}</b> <b class="formula">{formula}</b> <span>{said}</span></p>'


def gap(stream: Stream, gaps: NDArray[np.float64]) -> str:
    """Return how far both modes are apart, as the heading of its chart in HTML."""
    apart = f"<b>{written(moving('gap', gaps[stream.settings.updates]), DIFFERENCE)}</b>"
    said = _("The outputs differ by up to {gap}").format(gap=apart)
    return f"<h3>{said}</h3>"


def rest(stream: Stream, steady: NDArray[np.float64]) -> float | None:
    """Return how far the modes stay apart, where they do: after many updates the gap is at this level and hardly leaves it.

    `steady` are the gaps from there on. None where the last mini-batches move it too much, or nothing of them is taken.
    """
    level, after = float(steady[0]), steady[len(steady) // 2 :]
    strays = math.sqrt(np.mean((after - level) ** 2))
    is_near = strays < max(_NEAR * level, LEAST_GAP)
    return level if is_near and stream.settings.momentum_of_old < 1 else None


def passed_by(gaps: NDArray[np.float64], rest: float | None) -> int | None:
    """Return after how many updates the modes are closest, where they come clearly closer than the `rest` that stays."""
    nearest = int(gaps.argmin())
    return nearest if rest is not None and gaps[nearest] < 0.9 * rest else None


def both_modes(
    stream: Stream,
    own: tuple[float, float],
    batch: int,
    gaps: NDArray[np.float64],
    steady: NDArray[np.float64],
    stays: float | None,
) -> list[str]:
    """Say where both modes are closest on a mini-batch with these `own` statistics, and how far they stay apart.

    The latter as `rest` has it of the `steady` gaps.
    """
    nearest = passed_by(gaps, stays)
    sentences = []
    if nearest is not None:
        closest = _(
            "Smallest after {nearest} updates, at running mean {mean} and running variance {variance}: this mini-batch has "
            "{own_mean} and {own_variance}."
        )
        mean, variance, own_mean, own_variance = map(number, (*running_statistics(stream.running, nearest), *own))
        said = closest.format(nearest=nearest, mean=mean, variance=variance, own_mean=own_mean, own_variance=own_variance)
        sentences.append(f'<b style="color:{DIFFERENCE}">●</b> {said}')
    sentences.append(_in_the_end(stream, batch, stays, steady))
    if stream.running.mean.shape[1] > 1:
        first = _("The formulas and the lines between the histograms are of the first channel, all else is of all channels.")
        sentences.append(first)
    return sentences


def _in_the_end(stream: Stream, batch: int, stays: float | None, steady: NDArray[np.float64]) -> str:
    """Say what becomes of the gap after many updates."""
    if stays is not None:
        remains = _(
            "About **{rest}** remains after many updates (dashed): mini-batch {batch} is not quite an average one. That is no "
            "bug."
        )
        return remains.format(rest=number(stays), batch=batch)
    if stream.settings.momentum_of_old == 1:
        return _("Nothing of a mini-batch is taken: the running statistics stay at mean 0 and variance 1.")
    low, high = bn_core.quantiles(steady[len(steady) // 2 :], (0.05, 0.95)).tolist()
    follows = _(
        "It does not settle: **{taken}** of each mini-batch is taken, so the running statistics follow the last ones. After many "
        "updates the difference is mostly **{low}** to **{high}**."
    )
    taken = shares_in_words(stream.settings.momentum_of_old)["taken"]
    return follows.format(taken=taken, low=number(low), high=number(high))
