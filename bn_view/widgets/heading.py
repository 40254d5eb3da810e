"""The heading of a page."""

from __future__ import annotations

import streamlit as st

from bn_view.state.language import _
from bn_view.state.settings import Choice
from bn_view.widgets import controls
from bn_view.words.readout import as_html


def draw_heading(title: str, line: str = "", *, experiment: str = "", parts: Choice[str] | None = None) -> None:
    """Draw the title of a page and a line below it: what it is about, and what to try first; then the page's parts, if any.

    Markdown's bold and links are known in them.
    """
    attempt = f'<b class="attempt">{_("Try")}:</b> {experiment}' if experiment else ""
    # Each stays in one piece: what to try has a line of its own where both do not fit in one.
    below = f"<p>{' '.join(f'<span>{as_html(part)}</span>' for part in (line, attempt) if part)}</p>"
    look = "page-heading of-parts" if parts else "page-heading"
    st.html(f'<header class="{look}"><h1>{title}</h1>{below}</header>')
    if parts:
        controls.choice(parts, label_visibility="collapsed")
