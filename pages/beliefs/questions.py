"""What stands before an answer: the axes under a cover, a question mark that a slider takes along, the batches that come in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bn_view.figures.colours import BEFORE, GREY, faint
from bn_view.figures.layout import Figure, drawing, few_digits, packed
from bn_view.state.settings import Stops
from pages.beliefs.dial import Dial
from pages.beliefs.figures import SEEN_BEFORE


def covered(figure: Figure, words: str = "") -> Figure:
    """Return a figure before its experiment has been run: what is compared over what, the rest under a cover with `words`.

    Matrices that go into the experiment are seen: each of the others is its own cover.
    """
    of_y = {name: axis for name, axis in figure["layout"].items() if name.startswith("yaxis")}
    axes = {name: {**axis, "showticklabels": False, "showgrid": False, "zeroline": False} for name, axis in of_y.items()}
    hidden = [trace for trace in figure["data"] if trace.get("meta") != SEEN_BEFORE]
    matrices = [f"{trace['xaxis']} domain" for trace in hidden if trace["type"] == "heatmap"]
    cover = {"type": "rect", "xref": "paper", "yref": "paper", "x0": 0, "x1": 1, "y0": 0, "y1": 1, "line": {"width": 0}}
    font = {"size": 18}
    place = {"x": 0.5, "y": 0.5, "xanchor": "center", "showarrow": False, "font": font}
    said = [
        {**place, "xref": at, "yref": at.replace("x", "y", 1), "text": _in_two_lines(words)}  # a matrix is narrow
        for at in matrices
    ] or [{**place, "xref": "paper", "yref": "paper", "text": words}]
    shown = {
        "annotations": [*figure["layout"].get("annotations", []), *(said if words else [])],
        "shapes": [] if matrices else [{**cover, "fillcolor": faint(GREY, 0.1)}],
    }
    return drawing(map(_without_values, figure["data"]), {**figure["layout"], **axes, **shown})


def asking_at(dial: Dial, question: Callable[[float], str], place: Callable[[float], float] = float) -> Dial:
    """Return a dial that moves a question mark along the x axis of another one's picture; `question` says what is asked there."""

    def figure(value: float) -> Figure:
        return asked_at(dial.figure_at(value), place(value))

    return Dial(dial.setting, figure, question)


def asked_at(figure: Figure, at: float) -> Figure:
    """Return a covered figure with a question mark on a line at a place of its x axis; dots of its values are left away."""
    curves = [trace for trace in figure["data"] if "markers" not in trace["mode"]]
    x_axis, (low, high) = figure["layout"]["xaxis"], figure["layout"]["yaxis"]["range"]
    xs = sorted(x for trace in curves for x in trace["x"])
    heights = [low, (low + high) / 2, high]
    if figure["layout"]["yaxis"].get("type") == "log":
        heights = [10.0**height for height in heights]
    share = at / xs[-1] if x_axis.get("type") == "log" else (at - xs[0]) / (xs[-1] - xs[0])
    mark = {
        "type": "scatter",
        "mode": "lines+text",
        "x": [at] * 3,
        "y": few_digits(heights),
        "text": ["", "<b>?</b>", ""],
        "textposition": "middle left" if share > 0.8 else "middle right",
        "textfont": {"size": 48},
        "line": {"color": GREY, "width": 2, "dash": "dot"},
        "hoverinfo": "skip",
        "showlegend": False,
        "meta": SEEN_BEFORE,
    }
    return covered({**figure, "data": [*curves, mark]})


def coming_in(setting: Stops, figure: Figure, means: Mapping[int, float], name: str, question: Callable[[float], str]) -> Dial:
    """Return a dial that lets batches come in, whose `means` are called `name`, over the axes of what they are averaged to."""
    counts = list(means)

    def drawn(count: float) -> Figure:
        seen = [n for n in counts if n <= count]
        dots = {
            "type": "scatter",
            "mode": "markers",
            "name": name,
            "x": counts,
            "y": few_digits([means[n] for n in seen]) + [None] * (len(counts) - len(seen)),
            "marker": {"color": BEFORE, "size": 9},
            "hoverinfo": "skip",
            "meta": SEEN_BEFORE,
        }
        asked = asked_at(figure, count)
        return {**asked, "data": [*asked["data"], dots]}

    return Dial(setting, drawn, question)


def marked_as_input(figure: Figure) -> Figure:
    """Return a figure of what goes into an experiment, nothing of which is hidden before it runs."""
    return {**figure, "data": [{**trace, "meta": SEEN_BEFORE} for trace in figure["data"]]}


def _in_two_lines(words: str) -> str:
    """Return words with a break at the space that is nearest to their middle, if there is one."""
    spaces = [at for at, letter in enumerate(words) if letter == " "]
    if not spaces:
        return words
    middle = min(spaces, key=lambda at: abs(at - len(words) / 2))
    return f"{words[:middle]}<br>{words[middle + 1 :]}"


def _without_values(trace: Mapping[str, Any]) -> dict[str, Any]:
    if trace.get("meta") == SEEN_BEFORE:
        return dict(trace)
    if trace["type"] == "heatmap":
        return {**trace, "z": packed([[0.0]]), "zmin": -1, "zmax": 1, "colorscale": [[0, GREY], [1, GREY]], "opacity": 0.15}
    return {**trace, "y": [None] * len(trace["x"])}
