"""The way of a mini-batch from x to y under one slider: a linear map after the other moves its histogram and stretches it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import bn_core
from bn_view.data.batches import Batch
from bn_view.data.mini_batch import BINS
from bn_view.figures import colours
from bn_view.figures.colours import faint, mixed
from bn_view.figures.histograms import histogram_figure, ladder
from bn_view.figures.layout import ZOOMED, few_digits
from bn_view.state.language import _, gettext_noop
from bn_view.state.session import fragment, get
from bn_view.state.settings import Settings, Whole
from bn_view.widgets import controls
from bn_view.widgets.live_chart import draw_in_places, in_places, kept, place_of, place_of_words, sent
from bn_view.widgets.live_chart.motion import frames, motion
from bn_view.words.numbers import number, short
from bn_view.words.readout import histogram_labels, meanings_of_steps
from workers.cache import Cache

# A scale and a shift that are told apart from a distance, and keep the picture on its axis.
GAMMA, BETA = 0.6, 1.5
# Stops from one step to the next; of each way the ends are a rest.
_OF_A_STEP, _REST = 40, 0.12
_LAST = 4 * _OF_A_STEP
# Of the way on which the standard deviation divides: until here it does, then the axis comes nearer.
_DIVIDED = 0.6
# How the class of the numbers begins that follow the slider.
_FOLLOWED = "film"
_CHART, _HEIGHT = "chart_film", 420
# What has happened to x where the slider stands.
_FORMULAS = ("x", "x − μ", "(x − μ) ÷ σ", "(x − μ) ÷ σ × γ", "(x − μ) ÷ σ × γ + β")


class Film(Settings):
    """How far the values have come: in the middle their mean is 0 and their standard deviation 1."""

    film = Whole(2 * _OF_A_STEP, 0, _LAST, gettext_noop("From x to y"))


class Keyframe(NamedTuple):
    """One stop: each value x has become scale · x + shift, on an axis that reaches to ±limit, in a colour."""

    scale: float
    shift: float
    limit: float
    colour: str
    is_zooming: bool


class Channel(NamedTuple):
    """What is seen of a mini-batch: the values that share a mean and a standard deviation."""

    histogram: bn_core.Histogram
    summary: bn_core.Summary

    @property
    def band(self) -> tuple[float, float, float]:
        """The mean between the ends of mean ± std."""
        mean, deviation = self.summary.mean, self.summary.standard_deviation
        return mean - deviation, mean, mean + deviation


# A few numbers of each mini-batch with several channels.
_FIRST_CHANNELS: Cache[Channel] = Cache(128, idle_seconds=600.0)


def first_channel(batch: Batch) -> Channel:
    """Return the first channel of a mini-batch: batch normalization gives each its own mean and standard deviation."""

    def look() -> Channel:
        values = batch.before.values[..., 0]
        return Channel(bn_core.histogram(values, BINS), bn_core.summary(values))

    has_one = batch.shape[-1] == 1
    return Channel(batch.before.histogram, batch.before.summary) if has_one else _FIRST_CHANNELS.get(batch.key, look)


def keyframes(channel: Channel) -> Sequence[Keyframe]:
    """Return every stop of the way."""
    summary = channel.summary
    deviation = summary.standard_deviation or 1.0  # equal values stay in one place
    ends = np.array([summary.minimum, summary.maximum])
    raw, normal = axis_limits(ends, summary.mean, deviation)
    return [_keyframe(stop, summary.mean, deviation, raw, normal) for stop in range(_LAST + 1)]


def axis_limits(ends: NDArray[np.float64], mean: float, deviation: float) -> tuple[float, float]:
    """Return how far the axis reaches before and after the standard deviation has divided."""
    normalized = (ends - mean) / deviation
    pairs = (ends, ends - mean), (normalized, GAMMA * normalized + BETA)
    raw, normal = (ladder(float(np.min(both)), float(np.max(both)))[1] for both in pairs)
    return raw, normal


def _keyframe(stop: float, mean: float, deviation: float, raw: float, normal: float) -> Keyframe:
    centred, divided, scaled, shifted = (_share(stop / _OF_A_STEP - step) for step in range(4))
    shrunk, nearer = min(1.0, divided / _DIVIDED), max(0.0, (divided - _DIVIDED) / (1 - _DIVIDED))
    width = deviation**-shrunk * GAMMA**scaled  # as many times as much from each stop to the next
    limit = raw * (normal / raw) ** nearer
    first = mixed(colours.BEFORE, colours.STANDARDIZED, (centred + divided) / 2)
    colour = mixed(first, colours.BATCH_NORM, (scaled + shifted) / 2) if scaled else first
    return Keyframe(width, -centred * mean * width + BETA * shifted, limit, colour, 0 < nearer < 1)


def _share(way: float) -> float:
    """Return how much of a step is done after a share of its way, slowly at its ends."""
    done = min(1.0, max(0.0, (way - _REST) / (1 - 2 * _REST)))
    return done * done * (3 - 2 * done)


def draw_film(batch: Batch) -> None:
    """Draw the picture, and below it its slider under the names of the steps."""
    channel, is_one_of_many = first_channel(batch), batch.shape[-1] > 1
    st.html(f'<div class="film">{place_of_words("film")}{place_of(_CHART, _HEIGHT)}{_steps(channel)}</div>')
    with st.container(key="film_slider"):
        _slider()
    stop = get(Film.film)
    key = ("film", batch.key)
    has_spikes = bool(batch.spikes) and not is_one_of_many
    draw_in_places("film_chart", kept((*key, stop), partial(_drawn, channel, stop, is_one_of_many, has_spikes)))
    draw_in_places("film_motion", kept(key, partial(_moving, channel, is_one_of_many)))


@fragment
def _slider() -> None:
    """Draw the slider, which the browser has all numbers for."""
    controls.whole_slider(Film.film)


def _drawn(channel: Channel, stop: int, is_one_of_many: bool, has_spikes: bool) -> dict[str, Any]:
    """Return the picture where the slider stands, and the words above it."""
    way, labels = keyframes(channel), histogram_labels()
    if has_spikes:
        labels = labels._replace(x=f"{labels.x} · {_('each spike: a plain grey image')}")
    start = way[0].limit
    of_values, x_range = (channel.histogram, channel.summary), (-start, start)
    figure = histogram_figure(*of_values, colours.BEFORE, labels=labels, x_range=x_range, height=_HEIGHT, counted=False)
    figure["data"][0] |= {"hoverinfo": "skip", "hovertemplate": None, "line": {"shape": "hv", "width": 0}}
    zero = {
        "type": "line",
        "layer": "below",
        "yref": "paper",
        "x0": 0,
        "x1": 0,
        "y0": 0,
        "y1": 1,
        "line": {"color": faint(colours.GREY, 0.6), "width": 1},
    }
    figure["layout"]["shapes"].append(zero)
    figure["layout"]["xaxis"] |= {"nticks": 7, "tickfont": {"size": 16}}
    figure["layout"]["margin"] |= {"l": 24, "r": 24}
    now = _texts(stop, way[stop], channel)
    alt = _said(is_one_of_many).format(**now)
    chart = sent(_CHART, _at(figure, way[stop], channel), alt, at={Film.film.name: stop})
    followed = {name: f'<b class="{_FOLLOWED}-{name}">{text}</b>' for name, text in now.items()}
    whose = f"{_('First channel:')} " if is_one_of_many else ""
    numbers = f"{whose}{_('mean')} {followed['mean']} &nbsp; {_('std')} {followed['deviation']}"
    return in_places(chart, words={"film": f"<p>{followed['formula']}</p><p>{numbers}</p>"})


def _said(is_one_of_many: bool) -> str:
    """Return what the picture shows, with the numbers that follow the slider in braces."""
    said = _("A histogram on its way: the mean is subtracted, the standard deviation divides, γ scales and β shifts.")
    whose = f" {_('The chart shows the first channel.')}" if is_one_of_many else ""
    return f"{said}{whose} {{formula}}: {_('mean')} {{mean}}, {_('std')} {{deviation}}."


def _at(figure: dict[str, Any], keyframe: Keyframe, channel: Channel) -> dict[str, Any]:
    """Return the picture of one stop."""
    trace, layout = figure["data"][0], figure["layout"]
    band, mean, *others = layout["shapes"]
    low, middle, high = (keyframe.scale * value + keyframe.shift for value in channel.band)
    edges = few_digits([keyframe.scale * x + keyframe.shift for x in trace["x"]])
    shapes = [{**band, "x0": low, "x1": high}, {**mean, "x0": middle, "x1": middle}, *others]
    x_axis = {**layout["xaxis"], "range": [-keyframe.limit, keyframe.limit]}
    moved = {"shapes": shapes, "xaxis": x_axis, "annotations": [{**ZOOMED, "text": _zooming(keyframe)}]}
    return {"data": [{**trace, "x": edges, "fillcolor": keyframe.colour}], "layout": {**layout, **moved}}


def _zooming(keyframe: Keyframe) -> str:
    """Say how far an axis reaches that is coming nearer."""
    return f"<b>{short(-keyframe.limit)} … {short(keyframe.limit)}</b>" if keyframe.is_zooming else ""


def _texts(stop: int, keyframe: Keyframe, channel: Channel) -> dict[str, str]:
    """Return the words that follow the slider, by their names."""
    return {
        "formula": _FORMULAS[-(-stop // _OF_A_STEP)],
        "mean": number(keyframe.scale * channel.summary.mean + keyframe.shift),
        "deviation": number(keyframe.scale * channel.summary.standard_deviation),
    }


def _moving(channel: Channel, is_one_of_many: bool) -> dict[str, Any]:
    """Return how the slider moves the picture: the same wherever it stands."""
    low, middle, high = channel.band
    edges, way, name = channel.histogram.edges.tolist(), keyframes(channel), Film.film.name
    texts = [_texts(stop, keyframe, channel) for stop, keyframe in enumerate(way)]
    states: dict[tuple[str | int, ...], Sequence[Any]] = {
        ("layout", "xaxis", "range"): [few_digits([-keyframe.limit, keyframe.limit]) for keyframe in way],
        ("layout", "annotations", 0, "text"): [_zooming(keyframe) for keyframe in way],
        ("data", 0, "fillcolor"): [keyframe.colour for keyframe in way],
    }
    states |= {("numbers", text): [of_stop[text] for of_stop in texts] for text in texts[0]}
    parts = [
        {"base": "edges", "path": ["data", 0, "x"], "times": 1},
        {"base": "band", "path": ["layout", "shapes", 0], "keys": ["x0", "x1"], "times": 1},
        {"base": "mean", "path": ["layout", "shapes", 1], "keys": ["x0", "x1"], "times": 1},
    ]
    moves = motion(
        name,
        numbers=_FOLLOWED,
        said=_said(is_one_of_many),
        lasting=[name],
        frames=frames(name, states),
        affine={
            "slider": name,
            "bases": {"edges": few_digits([edges[0], *edges]), "band": [low, high], "mean": [middle, middle]},
            "scales": few_digits([keyframe.scale for keyframe in way]),
            "shifts": few_digits([keyframe.shift for keyframe in way]),
            "parts": parts,
        },
        sweeps=[[name, Film.film.default]],
    )
    return in_places(motions={_CHART: moves})


def _steps(channel: Channel) -> str:
    """Return the names of the steps, each where the slider has done it, with the number that it takes."""
    numbers = ("", *map(number, (channel.summary.mean, channel.summary.standard_deviation, GAMMA, BETA)))
    steps = (
        f"<li><b>{symbols}</b><span>{meaning}</span><small>{of_step}</small></li>"
        for (symbols, meaning), of_step in zip(meanings_of_steps().items(), numbers, strict=True)
    )
    return f'<ol class="film-steps">{"".join(steps)}</ol>'
