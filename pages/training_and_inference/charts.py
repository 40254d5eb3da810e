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
from pages.training_and_inference import mode_sentences, sentences, spread, values
from pages.training_and_inference.figures import (
    band_figure,
    drawn_steps,
    mini_batches_figure,
    running_figure,
)
from pages.training_and_inference.mode_figures import gap_figure, modes_figure
from pages.training_and_inference.mode_sentences import gap_in_words
from pages.training_and_inference.sentences import last_statistics, running_in_words
from pages.training_and_inference.settings import Running
from pages.training_and_inference.spread import Outputs
from pages.training_and_inference.values import Given, Stream


def of_running(given: Given, settings: Running) -> dict[str, Any]:
    """Return the running statistics, chart and words."""
    stream = given.stream(settings)
    return in_places(_running_chart(stream), words={"stream": paragraphs(*sentences.stream(stream))})


def of_modes(given: Given, x: NDArray[np.floating], settings: Running) -> dict[str, Any]:
    """Return a mini-batch in both modes and the gap between them, charts and words."""
    stream, gaps, rest = given.stream(settings), given.gaps(settings), given.rest(settings)
    words = {
        "in_training": mode_sentences.in_training(given.own, given.epsilon),
        "in_inference": mode_sentences.in_inference(stream, given.epsilon),
        "both_modes": paragraphs(*mode_sentences.both_modes(stream, given.mini_batch.batch, gaps, rest)),
    }
    return in_places(_modes_chart(given, x, stream), _gap_chart(stream, gaps, rest), words=words)


def of_batch_size(given: Given) -> dict[str, Any]:
    """Return the mini-batches of the chosen size and what every size does, charts and words."""
    images, size, seed = given.images, given.size, given.seed
    outputs = spread.outputs_of(images, seed, given.epsilon)
    every = spread.of_sizes(images, size, seed)
    here = every.sizes.index(size)
    numbers = {"batch_size": size, **{name: float(of_each[here]) for name, of_each in every.numbers.items()}}
    said = [sentences.batch_sizes(images, outputs), sentences.average_variance(images, numbers)]
    said += [sentences.resampling(images, seed), sentences.one_value(outputs.pixel)]
    words = {
        "which_mini_batches": sentences.which_mini_batches(numbers),
        "scatter": paragraphs(sentences.scatter(images, numbers)),
        "mini_batches": paragraphs(*sentences.mini_batches(images, numbers)),
        "batch_sizes": paragraphs(*said),
        "pixel": paragraphs(*sentences.held_by_itself(outputs)),
    }
    return in_places(_mini_batches_chart(given, every, numbers), _output_chart(outputs, size), words=words)


def _running_chart(stream: Stream) -> Sent:
    """Return running mean and variance of the first channel over the updates."""
    settings, together = stream.settings, stream.images.together
    steps, curve = drawn_steps(Running.updates.most), drawn_steps(Running.updates.most, settings.updates)
    latest = slice(max(0, settings.updates - 1), settings.updates)
    panels = {
        _("Mean μ"): {
            "batches": stream.batches.mean[steps[1:] - 1, 0],
            "true": together.mean[0],
            "latest": stream.batches.mean[latest, 0],
            "running": stream.running.mean[curve, 0],
        },
        _("Variance σ²"): {
            "batches": stream.stored_variance(stream.batches)[steps[1:] - 1],
            "true": stream.stored_variance(together),
            "latest": stream.stored_variance(stream.batches)[latest],
            "running": stream.running.variance[curve, 0],
        },
    }
    names = {
        "running": _("running"),
        "latest": _("this mini-batch"),
        "batches": _("mini-batches"),
        "true": _("all images"),
    }
    figure = running_figure(steps, curve, panels, names, updates=settings.updates, reach=stream.reach, x_title=_("updates"))
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
    of_a_link = _("one value,<br>two outputs")
    figure = modes_figure(given.training[0], inference[0], links, names, histogram_labels(), of_a_link=of_a_link)
    alt = "; ".join(alternative_text(name, summary) for name, (_histogram, summary) in zip(names, both, strict=True))
    return sent("chart_modes", figure, alt, at=_at(stream.settings))


def _gap_chart(stream: Stream, gaps: NDArray[np.float64], rest: float) -> Sent:
    """Return the largest difference between the modes over the updates."""
    updates = stream.settings.updates
    steps = drawn_steps(Running.updates.most)
    titles = {"x_title": _("updates"), "y_title": _("largest difference"), "remains": _("what remains")}
    figure = gap_figure(steps, gaps[steps], updates=updates, rest=rest, **titles)
    alt = gap_in_words(gaps).format(gap=number(gaps[updates]), updates=updates)
    return sent("chart_gap", figure, alt, at=_at(stream.settings))


def _mini_batches_chart(given: Given, every: spread.Sizes, numbers: Mapping[str, float]) -> Sent:
    """Return mean and variance of each mini-batch, first channel, and how far those of every size reach."""
    images, size, seed = given.images, given.size, given.seed
    truths = images.together.mean[0], images.together.variance[0]
    batches = spread.first_batches(images, size, seed)
    panels = {
        title: {"batches": of_each, "true": truth, "low": every.numbers[low], "high": every.numbers[high]}
        for title, of_each, truth, (low, high) in zip((_("Mean μ"), _("Variance σ²")), batches, truths, spread.ENDS, strict=True)
    }
    names = {"batches": _("mini-batches"), "true": _("all images"), "high": _("90% of them")}
    expected = spread.NINE_OF_TEN * every.numbers["expected"]
    steps, x_titles = np.arange(spread.SHOWN + 1), (_("mini-batch"), _("batch size"))
    drawn: dict[str, Any] = {"sizes": every.sizes, "at": size, "reach": every.reach, "expected": expected}
    figure = mini_batches_figure(steps, panels, names, x_titles=x_titles, **drawn)
    shown = {name: sentences.count_or_number(value) for name, value in numbers.items()}
    alt = sentences.mini_batches_in_words(images).format(**shown)
    return sent("chart_mini_batches", figure, alt, at={"batch_size": size})


def _output_chart(outputs: Outputs, size: int) -> Sent:
    """Return what the batch size does to one pixel's output."""
    sizes, band = outputs.sizes, outputs.band
    small, large = np.ptp(band, axis=0)[[0, -1]].tolist()
    figure = band_figure(sizes, band, at=size, level=outputs.alone, x_title=_("batch size"), y_title=_("normalized"))
    alt = _("{title}: 90% within {small} at batch size {least}, within {large} at {most}.").format(
        title=sentences.title_of_output(), small=number(small), large=number(large), least=sizes[0], most=sizes[-1]
    )
    return sent("chart_of_sizes_output", figure, alt, at={"batch_size": size})


def _at(settings: Running) -> Stand:
    return {"updates": settings.updates, "momentum": settings.momentum}
