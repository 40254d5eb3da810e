"""Parts as dots with their standard deviation before the band of all values, and standard deviations over the size of parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from bn_view.figures import colours
from bn_view.figures.layout import AXIS, Figure, drawing, few_digits, hover, layout, title
from pages.whose_standard_deviation.values import InParts

HEIGHT = 320
# Where in a figure something stands.
Path = tuple[str | int, ...]


def places_of_parts(data: InParts, images: int) -> dict[Path, Any]:
    """Return what of the picture of parts differs from state to state, by where it stands in the figure."""
    counts = np.asarray(data.parts.count)
    halves = counts / counts.sum() * images / 2
    middles = np.cumsum(2 * halves) - halves + 0.5
    mean = data.spread.mean.item()
    places: dict[Path, Any] = {
        ("data", 0, "x"): few_digits(middles),
        ("data", 0, "error_x", "array"): few_digits(np.maximum(halves - 0.15, 0.0)),
        ("data", 0, "y"): few_digits(data.parts.mean),
        ("data", 0, "error_y", "array"): few_digits(np.sqrt(data.parts.variance)),
    }
    ends = few_digits(
        [mean - data.deviation, mean + data.deviation, mean - data.mean_of_deviations, mean + data.mean_of_deviations]
    )
    return places | {("layout", "shapes", n // 2, f"y{n % 2}"): end for n, end in enumerate(ends)}


def parts_figure(data: InParts, images: int, reach: tuple[float, float], names: Mapping[str, str]) -> Figure:
    """Draw each part at its images, its mean with one standard deviation up and down, before the band of all values."""
    places = places_of_parts(data, images)
    bars = {"type": "data", "color": colours.BEFORE, "width": 0}
    marks = {
        **{"type": "scatter", "mode": "markers", "x": places["data", 0, "x"], "y": places["data", 0, "y"]},
        "marker": {"color": colours.BEFORE, "size": 7},
        "error_x": {**bars, "array": places["data", 0, "error_x", "array"], "thickness": 1.5},
        "error_y": {**bars, "array": places["data", 0, "error_y", "array"], "thickness": 3},
        **hover(names["image"], names["mean"]),
    }
    looks: tuple[dict[str, Any], ...] = (
        {"fillcolor": colours.faint(colours.OF_ALL, 0.22), "line": {"width": 0}},
        {"line": {"color": colours.OF_PARTS, "width": 2, "dash": "dot"}},
    )
    across = {"type": "rect", "xref": "paper", "x0": 0, "x1": 1, "layer": "below"}
    ends = [{end: places["layout", "shapes", shape, end] for end in ("y0", "y1")} for shape in range(len(looks))]
    return drawing(
        data=[marks],
        layout=layout(
            HEIGHT,
            xaxis={**AXIS, "range": (0.4, images + 0.6), "title": title(names["image"])},
            yaxis={**AXIS, "range": reach, "title": title(names["value"])},
            shapes=[{**across, **of_shape, **look} for of_shape, look in zip(ends, looks, strict=True)],
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
            shapes=[
                {
                    "type": "line",
                    "x0": part_size,
                    "x1": part_size,
                    "yref": "paper",
                    "y0": 0,
                    "y1": 1,
                    "line": {"color": colours.GREY, "width": 2},
                }
            ],
        ),
    )
