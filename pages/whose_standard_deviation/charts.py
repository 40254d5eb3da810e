"""The picture of the parts, the curves over their size, and how both sliders move them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from bn_view.figures.layout import Figure, few_digits
from bn_view.widgets.live_chart import in_places, sent
from bn_view.widgets.live_chart.motion import Motion, frames, frames_from, motion
from bn_view.words.numbers import number
from pages.whose_standard_deviation import recipes, sentences
from pages.whose_standard_deviation.figures import Path, curves_figure, parts_figure, places_of_parts
from pages.whose_standard_deviation.settings import Parts
from pages.whose_standard_deviation.values import DataSet, InParts, at_every_distance, at_every_size, images_in_last, in_parts
from workers.memory import shared_cache


def still(data: DataSet) -> Mapping[str, Any]:
    """Return how both sliders move the curves, which no other setting changes."""
    every = range(1, data.count + 1)
    curves = [_curves(data, 1, apart) for apart in Parts.apart.stops]
    last = [str(images_in_last(data.count, size)) for size in every]
    of_curves = motion(
        "part_size",
        "apart",
        numbers="curves",
        said=sentences.curves_said(),
        cursor={"slider": "part_size"},
        frames=[
            *frames_from("apart", curves, *(("data", curve, "y") for curve in range(3))),
            *frames("part_size", {("numbers", "last"): last}),
        ],
    )
    return in_places(motions={"chart_curves": of_curves})


def moved(data: DataSet, part_size: int, apart: float) -> Mapping[str, Any]:
    """Return all that both sliders move."""
    present, at = in_parts(data, part_size, apart), {"part_size": part_size, "apart": apart}
    numbers = {name: number(value) for name, value in sentences.numbers_of(present).items()}
    parts = sent(
        "chart_parts",
        _parts(data, present),
        sentences.parts_said().format(**numbers),
        motion=_of_parts(data, part_size, apart),
        at=at,
    )
    curves_alt = sentences.curves_said().format(part_size=part_size)
    words = {
        "parts": sentences.numbers(present),
        "last_part": sentences.last_part(data.count, part_size) + sentences.shown(data.count, data.source.count, data.channels),
        "recipes": recipes.table(data, part_size, apart),
    }
    return in_places(parts, sent("chart_curves", _curves(data, part_size, apart), curves_alt, at=at), words=words)


def _parts(data: DataSet, present: InParts) -> Figure:
    return parts_figure(present, data.count, _reach(data), sentences.names())


def _curves(data: DataSet, part_size: int, apart: float) -> Figure:
    return curves_figure(at_every_size(data, apart), part_size, _top(data), sentences.names())


def _of_parts(data: DataSet, part_size: int, apart: float) -> Motion:
    """Return how one slider moves the parts where the other stands."""
    return motion(
        "part_size",
        "apart",
        numbers="parts",
        said=sentences.parts_said(),
        after_release=(".live-words-recipes",),
        frames=[*frames("part_size", _states_of_sizes(data, apart)), *frames("apart", _states_of_distances(data, part_size))],
    )


@shared_cache(64)
def _states_of_sizes(data: DataSet, apart: float) -> Mapping[Path, Sequence[Any]]:
    return _states(data, at_every_size(data, apart))


@shared_cache(64)
def _states_of_distances(data: DataSet, part_size: int) -> Mapping[Path, Sequence[Any]]:
    return _states(data, at_every_distance(data, part_size))


def _states(data: DataSet, states: Sequence[InParts]) -> Mapping[Path, Sequence[Any]]:
    """Return what the picture and its numbers are in each state; what of the picture never changes is left out."""
    places = [places_of_parts(of, data.count) for of in states]
    picture = {path: [of[path] for of in places] for path in places[0]}
    numbers = [sentences.numbers_of(of) for of in states]
    return {
        **{path: of_each for path, of_each in picture.items() if any(of != of_each[0] for of in of_each)},
        **{("numbers", name): few_digits([of[name] for of in numbers]) for name in numbers[0]},
    }


@shared_cache(64)
def _reach(data: DataSet) -> tuple[float, float]:
    """Return the axis that has room for every image however far it is moved."""
    widest = in_parts(data, 1, Parts.apart.most)
    deviations = np.sqrt(widest.parts.variance)
    whole = widest.spread.mean.item()
    low = min(np.min(widest.parts.mean - deviations).item(), whole - widest.deviation)
    high = max(np.max(widest.parts.mean + deviations).item(), whole + widest.deviation)
    room = 0.04 * (high - low) or 0.5
    return low - room, high + room


def _top(data: DataSet) -> float:
    return 1.08 * in_parts(data, 1, Parts.apart.most).deviation or 1.0
