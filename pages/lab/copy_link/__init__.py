"""A button that copies the address of exactly what is on screen."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from bn_view.state.language import _

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
    _mount(key="copy_link", data=words, width="content", height="content")
