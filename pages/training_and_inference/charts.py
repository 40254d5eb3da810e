"""The curves of the stream, the two modes, and the bands over the batch size, each with what is said of it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bn_view.state.language import _
from bn_view.widgets.live_chart import Sent, in_places, sent
from bn_view.widgets.live_chart.motion import Stand
from bn_view.words.numbers import number
from bn_view.words.readout import alternative_text, histogram_labels, paragraphs
from pages.training_and_inference import sentences, values
from pages.training_and_inference.figures import band_figure, drawn_steps, gap_figure, running_figure, two_histograms_figure
from pages.training_and_inference.sentences import gap_in_words, last_statistics, running_in_words, titles_of_bands
from pages.training_and_inference.settings import Running
from pages.training_and_inference.values import SIZES, Bands, Given, Images, Stream


def of_updates(given: Given, x: NDArray[np.floating], settings: Running) -> dict[str, Any]:
    """Return what momentum and updates move, charts and words."""
    stream = given.stream(settings)
    gaps = given.gaps(settings)
    both_modes = sentences.both_modes(stream, given.mini_batch.batch, gaps[settings.updates])
    words = {"stream": paragraphs(*sentences.stream(stream, given.seed)), "both_modes": paragraphs(both_modes)}
    return in_places(running_chart(stream), modes_chart(given, x, stream), gap_chart(stream, gaps), words=words)


def of_batch_sizes(given: Given) -> dict[str, Any]:
    """Return what the batch size does, in charts and words."""
    images = given.images
    bands = values.bands_of(images, given.seed, given.epsilon)
    below = sentences.resampling(images, given.seed), sentences.one_value(bands.pixel)
    words = {"batch_sizes": paragraphs(sentences.batch_sizes(images, bands)), "below_the_bands": paragraphs(*below)}
    return in_places(*band_charts(images, bands), words=words)


def running_chart(stream: Stream) -> Sent:
    """Return running mean and variance of the first channel over the updates."""
    settings, together = stream.settings, stream.images.together
    steps, curve = drawn_steps(Running.updates.most), drawn_steps(Running.updates.most, settings.updates)
    panels = {
        _("Mean μ"): {
            "batches": stream.batches.mean[steps[1:] - 1, 0],
            "true": together.mean[0],
            "running": stream.running.mean[curve, 0],
        },
        _("Variance σ²"): {
            "batches": stream.stored_variance(stream.batches)[steps[1:] - 1],
            "true": stream.stored_variance(together),
            "running": stream.running.variance[curve, 0],
        },
    }
    names = {
        "running": _("running"),
        "batches": _("mini-batches"),
        "true": _("all images"),
    }
    figure = running_figure(steps, curve, panels, names, updates=settings.updates, reach=stream.reach, x_title=_("updates"))
    last = {name: number(value) for name, value in last_statistics(stream).items()}
    alt = running_in_words(stream).format(updates=settings.updates, **last)
    return sent("chart_running", figure, alt, at={**_at(settings), "batch_size": stream.size})


def modes_chart(given: Given, x: NDArray[np.floating], stream: Stream) -> Sent:
    """Return the histograms of a mini-batch normalized in both modes."""
    names = (_("training"), _("inference"))
    both = given.training, values.seen_in_inference(x, stream.running, stream.settings.updates, given.epsilon)
    figure = two_histograms_figure([histogram for histogram, _summary in both], names, histogram_labels())
    alt = "; ".join(alternative_text(name, summary) for name, (_histogram, summary) in zip(names, both, strict=True))
    return sent("chart_modes", figure, alt, at=_at(stream.settings))


def gap_chart(stream: Stream, gaps: NDArray[np.float64]) -> Sent:
    """Return the largest difference between the modes over the updates."""
    updates = stream.settings.updates
    steps = drawn_steps(Running.updates.most)
    figure = gap_figure(steps, gaps[steps], updates=updates, x_title=_("updates"), y_title=_("largest difference"))
    alt = gap_in_words(gaps).format(gap=number(gaps[updates]), updates=updates)
    return sent("chart_gap", figure, alt, at=_at(stream.settings))


def band_charts(images: Images, bands: Bands) -> list[Sent]:
    """Return what the batch size does to the statistics and to one pixel's output."""
    mean, variance = (float(of_all[0]) for of_all in (images.together.mean, images.together.variance))
    panels = {"mean": (bands.mean, mean), "variance": (bands.variance, variance), "output": (bands.output, bands.alone)}
    titles, axes, charts = titles_of_bands(), {"mean": "μ", "variance": "σ²", "output": _("normalized")}, []
    for name, (band, level) in panels.items():
        small, large = np.ptp(band, axis=0)[[0, -1]].tolist()
        figure = band_figure(
            SIZES, band, level=level, of_other_norm=name == "output", x_title=_("batch size"), y_title=axes[name]
        )
        alt = _("{title}: 90% within {small} at batch size {least}, within {large} at {most}.").format(
            title=titles[name], small=number(small), large=number(large), least=SIZES[0], most=SIZES[-1]
        )
        charts.append(sent(f"chart_of_sizes_{name}", figure, alt))
    return charts


def _at(settings: Running) -> Stand:
    return {"updates": settings.updates, "momentum": settings.momentum}
