"""The times of the witnesses over all sizes as lines, those of one size in words, and what the lines say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from string import Formatter
from typing import Any

from bn_view.figures.colours import WITNESSES
from bn_view.state.language import _
from bn_view.state.session import get
from bn_view.widgets.live_chart import in_places, sent
from bn_view.widgets.live_chart.motion import frames, motion
from bn_view.words.numbers import short
from bn_view.words.readout import paragraphs, swatch
from pages.numpy_and_tensorflow.settings import NumpyAndTensorFlow
from pages.numpy_and_tensorflow.times_figure import dots_at, times_figure
from pages.numpy_and_tensorflow.units import size_in_words, time_in_words
from witnesses.measurement import CHANNELS, LEAST_RUNS, MOST_RUNS, Times
from workers.speed import TIMES_THE_DATA, Speed

# How the classes begin of what follows the slider.
_FOLLOWED = "times"
# The sentence of the lead has so many pieces between its numbers, and reads them in.
_PIECES, _LEAD = 5, Formatter()
# At the bare address: from where the slider stands to the largest data, and to the smallest.
_SIZE = NumpyAndTensorFlow.data_size
_OPENED = _SIZE.stops.index(_SIZE.default)
_SWEEPS = [[_SIZE.name, len(_SIZE.stops) - 1 - _OPENED, _OPENED]]


def of_speed(speed: Speed, titles: Mapping[str, str], *, measuring: bool) -> dict[str, Any]:
    """Return what is measured so far of the witnesses, by name and title, as a chart and words in their places."""
    stops = _SIZE.stops
    # Of half a measurement there is nothing to conclude; where memory ends it, there is no other half.
    has_ended = speed.is_complete or speed.free is not None
    stop = stops.index(get(_SIZE))
    texts = [_texts_at(speed, titles, i, measuring=measuring) for i in range(len(stops))]
    figure = times_figure(
        speed.known,
        stops,
        titles,
        complete=len(speed.of_sizes),
        flat=_flat_for_all(_medians(speed.of_sizes), titles) if has_ended and speed.of_sizes else 0,
        flat_words=_("call overhead"),
        stop=stop,
        x_title=_("size of the data"),
        y_title=_("time of a call"),
        unmeasured=_unmeasured(speed, titles, measuring=measuring),
    )
    dots = dots_at(speed.known, stops, titles)
    states: dict[tuple[str | int, ...], list[Any]] = {
        ("data", len(figure["data"]) - 1, key): [of_stop[key] for of_stop in dots] for key in "xy"
    }
    states |= {("numbers", name): [of_stop[name] for of_stop in texts] for name in texts[0]}
    spoken = "; ".join(f"{title}: {{{name}}}" for name, title in titles.items())
    alt = f"{_('Time of a call for {size}').format(size='{size}')}. {spoken}."
    moves = motion(
        _SIZE.name,
        numbers=_FOLLOWED,
        said=alt,
        lasting=[_SIZE.name],
        sweeps=_SWEEPS,
        cursor={"slider": _SIZE.name, "values": stops},
        frames=frames(_SIZE.name, states),
    )
    chart = sent("chart_times", figure, alt.format(**texts[stop]), motion=moves)
    words = {
        "times": _table(texts[stop], titles),
        "lead": _lead(texts[stop]),
        "lines": paragraphs(*_of_lines(speed.of_sizes, titles) if has_ended else []),
        "notes": paragraphs(*_notes(speed)),
    }
    return in_places(chart, words=words)


def at_work(speed: Speed) -> str:
    """Return what is being done."""
    if speed.is_starting:
        return _("Starting the other libraries")
    return _("Measuring {size}").format(size=size_in_words(speed.next_size))


def _unmeasured(speed: Speed, titles: Mapping[str, str], *, measuring: bool) -> str:
    """Return what there is to say of sizes that not all witnesses have been measured at, though some may have been."""
    if len(speed.known) > len(speed.of_sizes):
        return _("So far only<br>{names}").format(names=", ".join(titles[name] for name in speed.known[-1]))
    return at_work(speed) if measuring else _("not measured")


def _texts_at(speed: Speed, titles: Mapping[str, str], stop: int, *, measuring: bool) -> dict[str, str]:
    """Return what follows the slider, at one of its stops: who leads by how much, in pieces of a sentence, and each time."""
    known = {name: times.median for name, times in (speed.known[stop] if stop < len(speed.known) else {}).items()}
    size = size_in_words(_SIZE.stops[stop])
    if len(known) > 1:
        fastest, slowest = (end(known, key=known.__getitem__) for end in (min, max))
        lead = short(known[slowest] / known[fastest], 2)
        named = {"size": size, "slowest": titles[slowest], "lead": lead, "fastest": titles[fastest]}
        between = [text for text, *_named in _LEAD.parse(_lead_sentence())]
    else:
        text = _("{size}: still measuring") if measuring else _("{size}: not measured")
        named, between = dict.fromkeys(("size", "slowest", "lead", "fastest"), ""), [text.format(size=size)]
    return {
        **named,
        **{f"between_{i}": between[i] if i < len(between) else "" for i in range(_PIECES)},
        **{name: time_in_words(known[name]) if name in known else "–" for name in titles},
        **{f"{name}_ratio": f"×{short(known[name] / known[fastest], 2)}" if name in known else "" for name in titles},
    }


def _table(texts: Mapping[str, str], titles: Mapping[str, str]) -> str:
    """Return the median of each witness at one size as HTML, and how many times the fastest it is."""
    rows = [
        f"<tr><th scope='row'>{swatch(WITNESSES[name])} {title}</th>"
        f'<td class="{_FOLLOWED}-{name}">{texts[name]}</td>'
        f'<td class="{_FOLLOWED}-{name}_ratio">{texts[f"{name}_ratio"]}</td></tr>'
        for name, title in titles.items()
    ]
    rows.append(f"<tr><th scope='row'>PyTorch</th><td colspan='2'>{_('not run here')}</td></tr>")
    return f'<table class="readings">{"".join(rows)}</table>'


def _of_lines(of_sizes: Sequence[Mapping[str, Times]], titles: Mapping[str, str]) -> list[str]:
    """Say what the lines show: who is ahead at both ends or all along, and up to where the size hardly matters to each."""
    if len(of_sizes) < 2:
        return []
    medians = _medians(of_sizes)
    small, large = (size_in_words(_SIZE.stops[stop]) for stop in (0, len(medians) - 1))
    fastest = [titles[min(known, key=known.__getitem__)] for known in medians]
    if len(set(fastest)) == 1:
        ahead = _("**{first}** is the fastest from {small} to {large}.")
    elif fastest[0] == fastest[-1]:
        ahead = _("**{first}** is the fastest at {small} and at {large}, but not at every size between.")
    else:
        ahead = _("At {small} **{first}** is the fastest, at {large} **{last}**.")
    said = [ahead.format(small=small, large=large, first=fastest[0], last=fastest[-1])]
    flat = {name: _flat(medians, name) for name in titles}
    if any(flat.values()):
        each = [
            _("**{name}** up to {size}").format(name=titles[name], size=size_in_words(_SIZE.stops[stop]))
            for name, stop in flat.items()
            if stop
        ]
        below_twice = _("The size hardly matters where a time stays below twice that at {small}: {each}.")
        said.append(below_twice.format(small=small, each=", ".join(each)))
    noisy = [_SIZE.stops[stop] for stop, known in enumerate(of_sizes) if any(map(_is_noisy, known.values()))]
    if noisy:
        noise = _("A band that spans more than ×2 is noise of this machine: a lead smaller than that says nothing at {sizes}.")
        said.append(noise.format(sizes=", ".join(map(size_in_words, noisy))))
    return said


def _is_noisy(times: Times) -> bool:
    """Return whether the middle half of the calls of one and the same code differ by more than twice."""
    return times.third_quartile > 2 * times.first_quartile


def _medians(of_sizes: Sequence[Mapping[str, Times]]) -> list[dict[str, float]]:
    return [{name: times.median for name, times in known.items()} for known in of_sizes]


def _flat_for_all(medians: Sequence[Mapping[str, float]], names: Iterable[str]) -> int:
    """Return up to which size the call itself takes the time, whoever is called."""
    return min(_flat(medians, name) for name in names)


def _flat(medians: Sequence[Mapping[str, float]], name: str) -> int:
    """Return up to which size, counted from the smallest, the time of a witness stays below twice that of the smallest."""
    return sum(1 for _known in takewhile(lambda known: known[name] < 2 * medians[0][name], medians)) - 1


def _lead_sentence() -> str:
    return _("At {size}, {slowest} takes {lead} times as long as {fastest}")


def _lead(texts: Mapping[str, str]) -> str:
    """Return how far the fastest and the slowest lie apart, as HTML in pieces: until both are known there is another sentence."""
    pieces = []
    for i, (_text, name, *_format) in enumerate(_LEAD.parse(_lead_sentence())):
        pieces.append(_piece(f"between_{i}", texts, "span"))
        pieces += [_piece(name, texts, "span" if name == "size" else "b")] if name else []
    return f'<p class="lead">{"".join(pieces)}</p>'


def _piece(name: str, texts: Mapping[str, str], tag: str) -> str:
    return f'<{tag} class="{_FOLLOWED}-{name}">{texts[name]}</{tag}>'


def _notes(speed: Speed) -> list[str]:
    """Say how it is measured, and why no more."""
    measured = _(
        "Measured on this server’s processor, {channels} channels, {least} to {most} calls each, taking turns. The line is their "
        "median, the band their middle half."
    )
    sentences = [measured.format(channels=CHANNELS, least=LEAST_RUNS, most=MOST_RUNS)]
    if speed.free is not None:
        too_large = _("{size} would take {needed} of memory, and the server has {free} left.")
        sizes = {"size": speed.next_size, "needed": TIMES_THE_DATA * speed.next_size, "free": speed.free}
        sentences.append(too_large.format(**{name: size_in_words(count) for name, count in sizes.items()}))
    return sentences
