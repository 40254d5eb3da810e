"""Home: a lesson of 45 minutes, its links and notes for the teacher."""

from __future__ import annotations

import streamlit as st

from bn_view import controls
from bn_view.language import _


def render() -> None:
    """Draw the page."""
    controls.keep_settings()
    st.markdown(f"## {_('Home')}")
    refused = controls.refused_sentence()
    if refused:
        st.warning(refused)
    controls.write_address()


if __name__ == "__main__":  # a deep link to a fresh server runs this file, not app.py
    import app

    app.main()
