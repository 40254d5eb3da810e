"""What a session keeps beside its widgets, and what a browser has been told that it may not have heard of yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import streamlit as st

from bn_view.state import address
from bn_view.state.settings import Value, defaults


@dataclass
class Kept:
    """What a session keeps; one entry of Streamlit's state, which is gone through for every widget drawn."""

    values: dict[str, Value]
    refused: dict[str, str]
    at_start: Mapping[str, Value]
    # The settings whose widgets this whole run, or the last one, has drawn, and those that the browser has from the one before on
    # the same page: to put their values once more would take back what somebody sets before this answer arrives.
    drawn: set[str] = field(default_factory=set)
    shown: set[str] = field(default_factory=set)
    is_running: bool = False
    # The page and language of the last whole run that came to its end.
    finished: tuple[str | None, str] | None = None
    # A press has put other values in place of these. Until the browser's address shows the new ones, a message of the browser's
    # that still carries an old one was sent before the answer arrived, and does not count.
    replaced: dict[str, Value] = field(default_factory=dict)
    page: str | None = None
    # What this page opens on in place of the settings' own defaults; its address leaves these out.
    opens_on: Mapping[str, Value] = field(default_factory=dict)
    # The address that was written last, until the browser says that it has it.
    written: Mapping[str, str] | None = None

    @property
    def in_browser(self) -> set[str]:
        """The settings whose widgets the browser has; of a run that is cut short also those that it did not come to."""
        return self.drawn | self.shown if self.is_running else set(self.drawn)

    def for_run(self, here: tuple[str | None, str]) -> Kept:
        """Return what a whole run of this page and language begins with."""
        shown = self.in_browser if self.finished == here else set[str]()
        values, replaced = dict(self.values), dict(self.replaced)
        return replace(self, values=values, replaced=replaced, drawn=set(), shown=shown, is_running=True)

    def hear(self) -> None:
        """Take note of the address that a browser sends with what it asks for."""
        if st.query_params.to_dict() == self.written:
            self.written = None

    def write(self, wanted: Mapping[str, str], present: Mapping[str, str]) -> None:
        """Write an address where the browser's present one is another, or will be when the last one that was written arrives."""
        if present != wanted or self.written not in (None, wanted):
            st.query_params.from_dict(wanted)
            self.written = wanted

    def put(self, name: str, value: Value) -> None:
        """Give a drawn widget the value of a press, unless it has it: the answer would take back what somebody sets before."""
        held = st.session_state.get(name)
        # Of two presses before an answer the first one's value is on its way to the browser, which does not say it yet.
        if held != value or name in self.replaced:
            if held is not None:
                self.replaced[name] = held
            st.session_state[name] = value

    def settled(self, name: str, held: Value) -> Value:
        """Settle what holds of a setting that a press has put, whose widget may hold what a browser says that does not know it.

        A second click, or a page that looks again by itself, sends what the browser has, with its address: only with the server's
        answer does that say what was put. What somebody has set since would be lost when that answer comes: it is put once more.
        """
        put = self.values[name]
        has_arrived = st.query_params.get(name) == address.parameters({**defaults(), name: put}, self.opens_on).get(name)
        if not has_arrived and held in (put, self.replaced[name]):
            return put
        if not has_arrived:
            st.session_state[name] = held
        del self.replaced[name]
        return held
