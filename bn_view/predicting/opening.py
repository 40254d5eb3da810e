"""Opening a class, and leaving it."""

from __future__ import annotations

import streamlit as st

from bn_view.predicting.settings import CLOSING, NEW, TROUBLE, Leading
from bn_view.predicting.words import refusals_kept, say_refusal
from bn_view.state.language import _
from bn_view.state.session import link, put
from bn_view.state.settings import Value
from classroom import classes, database
from classroom.rate_limits import OPENED_CLASSES, Allowance
from classroom.refusals import TooManyOpenedError

_OPENED = Allowance(OPENED_CLASSES)


def link_to_open(page: str, values: dict[str, Value]) -> str:
    """Return the link to a page in a state, where a class is about to be opened."""
    return link(page, {**values, Leading.class_code.name: NEW, Leading.class_key.name: ""})


def draw_opening() -> None:
    """Say what a class is, and draw the button that opens one."""
    said = _("Your class predicts on its phones, without an account or a name; then you run the answer.")
    lost = "" if database.is_given() else _("Votes are in a file on this server: where a restart loses files, it ends the class.")
    st.html(f'<h2>{_("A class")}</h2><p>{said}</p><p class="class-told">{lost}</p>')
    st.button(_("Open a class"), "open_class", type="primary", width="stretch", on_click=_open)
    st.button(_("Not now"), "leave_class", width="stretch", on_click=leave)
    say_refusal()


def leave() -> None:
    """Lead no class any more; the class goes on for who has its link."""
    for entry in (CLOSING, TROUBLE):
        st.session_state.pop(entry, None)
    put(Leading.class_code, "")
    put(Leading.class_key, "")


def _open() -> None:
    address = st.context.ip_address  # None at the server's own computer
    with refusals_kept():
        if address is not None and not _OPENED.has_left(address):
            raise TooManyOpenedError
        opened = classes.open_class()
        if address is not None:
            _OPENED.spend(address)
        put(Leading.class_code, opened.code)
        put(Leading.class_key, opened.secret)
