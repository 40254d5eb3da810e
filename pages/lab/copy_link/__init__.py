"""A button that copies the address of what is on screen, but for what belongs to whoever copies it."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from bn_view.state.address import EMBEDDING
from bn_view.state.language import _
from bn_view.state.settings import personal_settings

_HERE = Path(__file__)
_mount = st.components.v2.component(
    "copy_link",
    html='<button type="button" aria-live="polite"></button>',
    css=_HERE.with_name("copy_link.css").read_text(encoding="utf-8"),
    js=_HERE.with_name("copy_link.js").read_text(encoding="utf-8"),
)


def copy_link() -> None:
    """Draw the button."""
    words = {"label": _("Copy link"), "done": _("Copied"), "failed": _("Copy it from here:")}
    # Who gets the link has a window of its own, is not on the projector, does not see the notes, and has predicted nothing.
    left_out = [*personal_settings(), *EMBEDDING]
    _mount(key="copy_link", data={**words, "left_out": left_out}, width="content", height="content")
