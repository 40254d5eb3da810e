"""What is not seen on a screen before the answer: whatever of the page would give it away."""

from __future__ import annotations

import streamlit as st

from bn_view.predicting.asked import Asked

# What explains the picture, and all charts and tables that come after it.
_BELOW = ':has(> .st-key-stage) ~ :is(.stElementContainer, [data-testid="stLayoutWrapper"])'
# Streamlit says of these themselves that they are seen.
IN_WIDGETS = ".stMain :is(label, label > *, .stMarkdown > *)"
_MARK = "display:grid;place-items:center;height:100%;font:600 4rem var(--serif);color:var(--muted);background:var(--trough)"


def cover(asked: Asked, *, until: str = "") -> None:
    """Hide what would give the answer away, if it is there yet: charts keep their place, with a question mark in it.

    It is seen again, without the server, as long as the selector `until` finds something on the page.
    """
    if not asked.covered:
        return
    page = f".stApp:not(:has({until}))" if until else ".stApp"
    hidden = f"{page}{{--cover:hidden}}:is({asked.covered}, {_BELOW}){{visibility:var(--cover)!important;--covered:var(--cover)}}"
    chart, mark = f"{page} :is({asked.covered}).live-chart", f'content:"?";visibility:visible;border-radius:.5rem;{_MARK}'
    drawn = f"{chart} > .plot-container{{display:none!important}}{chart}::after{{{mark}}}"
    st.html(f"<style>{hidden}{IN_WIDGETS}{{visibility:var(--covered)!important}}{drawn}</style>")
