"""What a session looks at while it is trained: its run, its sweep."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable

import streamlit as st

from bn_core.network.network import Recipe
from bn_view.state.language import _
from bn_view.state.session import fragment, present
from bn_view.widgets.live_chart import place_of_words
from pages.training.settings import RunSettings
from workers.queue import Queue, QueueFullError, Run, Tasks

# After how long a session looks at its run again: alone, and at most, in a class. Each look costs the server about 6 ms, and all
# sessions share one core for it: 200 who look every 2 to 2.5 s take half of it.
LOOK_SECONDS, MOST_LOOK_SECONDS, LOOKS_A_SECOND = 0.5, 2.0, 5
# All of the page costs three times as much: when a run is over, so many of its followers get it a second.
PAGES_A_SECOND = 20
FIRST_SECONDS = 0.3


@st.cache_resource(show_spinner=False)
def queue() -> Queue:
    """Return the server's queue."""
    return Queue()


def get_ready() -> None:
    """Start the processes that train, once per session, while the page is being read."""
    if "training_viewer" not in st.session_state:
        st.session_state.training_viewer = secrets.token_hex(8)
        queue().get_ready()


def look_seconds(followers: int) -> float:
    """Return after how long a session looks again where so many follow runs; doubled where needed, so that it seldom changes."""
    seconds = LOOK_SECONDS
    while seconds < min(MOST_LOOK_SECONDS, followers / LOOKS_A_SECOND):
        seconds *= 2
    return seconds


def _apart(seconds: float | None) -> float | None:
    """Return up to a quarter more, for each session its own: a class that opens one link would look at one instant."""
    if seconds is None or seconds == LOOK_SECONDS:
        return seconds
    return seconds * (1 + int(st.session_state.training_viewer[:4], 16) / 0x40000)


class Turns:
    """A time of one's own for each who asks: at once, or so many a second later than the one before."""

    def __init__(self, a_second: float) -> None:
        self._between, self._latest, self._lock = 1 / a_second, 0.0, threading.Lock()

    def next(self) -> float:
        """Return when it is the asker's turn, by `time.monotonic`."""
        with self._lock:
            self._latest = max(time.monotonic(), self._latest + self._between)
            return self._latest


_TURNS = Turns(PAGES_A_SECOND)


class SessionRun:
    """What the session asked for last, by its name there; `tasks_of` says what is trained for a recipe."""

    def __init__(self, name: str, tasks_of: Callable[[Recipe], Tasks]) -> None:
        self._key, self._tasks_of = f"training_{name}", tasks_of

    @property
    def run(self) -> Run | None:
        """The run that is looked at."""
        run: Run | None = st.session_state.get(self._key)
        return run

    @property
    def in_progress(self) -> bool:
        """Whether it is being trained, and for this session too."""
        return self.run is not None and self.run.state == "open" and st.session_state.training_viewer in self.run.viewers

    @property
    def matches_settings(self) -> bool:
        """Whether the settings are still those of the run."""
        return self.run is not None and self.run.tasks == self._tasks_of(present(RunSettings).recipe)

    def start(self, anew: bool = False) -> None:
        """Train what the settings say, in place of what was looked at."""
        self.stop()
        try:
            run = queue().start(self._tasks_of(present(RunSettings).recipe), st.session_state.training_viewer, anew=anew)
        except QueueFullError:
            st.session_state[f"{self._key}_full"] = True
            return
        st.session_state[self._key], st.session_state[f"{self._key}_full"] = run, False
        run.begun.wait(FIRST_SECONDS)  # where the processes are warm, the page comes with the first points

    def stop(self) -> None:
        """Look no longer: unless somebody else does, the run stops."""
        if self.run is not None:
            queue().leave(self.run, st.session_state.training_viewer)

    def draw(self, draw: Callable[[Run, str, bool], None]) -> None:
        """Let `draw` draw the run below some HTML, with whether it is in progress; as long as it is, again and again."""
        if st.session_state.get(f"{self._key}_full"):
            st.warning(_("Too many runs wait already. Nothing is lost: try again in a minute."))
        if self.run is not None:
            seconds = look_seconds(queue().followers) if self.in_progress else None
            fragment(self._draw, run_every=_apart(seconds))(self.run, seconds, draw)

    @property
    def words(self) -> dict[str, str]:
        """What stands above the run, by its place: that the settings are others by now, if they are."""
        if self.run is None or self.matches_settings:
            return {self._key: ""}
        changed = _("The settings have changed since this was trained: start again to see what they do.")
        return {self._key: f'<p class="note">{changed}</p>'}

    def _draw(self, run: Run, seconds: float | None, draw: Callable[[Run, str, bool], None]) -> None:
        was_in_progress = seconds is not None
        is_over = was_in_progress and not self.in_progress and self._has_its_turn(run)
        if run is not self.run or is_over or self._looks_too_often(seconds):
            # All of the page: this part looks at another run ("Try again" reruns it alone), or looks less often or not again.
            st.rerun()
        self._draw_progress(run, was_in_progress)
        draw(run, place_of_words(self._key), was_in_progress)

    def _has_its_turn(self, run: Run) -> bool:
        """Return whether this session may have the page of a run that is over; until then it sees the last points."""
        if run.state == "open":  # the others go on
            return True
        number, turn = st.session_state.get(f"{self._key}_turn", (None, 0.0))
        if number != run.number:
            turn = _TURNS.next()
            st.session_state[f"{self._key}_turn"] = run.number, turn
        return time.monotonic() >= float(turn)

    def _looks_too_often(self, seconds: float | None) -> bool:
        return seconds is not None and seconds < look_seconds(queue().followers)

    def _draw_progress(self, run: Run, in_progress: bool) -> None:
        done = f"{run.progress:.0%}"
        if in_progress:
            place = queue().watch(run, st.session_state.training_viewer)
            if place:
                st.info(_("Other runs go first: yours is number {place} in line.").format(place=place))
            elif run.progress == 0:
                st.progress(0.0, _("The processes that train are starting: a few seconds, the first time."))
            else:
                st.progress(run.progress, _("{done} of all steps").format(done=done))
        elif run.state == "died":
            sentence = _("The process that trains ended after {done} of all steps. Nothing else is lost: try again.")
            st.error(sentence.format(done=done))
            st.button(_("Try again"), key=f"retry_{self._key}", on_click=self.start)
        elif run.state != "done":
            st.info(_("Stopped after {done} of all steps.").format(done=done))
