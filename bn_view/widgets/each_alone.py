"""Sliders of which a released one is drawn alone, with what all of them move.

In one part of the page together, each would bring the others again, unchanged: a fifth of what a release costs the server.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from bn_view.state.session import alternating, fragment, is_part_of_page
from bn_view.widgets.live_chart import is_drawn_natively


def each_alone(sliders: Mapping[str, Callable[[], object]], draw: Callable[[str], None]) -> None:
    """Draw the sliders, by their names, and what they move, which `draw` draws under the key that it is given.

    It is one for each slider: a part of a page cannot draw anew what stands in another part. The browser shows what came last.
    """
    for name, slider in sliders.items():
        _alone(name, slider, draw)
    draw(alternating("moved"))  # even if a slider alone has drawn other charts since these


@fragment
def _alone(name: str, slider: Callable[[], object], draw: Callable[[str], None]) -> None:
    slider()
    if not is_part_of_page():
        return
    if is_drawn_natively():  # what stands elsewhere would stand there twice
        st.rerun()
    draw(f"moved_{name}")
