"""Networks that train: the race of the arms, and what goes on in each layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from bn_view.figures.colours import ARMS, TRUE, WITNESSES, faint
from bn_view.figures.layout import (
    AXIS,
    FONT,
    LABELS_BELOW,
    LEGEND_ABOVE,
    THEME,
    TITLE,
    Figure,
    drawing,
    few_digits,
    hover,
    layout,
    packed,
    title,
)
from bn_view.widgets.live_chart.motion import NOWHERE, Stand
from pages.training.history import Floats, History

# So that the arms differ without colour as well.
DASHES = {"plain": "solid", "batch_norm": "solid", "frozen": "dash", "noisy": "dot"}
HEIGHT = 280
ROW, GAP, TOP = 76, 12, 18
# Room for the labels of the y axis.
_LEFT = 58
_BESIDE_ALL_ROWS: Mapping[str, Any] = {
    **{"xref": "paper", "yref": "paper", "x": 0, "y": 0.5, "xshift": -(_LEFT + TITLE / 2), "xanchor": "center"},
    **{"yanchor": "middle", "textangle": -90, "showarrow": False, "font": FONT},
}
_AXIS: Mapping[str, Any] = {**AXIS, "gridcolor": "rgba(128,128,128,0.25)"}
# In a template of its own, which stands in place of that of all charts.
_ROW_AXIS = {**THEME["yaxis"], **_AXIS, "nticks": 4}
# Plotly would write powers of ten larger than all other labels; these are written as the settings are: 0.01, 1e-8.
LOG_AXIS = {**_AXIS, "type": "log", "tickformat": "~g"}
ACCURACY_AXIS = {**_AXIS, "range": [0, 1.02], "tickformat": ".0%", "hoverformat": ".1%", "nticks": 6}
GREY_DASHED = {"color": TRUE, "width": 1.5, "dash": "dash"}
# Where a loss is 0 or a gradient nothing, a logarithmic axis needs a floor; a diverging one a ceiling.
_LOSS_RANGE = (1e-4, 1e2)
_GRADIENT_RANGE = (1e-12, 1e6)


@dataclass(frozen=True)
class Steps:
    """The axis of the steps: how far apart they are, where it ends, at which one looks, what it is called, and its slider."""

    every: int
    last: int
    shown: int
    title: str
    slider: str | None = None

    @property
    def stand(self) -> Stand | None:
        """Where the slider is to stand for the charts as they are sent."""
        return None if self.slider is None else {self.slider: NOWHERE}


def race_figure(
    histories: Mapping[str, History],
    kept: Mapping[str, History],
    which: Literal["loss", "accuracy"],
    steps: Steps,
    *,
    y_title: str,
    arm_names: Mapping[str, str],
) -> Figure:
    """Draw the loss (logarithmic) or the accuracy of each arm; a kept run thin, a cross where an arm diverged."""
    traces: list[dict[str, Any]] = []
    for run, width in ((kept, 1.5), (histories, 3)):
        for arm, history in run.items():
            values = np.clip(history.loss, *_LOSS_RANGE) if which == "loss" else history.accuracy
            line = {"color": ARMS[arm], "width": width, "dash": "dot" if run is kept else DASHES[arm]}
            trace = {"type": "scatter", "mode": "lines", "line": line, **hover(steps.title, y_title, arm_names[arm])}
            apart = int(history.steps[1]) if len(history.steps) > 1 else 1
            traces.append({**trace, "x0": 0, "dx": apart, "y": packed(values)})
            if history.diverged is not None and run is histories:
                cross = {"symbol": "x", "size": 12, "color": ARMS[arm]}
                # Where the loss was no longer a number, at the height of the last that was one.
                end = {"x": [history.diverged], "y": [float(values[-1])], "marker": cross}
                traces.append({**trace, **end, "mode": "markers", "cliponaxis": False})
    x, y = steps_axis(steps.last, steps.title), {**LOG_AXIS, "dtick": 1} if which == "loss" else ACCURACY_AXIS
    shapes = [line_at(steps.shown), _faint_behind(steps)]
    return drawing(data=traces, layout=framed(HEIGHT, xaxis=x, yaxis={**y, "title": title(y_title)}, shapes=shapes))


def heat_figure(rows: Sequence[tuple[Floats, float, float]], arm: str, steps: Steps, *, y_title: str) -> Figure:
    """Draw one row per layer: the histogram of its activations at each step, upright, dark where most values are.

    A row is (shares of shape (bins, n), lowest value, highest value).
    """
    scale = [[share, faint(ARMS[arm], share)] for share in (0.0, 1.0)]
    traces = []
    for i, (shares, low, high) in enumerate(rows):
        width = (high - low) / len(shares)
        traces.append(
            {
                "type": "heatmap",
                # The cube root shows thin tails beside ReLU's zeros; a byte a cell is as fine as an eye sees.
                "z": packed(np.round(255 * np.cbrt(shares)).astype(np.uint8)),
                "x0": 0,
                "dx": steps.every,
                "y0": float(f"{low + width / 2:.5g}"),
                "dy": float(f"{width:.5g}"),
                "coloraxis": "coloraxis",
                "hoverinfo": "skip",
                "yaxis": _nth("y", i),
            }
        )
    figure = _in_rows(traces, len(rows), steps, y_title)
    figure["layout"]["coloraxis"] = {"colorscale": scale, "cmin": 0, "cmax": 255, "showscale": False}
    return figure


def fan_figure(fans: Floats, arm: str, steps: Steps, *, start: float, y_title: str) -> Figure:
    """Draw one row per layer: the median of gamma or beta over its units, and the band of nine out of ten units.

    `fans` has the shape (layers, 3, n); `start` is where the values begin.
    """
    traces: list[dict[str, Any]] = []
    median = hover(steps.title, y_title)
    for i, (low, middle, high) in enumerate(fans):
        line = {"type": "scatter", "mode": "lines", "x0": 0, "dx": steps.every, "yaxis": _nth("y", i), "hoverinfo": "skip"}
        traces += [
            {**line, "y": packed(low), "line": {"width": 0}},
            {**line, "y": packed(high), "line": {"width": 0}, "fill": "tonexty", "fillcolor": faint(ARMS[arm], 0.35)},
            {**line, "y": packed(middle), "line": {"color": ARMS[arm], "width": 3}, "hoverinfo": "all", **median},
        ]
    reach = max(float(np.abs(fans - start).max()), 0.02) * 1.05
    line = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": start, "y1": start, "line": GREY_DASHED}
    # One scale for all layers, so that one sees where more is learned.
    y = {"range": few_digits([start - reach, start + reach])}
    return _in_rows(traces, len(fans), steps, y_title, {"yaxis": {**_ROW_AXIS, **y}, "shapedefaults": line})


def gradient_figure(
    gradients: Mapping[str, Floats],
    extremes: tuple[float, float],
    names: Sequence[str],
    *,
    x_title: str,
    y_title: str,
    arm_names: Mapping[str, str],
) -> Figure:
    """Draw the size of each layer's gradient, logarithmic, one line an arm; `extremes` of the whole run hold the axis still.

    An arm without sizes has diverged: its line is empty, but in its place.
    """
    traces = [
        {
            **dotted_line(arm),
            "x": list(names),
            "y": gradient_heights(sizes, extremes),
            **hover(x_title, y_title, arm_names[arm]),
        }
        for arm, sizes in gradients.items()
    ]
    low, high = _decades(extremes)
    y = {**LOG_AXIS, "title": title(y_title), "range": [low, high], "dtick": 1 if high - low < 6 else 2}
    x = {**_AXIS, "type": "category", "categoryarray": list(names), "range": [-0.3, len(names) - 0.7], "title": title(x_title)}
    return drawing(data=traces, layout=framed(HEIGHT, xaxis=x, yaxis=y))


def gradient_heights(sizes: Floats, extremes: tuple[float, float]) -> dict[str, str]:
    """Return how high the points of an arm stand: what is not within the axis lies on its edge."""
    low, high = _decades(extremes)
    return packed(np.clip(sizes, 10**low, 10**high))


def _decades(extremes: tuple[float, float]) -> tuple[float, float]:
    low, high = (float(np.log10(np.clip(extreme, *_GRADIENT_RANGE))) for extreme in extremes)
    return float(np.floor(low)), float(np.ceil(high))


def witness_figure(ours: Floats, theirs: Floats, *, x_title: str, y_title: str) -> Figure:
    """Draw the losses of bn_core and of Keras, step by step: the one as a line, the other as rings upon it."""
    shared = {"type": "scatter", "x": list(range(1, len(ours) + 1))}
    line = {"color": WITNESSES["bn_core"], "width": 3}
    rings = {"symbol": "circle-open", "size": 10, "line": {"width": 2}, "color": WITNESSES["keras"]}
    traces = [
        {**shared, "mode": "lines", "name": "bn_core", "y": ours.tolist(), "line": line, **hover(x_title, y_title, "bn_core")},
        {**shared, "mode": "markers", "name": "Keras", "y": theirs.tolist(), "marker": rings, **hover(x_title, y_title, "Keras")},
    ]
    x_axis, y_axis = steps_axis(len(ours), x_title), {**_AXIS, "title": title(y_title)}
    return drawing(data=traces, layout=framed(260, showlegend=True, legend=LEGEND_ABOVE, xaxis=x_axis, yaxis=y_axis))


def dotted_line(arm: str) -> dict[str, Any]:
    """Return how the line of an arm looks that has a dot at each of its points."""
    line = {"color": ARMS[arm], "width": 3, "dash": DASHES[arm]}
    return {"type": "scatter", "mode": "lines+markers", "line": line, "marker": {"size": 9}, "cliponaxis": False}


def _in_rows(
    traces: Sequence[Mapping[str, Any]], rows: int, steps: Steps, y_title: str, every_row: Mapping[str, Any] | None = None
) -> Figure:
    """Put one panel above the other, the first layer on top, with one x axis and one title for all y axes.

    `every_row` holds what is true of each panel: "yaxis", and "shapedefaults" for a line in it. It stands in the template, as it
    would otherwise cross the wire once per layer.
    """
    inner = _inner_height(rows)
    axes: dict[str, Any] = {}
    for i in range(rows):
        top = 1 - i * (ROW + GAP) / inner
        axes[_nth("yaxis", i)] = {"domain": few_digits([max(0.0, top - ROW / inner), top])}
    x = {**steps_axis(steps.last, steps.title), "anchor": _nth("y", rows - 1)}
    x["range"] = [-steps.every / 2, steps.last + steps.every / 2]
    lines = [] if every_row is None else [{"yref": _nth("y", i)} for i in range(rows)]
    return drawing(
        data=traces,
        layout=framed(
            rows_height(rows),
            left=_LEFT + TITLE,
            template={"layout": every_row or {"yaxis": _ROW_AXIS}},
            xaxis=x,
            **axes,
            shapes=[line_at(steps.shown), *lines],
            annotations=[{**_BESIDE_ALL_ROWS, "text": y_title}],
        ),
    )


def rows_height(rows: int) -> int:
    """Return how high a chart of so many layers is."""
    return _inner_height(rows) + TOP + LABELS_BELOW + TITLE


def _inner_height(rows: int) -> int:
    return rows * ROW + (rows - 1) * GAP


def _nth(axis: str, index: int) -> str:
    return f"{axis}{index + 1}" if index else axis


def line_at(x: float) -> dict[str, Any]:
    """Return the line of what is being looked at."""
    line = {"color": TRUE, "width": 2, "dash": "solid"}
    return {"type": "line", "xref": "x", "yref": "paper", "y0": 0, "y1": 1, "x0": x, "x1": x, "line": line}


def still_to_come(step: int, every: int) -> float:
    """Return where what makes the curves faint behind a step begins: beside the line that stands there."""
    return step + every / 8


def _faint_behind(steps: Steps) -> dict[str, Any]:
    """Return what makes the curves faint behind the step that is looked at, so that they grow in a replay.

    A style sheet gives it the colour of the page.
    """
    box = {"type": "rect", "xref": "x", "yref": "paper", "y0": 0, "y1": 1, "line": {"width": 0}}
    return {**box, "x0": still_to_come(steps.shown, steps.every), "x1": steps.last, "fillcolor": "#ffffff", "opacity": 0.8}


def steps_axis(last: int, name: str) -> dict[str, Any]:
    """Return the axis of the updates, from before the first to the last."""
    return {**_AXIS, "range": [0, last], "nticks": 6, "title": title(name)}


def framed(height: int, *, left: int = _LEFT, top: int = TOP, **rest: Any) -> dict[str, Any]:
    """Return the layout of a chart with room for the labels of its y axis."""
    return layout(height, left=left, top=top, plot_bgcolor="rgba(0,0,0,0)", **rest)
