"""The block of values, in which a click picks a statistic, and the histograms before and after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.figures.colours import PICKED
from bn_view.figures.histograms import histogram_figure, ladder
from bn_view.figures.layout import Figure, few_digits
from bn_view.state.language import _
from bn_view.widgets.live_chart import Sent, in_places, place_of, place_of_words, sent
from bn_view.widgets.live_chart.motion import Motion, frames, frames_from, motion
from bn_view.words.readout import alternative_text, histogram_alt, histogram_labels
from pages.who_shares_statistics import sentences
from pages.who_shares_statistics.figure import (
    HEIGHT,
    frame_of,
    has_whole_tiles,
    sharing_figure,
    spans,
    words_beside,
)
from pages.who_shares_statistics.norms import Norm
from pages.who_shares_statistics.scripts import BLOCK, normalized
from pages.who_shares_statistics.sentences import SLIDER, values_numbers
from workers.cache import shared_cache

# 384 values leave the lab's 60 bins half empty.
BINS = 24
LOW = 170


def place_of_block(norm: Norm, groups: int) -> str:
    """Return the place of the block, and what its tiles and shades are, as HTML."""
    statistics = norm.statistics(BLOCK.shape, groups)
    tile = sentences.tile(norm, is_whole=has_whole_tiles(statistics), has_bracket=bool(spans(statistics)))
    return f'{place_of("chart_sharing", HEIGHT)}<div class="tile">{tile}</div>'


def places_of_histograms() -> str:
    """Return the places of the histograms and of what the picked set has, as HTML."""
    columns = (
        f"<div><h3>{title}</h3>{place_of_words(name)}</div>{place_of(f'chart_{name}', LOW)}" for name, title in _titles().items()
    )
    return f'<div class="beside-block">{"".join(columns)}</div>'


def moved(norm: Norm, groups: int, stage: str, number: int) -> Mapping[str, Any]:
    """Return all that shows set `number`, the block as it is before or after."""
    statistics, y = norm.statistics(BLOCK.shape, groups), normalized(norm, groups)
    numbers = numbers_of_sets(norm, groups)
    figure, alt = _block_figure(norm, groups, stage, number), _block_alt(norm, statistics, number)
    block = sent("chart_sharing", figure, alt, at={SLIDER: number}, clickable=True)
    words = {"counts": sentences.counts(norm, _count(statistics)), "shades": sentences.shades(_scale(norm, groups, stage))}
    words |= {"picked": sentences.before_and_after(numbers["before"][number], numbers["after"][number], number)}
    words |= {name: sentences.shared_numbers(name, norm, of_sets[number]) for name, of_sets in numbers.items()}
    top = _top(norm, groups)
    histograms = (_histogram(name, values, statistics, number, top) for name, values in _stages(y).items())
    return in_places(block, *histograms, words=words)


def motions_of(norm: Norm, groups: int, stage: str) -> Mapping[str, Motion]:
    """Return how the slider moves the charts: what there is to say of each statistic, once for a normalization."""
    return {f"chart_{name}": _motion(name, norm, groups, stage) for name in ("sharing", *_titles())}


def _motion(name: str, norm: Norm, groups: int, stage: str) -> Motion:
    """Return what a chart shows of each statistic."""
    statistics = norm.statistics(BLOCK.shape, groups)
    if name == "sharing":
        said, parts = _block_alt(norm, statistics, f"{{{SLIDER}}}"), _parts_of_block(norm, groups, statistics, stage)
    else:
        said = histogram_alt(_titles()[name]).replace("{count}", f"{int((statistics == 0).sum()):,}")
        parts = _parts_of_histogram(name, norm, groups, statistics)
    # At the bare address one set lights up after the other.
    return motion(SLIDER, numbers=name, said=said, sweeps=[[SLIDER, _count(statistics) - 1]], **parts)


def _parts_of_block(norm: Norm, groups: int, statistics: NDArray[np.intp], stage: str) -> Mapping[str, Any]:
    shared = _shared(norm, groups, statistics, stage)
    frame = [frame_of(statistics, picked) for picked in _picks(statistics)]
    states: dict[tuple[str | int, ...], list[Any]] = {("data", 1, axis): [of[axis] for of in frame] for axis in ("x", "y")}
    if shared:
        states["data", 3, "text"] = [words_beside(statistics, picked, shared) for picked in _picks(statistics)]
    return {"frames": frames(SLIDER, states)}


def _parts_of_histogram(name: str, norm: Norm, groups: int, statistics: NDArray[np.intp]) -> Mapping[str, Any]:
    values, top = _stages(normalized(norm, groups))[name], _top(norm, groups)
    figures = [_histogram_figure(name, values, statistics, picked, top) for picked in _picks(statistics)]
    marks = [("layout", "shapes", shape, end) for shape in (0, 1) for end in ("x0", "x1")]
    each = numbers_of_sets(norm, groups)[name]
    numbers: dict[tuple[str | int, ...], list[float]] = {("numbers", part): [of[part] for of in each] for part in each[0]}
    return {"frames": [*frames_from(SLIDER, figures, ("data", 0, "x"), ("data", 0, "y"), *marks), *frames(SLIDER, numbers)]}


def _picks(statistics: NDArray[np.intp]) -> range:
    return range(_count(statistics))


def _count(statistics: NDArray[np.intp]) -> int:
    return int(statistics.max()) + 1


def _block_figure(norm: Norm, groups: int, stage: str, picked: int) -> Figure:
    statistics, values = norm.statistics(BLOCK.shape, groups), _stages(normalized(norm, groups))[stage]
    told = [sentences.told(norm, numbers) for numbers in numbers_of_sets(norm, groups)[stage]]
    named = {"channels": _("channel"), "images": _("image"), "hover": _("set %{customdata}")}
    shared, own, scale = _shared(norm, groups, statistics, stage), _own(norm, groups, stage), _scale(norm, groups, stage)
    return sharing_figure(statistics, picked, values=values, scale=scale, own=own, shared=shared, told=told, **named)


def _scale(norm: Norm, groups: int, stage: str) -> tuple[float, float]:
    """Return what is black and what is white; normalized, what is 0 is halfway."""
    values = _stages(normalized(norm, groups))[stage]
    least, greatest = float(values.min()), float(values.max())
    furthest = max(-least, greatest)
    return (-furthest, furthest) if stage == "after" else (least, greatest)


def _shared(norm: Norm, groups: int, statistics: NDArray[np.intp], stage: str) -> list[str]:
    """Return what the values of each set share, as it stands at their brackets; nothing where sets have no whole tiles."""
    sets = numbers_of_sets(norm, groups)[stage] if has_whole_tiles(statistics) else ()
    return [sentences.at_bracket(norm, numbers) for numbers in sets]


@shared_cache(64)
def _own(norm: Norm, groups: int, stage: str) -> list[str]:
    """Return the mean, or the root mean square, of each tile, as it stands on it."""
    tiles = _stages(normalized(norm, groups))[stage].transpose(0, 3, 1, 2).reshape(-1, *BLOCK.shape[1:3])
    return [sentences.on_tile(norm, values_numbers(norm, values)) for values in tiles]


def _block_alt(norm: Norm, statistics: NDArray[np.intp], number: object) -> str:
    return _("{norm}: {count} sets of {values} of {all} values, each with statistics of its own; set {picked} is marked.").format(
        norm=_(norm.title),
        count=_count(statistics),
        values=int((statistics == 0).sum()),
        all=statistics.size,
        picked=number,
    )


def _titles() -> dict[str, str]:
    return {"before": _("Before"), "after": _("After")}


def _stages(y: NDArray[np.floating]) -> Mapping[str, NDArray[np.floating]]:
    return {"before": BLOCK, "after": y}


@shared_cache(64)
def numbers_of_sets(norm: Norm, groups: int) -> Mapping[str, list[dict[str, float]]]:
    """Return the numbers of each set, before and after, which every pick asks for."""
    statistics = norm.statistics(BLOCK.shape, groups)
    return {
        name: [values_numbers(norm, values[statistics == picked]) for picked in _picks(statistics)]
        for name, values in _stages(normalized(norm, groups)).items()
    }


@shared_cache(64)
def _top(norm: Norm, groups: int) -> float:
    """Return the end of the axis of counts, the same for every set, before and after."""
    statistics = norm.statistics(BLOCK.shape, groups)
    every = (
        _counted(values, statistics == picked)[0].counts.max()
        for values in _stages(normalized(norm, groups)).values()
        for picked in _picks(statistics)
    )
    return 1.08 * float(max(every))


def _counted(values: NDArray[np.floating], shared: NDArray[np.bool_]) -> tuple[bn_core.Histogram, tuple[float, float]]:
    """Return the counts of a set between its own ends, so that they are the same after, and from where to where all sets go."""
    return bn_core.histogram(values[shared], BINS), (float(values.min()), float(values.max()))


def _histogram(name: str, values: NDArray[np.floating], statistics: NDArray[np.intp], number: int, top: float) -> Sent:
    """Return the values of the picked set."""
    alt = alternative_text(_titles()[name], bn_core.summary(values[statistics == number]))
    return sent(f"chart_{name}", _histogram_figure(name, values, statistics, number, top), alt, at={SLIDER: number})


def _histogram_figure(name: str, values: NDArray[np.floating], statistics: NDArray[np.intp], picked: int, top: float) -> Figure:
    """Draw the values of a set, on axes that hold for every set; how many a bin has is seen against the others."""
    shared = statistics == picked
    histogram, bounds = _counted(values, shared)
    x_range = ladder(*bounds) if name == "after" else bounds
    summary, labels = bn_core.summary(values[shared]), histogram_labels()
    figure = histogram_figure(histogram, summary, PICKED, labels=labels, x_range=x_range, height=LOW, top=top, counted=False)
    figure["data"][0]["x"] = few_digits(figure["data"][0]["x"])  # which come for every set
    return figure
