"""The coloured block, in which a click picks a statistic, and the histograms before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.figures import colours
from bn_view.figures.histograms import histogram_figure, ladder
from bn_view.figures.layout import Figure
from bn_view.state.language import _
from bn_view.widgets.live_chart import Sent, in_places, place_of, place_of_words, sent
from bn_view.widgets.live_chart.motion import Motion, frames, frames_from, motion
from bn_view.words.readout import alternative_text, four_numbers, histogram_alt, histogram_labels
from pages.who_shares_statistics import sentences
from pages.who_shares_statistics.figure import HEIGHT, cells_of, sharing_figure, strong_colour
from pages.who_shares_statistics.norms import Norm
from pages.who_shares_statistics.scripts import BLOCK, normalized
from pages.who_shares_statistics.sentences import SLIDER, values_numbers

# 384 values leave the lab's 60 bins half empty.
BINS = 24
LOW = 170


def place_of_block() -> str:
    """Return the places of the block and of what is said below it, as HTML."""
    return place_of("chart_sharing", HEIGHT) + place_of_words("block")


def places_of_histograms() -> str:
    """Return the places of the histograms and of their numbers, as HTML."""
    columns = (f"<h3>{title}</h3>{place_of(f'chart_{name}', LOW)}{place_of_words(name)}" for name, title in _titles().items())
    return f'<div class="beside-block">{place_of_words("filled")}{"".join(columns)}</div>'


def moved(norm: Norm, groups: int, number: int) -> Mapping[str, Any]:
    """Return all that shows set `number`."""
    statistics, y = norm.statistics(BLOCK.shape, groups), normalized(norm, groups)
    shared = statistics == number
    told = [sentences.told(norm, BLOCK[statistics == n]) for n in _picks(statistics)]
    figure, alt = _block_figure(statistics, number, told), _block_alt(norm, statistics, number)
    block = sent("chart_sharing", figure, alt, at={SLIDER: number}, clickable=True)
    words = {"block": sentences.block(norm, _count(statistics), number), "filled": sentences.filled(number)}
    words |= {"picked": sentences.before_and_after(norm, y, shared, number)}
    words |= {name: four_numbers(name, bn_core.summary(values[shared])) for name, values in _stages(y).items()}
    histograms = (_histogram(name, values, statistics, number) for name, values in _stages(y).items())
    return in_places(block, *histograms, words=words)


def motions_of(norm: Norm, groups: int) -> Mapping[str, Motion]:
    """Return how the slider moves the charts: what there is to say of each statistic, once for a normalization."""
    return {f"chart_{name}": _motion(name, norm, groups) for name in ("sharing", *_titles())}


def _motion(name: str, norm: Norm, groups: int) -> Motion:
    """Return what a chart shows of each statistic."""
    statistics = norm.statistics(BLOCK.shape, groups)
    if name == "sharing":
        said, parts = _block_alt(norm, statistics, f"{{{SLIDER}}}"), _parts_of_block(statistics)
    else:
        said = histogram_alt(_titles()[name]).replace("{count}", f"{int((statistics == 0).sum()):,}")
        parts = _parts_of_histogram(name, norm, _stages(normalized(norm, groups))[name], statistics)
    return motion(SLIDER, numbers=name, said=said, **parts)


def _parts_of_block(statistics: NDArray[np.intp]) -> Mapping[str, Any]:
    blocks = [_block_figure(statistics, picked) for picked in _picks(statistics)]
    paths: list[tuple[str | int, ...]] = [("data", 1, "x"), ("data", 1, "y"), ("data", 1, "line", "color")]
    if len(blocks[0]["data"]) > 3:
        paths.append(("data", 2, "text"))
    cells = {"slider": SLIDER, "path": ["data", 0, "z"], "of": cells_of(statistics), "shades": len(blocks)}
    return {"picks": [cells], "frames": frames_from(SLIDER, blocks, *paths)}


def _parts_of_histogram(name: str, norm: Norm, values: NDArray[np.floating], statistics: NDArray[np.intp]) -> Mapping[str, Any]:
    figures = [_histogram_figure(name, values, statistics, picked) for picked in _picks(statistics)]
    marks = [("layout", "shapes", shape, end) for shape in (0, 1) for end in ("x0", "x1")]
    each = [values_numbers(norm, values[statistics == picked]) for picked in _picks(statistics)]
    numbers: dict[tuple[str | int, ...], list[float]] = {("numbers", part): [of[part] for of in each] for part in each[0]}
    return {
        "frames": [
            *frames_from(SLIDER, figures, ("data", 1, "y"), ("data", 1, "line", "color"), *marks),
            *frames(SLIDER, numbers),
        ]
    }


def _picks(statistics: NDArray[np.intp]) -> range:
    return range(_count(statistics))


def _count(statistics: NDArray[np.intp]) -> int:
    return int(statistics.max()) + 1


def _block_figure(statistics: NDArray[np.intp], picked: int, told: Sequence[str] = ()) -> Figure:
    named = {"channels": _("channel"), "images": _("image"), "hover": _("set %{customdata}")}
    return sharing_figure(statistics, picked, told=told, **named)


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


def _histogram(name: str, values: NDArray[np.floating], statistics: NDArray[np.intp], number: int) -> Sent:
    """Return all values as a line and those of the picked set filled."""
    alt = alternative_text(_titles()[name], bn_core.summary(values[statistics == number]))
    return sent(f"chart_{name}", _histogram_figure(name, values, statistics, number), alt, at={SLIDER: number})


def _histogram_figure(name: str, values: NDArray[np.floating], statistics: NDArray[np.intp], picked: int) -> Figure:
    """Draw the values of a set in its colour before the grey line of all, on an axis that holds for every set."""
    bounds, shared = (float(values.min()), float(values.max())), statistics == picked
    return histogram_figure(
        bn_core.histogram(values[shared], BINS, bounds),
        bn_core.summary(values[shared]),
        strong_colour(_count(statistics), picked),
        labels=histogram_labels(),
        x_range=ladder(*bounds) if name == "after" else bounds,
        height=LOW,
        outline=(bn_core.histogram(values, BINS, bounds), colours.GREY),
    )
