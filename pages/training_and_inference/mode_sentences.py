"""What the page says about the two modes: what each does to a mini-batch, and how far they lie apart."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.figures.colours import INFERENCE, TRAINING
from bn_view.state.language import _
from bn_view.words.numbers import number, pointed_at
from bn_view.words.readout import alternative_text, histogram_alt, swatch
from pages.training_and_inference.sentences import moving
from pages.training_and_inference.values import Stream, running_statistics


def names_of_modes() -> tuple[str, str]:
    """Return what the two modes are called."""
    return _("training"), _("inference")


def modes_in_words(in_training: bn_core.Summary) -> str:
    """Return what the chart of both modes shows, with the names in braces of the numbers that the updates move."""
    training, inference = names_of_modes()
    known, moved = alternative_text(training, in_training), histogram_alt(inference)
    return f"{known}; {moved.replace('{count}', f'{in_training.count:,}')}"


def gap_in_words(gaps: NDArray[np.float64]) -> str:
    """Return what the gap's chart shows, with the names in braces of the numbers that the updates move."""
    sentence = _("Largest difference between the modes: {first} before the first update, {last} after {updates}.")
    return sentence.format(first=number(gaps[0]), last="{gap}", updates="{updates}")


def in_training(statistics: tuple[float, float], epsilon: float) -> str:
    """Return what the training mode does to each value of the mini-batch, as a heading of its histogram in HTML."""
    mean, variance = statistics
    formula = _formula(pointed_at(mean), pointed_at(math.sqrt(variance + epsilon)))
    return _mode(TRAINING, _("Training"), formula, _("mean and √(σ² + ε) of this mini-batch"))


def in_inference(stream: Stream, epsilon: float) -> str:
    """Return what the inference mode does to the same values, as HTML."""
    updates = stream.settings.updates
    mean, variance = running_statistics(stream.running, updates)
    formula = _formula(moving("mean", mean), moving("deviation", math.sqrt(variance + epsilon)))
    said = _("running mean and √(σ² + ε) after {updates} updates").format(updates=moving("updates", updates))
    return _mode(INFERENCE, _("Inference"), formula, said)


def _formula(mean: str, deviation: str) -> str:
    return f'(<i>x</i> − <span class="summand">{mean}</span>) / {deviation}'


def _mode(colour: str, name: str, formula: str, said: str) -> str:
    return f'<p class="mode">{swatch(colour)} <b>{name}</b> <b class="formula">{formula}</b> <span>{said}</span></p>'


def both_modes(stream: Stream, batch: int, gaps: NDArray[np.float64], rest: float) -> list[str]:
    """Say how far training and inference are apart for one mini-batch, and how far they stay apart."""
    updates, nearest = stream.settings.updates, int(gaps.argmin())
    sentences = [
        _("Mini-batch {batch} after {updates} updates: training and inference differ by up to **{gap}**.").format(
            batch=batch, updates=moving("updates", updates), gap=moving("gap", gaps[updates])
        ),
        _(
            "However many updates, about **{rest}** remains (dashed), as this mini-batch is not quite an average one. No bug."
        ).format(rest=number(rest)),
    ]
    if gaps[nearest] < 0.9 * rest:
        closest = _("Smallest after {nearest} updates: on their way the running statistics pass near this mini-batch’s.")
        sentences.append(closest.format(nearest=nearest))
    if stream.running.mean.shape[1] > 1:
        first = _("The formulas and the lines between the histograms are of the first channel, all else is of all channels.")
        sentences.append(first)
    return sentences
