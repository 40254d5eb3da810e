"""A script in a page."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st


class _AsItIs(NamedTuple):
    """What Streamlit takes as it is, without looking for indentation."""

    html: str

    def _repr_html_(self) -> str:
        return self.html


def draw_script(html: str) -> None:
    """Bring a script, with its tags, which the browser runs where it is new; nothing in it may look like another tag."""
    st.html(_AsItIs(html), unsafe_allow_javascript=True)
