"""What a session looks at while it is trained: its run, its sweep."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from bn_core.network.network import Recipe
from bn_view.state.language import _
from bn_view.state.session import fragment, present
from bn_view.widgets.live_chart import place_of_words
from classroom import database, runs
from pages.training.looks import TURNS, apart, look_seconds
from pages.training.replay import seconds_between_moves
from pages.training.settings import RunSettings
from workers.queue import Queue, QueueFullError, Run, Tasks

FIRST_SECONDS = 0.3


@st.cache_resource(show_spinner=False)
def queue() -> Queue:
    """Return the server's queue; its replicas keep finished runs for each other where they share a database."""
    return Queue(archive=runs if database.is_shared() else None)


def get_ready() -> None:
    """Start the processes that train, once per session, while the page is being read."""
    if "training_viewer" not in st.session_state:
        st.session_state.training_viewer = secrets.token_hex(8)
        queue().get_ready()


@dataclass
class _Refusal:
    """That too many run already: to what that was the answer, and whether it has been told."""

    to: tuple[str, str]
    is_told: bool = False


def _refusal() -> _Refusal | None:
    refusal: _Refusal | None = st.session_state.get("training_refusal")
    return refusal


class SessionRun:
    """What the session asked for last, by its name there; `tasks_of` says what is trained for a recipe.

    Until it has asked for anything, it looks at what `opening` gives.
    """

    def __init__(self, name: str, tasks_of: Callable[[Recipe], Tasks], opening: Callable[[], Run | None] = lambda: None) -> None:
        self._key, self._tasks_of, self._opening = f"training_{name}", tasks_of, opening

    @property
    def run(self) -> Run | None:
        """The run that was asked for; where the session has left it and others go on, as it was then."""
        run: Run | None = st.session_state.get(self._key)
        if run is not None and run.state == "open" and st.session_state.training_viewer not in run.viewers:
            st.session_state[self._key] = run = run.left()
        return run

    @property
    def shown(self) -> Run | None:
        """The run that is looked at."""
        return self.run or self._opening()

    @property
    def in_progress(self) -> bool:
        """Whether it is being trained, for this session among others."""
        return self.run is not None and self.run.state == "open"

    @property
    def matches_settings(self) -> bool:
        """Whether the settings are those of the run that is looked at."""
        # One of more networks than are compared is one of these as well.
        return self.shown is not None and set(self._tasks_of(present(RunSettings).recipe)) <= set(self.shown.tasks)

    @property
    def in_link(self) -> bool:
        """Whether a link is to hold it, as it is what is on screen: whoever opens it joins it or gets the finished one."""
        return self.run is not None and self.run.state in ("open", "done") and self.matches_settings

    def start(self, anew: bool = False, asked: str = "") -> None:
        """Train what the settings say, in place of what was looked at, which goes on where that is refused.

        The refusal is told where `warn_where_refused` is called with the same name for what was `asked`.
        """
        before = self.run
        st.session_state.training_refusal = None
        try:
            run = queue().start(self._tasks_of(present(RunSettings).recipe), st.session_state.training_viewer, anew=anew)
        except QueueFullError:
            st.session_state.training_refusal = _Refusal((self._key, asked))
            return
        if before is not None and before is not run:
            queue().leave(before, st.session_state.training_viewer)
        st.session_state[self._key] = run
        run.begun.wait(FIRST_SECONDS)  # where the processes are warm, the page comes with the first points

    def stop(self) -> None:
        """Look no longer: unless somebody else does, the run stops."""
        if self.run is not None:
            queue().leave(self.run, st.session_state.training_viewer)

    def warn_where_refused(self, asked: str = "") -> None:
        """Say that too many run already, where that was the answer, until somebody does something else."""
        refusal = _refusal()
        if refusal is None or refusal.to != (self._key, asked):
            return
        if refusal.is_told:
            st.session_state.training_refusal = None
        else:
            st.warning(_("Too many runs wait already. Nothing is lost: try again in a minute."))
            refusal.is_told = True

    def draw(self, lay_out: Callable[[Run, str], None], fill: Callable[[Run], None], draw: Callable[[Run, str], None]) -> None:
        """Draw the run below some HTML: at rest `draw` does; in progress `fill` fills, again and again, what `lay_out` laid out.

        In progress a class looks at it many times, so that a look sends what has changed alone.
        """
        self.warn_where_refused()
        if self.run is not None and self.in_progress:
            seconds = look_seconds(queue().followers)
            fragment(self._look, run_every=apart(seconds, st.session_state.training_viewer))(self.run, seconds, fill)
            lay_out(self.run, place_of_words(self._key))
        elif self.shown is not None:
            seconds_between = seconds_between_moves(self.shown)
            fragment(self._draw_at_rest, run_every=seconds_between)(self.shown, seconds_between, draw)

    @property
    def words(self) -> dict[str, str]:
        """What stands above the run, by its place: that the settings are others by now, if they are."""
        if self.shown is None or self.matches_settings:
            return {self._key: ""}
        changed = (
            _("This is the run of the default settings, and yours are others: Run trains them.")
            if self.run is None
            else _("The settings have changed since this was trained: start again to see what they do.")
        )
        return {self._key: f'<p class="note">{changed}</p>'}

    def _look(self, run: Run, seconds: float, fill: Callable[[Run], None]) -> None:
        """Look at a run that is trained once more; draw all of the page where it is over or to be looked at less often."""
        is_over = run.state != "open" and self._has_its_turn(run)
        if run is not self.run or is_over or seconds < look_seconds(queue().followers):
            refusal = _refusal()
            if refusal is not None:
                refusal.is_told = False  # nobody has done anything: it stays on screen
            st.rerun()
        # A run that nobody watches stops.
        place, done = queue().watch(run, st.session_state.training_viewer), f"{run.progress:.0%}"
        if place:
            st.info(_("Other runs go first: yours is number {place} in line.").format(place=place))
        elif run.progress == 0:
            st.progress(0.0, _("The processes that train are starting: a few seconds, the first time."))
        else:
            st.progress(run.progress, _("{done} of all updates").format(done=done))
        fill(run)

    def _draw_at_rest(self, run: Run, seconds_between: float | None, draw: Callable[[Run, str], None]) -> None:
        """Draw a run that is over; all of the page where a replay begins or ends."""
        # "Try again" and "Replay" rerun this part alone.
        if run is not self.shown or seconds_between_moves(run) != seconds_between:
            st.rerun()
        done = f"{run.progress:.0%}"
        if run.state == "died":
            sentence = _("The process that trains ended after {done} of all updates. Nothing else is lost: try again.")
            st.error(sentence.format(done=done))
            st.button(_("Try again"), key=f"retry_{self._key}", on_click=self.start, args=(False, "retry"))
            self.warn_where_refused("retry")
        elif run.state != "done":
            st.info(_("Stopped after {done} of all updates.").format(done=done))
        draw(run, place_of_words(self._key))

    def _has_its_turn(self, run: Run) -> bool:
        """Return whether this session may have the page of a run that is over; until then it sees the last points."""
        number, turn = st.session_state.get(f"{self._key}_turn", (None, 0.0))
        if number != run.number:
            turn = TURNS.next()
            st.session_state[f"{self._key}_turn"] = run.number, turn
        return time.monotonic() >= float(turn)
