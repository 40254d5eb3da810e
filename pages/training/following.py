"""What a session has asked for and looks at while it is trained: its run, its sweep."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping

import streamlit as st

from bn_view.state.language import _
from bn_view.state.settings import Value
from bn_view.widgets import controls
from workers.job import Job, Tasks
from workers.queue import QueueFullError, Runs

__all__ = ["Followed", "get_ready", "runs"]

POLL_SECONDS = 0.5
FIRST_SECONDS = 0.3


@st.cache_resource(show_spinner=False)
def runs() -> Runs:
    """Return the server's runs."""
    return Runs()


def get_ready() -> None:
    """Start the processes that train, once a session, while the page is being read."""
    if "training_watcher" not in st.session_state:
        st.session_state.training_watcher = secrets.token_hex(8)
        runs().get_ready()


class Followed:
    """One kind of training, by its name in the session: what the session asked for last, and how it goes.

    `tasks_of` says what the settings of the page mean for it.
    """

    def __init__(self, name: str, tasks_of: Callable[[Mapping[str, Value]], Tasks]) -> None:
        self._name, self._tasks_of = name, tasks_of

    @property
    def job(self) -> Job | None:
        """What is looked at."""
        job: Job | None = st.session_state.get(f"training_{self._name}")
        return job

    @property
    def goes_on(self) -> bool:
        """Whether it is being trained, and for this session too."""
        return self.job is not None and self.job.state == "open" and st.session_state.training_watcher in self.job.seen

    @property
    def is_of_these_settings(self) -> bool:
        """Whether the settings are still those that were asked for."""
        return self.job is not None and self.job.tasks == self.tasks()

    def tasks(self) -> Tasks:
        """Return what the settings ask for."""
        return self._tasks_of(controls.settings())

    def ask(self, anew: bool = False) -> None:
        """Ask for what the settings say, in place of what was looked at."""
        self.leave()
        try:
            job = runs().ask(self.tasks(), st.session_state.training_watcher, anew=anew)
        except QueueFullError:
            st.session_state[f"training_{self._name}_full"] = True
            return
        st.session_state[f"training_{self._name}"], st.session_state[f"training_{self._name}_full"] = job, False
        job.begun.wait(FIRST_SECONDS)  # where the processes are warm, the page comes with the first points

    def leave(self) -> None:
        """Look no more: unless somebody else does, it stops."""
        if self.job is not None:
            runs().leave(self.job, st.session_state.training_watcher)

    def look(self, draw: Callable[[Job, bool], None]) -> None:
        """Draw what has come of it, and whether it goes on; as long as it does, again and again."""
        if st.session_state.get(f"training_{self._name}_full"):
            st.warning(_("Too many runs wait already. Nothing is lost: try again in a minute."))
        if self.job is not None:
            st.fragment(self._look, run_every=POLL_SECONDS if self.goes_on else None)(self.job, self.goes_on, draw)

    def _look(self, job: Job, went_on: bool, draw: Callable[[Job, bool], None]) -> None:
        if went_on and not self.goes_on:
            st.rerun()  # all of the page: this part need not look again, and the buttons change
        self._say_how_far(job, went_on)
        if not self.is_of_these_settings:
            st.info(_("The settings have changed since this was trained: start again to see what they do."))
        draw(job, went_on)

    def _say_how_far(self, job: Job, goes_on: bool) -> None:
        done = f"{job.progress:.0%}"
        if goes_on:
            place = runs().watch(job, st.session_state.training_watcher)
            if place:
                st.info(_("Other runs go first: yours is number {place} in line.").format(place=place))
            elif job.progress == 0:
                st.progress(0.0, _("The processes that train are starting: a few seconds, the first time."))
            else:
                st.progress(job.progress, _("{done} of all steps").format(done=done))
        elif job.state == "died":
            said = _("The process that trains ended after {done} of all steps. Nothing else is lost: try again.")
            st.error(said.format(done=done))
            st.button(_("Try again"), key=f"retry_{self._name}", on_click=self.ask)
        elif job.state != "done":
            st.info(_("Stopped after {done} of all steps.").format(done=done))
