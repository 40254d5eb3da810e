"""What a class does not see of a page before its teacher runs the question: whatever would give the answer away."""

from __future__ import annotations

from bn_view.predicting.asked import Asked
from bn_view.state.session import get
from bn_view.state.settings import all_settings

# What explains the picture, and all charts and tables that come after it.
_BELOW = ":has(> .st-key-stage) ~ *"
_MARK = "display:grid;place-items:center;height:100%;font:600 4rem var(--serif);color:var(--muted);background:var(--trough)"


def cover(asked: Asked) -> str:
    """Return the style that hides it, as HTML: charts keep their place, with a question mark in it."""
    parts = f"{asked.covered}, {_BELOW}"
    unanswered = asked.unanswered_at
    if not asked.covered or (unanswered and all(get(all_settings()[name]) == value for name, value in unanswered.items())):
        return ""
    chart, mark = f":is({asked.covered}).live-chart", f'content:"?";visibility:visible;border-radius:.5rem;{_MARK}'
    hidden = f":is({parts}),:is({parts}) *{{visibility:hidden!important}}"
    return f"<style>{hidden}{chart}>*{{display:none!important}}{chart}::after{{{mark}}}</style>"
