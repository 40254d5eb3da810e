"""Sliders that are a fragment each, though they all move the same charts.

In one fragment together a released slider would bring the others again, unchanged: a fifth of what a release costs the server.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from bn_view.state.session import alternating, fragment, is_fragment_run
from bn_view.widgets.live_chart import is_drawn_natively


def each_alone(sliders: Mapping[str, Callable[[], object]], draw: Callable[[str], None]) -> None:
    """Draw each slider, by its name, as a fragment of its own, and what they all move, which `draw` draws with a key.

    Each fragment draws with a key of its own, as it cannot update what was drawn outside it; the browser shows what came last.
    """
    for name, slider in sliders.items():
        _alone(name, slider, draw)
    draw(alternating("moved"))  # even if a slider alone has drawn other charts since these


@fragment
def _alone(name: str, slider: Callable[[], object], draw: Callable[[str], None]) -> None:
    slider()
    if not is_fragment_run():
        return
    if is_drawn_natively():  # what stands elsewhere would stand there twice
        st.rerun()
    draw(f"moved_{name}")
