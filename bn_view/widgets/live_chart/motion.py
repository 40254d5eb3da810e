"""How a slider moves a chart in the browser, as the dicts that `motion.js` reads; it says what each part does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from bn_core import EpsilonSweep
from bn_view.data.mini_batch import EPSILONS, Affine
from bn_view.figures.histograms import HALF_WIDTH
from bn_view.figures.layout import Figure
from bn_view.words.numbers import DECIMALS

# The class of what only the server can bring up to date, when a slider is released.
AFTER_RELEASE = "after-release"
Motion = dict[str, Any]
# Where a part of a figure stands, from "data" or "layout" on, or "numbers" and the name of one; -1 is the last of a list.
Path = Sequence[str | int]
# Where each slider stands, in the browser's terms: the number, or the index of a stop.
Stand = Mapping[str, float]
# 4, 8, … 8,192: one of 3.1 million values together is at most 1,774 standard deviations away, times a gamma of 3.
_MOST_DOUBLINGS = 12


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
    """Return a motion by these sliders.

    Numbers that the parts name follow in the elements of class `numbers`-… and in the sentence `said`, in braces; what the
    selectors `after_release` name, for all sliders or for each, is dimmed until the server has answered. With `lasting=True` the
    server sends the figure for one place of the sliders only, and the motion stays after a release.
    """
    of_each = after_release if isinstance(after_release, Mapping) else dict.fromkeys(sliders, after_release)
    dimmed = {slider: ", ".join(selectors) for slider, selectors in of_each.items() if selectors}
    return {"sliders": list(sliders), "numbers": numbers, "said": said, "afterRelease": dimmed, **parts}


def frames(slider: str, states: Mapping[tuple[str | int, ...], Sequence[Any]]) -> list[dict[str, Any]]:
    """Return a part of the figure for each stop of a slider, by its path."""
    return [{"slider": slider, "path": list(path), "states": list(of_stops)} for path, of_stops in states.items()]


def frames_from(slider: str, figures: Sequence[Figure], *paths: tuple[str | int, ...]) -> list[dict[str, Any]]:
    """Return what stands at these paths in the figure of each stop of a slider, for a chart that is otherwise the same."""

    def part(figure: Any, path: Path) -> Any:
        for key in path:
            figure = figure[key]
        return float(f"{figure:.7g}") if isinstance(figure, float) else figure

    return frames(slider, {path: [part(figure, path) for figure in figures] for path in paths})


def scaled(slider: str, path: Path, base: ArrayLike, scales: ArrayLike, shifts: ArrayLike) -> dict[str, Any]:
    """Return numbers that are scale · base + shift, with a scale and a shift for each stop of a slider."""
    arrays = {"base": base, "scales": scales, "shifts": shifts}
    return {"slider": slider, "path": list(path), **{name: seven_digits(values) for name, values in arrays.items()}}


def histogram_motion(
    sweep: EpsilonSweep,
    *,
    numbers: str,
    said: str,
    after_release: Sequence[str] = (),
    shared_range: tuple[float, float] | None = None,
    other_axis: tuple[str, Callable[[float], list[float]]] | None = None,
) -> Motion:
    """Return the motion of a histogram of the normalized mini-batch, the last trace of its chart.

    It has the exact counts for every stop of epsilon at gamma 1 and beta 0; gamma and beta only move the edges. Another axis of
    the chart may have a range for each end that the axis of the values can have.
    """
    rows = {
        "counts": sweep.counts.tolist(),
        "minimum": sweep.minimum.tolist(),
        "maximum": sweep.maximum.tolist(),
        "deviation": sweep.standard_deviation.tolist(),
    }
    histogram: dict[str, Any] = {"rows": rows, "halfWidth": HALF_WIDTH, "sharedRange": shared_range, "decimals": DECIMALS}
    zooms = ["xaxis"]
    if other_axis is not None:
        name, range_of = other_axis
        zooms.append(name)
        halves = [HALF_WIDTH * 2**k for k in range(_MOST_DOUBLINGS)]
        histogram["otherAxis"] = {"axis": name, "ranges": {f"{half:g}": range_of(half) for half in halves}}
    return motion(
        "gamma",
        "beta",
        "epsilon",
        numbers=numbers,
        said=said,
        after_release=after_release,
        zooms=zooms,
        histogram=histogram,
    )


def seven_digits(values: ArrayLike) -> list[float]:
    """Return numbers with as many digits as a chart and the four decimals beside it need."""
    return [float(f"{value:.7g}") for value in np.asarray(values, np.float64).tolist()]
