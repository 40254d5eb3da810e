"""The scripts of every page in one component, as each is a message and two widgets to Streamlit: charts and better sliders.

On a better slider a finger may begin to scroll the page, and the value beside it can be typed.
"""

from __future__ import annotations

from pathlib import Path

import plotly.graph_objects as go
import streamlit as st

from bn_view.state.settings import Stops, all_settings
from bn_view.widgets.live_chart import ENGINE

_SLIDERS = Path(__file__).with_name("sliders.js").read_text(encoding="utf-8")
_mount = st.components.v2.component(
    "scripts",
    html='<div class="live-region" role="status" aria-live="polite"></div>',
    js=f"if (!window.liveChart) {{\n{ENGINE}\n}}\n{_SLIDERS}",
    isolate_styles=False,
)
_NOTHING = {"visible": False}
_EMPTY = go.Figure(layout={"height": 10, "xaxis": _NOTHING, "yaxis": _NOTHING, "template": go.layout.Template()})


def draw_scripts() -> None:
    """Bring the scripts, and a small chart of Streamlit's own, with which Plotly is fetched; out of sight."""
    # A slider with stops only counts its places; the script is told what they stand for.
    stops = {name: setting.stops for name, setting in all_settings().items() if isinstance(setting, Stops)}
    st.plotly_chart(_EMPTY, key="plotly_loader")
    # In a list: of a dict Streamlit asks each value whether it is a table, for which it imports pandas.
    _mount(data=[stops])
