"""The running statistics, the two modes, and what the batch size does, each with what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bn_view.state.language import _
from bn_view.widgets.live_chart import Sent, in_places, sent
from bn_view.widgets.live_chart.motion import Stand
from bn_view.words.numbers import number
from bn_view.words.readout import alternative_text, histogram_labels, paragraphs
from pages.training_and_inference import mode_sentences, sentences, size_sentences, spread, values
from pages.training_and_inference.batch_size_figures import pixel_figure, sizes_figure
from pages.training_and_inference.figures import (
    drawn_steps,
    running_figure,
)
from pages.training_and_inference.mode_figures import gap_figure, modes_figure
from pages.training_and_inference.mode_sentences import gap_in_words
from pages.training_and_inference.sentences import last_statistics, running_in_words
from pages.training_and_inference.settings import Running
from pages.training_and_inference.spread import Outputs
from pages.training_and_inference.values import Given, Stream


def of_running(given: Given, settings: Running, large: str) -> dict[str, Any]:
    """Return the running statistics, one of them `large`, chart and words."""
    stream = given.stream(settings)
    words = {"rule": sentences.rule(stream, large), "stream": paragraphs(*sentences.stream(stream))}
    return in_places(_running_chart(stream, large), words=words)


def of_modes(given: Given, x: NDArray[np.floating], settings: Running) -> dict[str, Any]:
    """Return a mini-batch in both modes and the gap between them, charts and words."""
    stream, gaps, steady = given.stream(settings), given.gaps(settings), given.steady_gaps(settings)
    stays = mode_sentences.rest(stream, steady)
    words = {
        "in_training": mode_sentences.in_training(given.own, given.epsilon),
        "in_inference": mode_sentences.in_inference(stream, given.epsilon),
        "gap": mode_sentences.gap(stream, gaps),
        "both_modes": paragraphs(*mode_sentences.both_modes(stream, given.own, given.mini_batch.mini_batch, gaps, steady, stays)),
    }
    return in_places(_modes_chart(given, x, stream), _gap_chart(stream, gaps, stays), words=words)


def of_batch_size(given: Given) -> dict[str, Any]:
    """Return the mini-batches of the chosen size and what they make of one pixel, charts and words."""
    images, size, seed = given.images, given.size, given.seed
    outputs, every = spread.outputs_of(images, seed, given.epsilon), spread.of_sizes(images, size, seed)
    here = every.sizes.index(size)
    numbers = {"batch_size": size, **{name: of_each[here].item() for name, of_each in every.numbers.items()}}
    said = [
        size_sentences.variances(images, numbers),
        size_sentences.batch_sizes(images, outputs),
        *size_sentences.held_by_itself(outputs),
    ]
    said += [size_sentences.resampling(images, seed), size_sentences.one_value(outputs.pixel)]
    words = {
        "which_mini_batches": size_sentences.which_mini_batches(images, numbers),
        "scatter": paragraphs(*size_sentences.scatter(images, numbers)),
        "pixel": size_sentences.which_pixel(numbers),
        "batch_sizes": paragraphs(*said),
    }
    return in_places(_mini_batches_chart(given, every, numbers), _output_chart(given, outputs), words=words)


def _running_chart(stream: Stream, large: str) -> Sent:
    """Return running mean and variance of the first channel over the updates."""
    settings, together = stream.settings, stream.images.together
    steps = drawn_steps(Running.updates.most)
    latest = slice(max(0, settings.updates - 1), settings.updates)
    panels = {
        "mean": {
            "batches": stream.batches.mean[steps[1:] - 1, 0],
            "true": together.mean[0],
            "latest": stream.batches.mean[latest, 0],
            "running": stream.running.mean[:, 0],
        },
        "variance": {
            "batches": stream.stored_variance(stream.batches)[steps[1:] - 1],
            "true": stream.stored_variance(together),
            "latest": stream.stored_variance(stream.batches)[latest],
            "running": stream.running.variance[:, 0],
        },
    }
    names, x_title, updates = sentences.names_in_running(stream), _("updates"), settings.updates
    figure = running_figure(
        steps,
        panels,
        names,
        updates=updates,
        reach=stream.reach,
        x_title=x_title,
        large=large,
        goal=sentences.goal(stream, large),
    )
    last = {name: number(value) for name, value in last_statistics(stream).items()}
    alt = running_in_words(stream).format(updates=settings.updates, **last)
    return sent("chart_running", figure, alt, at=_at(settings))


def _modes_chart(given: Given, x: NDArray[np.floating], stream: Stream) -> Sent:
    """Return the histograms of a mini-batch normalized in both modes."""
    names = mode_sentences.names_of_modes()
    inference = values.seen_in_inference(x, given.before, stream.running, stream.settings.updates, given.epsilon)
    both = given.training, inference
    statistics = given.own, values.running_statistics(stream.running, stream.settings.updates)
    links = np.stack([values.normalized(given.followed, of_mode, given.epsilon) for of_mode in statistics], axis=1).tolist()
    said = mode_sentences.of_outer_values(given.followed)
    figure = modes_figure(given.training[0], inference[0], links, names, histogram_labels(), said=said, x_title=_("normalized"))
    alt = "; ".join(alternative_text(name, summary) for name, (_histogram, summary) in zip(names, both, strict=True))
    return sent("chart_modes", figure, alt, at=_at(stream.settings))


def _gap_chart(stream: Stream, gaps: NDArray[np.float64], rest: float | None) -> Sent:
    """Return the largest difference between the modes over the updates."""
    updates = stream.settings.updates
    nearest = mode_sentences.passed_by(gaps, rest)
    steps = drawn_steps(Running.updates.most, nearest or 0)
    titles = {"x_title": _("updates"), "name": _("largest difference"), "remains": _("what remains")}
    figure = gap_figure(steps, gaps, updates=updates, rest=rest, nearest=nearest, **titles)
    alt = gap_in_words(gaps).format(gap=number(gaps[updates]), updates=updates)
    return sent("chart_gap", figure, alt, at=_at(stream.settings))


def _mini_batches_chart(given: Given, every: spread.Sizes, numbers: Mapping[str, float]) -> Sent:
    """Return the means of mini-batches of the chosen size, first channel, in the band of those of every size."""
    images, size = given.images, given.size
    means, true = spread.first_batches(images, size, given.seed)[0], float(images.together.mean[0])
    names = size_sentences.names_in_sizes(images, size)
    others = {one: spread.first_batches(images, one, given.seed)[0] for one in spread.doubled_sizes(images)}
    figure = sizes_figure(means, every.band, numbers["expected"], others, at=size, true=true, reach=every.reach, names=names)
    shown = {name: sentences.count_or_number(value) for name, value in numbers.items()}
    alt = size_sentences.mini_batches_in_words(images).format(**shown)
    return sent("chart_mini_batches", figure, alt, at={"batch_size": size})


def _output_chart(given: Given, outputs: Outputs) -> Sent:
    """Return what the mini-batches of the chosen size make of one pixel."""
    images, size = given.images, given.size
    of_each = spread.outputs_at(images, given.seed, given.epsilon, size)
    names = size_sentences.name_among(images, size), size_sentences.name_alone(images, outputs)
    figure = pixel_figure(of_each, outputs.alone, reach=outputs.reach, names=names, x_title=_("normalized"))
    alt = size_sentences.outputs_in_words(images, outputs).format(**size_sentences.ends_of_outputs(of_each), batch_size=size)
    return sent("chart_of_sizes_output", figure, alt, at={"batch_size": size})


def _at(settings: Running) -> Stand:
    return {"updates": settings.updates, "momentum": Running.momentum.stops.index(settings.momentum)}
