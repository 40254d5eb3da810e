"""The times of the witnesses over the size of the data: the chart, and the numbers of one size as its legend."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bn_view.figures import colours
from bn_view.state.language import _
from bn_view.state.session import get
from bn_view.widgets.live_chart import in_places, sent
from bn_view.widgets.live_chart.motion import NOWHERE, frames, motion
from bn_view.words.readout import paragraphs, swatch
from pages.numpy_and_tensorflow.figures import times_figure
from pages.numpy_and_tensorflow.settings import NumpyAndTensorFlow
from pages.numpy_and_tensorflow.units import size_in_words, time_in_words
from witnesses.measurement import CHANNELS, Cost
from workers.speed import TIMES_THE_DATA, Speed

# How the classes begin of what follows the slider.
_FOLLOWED = "times"
# Below, what a call takes is lost among what the process has anyway.
_LEAST_MEMORY = 10**6


def of_speed(speed: Speed, titles: Mapping[str, str]) -> dict[str, Any]:
    """Return what is measured so far of the witnesses, by name and title, as a chart and words in their places."""
    size = NumpyAndTensorFlow.data_size
    stop = size.stops.index(get(size))
    said = [_numbers_at(speed, titles, i) for i in range(len(size.stops))]
    figure = times_figure(
        speed.of_sizes, size.stops, titles, size=size.stops[stop], x_title=_("size of the data"), y_title=_("time of a call")
    )
    spoken = "; ".join(f"{title}: {{{name}}}" for name, title in titles.items())
    alt = f"{_('Time of a call for {size}').format(size='{size}')}. {spoken}."
    moves = motion(
        size.name,
        numbers=_FOLLOWED,
        said=alt,
        lasting=[size.name],
        cursor={"slider": size.name, "values": size.stops},
        frames=frames(size.name, {("numbers", name): [numbers[name] for numbers in said] for name in said[0]}),
    )
    chart = sent("chart_times", figure, alt.format(**said[stop]), motion=moves, at={size.name: NOWHERE})
    return in_places(chart, words={"times": _legend(said[stop], titles) + paragraphs(*_notes(speed))})


def _numbers_at(speed: Speed, titles: Mapping[str, str], stop: int) -> dict[str, str]:
    """Return what follows the slider, at one of its stops."""
    known = speed.of_sizes[stop] if stop < len(speed.of_sizes) else {}
    return {"size": size_in_words(NumpyAndTensorFlow.data_size.stops[stop]), **{name: _cost(known.get(name)) for name in titles}}


def _cost(cost: Cost | None) -> str:
    if cost is None:
        return "–"
    time = time_in_words(cost.seconds)
    return time if (cost.peak_bytes or 0) < _LEAST_MEMORY else f"{time}, {size_in_words(cost.peak_bytes or 0)}"


def _legend(numbers: Mapping[str, str], titles: Mapping[str, str]) -> str:
    """Return each witness's colour and numbers as HTML."""
    followed = {name: f'<b class="{_FOLLOWED}-{name}">{text}</b>' for name, text in numbers.items()}
    entries = "".join(
        f"<span>{swatch(colours.WITNESSES[name])} {title} {followed[name]}</span>" for name, title in titles.items()
    )
    return f'<p class="colour-key"><span>{followed["size"]}:</span>{entries}<span>{_("PyTorch is not run here.")}</span></p>'


def _notes(speed: Speed) -> list[str]:
    """Say what is measured, and why no more."""
    measured = _(
        "Measured on this server’s processor: the fastest of several calls with {channels} channels, and the memory that a call "
        "takes beside the data, from 1 MB on."
    )
    sentences = [measured.format(channels=CHANNELS)]
    if speed.free is not None:
        too_large = _("{size} would take {needed} of memory, and the server has {free} left.")
        sizes = {"size": speed.next_size, "needed": TIMES_THE_DATA * speed.next_size, "free": speed.free}
        sentences.append(too_large.format(**{name: size_in_words(count) for name, count in sizes.items()}))
    return sentences
