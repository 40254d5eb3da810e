"""Parts as bars of mean ± std beside what is made of them, the variance as a sum, and stds over the size of parts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

import bn_core
from bn_view.figures import colours
from bn_view.figures.layout import AXIS, Figure, drawing, few_digits, hover, layout, seven_digits, title
from bn_view.words.numbers import number
from pages.whose_standard_deviation.values import InParts

HEIGHT, SUM_HEIGHT = 320, 34
# Where in a figure something stands.
Path = tuple[str | int, ...]
# Beside the images, as fractions of the width that these have: the first bar of those that estimate the whole, each next one, and
# how wide one is.
_FIRST, _NEXT, _WIDE = 0.16, 0.2, 0.12
# The least height of a bar, as a fraction of the picture's.
_THIN = 0.006


class Estimate(NamedTuple):
    """What somebody makes of the parts: a mean and a standard deviation, in a colour."""

    mean: float
    std: float
    colour: str


@dataclass(frozen=True)
class Changing:
    """What of the picture of parts differs from state to state, as its traces and its layout have it."""

    parts: Mapping[str, list[float]]
    estimates: Mapping[str, list[float]]
    band: Mapping[str, float]
    labels: Sequence[Mapping[str, float | str]]

    def places(self) -> dict[Path, Any]:
        """Return the same by where it stands in the figure."""
        return {
            **{("data", 0, name): of for name, of in self.parts.items()},
            **{("data", 1, name): of for name, of in self.estimates.items()},
            **{("layout", "shapes", 0, end): of for end, of in self.band.items()},
            **{("layout", "annotations", n, name): of for n, label in enumerate(self.labels) for name, of in label.items()},
        }


def changing(parts: bn_core.Moments, estimates: Sequence[Estimate], images: int, reach: tuple[float, float]) -> Changing:
    """Return what of the picture differs from state to state; the last estimate is the whole, which the band shows."""
    tops = few_digits([of.mean + of.std for of in estimates])
    whole = estimates[-1]
    low, high = few_digits([whole.mean - whole.std, whole.mean + whole.std])
    return Changing(
        _bars(parts, images, reach),
        {"base": few_digits([of.mean - of.std for of in estimates]), "y": few_digits([2 * of.std for of in estimates])},
        {"y0": low, "y1": high},
        [{"y": top, "text": f"<b>{number(of.std)}</b>"} for top, of in zip(tops, estimates, strict=True)],
    )


def _bars(parts: bn_core.Moments, images: int, reach: tuple[float, float]) -> dict[str, list[float]]:
    """Return a bar for each part, over its images, from its mean − std to its mean + std."""
    # So many decimals are less than a pixel: each one more costs the wire.
    decimals = 5 - math.ceil(math.log10(reach[1] - reach[0]))
    counts = np.asarray(parts.count)
    widths = counts / counts.sum() * images
    # An image that is constant is a thin line.
    heights = np.maximum(2 * np.sqrt(parts.variance), (reach[1] - reach[0]) * _THIN)
    return {
        "x": few_digits(np.cumsum(widths) - widths / 2 - 0.5),
        "width": few_digits(np.maximum(widths - 0.2, 0.5 * widths)),
        "base": np.round(parts.mean - heights / 2, decimals).tolist(),
        "y": np.round(heights, decimals).tolist(),
    }


def parts_figure(
    parts: bn_core.Moments, estimates: Sequence[Estimate], images: int, reach: tuple[float, float], names: Mapping[str, str]
) -> Figure:
    """Draw each part at its images, as a bar from its mean − std to its mean + std, and beside them the estimates of the whole.

    The last of these is what all values have: its band lies behind all parts.
    """
    state = changing(parts, estimates, images, reach)
    beside = [images * (1 + _FIRST + n * _NEXT) - 0.5 for n in range(len(estimates))]
    last = beside[-1] + _WIDE * images / 2
    band = {"type": "rect", "x0": -0.5, "x1": last, "fillcolor": colours.faint(colours.OF_ALL, 0.16), "layer": "below"}
    return drawing(
        data=[_trace_of_parts(state, parts, names), _trace_of_estimates(state, estimates, beside, _WIDE * images)],
        layout=layout(
            HEIGHT,
            top=22,
            barmode="overlay",
            xaxis={**AXIS, **_ticks(images), "range": (-0.7, last + 0.03 * images), "title": title(names["image"], standoff=4)},
            yaxis={**AXIS, "range": reach, "title": title(names["value"])},
            shapes=[{**band, **state.band, "line": {"width": 0}}],
            annotations=_labels(state, estimates, beside),
        ),
    )


def _trace_of_parts(state: Changing, parts: bn_core.Moments, names: Mapping[str, str]) -> dict[str, Any]:
    exact = np.column_stack([parts.mean, np.sqrt(parts.variance)]).tolist()
    said = "<br>".join(f"{names[name]}: %{{customdata[{n}]:,.7~g}}" for n, name in enumerate(("mean", "std")))
    return {
        "type": "bar",
        **state.parts,
        "marker": {"color": colours.WITHIN, "line": {"width": 0}},
        "customdata": [seven_digits(of) for of in exact],
        "hovertemplate": f"{said}<extra></extra>",
    }


def _trace_of_estimates(state: Changing, estimates: Sequence[Estimate], x: list[float], width: float) -> dict[str, Any]:
    marker = {"color": [of.colour for of in estimates]}
    return {"type": "bar", **state.estimates, "x": x, "width": width, "marker": marker, "hoverinfo": "skip"}


def _labels(state: Changing, estimates: Sequence[Estimate], beside: list[float]) -> list[dict[str, Any]]:
    """Return the standard deviation of each estimate above its bar."""
    return [
        {**label, "x": x, "yshift": 12, "showarrow": False, "font": {"size": 16, "color": of.colour}}
        for label, x, of in zip(state.labels, beside, estimates, strict=True)
    ]


def _ticks(images: int) -> dict[str, object]:
    """Return about six numbers of images: what stands beside these has none."""
    step = next(step for step in (1, 2, 5, 10) if images <= 7 * step)
    return {"tickvals": list(range(0, images, step)), "showgrid": False}


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
    x = list(range(1, len(sizes) + 1))
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
                "x": x,
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
