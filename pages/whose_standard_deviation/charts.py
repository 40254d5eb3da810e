"""The picture of the parts with its sum, the curves over their size, the shares of workers, and how the sliders move them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

import bn_core
from bn_view.figures import colours
from bn_view.figures.layout import Figure, few_digits
from bn_view.widgets.live_chart import in_places, sent
from bn_view.widgets.live_chart.motion import Motion, frames, frames_from, motion
from bn_view.words.numbers import number
from pages.whose_standard_deviation import recipes, sentences
from pages.whose_standard_deviation.figures import (
    Estimate,
    Path,
    changing,
    curves_figure,
    parts_figure,
    pieces_of_sum,
    sum_figure,
)
from pages.whose_standard_deviation.settings import Parts
from pages.whose_standard_deviation.values import (
    DataSet,
    InParts,
    InShares,
    at_every_distance,
    at_every_size,
    in_parts,
    in_shares,
)
from workers.cache import shared_cache

_States = Mapping[Path, Sequence[Any]]
_Picture = Mapping[Path, Any]


def motion_of_curves(data: DataSet) -> Mapping[str, Any]:
    """Return how both sliders move the curves, which no other setting changes."""
    every = range(1, data.count + 1)
    curves = [_curves(data, 1, apart) for apart in Parts.apart.stops]
    last = [sentences.last_part(data.count, size) for size in every]
    whose = [sentences.whose(size) for size in every]
    of_curves = motion(
        "part_size",
        "apart",
        numbers="curves",
        said=sentences.curves_said(),
        cursor={"slider": "part_size"},
        sweeps=_sweeps(data),
        frames=[
            *frames_from("apart", curves, *(("data", curve, "y") for curve in range(3))),
            *frames("part_size", {("numbers", "last"): last, ("numbers", "whose"): whose}),
        ],
    )
    return in_places(motions={"chart_curves": of_curves})


def moved(data: DataSet, part_size: int, apart: float) -> Mapping[str, Any]:
    """Return all that both sliders move."""
    present, at = in_parts(data, part_size, apart), {"part_size": part_size, "apart": apart}
    numbers = {name: number(value) for name, value in sentences.numbers_of(present).items()}
    curves_alt = sentences.curves_said().format(part_size=part_size)
    words = {
        "headline": sentences.headline(present, part_size),
        "parts": sentences.sum_of_both(present),
        "roots": sentences.roots(present),
        "last_part": f'<p class="curves-last">{sentences.last_part(data.count, part_size)}</p>'
        + sentences.shown(data.count, data.source.count, data.channels),
        "recipes": recipes.table(data, part_size, apart),
    }
    charts = (
        sent(
            "chart_parts",
            parts_figure(
                present.parts, _estimates_of_parts(present), _reach(data), sentences.names(), sentences.bar(), data.count
            ),
            sentences.parts_said().format(**numbers),
            motion=_of_parts(data, part_size, apart),
            at=at,
        ),
        sent(
            "chart_sum",
            sum_figure(present.spread),
            sentences.sum_said(),
            motion=_of_sum(data, part_size, apart),
            at=at,
        ),
        sent("chart_curves", _curves(data, part_size, apart), curves_alt, at=at),
    )
    return in_places(*charts, words=words)


def shares(data: DataSet, workers: int, unequal: float) -> Mapping[str, Any]:
    """Return all that the sliders of the workers move."""
    present = in_shares(data, workers, unequal)
    estimates, reach = _estimates_of_shares(present), _reach_of_shares(data)
    figure = parts_figure(present.shares, estimates, reach, sentences.names(), sentences.bar_of_worker(), data.count)
    numbers = sentences.merged_numbers(present)
    said = sentences.shares_said()
    of_shares = motion(
        "workers",
        "unequal",
        numbers="merged",
        said=said,
        frames=[
            *frames("workers", _states_of_shares(data, [in_shares(data, n, unequal) for n in _workers(data)])),
            *frames("unequal", _states_of_shares(data, [in_shares(data, workers, of) for of in Parts.unequal.stops])),
        ],
    )
    alt = said.format(workers=workers, **{name: number(value) for name, value in numbers.items()})
    chart = sent("chart_shares", figure, alt, motion=of_shares, at={"workers": workers, "unequal": unequal})
    return in_places(chart, words={"merged": sentences.merges(present)})


def most_workers(data: DataSet) -> int:
    """Return how many workers there may be, as each has an image at least."""
    return min(Parts.workers.most, data.count)


def _workers(data: DataSet) -> range:
    return range(1, most_workers(data) + 1)


def _estimates_of_parts(present: InParts) -> list[Estimate]:
    """Return what the mean of the parts' deviations says of all values, and what these have."""
    mean = present.spread.mean.item()
    return [Estimate(mean, present.mean_of_deviations, colours.OF_PARTS), Estimate(mean, present.deviation, colours.OF_ALL)]


