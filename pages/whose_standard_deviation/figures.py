"""Parts as bars of mean ± std beside what is made of them, the variance as a sum, and stds over the size of parts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
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
# Beside the images, in shares of the room that these have: the first bar of those that say what is made of the parts, each next
# one, and how wide one is.
_FIRST, _NEXT, _WIDE = 0.16, 0.2, 0.12
# The least height of a bar, in shares of the picture's.
_THIN = 0.006


class Made(NamedTuple):
    """What is made of the parts: a mean and a standard deviation, in a colour."""

    mean: float
    deviation: float
    colour: str


def places_of_parts(parts: bn_core.Moments, made: Sequence[Made], images: int, reach: tuple[float, float]) -> dict[Path, Any]:
    """Return what of the picture of parts differs from state to state, by where it stands in the figure."""
    # So many decimals are less than a pixel: each one more costs the wire.
    decimals = 5 - math.ceil(math.log10(reach[1] - reach[0]))
    counts = np.asarray(parts.count)
    widths = counts / counts.sum() * images
    deviations = np.sqrt(parts.variance)
    # An image that is constant is a thin line.
    heights = np.maximum(2 * deviations, (reach[1] - reach[0]) * _THIN)
    places: dict[Path, Any] = {
        ("data", 0, "x"): few_digits(np.cumsum(widths) - widths / 2 - 0.5),
        ("data", 0, "width"): few_digits(np.maximum(widths - 0.2, 0.5 * widths)),
        ("data", 0, "base"): np.round(parts.mean - heights / 2, decimals).tolist(),
        ("data", 0, "y"): np.round(heights, decimals).tolist(),
        ("data", 1, "base"): few_digits([of.mean - of.deviation for of in made]),
        ("data", 1, "y"): few_digits([2 * of.deviation for of in made]),
    }
    whole = made[-1]
    ends = few_digits([whole.mean - whole.deviation, whole.mean + whole.deviation])
    places |= {("layout", "shapes", 0, end): at for end, at in zip(("y0", "y1"), ends, strict=True)}
    for n, of in enumerate(made):
        places["layout", "annotations", n, "y"] = few_digits([of.mean + of.deviation])[0]
        places["layout", "annotations", n, "text"] = f"<b>{number(of.deviation)}</b>"
    return places


def parts_figure(
    parts: bn_core.Moments, made: Sequence[Made], images: int, reach: tuple[float, float], names: Mapping[str, str]
) -> Figure:
    """Draw each part at its images, as a bar from its mean − std to its mean + std, and beside them what is made of them.

    The last of these is what all values have: its band lies behind all parts.
    """
    places = places_of_parts(parts, made, images, reach)
    of_bars, of_made = ({str(path[2]): at for path, at in places.items() if path[:2] == ("data", n)} for n in (0, 1))
    beside = [images * (1 + _FIRST + n * _NEXT) - 0.5 for n in range(len(made))]
    marker = {"color": colours.WITHIN, "line": {"width": 0}}
    exact = np.column_stack([parts.mean, np.sqrt(parts.variance)]).tolist()
    said = "<br>".join(f"{names[name]}: %{{customdata[{n}]:,.7~g}}" for n, name in enumerate(("mean", "std")))
    told = {"customdata": [seven_digits(of) for of in exact], "hovertemplate": f"{said}<extra></extra>"}
    band = places["layout", "shapes", 0, "y0"], places["layout", "shapes", 0, "y1"]
    last = beside[-1] + _WIDE * images / 2
    return drawing(
        data=[
            {"type": "bar", **of_bars, **told, "marker": marker},
            {
                "type": "bar",
                "hoverinfo": "skip",
                **of_made,
                "x": beside,
                "width": _WIDE * images,
                "marker": {"color": [of.colour for of in made]},
            },
        ],
        layout=layout(
            HEIGHT,
            top=22,
            barmode="overlay",
            xaxis={
                **AXIS,
                "range": (-0.7, last + 0.03 * images),
                "title": title(names["image"], standoff=4),
                **_ticks(images),
            },
            yaxis={**AXIS, "range": reach, "title": title(names["value"])},
            shapes=[
                {
                    **{"type": "rect", "x0": -0.5, "x1": last, "y0": band[0], "y1": band[1]},
                    **{"fillcolor": colours.faint(colours.OF_ALL, 0.16), "line": {"width": 0}, "layer": "below"},
                }
            ],
            annotations=[
                {
                    **{"x": x, "y": places["layout", "annotations", n, "y"], "text": places["layout", "annotations", n, "text"]},
                    **{"yshift": 12, "showarrow": False, "font": {"size": 16, "color": of.colour}},
                }
                for n, (x, of) in enumerate(zip(beside, made, strict=True))
            ],
        ),
    )


def _ticks(images: int) -> dict[str, object]:
    """Return about six numbers of images: what stands beside these has none."""
    step = next(step for step in (1, 2, 5, 10) if images <= 7 * step)
    return {"tickvals": list(range(0, images, step)), "showgrid": False}


def shares_of_sum(spread: bn_core.Spread) -> dict[Path, Any]:
    """Return which share of the variance lies within and which between the parts, by where it stands in the figure."""
    whole = float(spread.variance)
    within = float(spread.within) / whole if whole else 1.0
    return {("data", n, "x"): few_digits([share]) for n, share in enumerate((within, 1 - within))}


def sum_figure(spread: bn_core.Spread) -> Figure:
    """Draw the variance of all values as one bar, of which one piece lies within and the other between the parts."""
    shares = shares_of_sum(spread)
    look: dict[str, Any] = {"type": "bar", "orientation": "h", "y": [0], "width": 1, "hoverinfo": "skip"}
    bare = {**AXIS, "visible": False}
    return drawing(
        data=[
            {**look, "x": shares["data", n, "x"], "marker": {"color": colour, "line": {"width": 0}}}
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
                **{"type": "scatter", "mode": "lines", "x": x, "y": few_digits(y), "line": {"color": colour, "width": width}},
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
