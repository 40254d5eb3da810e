"""A chart that keeps its element and follows the thumb: Plotly in a component of ours, fed with plain dicts.

Streamlit's own chart is a new element whenever its figure changes, gone for a frame, and its figure is validated each time, which
costs more than all that `bn_core` does for a moved slider. The server stays the source of truth: `motion` says how a slider moves
the chart until the server's figure takes its place. The scripts beside this file: `chart.js` draws, `motion.js` moves, `zoom.js`
widens an axis, `travel.js` lets values go from row to row, both in a `transition.js`, `thumb.js` watches the sliders.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from bn_view.figures.layout import Figure
from bn_view.widgets.live_chart.motion import Motion, Stand

_HERE = Path(__file__).parent
_STUB = (_HERE / "stub.js").read_text(encoding="utf-8")
# A component's script goes with each of its messages, so that the charts have a short one that calls this.
_PARTS = ("motion", "transition", "zoom", "travel", "words", "chart", "thumb")
_SCRIPT = "\n".join((_HERE / f"{part}.js").read_text(encoding="utf-8") for part in _PARTS)
_engine = st.components.v2.component(
    "live_chart_engine",
    html='<div class="live-region" role="status" aria-live="polite"></div>',
    js=f"{_SCRIPT}\nexport default () => {{}}\n",
    isolate_styles=False,
)
_chart = st.components.v2.component(
    "live_chart", html='<div class="live-chart"></div>', js=_STUB.replace("PART", "show"), isolate_styles=False
)
_words = st.components.v2.component("live_chart_words", js=_STUB.replace("PART", "words"), isolate_styles=False)
_motion = st.components.v2.component("live_chart_motion", js=_STUB.replace("PART", "hold"), isolate_styles=False)
_NOTHING = {"visible": False}
_EMPTY = go.Figure(layout={"height": 10, "xaxis": _NOTHING, "yaxis": _NOTHING, "template": go.layout.Template()})


def draw_engine() -> None:
    """Bring the charts' script, once a page, and a small chart of Streamlit's own out of sight: with it Plotly is fetched."""
    with st.container(key="chart_engine"):
        st.plotly_chart(_EMPTY, key="plotly_loader")
        _engine(key="live_chart_engine")


def live_chart(
    figure: Figure,
    *,
    key: str,
    alt: str,
    motion: Motion | None,
    at: Stand | None,
    on_click: Callable[[float, float], None] | None,
    words: Mapping[str, str] | None,
) -> None:
    """Draw a figure; `alt` says what it shows, `at` for which sliders it holds; `on_click` gets where it is clicked."""
    data: dict[str, Any] = {"name": key, "figure": figure, "alt": alt, "clickable": on_click is not None}
    if motion is not None:
        data["motion"] = motion
    if at is not None:
        data["at"] = at
    if words is not None:
        data["words"] = words
    if st.session_state.get("native_charts"):
        with st.container():  # as a place holds one element
            st.plotly_chart(go.Figure(figure), key=f"native_{key}", alt=alt, config={"displayModeBar": False})
            _words(key=f"{key}_words", data=words or {})
        return

    def clicked() -> None:
        place = st.session_state[key].clicked
        if place and on_click is not None:
            on_click(place["x"], place["y"])

    _chart(key=key, data=data, on_clicked_change=clicked, on_native_change=_draw_native_charts)


def place_words(name: str) -> None:
    """Draw the place of words that come with a chart: one message for all, where an element is one each."""
    st.html(f'<div class="live-words-{name}"></div>')


def hold_motion(motion: Motion, chart: str) -> None:
    """Say how sliders move the chart with key `chart`, apart from its figure: what has not changed crosses the wire once."""
    _motion(key=f"{chart}_motion", data={"chart": chart, "motion": motion})


def _draw_native_charts() -> None:
    st.session_state.native_charts = True
