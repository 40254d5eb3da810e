"""The times of the witnesses: those of one size as bars, and below the lines over all sizes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bn_view.state.language import _
from bn_view.state.session import get
from bn_view.widgets.live_chart import Sent, in_places, sent
from bn_view.widgets.live_chart.motion import NOWHERE, frames, frames_from, motion
from bn_view.words.numbers import short
from bn_view.words.readout import paragraphs
from pages.numpy_and_tensorflow.race import MOVED, race_figure
from pages.numpy_and_tensorflow.rows import GLIDES
from pages.numpy_and_tensorflow.settings import NumpyAndTensorFlow
from pages.numpy_and_tensorflow.times_figure import dots_at, times_figure
from pages.numpy_and_tensorflow.units import size_in_words, time_in_words
from witnesses.measurement import CHANNELS, LEAST_RUNS, MOST_RUNS
from workers.speed import TIMES_THE_DATA, Speed

# How the classes begin of what follows the slider.
_FOLLOWED = "times"
# At the bare address: from where the slider stands to the largest data, and to the smallest.
_SIZE = NumpyAndTensorFlow.data_size
_SWEEPS = [[_SIZE.name, 8, _SIZE.stops.index(_SIZE.default)]]


def of_speed(speed: Speed, titles: Mapping[str, str], *, measuring: bool) -> dict[str, Any]:
    """Return what is measured so far of the witnesses, by name and title, as a chart and words in their places."""
    size = _SIZE
    stop = size.stops.index(get(size))
    texts = [_texts_at(speed, titles, i) for i in range(len(size.stops))]
    figure = times_figure(
        speed.known,
        size.stops,
        titles,
        complete=len(speed.of_sizes),
        stop=stop,
        x_title=_("size of the data"),
        y_title=_("time of a call"),
        unmeasured=at_work(speed) if measuring else _("not measured"),
    )
    dots = dots_at(speed.known, size.stops, titles)
    states: dict[tuple[str | int, ...], list[Any]] = {
        ("data", len(titles), key): [of_stop[key] for of_stop in dots] for key in "xy"
    }
    chart = sent(
        "chart_times",
        figure,
        _("Time of a call over the size of the data, a line for each."),
        motion=motion(
            size.name,
            lasting=[size.name],
            sweeps=_SWEEPS,
            cursor={"slider": size.name, "values": size.stops},
            frames=frames(size.name, states),
        ),
        at={size.name: NOWHERE},
    )
    race = _race(speed, titles, texts, stop)
    return in_places(race, chart, words={"times": _lead(texts[stop]), "notes": paragraphs(*_notes(speed))})


def _race(speed: Speed, titles: Mapping[str, str], texts: Sequence[Mapping[str, str]], stop: int) -> Sent:
    """Return the bars of a stop, and how the slider moves them and what is said."""
    size = _SIZE
    figures = [race_figure(_known(speed, i), titles) for i in range(len(size.stops))]
    spoken = "; ".join(f"{title}: {{{name}}}" for name, title in titles.items())
    alt = f"{_('Time of a call for {size}').format(size='{size}')}. {spoken}."
    moves = motion(
        size.name,
        numbers=_FOLLOWED,
        said=alt,
        lasting=[size.name],
        sweeps=_SWEEPS,
        frames=[
            *frames_from(size.name, figures, *MOVED),
            *frames(size.name, {("numbers", name): [of_stop[name] for of_stop in texts] for name in texts[0]}),
        ],
        glides=GLIDES,
    )
    return sent("chart_race", figures[stop], alt.format(**texts[stop]), motion=moves, at={size.name: NOWHERE})


def at_work(speed: Speed) -> str:
    """Return what is being done."""
    if speed.is_starting:
        return _("Starting the other libraries")
    return _("Measuring {size}").format(size=size_in_words(speed.next_size))


def _known(speed: Speed, stop: int) -> Mapping[str, float]:
    return speed.known[stop] if stop < len(speed.known) else {}


def _texts_at(speed: Speed, titles: Mapping[str, str], stop: int) -> dict[str, str]:
    """Return what follows the slider, at one of its stops: the fastest, the slowest, each one's time."""
    known = _known(speed, stop)
    fastest, slowest = (end(known, key=known.__getitem__, default="") for end in (min, max))
    return {
        "size": size_in_words(_SIZE.stops[stop]),
        "fastest": titles.get(fastest, "–"),
        "slowest": titles.get(slowest, "–"),
        "lead": short(known[slowest] / known[fastest], 2) if known else "–",
        **{name: time_in_words(known[name]) if name in known else "–" for name in titles},
    }


def _lead(texts: Mapping[str, str]) -> str:
    """Return how far the fastest and the slowest lie apart, as HTML."""
    followed = {name: f'<b class="{_FOLLOWED}-{name}">{texts[name]}</b>' for name in ("slowest", "lead", "fastest")}
    size = f'<span class="{_FOLLOWED}-size">{texts["size"]}</span>'
    lead = _("At {size}, {slowest} takes {lead} times as long as {fastest}").format(size=size, **followed)
    return f'<p class="lead">{lead}</p>'


def _notes(speed: Speed) -> list[str]:
    """Say how it is measured, and why no more."""
    measured = _(
        "Measured on this server’s processor, {channels} channels: the fastest of {least} to {most} calls, in turns with the "
        "others. PyTorch is not run here."
    )
    sentences = [measured.format(channels=CHANNELS, least=LEAST_RUNS, most=MOST_RUNS)]
    if speed.free is not None:
        too_large = _("{size} would take {needed} of memory, and the server has {free} left.")
        sizes = {"size": speed.next_size, "needed": TIMES_THE_DATA * speed.next_size, "free": speed.free}
        sentences.append(too_large.format(**{name: size_in_words(count) for name, count in sizes.items()}))
    return sentences
