"""What one takes away of a page, at its foot: the link, and all of it as one file; `take_away.js` does what the buttons say."""

from __future__ import annotations

import streamlit as st

from bn_view.state.address import EMBEDDING
from bn_view.state.language import _, language
from bn_view.state.reached import present_address
from bn_view.state.settings import personal_settings


def taken_words() -> dict[str, str]:
    """Return the words and names that the script needs, in this session's language."""
    address = present_address()
    return {
        # What others can open in place of the computer's own name for itself, if that is what it was opened by.
        "origin": address.origin if address.is_in_network else "",
        # Who gets the link has a window of its own, is not on the projector, does not see the notes, and has predicted nothing.
        "personal": "|".join([*personal_settings(), *EMBEDDING]),
        "language": language(),
        "picture": _("Save chart as"),
        "link": _("Copy link"),
        "done": _("Copied"),
        "failed": _("Copy it from here:"),
    }


def draw_take_away(*, with_link: bool) -> None:
    """Draw the buttons; the link's only where the page has none in its midst."""
    buttons = (link_button() if with_link else "") + _button("page", _("Save page as one file"))
    st.html(f'<div class="take-away">{buttons}</div>')


def link_button() -> str:
    """Return, as HTML, the button that copies the address of what is on screen, but for what belongs to whoever copies it."""
    return _button("link", _("Copy link"))


def code_button() -> str:
    """Return, as HTML, the button that copies the code behind it, without https too; where that fails it is selected."""
    return _button("code", _("Copy"))


def _button(takes: str, words: str) -> str:
    return f'<button type="button" aria-live="polite" data-takes="{takes}">{words}</button>'
