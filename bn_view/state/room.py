"""Room for large arrays: a run of a page that works on them waits until others have given theirs back, and says so."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar

import streamlit as st

from bn_view.state.language import _, gettext_noop
from workers.memory import Room

# For all sessions together, beside the arrays that are kept: one of the largest mini-batches at a time.
ROOM = Room(200_000_000)
# So little is no matter, even where a whole class asks for it at once.
SMALL_BYTES = 4_000_000
# Each look is a message, and takes its time from the one who is waited for.
MOST_SECONDS, _AT_ONCE_SECONDS, _BETWEEN_LOOKS = 45.0, 0.25, 1.0
IT_MADE_ROOM = gettext_noop("Your data made room for others’, as all together were too much: bring them again.")


class GoneError(LookupError):
    """What a page was drawn from is no longer there, as `IT_MADE_ROOM` says."""


class _Run(ExitStack):
    """What a run of a page gives back at its end."""

    has_asked = False


_present_run: ContextVar[_Run | None] = ContextVar("run", default=None)


@contextmanager
def run() -> Iterator[None]:
    """Give back at the end of a run of a page, or of a part of it that runs alone, the room that was taken on its way."""
    if _present_run.get() is not None:
        yield
        return
    with _Run() as this_run:
        token = _present_run.set(this_run)
        try:
            yield
        finally:
            _present_run.reset(token)


def take_room(size: int) -> None:
    """Wait until this run may hold `size` bytes of arrays up to its end; where that takes too long, say so and end it.

    Once for a run, at its first array: whoever had room and waited for more would hold those up who wait for it.
    """
    this_run = _present_run.get()
    if size < SMALL_BYTES or this_run is None or this_run.has_asked:
        return
    place = this_run.enter_context(ROOM.place(size))
    this_run.has_asked = True
    if not place.has_room.wait(_AT_ONCE_SECONDS):
        _wait(place.has_room.wait)


def _wait(has_room: Callable[[float], bool]) -> None:
    shown, until = st.empty(), time.monotonic() + MOST_SECONDS
    while True:
        # Each message lets Streamlit end this run if its session was left, or something else clicked.
        shown.info(_("Other large mini-batches go first: yours comes within seconds."))
        if has_room(_BETWEEN_LOOKS):
            shown.empty()
            return
        if time.monotonic() > until:
            shown.warning(_("Too many work on large mini-batches right now. Nothing is lost: try again, or take a smaller one."))
            st.button(_("Try again"), key="try_again_for_room")
            st.stop()
