"""A finished run once more from its first step on, at a speed that one can follow.

The step is that of the clock, however often the server has time to move the slider: a replay takes as long in a class of 200.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

import streamlit as st

from bn_view.state.language import _
from pages.training.looks import look_seconds
from workers.queue import Run

SECONDS = 10.0


@dataclass
class Replay:
    """From when on the slider of a run moves by itself, and how many seconds from one move to the next."""

    slider: str
    start: float
    every: float
    # Where it has put the slider since what the browser told last: a slow browser may tell any of them, and none before.
    places: list[int]
    is_over: bool = False

    def hear(self, place: int | None, last: int) -> bool:
        """Take note of a place that the browser tells, and return whether the replay has put the slider there.

        It is over once the slider's last place is told.
        """
        if place not in self.places:
            return False
        self.is_over = self.share == 1.0 and place == last
        self.places = self.places[self.places.index(place) :]
        return True

    @property
    def share(self) -> float:
        """Which share of the run is over."""
        return min(1.0, (time.monotonic() - self.start) / SECONDS)


class Ends:
    """When the replays of all sessions end."""

    def __init__(self) -> None:
        self._ends: list[float] = []
        self._lock = threading.Lock()

    def add(self, end: float) -> int:
        """Add one; return how many there are now."""
        with self._lock:
            self._ends = [other for other in self._ends if other > time.monotonic()] + [end]
            return len(self._ends)


_ENDS = Ends()


def slider_of(run: Run) -> str:
    """Return the key of the slider of a run's steps."""
    return f"shown_step_{run.number}"


def seconds_between_moves(run: Run) -> float | None:
    """Return after how long the slider of a run moves again by itself; None where it does not."""
    replay = _replay_of(slider_of(run))
    return None if replay is None or replay.is_over else replay.every


def is_moved(slider: str) -> bool:
    """Return whether a slider was moved by a replay, and by nobody since."""
    return _replay_of(slider) is not None


def draw_slider(slider: str, stops: range) -> int:
    """Draw the slider of the steps and the button of its replay; return the step."""
    replay = _replay_of(slider)
    if replay is not None and not replay.hear(st.session_state.get(slider), stops[-1]):
        replay = st.session_state.training_replay = None  # somebody has moved it
    if replay is not None and not replay.is_over:
        st.session_state[slider] = place = stops[round(replay.share * (len(stops) - 1))]
        replay.places.append(place)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        step = st.slider(_("Look at step"), 0, stops[-1], stops[-1], step=stops.step, key=slider)
        if replay is None or replay.is_over:
            st.button(_("Replay"), key="replay", icon=":material/replay:", on_click=start, args=(slider,))
        else:
            st.button(_("Stop"), key="stop_replay", icon=":material/stop:", on_click=_stop)
    return step


def _replay_of(slider: str) -> Replay | None:
    replay: Replay | None = st.session_state.get("training_replay")
    return replay if replay is not None and replay.slider == slider else None


def start(slider: str) -> None:
    """Replay a run from its first step on."""
    now = time.monotonic()
    every = look_seconds(_ENDS.add(now + SECONDS))
    st.session_state.training_replay = Replay(slider, now, every, [st.session_state.setdefault(slider, 0)])


def _stop() -> None:
    st.session_state.training_replay = None
