"""Choices that are taken once: after each, what is drawn is another widget, by its key.

Until the answer to a choice arrives, a browser sends the choice again with whatever else it says, as a slider that is moved
meanwhile. From a widget that is no longer drawn that counts for nothing.
"""

from __future__ import annotations

from typing import Any

import streamlit as st


def key_of(choice: str) -> str:
    """Return the key of the widget that takes the next choice."""
    return f"{choice}_{st.session_state.get(choice, 0)}"


def renew(choice: str) -> str:
    """Let another widget take the next choice; return its key."""
    st.session_state[choice] = st.session_state.get(choice, 0) + 1
    return key_of(choice)


def take(choice: str, key: str) -> Any:
    """Return what the widget of this key holds, or None where that is no longer drawn; in its callback."""
    return st.session_state[key] if key == key_of(choice) else None
