"""Mini-batches of every size around the mean of all images, and what they make of one pixel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bn_view.figures.colours import ALONE, BATCH_NORM, BEFORE, GREY, faint
from bn_view.figures.layout import AXIS, FONT, Figure, drawing, few_digits, layout, packed, title
from bn_view.words.numbers import number
from pages.training_and_inference.figures import LINE, TALL, TOP, TRUTH, with_margin

# How far the dots of one size lie beside it, as a share of a decade of sizes: no two powers of 2 touch.
_WIDTH = 0.05
_LEFT, _RIGHT = 0.14, 0.13  # of the axis beyond its first and last size, in decades
# As high as which sizes, as powers of the last one, reach, the names of the band and of the dashed line stand.
_NAMED_AT = 0.3
# The ends of the chosen size, as wide as its dots and a little more.
_NUMBER = {"size": 18, "color": BEFORE}
_CAP = {"symbol": "line-ew", "size": 44, "line": {"width": 4, "color": BEFORE}}
# The rows of one pixel's outputs, among others and by itself, how far dots lie beside the middle of one, and how high all is.
_ROWS, _WIDE, STRIP = (1.0, -0.4), 0.5, 200
# Where the traces of what follows the slider are in both figures, and the name of the size among the annotations.
CHOSEN, ENDS, OUTPUTS, CHOSEN_NAME, ENDS_NAMES = 4, 5, 1, 0, (1, 2)


def places_of(size: int, count: int) -> list[float]:
    """Return where so many dots stand beside each other around their size."""
    return few_digits(np.linspace(size * 10**-_WIDTH, size * 10**_WIDTH, count))


def sizes_figure(
    columns: Mapping[int, NDArray[np.float64]],
    chosen: NDArray[np.float64],
    band: tuple[Sequence[int], NDArray[np.float64], NDArray[np.float64]],
    ends: tuple[float, float],
    *,
    at: int,
    true: float,
    reach: tuple[float, float],
    names: Mapping[str, str],
) -> Figure:
    """Draw the means of mini-batches over their size: those of some sizes grey, the `chosen` ones `at` their size coloured.

    Behind them lies the `band` in which most are: sizes, and between which means. Its `ends` at the chosen size are marked. The
    axes hold still.
    """
    sizes, low, high = band
    last, count = sizes[-1], len(chosen)
    # As wide as the dots of the first size and of the last.
    along = [sizes[0] * 10**-_WIDTH, *sizes[1:-1], last * 10**_WIDTH]
    edge = {**LINE, "x": few_digits(along), "line": {"width": 0}, "hoverinfo": "skip"}
    xs = np.concatenate([np.linspace(size * 10**-_WIDTH, size * 10**_WIDTH, count) for size in columns])
    dots = {"type": "scatter", "mode": "markers", "cliponaxis": False}
    traces: list[dict[str, Any]] = [
        {**edge, "y": few_digits(low)},
        {**edge, "y": few_digits(high), "fill": "tonexty", "fillcolor": faint(BEFORE, 0.14)},
        {**LINE, "x": [0.5, 10 * last], "y": few_digits([true] * 2), "line": TRUTH, "hoverinfo": "skip"},
        {
            **{**dots, "x": packed(xs), "y": packed(np.concatenate(list(columns.values()))), "hoverinfo": "skip"},
            "marker": {"color": GREY, "size": 4, "opacity": 0.4},
        },
        {
            **{**dots, "x": places_of(at, count), "y": few_digits(chosen), "name": names["y"]},
            **{"hovertemplate": f"{names['y']}: %{{y}}<extra></extra>"},
            "marker": {"color": BEFORE, "size": 8, "opacity": 0.75},
        },
        {
            **{**dots, "x": [at] * 2, "y": few_digits(ends), "hoverinfo": "skip", "marker": _CAP},
        },
    ]
    label = {"font": FONT, "showarrow": False}
    # The band narrows: at its end there is room above it and below.
    aside = {**label, "xref": "paper", "x": 1, "xanchor": "right"}
    above = int(np.searchsorted(sizes, last**_NAMED_AT))
    of_band = {"text": names["band"], "y": float(high[above])}
    of_truth = {"text": names["true"], "yref": "paper", "y": 0.01}
    annotations = [
        {**label, "font": {**FONT, "color": BEFORE}, "text": names["chosen"], **place_of_name(at, chosen)},
        *({**label, "font": _NUMBER, "xanchor": "left", "xshift": 38, **end} for end in names_of_ends(at, ends)),
        {**aside, **of_band, "yanchor": "bottom"},
        {**aside, **of_truth, "yanchor": "bottom"},
    ]
    x_range = few_digits([-_LEFT, np.log10(last) + _RIGHT])
    ticks = [size for size in columns if size < last]
    x_axis = {**AXIS, "type": "log", "range": x_range, "tickvals": [*ticks, last], "tickangle": 0, "title": title(names["x"])}
    y_axis = {**AXIS, "nticks": 6, "range": with_margin(*reach), "title": title(names["y"])}
    return drawing(traces, layout(TALL, top=TOP, annotations=annotations, xaxis=x_axis, yaxis=y_axis))


def names_of_ends(size: int, ends: Sequence[float]) -> list[dict[str, Any]]:
    """Return where the ends of a size have their numbers, or one where both are the same."""
    (x, *ys), texts = few_digits([np.log10(size), *ends]), [f"<b>{number(end)}</b>" for end in ends]
    texts[0] = texts[0] if texts[0] != texts[1] else ""
    return [{"x": x, "y": y, "text": text} for y, text in zip(ys, texts, strict=True)]


def place_of_name(size: int, chosen: NDArray[np.float64]) -> dict[str, float]:
    """Return where the name of the chosen size stands: above its dots."""
    x, y = few_digits([np.log10(size), chosen.max()])
    return {"x": x, "y": y, "yshift": 16}


def pixel_figure(
    outputs: NDArray[np.float64], alone: float, *, reach: tuple[float, float], names: tuple[str, str], x_title: str
) -> Figure:
    """Draw what becomes of one pixel, in rows under their names: in each mini-batch another `outputs`, and what it is `alone`."""
    dots = {"type": "scatter", "mode": "markers", "cliponaxis": False, "hovertemplate": "%{x}<extra></extra>"}
    across = np.linspace(-_WIDE, _WIDE, len(outputs))
    among, by_itself = _ROWS
    traces = [
        {**dots, "x": few_digits([alone]), "y": [by_itself], "marker": {"color": ALONE, "size": 13}},
        {
            # Beside each other at random, as the mini-batches are, and each where it stays whatever the size is.
            **{**dots, "x": few_digits(outputs), "y": few_digits(among + across)},
            "marker": {"color": BATCH_NORM, "size": 7, "opacity": 0.8},
        },
    ]
    named = {"xref": "paper", "x": 0, "xanchor": "left", "yanchor": "bottom", "yshift": 9, "showarrow": False}
    tops = (among + _WIDE, by_itself)
    annotations = [
        {**named, "y": top, "text": name, "font": {**FONT, "color": colour}}
        for top, name, colour in zip(tops, names, (BATCH_NORM, ALONE), strict=True)
    ]
    x_axis = {**AXIS, "nticks": 5, "range": with_margin(*reach), "title": title(x_title)}
    y_axis = {**AXIS, "visible": False, "range": [by_itself - 0.5, among + 1]}
    return drawing(traces, layout(STRIP, left=12, top=4, annotations=annotations, xaxis=x_axis, yaxis=y_axis))
