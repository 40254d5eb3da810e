"""The times of the witnesses over the size of the data: the chart, and those of one size, from the fastest on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bn_view.figures import colours
from bn_view.state.language import _
from bn_view.state.session import get
from bn_view.widgets.live_chart import in_places, sent
from bn_view.widgets.live_chart.motion import NOWHERE, frames, motion
from bn_view.words.numbers import short
from bn_view.words.readout import paragraphs, swatch
from pages.numpy_and_tensorflow.settings import NumpyAndTensorFlow
from pages.numpy_and_tensorflow.times_figure import dots_at, times_figure
from pages.numpy_and_tensorflow.units import size_in_words, time_in_words
from witnesses.measurement import CHANNELS, LEAST_RUNS, MOST_RUNS
from workers.speed import TIMES_THE_DATA, Speed

# How the classes begin of what follows the slider.
_FOLLOWED = "times"


def of_speed(speed: Speed, titles: Mapping[str, str], *, measuring: bool) -> dict[str, Any]:
    """Return what is measured so far of the witnesses, by name and title, as a chart and words in their places."""
    size = NumpyAndTensorFlow.data_size
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
    states |= {("numbers", name): [of_stop[name] for of_stop in texts] for name in texts[0]}
    spoken = "; ".join(f"{title}: {{{name}}}" for name, title in titles.items())
    alt = f"{_('Time of a call for {size}').format(size='{size}')}. {spoken}."
    moves = motion(
        size.name,
        numbers=_FOLLOWED,
        said=alt,
        lasting=[size.name],
        cursor={"slider": size.name, "values": size.stops},
        frames=frames(size.name, states),
    )
    chart = sent("chart_times", figure, alt.format(**texts[stop]), motion=moves, at={size.name: NOWHERE})
    return in_places(chart, words={"times": _table(texts[stop], titles), "notes": paragraphs(*_notes(speed))})


def at_work(speed: Speed) -> str:
    """Return what is being done."""
    if speed.is_starting:
        return _("Starting the other libraries")
    return _("Measuring {size}").format(size=size_in_words(speed.next_size))


def _texts_at(speed: Speed, titles: Mapping[str, str], stop: int) -> dict[str, str]:
    """Return what follows the slider, at one of its stops: the fastest, the slowest, each one's time and how far it is behind."""
    known = speed.known[stop] if stop < len(speed.known) else {}
    fastest, slowest = (end(known, key=known.__getitem__, default="") for end in (min, max))
    return {
        "size": size_in_words(NumpyAndTensorFlow.data_size.stops[stop]),
        "fastest": titles.get(fastest, "–"),
        "slowest": titles.get(slowest, "–"),
        "lead": short(known[slowest] / known[fastest], 2) if known else "–",
        **{name: time_in_words(known[name]) if name in known else "–" for name in titles},
        **{f"ratio-{name}": f"×{short(known[name] / known[fastest], 2)}" if name in known else "–" for name in titles},
    }


def _table(texts: Mapping[str, str], titles: Mapping[str, str]) -> str:
    """Return how far the fastest and the slowest lie apart, and each witness's time, as HTML."""
    followed = {name: f'<b class="{_FOLLOWED}-{name}">{text}</b>' for name, text in texts.items()}
    size = f'<span class="{_FOLLOWED}-size">{texts["size"]}</span>'
    rows = "".join(
        f"<tr><th scope='row'>{swatch(colours.WITNESSES[name])} {title}</th>"
        f"<td>{followed[name]}</td><td>{followed[f'ratio-{name}']}</td></tr>"
        for name, title in titles.items()
    )
    lead = _("At {size}, {slowest} takes {lead} times as long as {fastest}").format(**{**followed, "size": size})
    return f'<p class="lead">{lead}</p><table class="times"><tbody>{rows}</tbody></table>'


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
