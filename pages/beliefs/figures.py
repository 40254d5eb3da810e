"""What an experiment gave, drawn: curves over one x axis, bars side by side, matrices in shades of grey."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bn_core import Histogram
from bn_view.figures.colours import CURVES, GREY
from bn_view.figures.histograms import Curve, normal_trace, steps, steps_over
from bn_view.figures.layout import AXIS, BECOMING, FONT, LEGEND_ABOVE, Figure, drawing, hover, layout, packed, title
from bn_view.words.numbers import short

# Told apart without colour as well.
_DASHES = ("solid", "dash", "dot")
# Marks what goes into an experiment.
SEEN_BEFORE = "before"
Numbers = Sequence[float]


def curves_figure(
    curves: Mapping[str, tuple[Numbers, Numbers]],
    x: str,
    y: str,
    *,
    log_x: bool = False,
    log_y: bool = False,
    colours: Sequence[str] = CURVES,
    filled: Collection[str] = (),
) -> Figure:
    """Draw one line a name, at most three, through its x and y values; the axes are called `x` and `y`.

    Those named in `filled` are histograms, as `histogram_curve` returns them.
    """
    filling = {"fill": "tozeroy"}
    heights = [v for _xs, ys in curves.values() for v in ys]
    return drawing(
        data=[
            {
                "type": "scatter",
                "mode": "lines",
                "name": name,
                "x": list(xs),
                "y": list(ys),
                "line": {"color": colour, "width": 3, "dash": dash},
                **({"line": {"color": colour, "width": 1.5, "shape": "hv"}, **filling} if name in filled else {}),
                **hover(x, y, name if len(curves) > 1 else ""),
            }
            for (name, (xs, ys)), colour, dash in zip(curves.items(), colours, _DASHES, strict=False)
        ],
        layout=layout(
            300,
            showlegend=len(curves) > 1,
            legend=_legend(curves),
            xaxis={**AXIS, "title": title(x), **_scale(log_x, [v for xs, _ys in curves.values() for v in xs]), "nticks": 8},
            yaxis={**AXIS, "title": title(y), **_scale(log_y, heights), "range": _reach(heights, log_y), "nticks": 5},
        ),
    )


def _legend(names: Iterable[str]) -> dict[str, Any]:
    """Return the legend of curves or bars; one that was hidden by a click hides none of another belief."""
    return {**LEGEND_ABOVE, "y": 1, "uirevision": " ".join(names)}


def with_dots(figure: Figure, at: float) -> Figure:
    """Return curves with a dot where each is at a place that all of them know, and its value beside it, clear of the others'."""
    lines = figure["data"]
    heights = [line["y"][list(line["x"]).index(at)] for line in lines]
    order = sorted(range(len(lines)), key=heights.__getitem__)
    y_axis = figure["layout"]["yaxis"]
    lowest = math.log10(heights[order[0]]) if y_axis.get("type") == "log" else heights[order[0]]
    low, high = y_axis["range"]
    on_the_floor = lowest < low + 0.15 * (high - low)
    beside = "top left" if at == max(lines[0]["x"]) else "top right"  # above its own line, too
    sides = {order[0]: beside if on_the_floor else "bottom center", order[-1]: "top center"}
    dots = {
        "type": "scatter",
        "mode": "markers+text",
        "x": [at] * len(lines),
        "y": heights,
        "text": [f"<b>{short(height, 2 if abs(height) < 1e-3 else 3)}</b>" for height in heights],
        "textposition": [sides.get(i, "middle right") for i in range(len(lines))],
        "textfont": {"size": 16},
        "marker": {"size": 14, "color": [line["line"]["color"] for line in lines]},
        "cliponaxis": False,
        "showlegend": False,
        "hoverinfo": "skip",
    }
    return drawing([*lines, dots], figure["layout"])


def _reach(heights: Numbers, log: bool) -> list[float]:
    """Return an axis with room for these values: a given one stands still while the result comes."""
    low, high = (math.log10(end(heights)) if log else end(heights) for end in (min, max))
    room = 0.06 * ((high - low) or 1)
    return [low if not log and low == 0 else low - room, high + room]


def _scale(log: bool, values: Numbers) -> dict[str, object]:
    if not log:
        return {"exponentformat": "none"}
    if max(values) < 100 * min(values):  # powers of ten would be too few ticks
        return {"type": "log", "tickvals": [2.0**k for k in range(-3, 8)]}
    return {"type": "log", "dtick": 1, "exponentformat": "power"}


def histogram_curve(histogram: Histogram) -> tuple[Numbers, Numbers]:
    """Return the outline of a histogram as a curve."""
    return steps_over(histogram.edges, histogram.counts.tolist())


