"""How a slider moves a chart in the browser, as the dicts that `motion.js` reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from bn_core import EpsilonSweep
from bn_view.data.mini_batch import EPSILONS, Affine
from bn_view.data.sizes import Rows
from bn_view.figures.histograms import HALF_WIDTH, covering
from bn_view.figures.layout import Figure, seven_digits
from bn_view.words.readout import histogram_alt

# The class of what only the server can bring up to date, when a slider is released.
AFTER_RELEASE = "after-release"
Motion = dict[str, Any]
# By no slider: a chart for which it comes is drawn again, where those that move it stand by now.
NO_MOTION: Motion = {"sliders": []}
# Where a part of a figure stands, from "data" or "layout" on, or "numbers" and the name of one.
Path = Sequence[str | int]
# Where each slider stands, in the browser's terms: the number, or the index of a stop.
Stand = Mapping[str, float]
# No slider stands here: the browser then moves chart and numbers to the slider's value, even one that the server has seen.
NOWHERE = -1
# 4, 8, … 8,192: one of 3.1 million values together is at most 1,774 standard deviations away, times a gamma of 3.
_RUNGS = 12
# The axis that the counts of a histogram widen and narrow.
_OF_COUNTS: Mapping[str, Any] = {"yaxis": {}}


def stands(affine: Affine, *names: str) -> Stand:
    """Return where the sliders of gamma, beta and epsilon stand, or those of them that are named."""
    all_three = {"gamma": affine.gamma, "beta": affine.beta, "epsilon": EPSILONS.index(affine.epsilon)}
    return {name: all_three[name] for name in names or all_three}


def motion(
    *sliders: str,
    numbers: str = "",
    said: str = "",
    after_release: Mapping[str, Sequence[str]] | Sequence[str] = (),
    **parts: Any,
) -> Motion:
    """Return a motion by these sliders, made of these parts.

    frames      a part of the figure for each stop of a slider, as the server computed it
    cursor      the first shape, a line at the slider's value or at that of its stop
    averages    moving averages, for a momentum
    affine      numbers n that become scale · n · (times + timesGamma · γ + timesSize · |γ|) + constant + plusBeta · β
                + plusGamma · γ + shift, scale and shift for each stop of another slider; held between 0 and 1, or written into
                a `text`, which is `same` where the number is `neutral`; no axis of a `ladder` makes room for what is `free`
    histogram   counts for each stop of epsilon, whose edges gamma and beta move; `twin` is the chart that has them
                for each batch size; `ways` lead down from the values of the chart `above`, in the first trace, whose `points`
                are ends of the ways of these values; their axis may have `room` for so many times as many
    straight    the line nearest to a curve, which goes through `points`, where the values are that stand for all, as its
                trace's `meta` has them in standard deviations from the mean; how much of the curve it explains, and how many
                of them lie where that is `flat`, from one end to the next; the trace of the `ways` of a few of the values
    through     what a function makes of the histogram in the chart `of`: counts in bins at whose edges it has the inputs `most`
    sizes       counts for each batch size; where there are none, those of the `twin`
    ladder      how the axes look that have to make room for moved numbers, a rung for each end
    travel      values that go from row to row
    glides      where numbers of the figure stand, in lists, that go to where they are next in a moment that is seen
    sweeps      sliders that move by themselves at the bare address, how far to both sides and, where the figure holds for no
                place of theirs, from where

    Numbers that the parts name follow in the elements of class `numbers`-… and in the sentence `said`, in braces; what the
    selectors `after_release` name, for all sliders or for each, is dimmed until the server has answered. Of the sliders
    in `lasting` the server sends the figure for one place only: their motion stays after a release.
    """
    of_each = after_release if isinstance(after_release, Mapping) else dict.fromkeys(sliders, after_release)
    dimmed = {slider: list(selectors) for slider, selectors in of_each.items()}
    # Where nothing of a chart moves but a line upon it, what it lies on need not be drawn again.
    only_numbers = all(part["path"][0] == "numbers" for part in parts.get("frames", ()))
    line_alone = {"cursor"} <= parts.keys() <= {"cursor", "frames", "lasting", "sweeps"} and only_numbers
    told = {"numbers": numbers, "said": said, "afterRelease": dimmed, "lineAlone": line_alone}
    return {"sliders": list(sliders), **told, **parts}


def frames(slider: str, states: Mapping[tuple[str | int, ...], Sequence[Any]]) -> list[dict[str, Any]]:
    """Return a part of the figure for each stop of a slider, by its path."""
    return [{"slider": slider, "path": list(path), "states": list(of_stops)} for path, of_stops in states.items()]


def changing(figures: Sequence[Figure], paths: Iterable[tuple[str | int, ...]]) -> dict[tuple[str | int, ...], list[Any]]:
    """Return what stands at these paths in each of these figures; what never changes is left out."""
    every = {path: [_part(figure, path) for figure in figures] for path in paths}
    return {path: parts for path, parts in every.items() if any(part != parts[0] for part in parts)}


def _part(figure: Any, path: Path) -> Any:
    for key in path:
        figure = figure[key]
    return float(f"{figure:.7g}") if isinstance(figure, float) else figure


def frames_from(slider: str, figures: Sequence[Figure], *paths: tuple[str | int, ...]) -> list[dict[str, Any]]:
    """Return what stands at these paths in the figure of each stop of a slider, for a chart that is otherwise the same."""
    return frames(slider, changing(figures, paths))


def axes_ladder(axes: Callable[[float], Mapping[str, Any]], least: float = HALF_WIDTH) -> list[dict[str, Any]]:
    """Return how axes look that reach as far as `histograms.ladder` says, for each end that it can give from `least` on."""
    return [{"end": end, "axes": axes(end)} for end in (least * 2**rung for rung in range(_RUNGS))]


def histogram_motion(
    sweep: EpsilonSweep,
    *,
    numbers: str,
    said: str,
    after_release: Sequence[str] = (),
    shared_range: tuple[float, float] | None = None,
    twin: str | None = None,
    ways: Mapping[str, Any] | None = None,
) -> Motion:
    """Return the motion of a histogram of the normalized mini-batch, the last trace of its chart.

    It has the exact counts for every stop of epsilon at gamma 1 and beta 0; gamma and beta only move the edges. `motion` says
    what `twin` and `ways` are.
    """

    def axes(end: float) -> dict[str, Any]:
        own = (-end, end)
        return {"xaxis": {"range": covering(own, shared_range or own)}, **_OF_COUNTS}

    of_stops = sweep.minimum, sweep.maximum, sweep.standard_deviation, np.zeros(len(sweep.minimum))
    # Many stops have the same counts: below some epsilon nothing changes any more.
    counts, which = np.unique(sweep.counts, axis=0, return_inverse=True)
    stops = zip(which.tolist(), *map(seven_digits, of_stops), strict=True)
    return motion(
        "gamma",
        "beta",
        "epsilon",
        numbers=numbers,
        said=said,
        after_release=after_release,
        ladder=axes_ladder(axes),
        histogram={"counts": counts.tolist(), "stops": list(stops), "twin": twin, "ways": ways},
    )


def sizes_motion(rows: Rows | None, numbers: str, title: str, after_release: Sequence[str]) -> Motion:
    """Return the motion of a histogram by the batch size, where gamma and beta, if they move it, stand as they are."""
    sizes = None if rows is None else [[row.counts, *seven_digits(row[1:])] for row in rows]
    ladder = [{"end": 0, "axes": _OF_COUNTS}]
    return motion(
        "batch_size", numbers=numbers, said=histogram_alt(title), after_release=after_release, ladder=ladder, sizes=sizes
    )
