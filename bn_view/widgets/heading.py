"""The heading of a page."""

from __future__ import annotations

import streamlit as st

from bn_view.words.readout import as_html


def draw_heading(title: str, line: str = "") -> None:
    """Draw the title of a page and a line below it, in which Markdown's bold and links are known."""
    below = f"<p>{as_html(line)}</p>" if line else ""
    st.html(f'<header class="page-heading"><h1>{title}</h1>{below}</header>')
