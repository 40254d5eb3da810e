"""What is not seen on a screen before the answer: whatever of the page would give it away."""

from __future__ import annotations

import streamlit as st

from bn_view.predicting.asked import Asked
from bn_view.state.session import get
from bn_view.state.settings import all_settings

# What explains the picture, and all charts and tables that come after it.
_BELOW = ":has(> .st-key-stage) ~ *"
_MARK = "display:grid;place-items:center;height:100%;font:600 4rem var(--serif);color:var(--muted);background:var(--trough)"


def cover(asked: Asked, *, until: str = "") -> None:
    """Hide what would give the answer away, if it is there yet: charts keep their place, with a question mark in it.

    It is seen again, without the server, as long as the selector `until` finds something on the page.
    """
    parts = f"{asked.covered}, {_BELOW}"
    unanswered = asked.unanswered_at
    if not asked.covered or (unanswered and all(get(all_settings()[name]) == value for name, value in unanswered.items())):
        return
    chart, mark = f":is({asked.covered}).live-chart", f'content:"?";visibility:visible;border-radius:.5rem;{_MARK}'
    page = f".stApp:not(:has({until})) " if until else ""
    hidden = f"{page}:is({parts}),{page}:is({parts}) *{{visibility:hidden!important}}"
    st.html(f"<style>{hidden}{page}{chart}>*{{display:none!important}}{page}{chart}::after{{{mark}}}</style>")
