"""Why gamma and beta: how much of an activation function the normalized values use."""

from __future__ import annotations

import streamlit as st

from bn_view import controls
from bn_view.language import _


def render() -> None:
    """Draw the page."""
    controls.keep_settings()
    st.markdown(f"## {_('Why gamma and beta')}")
    refused = controls.refused_sentence()
    if refused:
        st.warning(refused)
    controls.write_address()


if __name__ == "__main__":  # a deep link to a fresh server runs this file, not app.py
    import app

    app.main()
