"""A slider under a belief's picture: what one may change before its answer and after it, and what that gives at each stop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from bn_view.figures.layout import Figure, few_digits
from bn_view.state.language import gettext_noop
from bn_view.state.session import fragment, get
from bn_view.state.settings import Settings, Stops
from bn_view.widgets import controls
from bn_view.widgets.live_chart.motion import Motion, changing, frames, motion

# How the class of the words begins that follow the slider.
_FOLLOWED = "dial"
_SAYS = "says"
_MOMENTA = (0.01, 0.05, *(n / 10 for n in range(1, 10)), 0.95, 0.99)


class Dials(Settings):
    """What one may change of an experiment, or of what goes into it."""

    peaks_apart = Stops(7.0, tuple(n / 2 for n in range(15)), gettext_noop("Distance of peaks, in their stds"))
    axis_read = Stops(0.0, (0.0, 1.0, 2.0, 3.0), gettext_noop("axis ="))
    values_in_batch = Stops(4.0, (2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 16.0, 32.0, 64.0), gettext_noop("Values in the batch, m"))
    epsilon_in_root = Stops(1e-3, tuple(float(f"{d}e-{n}") for n in range(8, 0, -1) for d in (1, 3)), gettext_noop("ε epsilon"))
    momentum_in_both = Stops(0.9, _MOMENTA, gettext_noop("Momentum in both"))
    momentum_of_mean = Stops(0.99, (0.1, 0.5, 0.8, 0.85, 0.95, 0.97, 0.98, 0.99, 0.995, 0.999), gettext_noop("Momentum in Keras"))
    batches_before = Stops(100.0, tuple(map(float, (*range(11), *range(20, 601, 20)))), gettext_noop("Batches before"))
    batches_in = Stops(10.0, tuple(map(float, range(1, 41))), gettext_noop("Batches that came in"))
    many_batches_in = Stops(100.0, (1.0, *map(float, range(10, 501, 10))), gettext_noop("Batches that came in"))
    images_in_batch = Stops(2.0, (2.0, 4.0, 16.0, 64.0), gettext_noop("Batch size"))
    bias_before = Stops(100.0, (0.0, 25.0, 50.0, 75.0, 100.0), gettext_noop("bias"))
    bias_spread = Stops(1.0, tuple(n / 4 for n in range(9)), gettext_noop("std of the layer's own bias"))


class Dial:
    """For each stop of a setting the same figure with other values, and a sentence that says what it gives there.

    Both are made when they are asked for: before an experiment has run nobody sees more than the cover of one.
    """

    def __init__(self, setting: Stops, figure_at: Callable[[float], Figure], says_at: Callable[[float], str]) -> None:
        self.setting, self.figure_at, self.says_at = setting, figure_at, says_at

    @property
    def value(self) -> float:
        """What the slider is set to."""
        return get(self.setting)

    @property
    def stop(self) -> int:
        """Where the slider stands."""
        return self.setting.stops.index(self.value)

    @property
    def figures(self) -> list[Figure]:
        """The figure of each stop."""
        return [self.figure_at(value) for value in self.setting.stops]

    @property
    def says(self) -> list[str]:
        """The sentence of each stop."""
        return [self.says_at(value) for value in self.setting.stops]

    def motion(self, said: str, *, sweeps: bool = False) -> Motion:
        """Return how the slider moves the chart; `said` says the experiment. One that `sweeps` shows itself that it moves."""
        figures = self.figures
        states = {path: list(map(_rounded, parts)) for path, parts in changing(figures, _paths(figures[0])).items()}
        if "transition" in figures[0]["layout"]:  # which is for the result that comes, and would lag behind the thumb
            states["layout", "transition"] = [{"duration": 0}] * len(figures)
        states["numbers", _SAYS] = self.says
        moved = frames(self.setting.name, states)
        alt, name = f"{said} {{{_SAYS}}}", self.setting.name
        moves = motion(name, numbers=_FOLLOWED, said=alt, lasting=[name], frames=moved)
        return moves | ({"sweeps": [[name, -self.setting.stops.index(self.setting.default)]]} if sweeps else {})


def draw_caption(said: str) -> None:
    """Draw above the picture what is asked of it, or what it shows; the browser has all numbers for what the slider gives."""
    st.html(f'<p class="dial"><b class="{_FOLLOWED}-{_SAYS}">{said}</b></p>')


def draw_dial(dial: Dial) -> None:
    """Draw the slider."""
    with st.container(key="dial"):
        _slider(dial.setting)


@fragment
def _slider(setting: Stops) -> None:
    controls.stops_slider(setting)


def _paths(figure: Figure) -> list[tuple[str | int, ...]]:
    """Return where the figures of a dial may differ: in the parts of a trace, or the words of an annotation."""
    parts: list[tuple[str | int, ...]] = [("data", i, key) for i, trace in enumerate(figure["data"]) for key in trace]
    words = figure["layout"].get("annotations", [])
    return [*parts, *(("layout", "annotations", i, "text") for i in range(len(words)))]


def _rounded(part: Any) -> Any:
    is_numbers = isinstance(part, list) and all(isinstance(value, float) for value in part)
    return few_digits(part) if is_numbers else part
