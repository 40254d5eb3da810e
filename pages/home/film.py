"""The way of a mini-batch from x to y under one slider: a linear map after the other moves its histogram and stretches it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from bn_view.data.batches import Batch, Stage
from bn_view.figures import colours
from bn_view.figures.colours import faint, mixed
from bn_view.figures.histograms import histogram_figure, ladder
from bn_view.figures.layout import few_digits
from bn_view.state.language import _, gettext_noop
from bn_view.state.session import fragment, get
from bn_view.state.settings import Settings, Whole
from bn_view.widgets import controls
from bn_view.widgets.live_chart import draw_in_places, in_places, kept, place_of, place_of_words, sent
from bn_view.widgets.live_chart.motion import Motion, frames, motion
from bn_view.words.numbers import number, short
from bn_view.words.readout import histogram_labels, meanings_of_steps

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


class Moment(NamedTuple):
    """One stop: each value x has become scale · x + shift, on an axis that reaches to ±half, in a colour."""

    scale: float
    shift: float
    half: float
    colour: str
    is_zooming: bool


def moments(stage: Stage) -> Sequence[Moment]:
    """Return every stop of the way."""
    summary = stage.summary
    deviation = summary.standard_deviation or 1.0  # equal values stay in one place
    ends = np.array([summary.minimum, summary.maximum])
    raw, normal = halves(ends, summary.mean, deviation)
    return [_moment(stop, summary.mean, deviation, raw, normal) for stop in range(_LAST + 1)]


def halves(ends: NDArray[np.float64], mean: float, deviation: float) -> tuple[float, float]:
    """Return how far the axis reaches before and after the standard deviation has divided."""
    normalized = (ends - mean) / deviation
    pairs = (ends, ends - mean), (normalized, GAMMA * normalized + BETA)
    raw, normal = (ladder(float(np.min(both)), float(np.max(both)))[1] for both in pairs)
    return raw, normal


def _moment(stop: float, mean: float, deviation: float, raw: float, normal: float) -> Moment:
    centred, divided, scaled, shifted = (_share(stop / _OF_A_STEP - step) for step in range(4))
    shrunk, nearer = min(1.0, divided / _DIVIDED), max(0.0, (divided - _DIVIDED) / (1 - _DIVIDED))
    width = deviation**-shrunk * GAMMA**scaled  # as many times as much from each stop to the next
    half = raw * (normal / raw) ** nearer
    first = mixed(colours.BEFORE, colours.STANDARDIZED, (centred + divided) / 2)
    colour = mixed(first, colours.BATCH_NORM, (scaled + shifted) / 2) if scaled else first
    return Moment(width, -centred * mean * width + BETA * shifted, half, colour, 0 < nearer < 1)


def _share(way: float) -> float:
    """Return how much of a step is done after a share of its way, slowly at its ends."""
    done = min(1.0, max(0.0, (way - _REST) / (1 - 2 * _REST)))
    return done * done * (3 - 2 * done)


def draw_film(batch: Batch) -> None:
    """Draw the picture, and below it its slider under the names of the steps."""
    st.html(f'<div class="film">{place_of_words("film")}{place_of(_CHART, _HEIGHT)}{_steps(batch.before)}</div>')
    with st.container(key="film_slider"):
        _slider()
    stop = get(Film.film)
    draw_in_places("film_chart", kept(("film", batch.key, stop), partial(_drawn, batch.before, stop)))


@fragment
def _slider() -> None:
    """Draw the slider, which the browser has all numbers for."""
    controls.whole_slider(Film.film)


def _drawn(stage: Stage, stop: int) -> dict[str, Any]:
    way, summary = moments(stage), stage.summary
    labels = histogram_labels()
    figure = histogram_figure(
        stage.histogram, summary, colours.BEFORE, labels=labels, x_range=(-way[0].half, way[0].half), height=_HEIGHT
    )
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
    figure["layout"]["yaxis"] |= {"visible": False}
    figure["layout"]["xaxis"] |= {"nticks": 7, "tickfont": {"size": 16}}
    figure["layout"]["margin"] |= {"l": 24, "r": 24}
    corner = {"xref": "paper", "yref": "paper", "x": 1, "y": 1, "xanchor": "right", "yanchor": "top", "showarrow": False}
    figure["layout"]["annotations"] = [{**corner, "text": "", "font": {"size": 22}}]
    drawn = _at(figure, way[stop], stage)
    said = _("A histogram on its way: the mean is subtracted, the standard deviation divides, γ scales and β shifts.")
    alt = f"{said} {{formula}}: {_('mean')} {{mean}}, {_('std')} {{deviation}}."
    texts = _texts(way, stage)
    now = {name: of_stops[stop] for name, of_stops in texts.items()}
    chart = sent(_CHART, drawn, alt.format(**now), motion=_motion(way, stage, texts, alt), at={Film.film.name: stop})
    followed = {name: f'<b class="{_FOLLOWED}-{name}">{text}</b>' for name, text in now.items()}
    words = f"<p>{followed['formula']}</p><p>{_('mean')} {followed['mean']} &nbsp; {_('std')} {followed['deviation']}</p>"
    return in_places(chart, words={"film": words})


def _at(figure: dict[str, Any], moment: Moment, stage: Stage) -> dict[str, Any]:
    """Return the picture of one stop."""
    trace, layout = figure["data"][0], figure["layout"]
    band, mean, *others = layout["shapes"]
    low, middle, high = (moment.scale * value + moment.shift for value in _band(stage))
    edges = few_digits([moment.scale * x + moment.shift for x in trace["x"]])
    shapes = [{**band, "x0": low, "x1": high}, {**mean, "x0": middle, "x1": middle}, *others]
    x_axis = {**layout["xaxis"], "range": [-moment.half, moment.half]}
    annotations = [{**layout["annotations"][0], "text": _zooming(moment)}]
    moved = {"shapes": shapes, "xaxis": x_axis, "annotations": annotations}
    return {"data": [{**trace, "x": edges, "fillcolor": moment.colour}], "layout": {**layout, **moved}}


def _band(stage: Stage) -> tuple[float, float, float]:
    mean, deviation = stage.summary.mean, stage.summary.standard_deviation
    return mean - deviation, mean, mean + deviation


def _zooming(moment: Moment) -> str:
    """Say how far an axis reaches that is coming nearer."""
    return f"<b>−{short(moment.half)} … {short(moment.half)}</b>" if moment.is_zooming else ""


def _texts(way: Sequence[Moment], stage: Stage) -> dict[str, list[str]]:
    mean, deviation = stage.summary.mean, stage.summary.standard_deviation
    steps = [-(-stop // _OF_A_STEP) for stop in range(_LAST + 1)]
    return {
        "formula": [_FORMULAS[step] for step in steps],
        "mean": [number(moment.scale * mean + moment.shift) for moment in way],
        "deviation": [number(moment.scale * deviation) for moment in way],
    }


def _motion(way: Sequence[Moment], stage: Stage, texts: Mapping[str, list[str]], said: str) -> Motion:
    low, middle, high = _band(stage)
    edges = stage.histogram.edges.tolist()
    states: dict[tuple[str | int, ...], Sequence[Any]] = {
        ("layout", "xaxis", "range"): [few_digits([-moment.half, moment.half]) for moment in way],
        ("layout", "annotations", 0, "text"): [_zooming(moment) for moment in way],
        ("data", 0, "fillcolor"): [moment.colour for moment in way],
    }
    states |= {("numbers", name): of_stops for name, of_stops in texts.items()}
    parts = [
        {"base": "edges", "path": ["data", 0, "x"], "times": 1},
        {"base": "band", "path": ["layout", "shapes", 0], "keys": ["x0", "x1"], "times": 1},
        {"base": "mean", "path": ["layout", "shapes", 1], "keys": ["x0", "x1"], "times": 1},
    ]
    name = Film.film.name
    return motion(
        name,
        numbers=_FOLLOWED,
        said=said,
        lasting=[name],
        frames=frames(name, states),
        affine={
            "slider": name,
            "bases": {"edges": few_digits([edges[0], *edges]), "band": [low, high], "mean": [middle, middle]},
            "scales": few_digits([moment.scale for moment in way]),
            "shifts": few_digits([moment.shift for moment in way]),
            "parts": parts,
        },
        sweeps=[[name, Film.film.default]],
    )


def _steps(stage: Stage) -> str:
    """Return the names of the steps, each where the slider has done it, with the number that it takes."""
    numbers = ("", *map(number, (stage.summary.mean, stage.summary.standard_deviation, GAMMA, BETA)))
    steps = (
        f"<li><b>{symbols}</b><span>{meaning}</span><small>{of_step}</small></li>"
        for (symbols, meaning), of_step in zip(meanings_of_steps().items(), numbers, strict=True)
    )
    return f'<ol class="film-steps">{"".join(steps)}</ol>'