def histograms_beside_normal(
    histograms: Mapping[str, tuple[Histogram, Curve]],
    x: str,
    y: str,
    *,
    x_range: tuple[float, float],
    colour: str,
    normal: str,
    is_result: bool,
) -> Figure:
    """Draw histograms side by side on axes that are the same, each under a normal distribution, which is called `normal`.

    A result is seen coming from what was drawn before it.
    """
    n, traces, names = len(histograms), list[Mapping[str, Any]](), []
    axes: dict[str, Any] = {}
    highest = max(max(histogram.counts.max(), *curve[1]) for histogram, curve in histograms.values())
    for i, (name, (histogram, curve)) in enumerate(histograms.items()):
        at = f"x{i + 1 if i else ''}"
        traces += [
            {**normal_trace(curve), "xaxis": at, "name": normal, "showlegend": i == 0},
            {
                **steps(histogram, colour, 1.5),
                "fill": "tozeroy",
                "xaxis": at,
                "name": name,
                "showlegend": False,
                **hover(x, y, name, relation=" ≥ "),
            },
        ]
        domain = [i / n + 0.03 * (i > 0), (i + 1) / n - 0.03 * (i + 1 < n)]
        axes[f"xaxis{at[1:]}"] = {**AXIS, "title": title(x), "range": x_range, "domain": domain, "nticks": 6}
        place = {
            "xref": "paper",
            "yref": "paper",
            "x": domain[0],
            "y": 1,
            "xanchor": "left",
            "yanchor": "top",
            "showarrow": False,
        }
        names.append({**place, "text": f"<b>{name}</b>", "font": {"size": 18}})
    # Shapes are compared: how many values a bin holds is beside the point.
    axes["yaxis"] = {**AXIS, "range": [0, 1.25 * float(highest)], "visible": False}
    look: dict[str, Any] = {
        "showlegend": True,
        "legend": {**LEGEND_ABOVE, "y": 1},
        "annotations": names,
        **({"transition": BECOMING} if is_result else {}),
    }
    return drawing(traces, layout(300, left=14, **look, **axes))


def bars_figure(bars: Mapping[str, Numbers], groups: Sequence[str], x: str, y: str, *, colours: Sequence[str] = CURVES) -> Figure:
    """Draw for each of the groups a bar of each name, at most three; the axes are called `x` and `y`."""
    reached = [0.0, *(height for heights in bars.values() for height in heights)]
    return drawing(
        data=[
            {"type": "bar", "name": name, "x": list(groups), "y": list(heights), "marker": {"color": colour}, **hover(x, y, name)}
            for (name, heights), colour in zip(bars.items(), colours, strict=False)
        ],
        layout=layout(
            300,
            bottom=28 + 18 * max(group.count("<br>") for group in groups),
            showlegend=len(bars) > 1,
            legend=_legend(bars),
            xaxis={**AXIS, "title": title(x), "type": "category"},
            yaxis={
                **AXIS,
                "title": title(y),
                "range": _reach(reached, log=False),
                "zeroline": True,
                "zerolinecolor": GREY,
                "nticks": 6,
            },
        ),
    )


def with_numbers(figure: Figure) -> Figure:
    """Return bars with the height of each above it, which is how one sees a bar of height 0."""
    look = {"textposition": "outside", "textfont": {"size": 18}, "cliponaxis": False}
    bars = [{**bar, **look, "text": [f"<b>{short(height)}</b>" for height in bar["y"]]} for bar in figure["data"]]
    low, high = figure["layout"]["yaxis"]["range"]
    axis = {**figure["layout"]["yaxis"], "range": [low, 1.1 * high]}
    return drawing(bars, {**figure["layout"], "yaxis": axis})


class Panel(NamedTuple):
    """A matrix, the values that are drawn black and white, and whether it goes into the experiment; shades alone as bytes."""

    values: NDArray[np.floating] | NDArray[np.uint8]
    scale: tuple[float, float]
    seen_before: bool = False


def panels_figure(panels: Mapping[str, Panel], *, square: bool = False) -> Figure:
    """Draw matrices side by side under their names, one shade of grey a value; where `square`, each value is one as well."""
    axes: dict[str, object] = {}
    width, gap = 1 / len(panels), 0.02
    hidden = {"visible": False, "fixedrange": True, "constrain": "domain"}
    for n in range(len(panels)):
        nth = n + 1 if n else ""
        one_shape = {"scaleanchor": f"x{nth}", "constraintoward": "top"} if square else {}
        axes[f"xaxis{nth}"] = {**hidden, "domain": [n * width + gap, (n + 1) * width - gap]}
        axes[f"yaxis{nth}"] = {**hidden, "anchor": f"x{nth}", "autorange": "reversed", **one_shape}
    names = [
        {
            "text": name,
            "x": (n + 0.5) * width,
            "y": 1,
            "xref": "paper",
            "yref": "paper",
            "xanchor": "center",
            "yanchor": "bottom",
            "showarrow": False,
        }
        for n, name in enumerate(panels)
    ]
    return drawing(
        data=[
            {
                "type": "heatmap",
                "z": packed(values),
                **{"zmin": low, "zmax": high, "colorscale": [[0, "#000"], [1, "#fff"]], "showscale": False},
                **{"xaxis": f"x{n or ''}", "yaxis": f"y{n or ''}", "xgap": gap, "ygap": gap},
                **({"hoverinfo": "skip"} if values.dtype == np.uint8 else {"hoverinfo": "all"}),
                "hovertemplate": "" if values.dtype == np.uint8 else "%{z:,.4~g}<extra></extra>",
                **({"meta": SEEN_BEFORE} if seen_before else {}),
            }
            for n, (values, (low, high), seen_before) in zip([0, *range(2, 9)], panels.values(), strict=False)
            for gap in [0 if len(values) == len(values.T) or values.dtype == np.uint8 else 1]
        ],
        layout=layout(
            210 if square else 260,
            left=0,
            right=0,
            top=48,
            bottom=4,
            annotations=[{**name, "font": FONT} for name in names],
            **axes,
        ),
    )
