"""What Streamlit's sliders lack: a finger that scrolls the page may begin on one, and the value beside one can be typed."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from bn_view.state.settings import Stops, all_settings

_mount = st.components.v2.component("sliders", js=Path(__file__).with_name("sliders.js").read_text(encoding="utf-8"))


def better_sliders() -> None:
    """Do both for every slider of the page; a slider with stops is told them, as its places are only counted."""
    stops = {name: setting.stops for name, setting in all_settings().items() if isinstance(setting, Stops)}
    # In a list: of a dict Streamlit asks each value whether it is a table, for which it imports pandas.
    _mount(data=[stops])