def _estimates_of_shares(present: InShares) -> list[Estimate]:
    """Return what two wrong merges of the workers' statistics say of all values, and what the right one does."""
    wrong = ((present.averaged, colours.OF_PARTS), (present.as_equal, colours.AS_EQUAL))
    return [
        *(Estimate(of.mean.item(), of.deviation.item(), colour) for of, colour in wrong),
        Estimate(present.merged.mean.item(), present.deviation, colours.OF_ALL),
    ]


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
        sweeps=_sweeps(data),
        frames=[
            *frames("part_size", {**_states_of_sizes(data, apart), **_words(at_every_size(data, apart))}),
            *frames("apart", {**_states_of_distances(data, part_size), **_words(at_every_distance(data, part_size))}),
        ],
    )


def _words(states: Sequence[InParts]) -> _States:
    """Return what is said in each state, in the session's language: no cache that all sessions share keeps it."""
    return {("numbers", "between_whom"): [sentences.between_their_means(of) for of in states]}


def _of_sum(data: DataSet, part_size: int, apart: float) -> Motion:
    """Return how they move the sum, whose numbers are those of the parts."""
    sizes, distances = at_every_size(data, apart), at_every_distance(data, part_size)
    moves = [*frames("part_size", _sums(sizes)), *frames("apart", _sums(distances))]
    return motion("part_size", "apart", said=sentences.sum_said(), frames=moves, sweeps=_sweeps(data))


def _sweeps(data: DataSet) -> list[list[str | float]]:
    """Return what moves by itself at the bare address: parts up to all images, as the question is; then these, pulled apart."""
    return [[Parts.part_size.name, data.count - Parts.part_size.default], [Parts.apart.name, Parts.apart.default]]


def _sums(states: Sequence[InParts]) -> _States:
    pieces = [pieces_of_sum(of.spread) for of in states]
    return {path: [of[path] for of in pieces] for path in pieces[0]}


@shared_cache(64)
def _states_of_sizes(data: DataSet, apart: float) -> _States:
    return _states(data, at_every_size(data, apart))


@shared_cache(64)
def _states_of_distances(data: DataSet, part_size: int) -> _States:
    return _states(data, at_every_distance(data, part_size))


def _states(data: DataSet, states: Sequence[InParts]) -> _States:
    """Return what the picture and its numbers are in each state."""
    pictures = [changing(of.parts, _estimates_of_parts(of), _reach(data), data.count) for of in states]
    moved = _over_states(pictures, [sentences.numbers_of(of) for of in states])
    return {**moved, ("numbers", "relation"): [sentences.relation(of) for of in states]}


def _states_of_shares(data: DataSet, states: Sequence[InShares]) -> _States:
    reach = _reach_of_shares(data)
    pictures = [changing(of.shares, _estimates_of_shares(of), reach, data.count) for of in states]
    return _over_states(pictures, [sentences.merged_numbers(of) for of in states])


def _over_states(pictures: Sequence[_Picture], numbers: Sequence[Mapping[str, float]]) -> _States:
    """Return what stands at each path of the picture, and each number, in each state.

    What never changes is left out, and what only a pointer at rest is shown: it comes with the server's figure.
    """
    of_picture = {path: [of[path] for of in pictures] for path in pictures[0] if "customdata" not in path}
    differing = {path: states for path, states in of_picture.items() if any(of != states[0] for of in states)}
    return differing | {("numbers", name): few_digits([of[name] for of in numbers]) for name in numbers[0]}


@shared_cache(64)
def _reach(data: DataSet) -> tuple[float, float]:
    """Return the axis that has room for every part of any size, however far the images are moved.

    A part of a few low images and a high one may begin lower than each of them alone. Ends only move outwards with the images.
    """
    states = [of for apart in (Parts.apart.least, Parts.apart.most) for of in at_every_size(data, apart)]
    return _room([(of.parts, _estimates_of_parts(of)) for of in states])


@shared_cache(64)
def _reach_of_shares(data: DataSet) -> tuple[float, float]:
    """Return the axis that has room for whatever shares the workers have, and whatever is made of them."""
    states = [in_shares(data, n, unequal) for n in _workers(data) for unequal in Parts.unequal.stops]
    return _room([(of.shares, _estimates_of_shares(of)) for of in states])


def _room(states: Sequence[tuple[bn_core.Moments, Sequence[Estimate]]]) -> tuple[float, float]:
    means = [np.append(parts.mean, [of.mean for of in estimates]) for parts, estimates in states]
    stds = [np.append(np.sqrt(parts.variance), [of.std for of in estimates]) for parts, estimates in states]
    mean, std = np.concatenate(means), np.concatenate(stds)
    low, high = (mean - std).min().item(), (mean + std).max().item()
    room = 0.04 * (high - low) or 0.5
    return low - room, high + room


def _top(data: DataSet) -> float:
    return 1.08 * in_parts(data, 1, Parts.apart.most).deviation or 1.0
