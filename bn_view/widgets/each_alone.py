"""Sliders that are a fragment each, though they all move the same charts.

In one fragment together a released slider would bring the others again, unchanged: a fifth of what a release costs the server.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from bn_view.state.session import fragment
from bn_view.widgets.live_chart import draw_latest, is_drawn_natively


def each_alone(*sliders: Callable[[], object], moved: Callable[[], bytes]) -> None:
    """Draw each slider as a fragment of its own, and what they all move, which `moved` returns as `kept` does.

    A fragment cannot update what was drawn outside it, so each draws what is moved under a key of its own.
    """
    is_laid_out = False

    @fragment
    def alone(number: int) -> None:
        sliders[number]()
        if not is_laid_out:
            return
        if is_drawn_natively():  # what stands elsewhere would stand there twice
            st.rerun()
        draw_latest(f"moved_{number}", moved())

    for number in range(len(sliders)):
        alone(number)
    is_laid_out = True
    draw_latest("moved", moved())
