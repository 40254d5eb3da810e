"""Parts as bars in rows with what is made of them, the variance as a sum, and stds over the size of parts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.figures import colours
from bn_view.figures.layout import AXIS, Figure, drawing, few_digits, hover, layout, title
from bn_view.words.numbers import number
from pages.whose_standard_deviation.values import InParts

HEIGHT, SUM_HEIGHT = 320, 34
# Where in a figure something stands.
Path = tuple[str | int, ...]
# Below the parts, which are 1 high together, a bar for each estimate of the whole: how far from one to the next, and how thick.
_NEXT, _THICK, _TOP = 0.17, 0.1, 1.02
# Where the line below all parts lies, clear of the lowest of them.
_GROUND = -0.02
# What lies between two bars, of an image's row.
_GAP = 0.12
# So many pixels the dots of all images have together, one below the other.
_ROOM_OF_DOTS = 200


class Estimate(NamedTuple):
    """What somebody makes of the parts: a mean and a standard deviation, in a colour."""

    mean: float
    std: float
    colour: str


def changing(parts: bn_core.Moments, estimates: Sequence[Estimate], reach: tuple[float, float], images: int) -> dict[Path, Any]:
    """Return what of the picture differs from state to state, by where it stands; the last estimate is the whole.

    Each part is as thick as the rows of the images in it, of which there are so many in all.
    """
    # So many decimals are as precise as a pixel: each one more costs the wire.
    decimals = 4 - math.ceil(math.log10(reach[1] - reach[0]))
    mean, std = np.asarray(parts.mean), np.sqrt(parts.variance)
    ends = [few_digits([of.mean - of.std, of.mean + of.std]) for of in estimates]
    return {
        ("data", 0, "base"): (mean - std).round(decimals).tolist(),
        ("data", 0, "x"): (2 * std).round(decimals).tolist(),
        ("data", 1, "x"): mean.round(decimals).tolist(),
        ("data", 1, "customdata"): few_digits(std),
        **_rows(np.asarray(parts.count), images),
        **{("data", 2, "base", n): low for n, (low, _high) in enumerate(ends)},
        **{("data", 2, "x", n): of for n, of in enumerate(few_digits([2 * of.std for of in estimates]))},
        ("layout", "shapes", 0, "x0"): ends[-1][0],
        ("layout", "shapes", 0, "x1"): ends[-1][1],
        **{("layout", "annotations", n, "x"): high for n, (_low, high) in enumerate(ends)},
        **{("layout", "annotations", n, "text"): f"± {number(of.std)}" for n, of in enumerate(estimates)},
    }


def _rows(counts: NDArray[np.integer], images: int) -> dict[Path, Any]:
    """Return where the rows of parts stand, one below the other, and how thick each is."""
    thick = counts / counts.sum()
    middles = (1 - np.cumsum(thick) + thick / 2).round(3).tolist()
    return {
        ("data", 0, "y"): middles,
        ("data", 0, "width"): (thick - _GAP / images).round(3).tolist(),
        ("data", 1, "y"): middles,
    }


def parts_figure(
    parts: bn_core.Moments,
    estimates: Sequence[Estimate],
    reach: tuple[float, float],
    names: Mapping[str, str],
    bar: str,
    images: int,
) -> Figure:
    """Draw each part as a bar from its mean − std to its mean + std, with a dot at its mean, and below them the estimates.

    The last of these is what all values have: its band lies behind all parts. `bar` says what a bar is.
    """
    rows = [-_NEXT * (n + 1) for n in range(len(estimates))]
    band = {"type": "rect", "y0": 0, "y1": 1, "yref": "paper", "fillcolor": colours.faint(colours.OF_ALL, 0.14), "layer": "below"}
    ground = {"type": "line", "x0": 0, "x1": 1, "xref": "paper", "line": {"width": 1, "color": colours.GREY}}
    ground |= {"y0": _GROUND, "y1": _GROUND}
    bars = {"type": "bar", "orientation": "h", "hoverinfo": "skip"}
    of_parts = {**bars, "marker": {"color": colours.faint(colours.WITHIN, 0.7), "line": {"width": 0}}}
    made = {**bars, "x": [*rows], "base": [*rows], "y": rows, "width": _THICK}
    figure = drawing(
        data=[
            of_parts,
            _dots(names, images),
            {**made, "marker": {"color": [of.colour for of in estimates], "line": {"width": 0}}},
        ],
        layout=layout(
            HEIGHT,
            left=14,
            right=48,
            top=28,
            barmode="overlay",
            hovermode="closest",
            xaxis={**AXIS, "range": reach, "nticks": 9, "title": title(names["value"], standoff=4)},
            yaxis={**AXIS, "visible": False, "range": [rows[-1] - _THICK, _TOP]},
            shapes=[{**band, "line": {"width": 0}}, {**ground, "layer": "below"}],
            annotations=[*map(_label, rows, estimates), _above(bar)],
        ),
    )
    for path, of in changing(parts, estimates, reach, images).items():
        _put(figure, path, of)
    return figure


def _dots(names: Mapping[str, str], images: int) -> dict[str, Any]:
    """Return how the means look, as large as the rows of so many images let them, and what each says of its part."""
    said = f"{names['mean']}: %{{x}}<br>{names['std']}: %{{customdata:,.5~g}}"
    size = min(max(_ROOM_OF_DOTS // images, 4), 9)
    return {
        **{"type": "scatter", "mode": "markers", "hovertemplate": f"{said}<extra></extra>"},
        "marker": {"size": size, "color": colours.BETWEEN, "opacity": 1, "line": {"width": 0}},
    }


def _put(part: Any, path: Path, of: Any) -> None:
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = of


def _label(row: float, of: Estimate) -> dict[str, Any]:
    """Return what writes the standard deviation of an estimate behind its bar."""
    return {
        "y": row,
        "xanchor": "left",
        "xshift": 6,
        "showarrow": False,
        "font": {"size": 20, "weight": "bold", "color": of.colour},
    }


def _above(words: str) -> dict[str, Any]:
    place = {"xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom"}
    return {"text": words, **place, "showarrow": False, "font": {"size": 16}}


def pieces_of_sum(spread: bn_core.Spread) -> dict[Path, Any]:
    """Return which fraction of the variance lies within and which between the parts, by where it stands in the figure."""
    whole = float(spread.variance)
    within = float(spread.within) / whole if whole else 1.0
    return {("data", n, "x"): few_digits([piece]) for n, piece in enumerate((within, 1 - within))}


def sum_figure(spread: bn_core.Spread) -> Figure:
    """Draw the variance of all values as one bar, of which one piece lies within and the other between the parts."""
    pieces = pieces_of_sum(spread)
    look: dict[str, Any] = {"type": "bar", "orientation": "h", "y": [0], "width": 1, "hoverinfo": "skip"}
    bare = {**AXIS, "visible": False}
    return drawing(
        data=[
            {**look, "x": pieces["data", n, "x"], "marker": {"color": colour, "line": {"width": 0}}}
            for n, colour in enumerate((colours.WITHIN, colours.BETWEEN))
        ],
        layout=layout(
            SUM_HEIGHT,
            left=0,
            right=0,
            top=0,
            bottom=0,
            barmode="stack",
            bargap=0,
            xaxis={**bare, "range": (0, 1)},
            yaxis={**bare, "range": (-0.5, 0.5)},
        ),
    )


def curves_figure(sizes: Sequence[InParts], part_size: int, top: float, names: Mapping[str, str]) -> Figure:
    """Draw the standard deviation of all values and what two means of the parts make of it, over the images in a part."""
    curves = {
        "of_all": (colours.OF_ALL, 4, [of.deviation for of in sizes]),
        "mean_of_deviations": (colours.OF_PARTS, 2.5, [of.mean_of_deviations for of in sizes]),
        "root_of_mean_variance": (colours.ROOT_OF_PARTS, 2.5, [of.root_of_mean_variance for of in sizes]),
    }
    cursor = {"type": "line", "x0": part_size, "x1": part_size, "yref": "paper", "y0": 0, "y1": 1}
    return drawing(
        data=[
            {
                "type": "scatter",
                "mode": "lines",
                "x0": 1,
                "y": few_digits(y),
                "line": {"color": colour, "width": width},
                **hover(names["size"], names["std"], names[name]),
            }
            for name, (colour, width, y) in curves.items()
        ],
        layout=layout(
            HEIGHT,
            xaxis={**AXIS, "range": (0.4, len(sizes) + 0.6), "title": title(names["size"])},
            yaxis={**AXIS, "range": (0.0, top), "title": title(names["std"])},
            shapes=[{**cursor, "line": {"color": colours.GREY, "width": 2}}],
        ),
    )
