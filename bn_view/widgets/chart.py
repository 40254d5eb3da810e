"""A figure on a page."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def draw_chart(figure: go.Figure, *, key: str, alt: str, place: DeltaGenerator | None = None, **selection: Any) -> None:
    """Draw a figure without Plotly's bar of buttons, here or in `place`; `alt` says what it shows, with its present numbers."""
    (place or st).plotly_chart(figure, key=key, alt=alt, config={"displayModeBar": False}, **selection)
