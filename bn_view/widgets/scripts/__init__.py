"""What is not seen of every page: its styles, and the scripts of charts and better sliders in one component.

Each component is a message and two widgets to Streamlit. On a better slider a finger may begin to scroll the page, and the value
beside it can be typed. The files are read once, where app.py would read them at each rerun.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import plotly.graph_objects as go
import streamlit as st

from bn_view.state.language import language
from bn_view.state.settings import Stops, all_settings
from bn_view.widgets.live_chart import ENGINE, draw_natively
from bn_view.widgets.palette import palette
from bn_view.widgets.script import draw_script
from bn_view.widgets.style_sheets import read_styles
from bn_view.widgets.take_away import taken_words

_VIEW = Path(__file__).parents[2]
_SHARED = [
    _VIEW / f"styles/{name}.css" for name in ("look", "controls", "charts", "streamlit", "words", "lesson", "stage", "take_away")
]
_OF_PAGES = sorted(set(_VIEW.parent.glob("pages/*/*.css")) - set(_VIEW.parent.glob("pages/*/presenter.css")))
_PRINT = [_VIEW / "styles/print.css"]
_PRESENTER = [_VIEW / "styles/presenter.css", *sorted(_VIEW.parent.glob("pages/*/presenter.css"))]
_SLIDERS, _RECONNECT = (Path(__file__).with_name(f"{name}.js").read_text(encoding="utf-8") for name in ("sliders", "reconnect"))
_PUT_ON = """document.currentScript.after(Object.assign(document.createElement("style"), { textContent: STYLES }))"""
# Words of another language may come after the charts that have buttons with the old ones; and another theme comes to it alone.
_MOUNT = """export default ({ data: [stops, words], setTriggerValue }) => {
  const spoken = window.liveChart.words?.language
  const ask = (what) => () => setTriggerValue(what, true)
  Object.assign(window.liveChart, { stops, words, drawPage: ask("reconnected"), drawNatively: ask("native") })
  const [{ push }, before] = [window.liveChart, window.liveSent]
  window.liveSent = { push }
  before?.forEach?.((one) => queueMicrotask(() => push(one)))
  if (spoken) window.liveChart.drawAll()
}"""
_mount = st.components.v2.component(
    "scripts",
    html='<div class="live-region" role="status" aria-live="polite"></div>',
    js=f"if (!window.liveChart) {{\n{ENGINE}\n{_SLIDERS}\n{_RECONNECT}}}\n{_MOUNT}",
    isolate_styles=False,
)
_NOTHING = {"visible": False}
_EMPTY = go.Figure(layout={"height": 10, "xaxis": _NOTHING, "yaxis": _NOTHING, "template": go.layout.Template()})


@cache
def _look(presenter: bool, in_sidebar: str, language: str) -> str:
    """Return all style sheets as a script: of a style Streamlit asks by three regular expressions whether it is nothing else."""
    styles = json.dumps(f":root{{{palette()}}}{in_sidebar}{_styles(presenter)}")
    # Streamlit's page says that it is English; screen readers and line breaks go by what it says.
    return f"<script>document.documentElement.lang = '{language}'\n{_PUT_ON.replace('STYLES', styles)}</script>"


@cache
def _styles(presenter: bool) -> str:
    """Return all style sheets: those of pages, each in its folder, after those that pages share; for a projector last."""
    return read_styles([*_SHARED, *_OF_PAGES, *_PRINT, *(_PRESENTER if presenter else [])])


def draw_styles_and_scripts(presenter: bool, places: Sequence[Mapping[str, str]]) -> None:
    """Bring styles and scripts, and a small chart of Streamlit's own, with which Plotly is fetched; out of sight.

    `places` say of each page in the sidebar which of the lesson's `steps` are on it, and which `part` begins with it.
    """
    # The headings of the sidebar's pages: Streamlit's own sections nest lists in a way that axe finds broken.
    said = ["".join(f"--{name}:'{words}';" for name, words in place.items()) for place in places]
    in_sidebar = "".join(f"[data-testid=stSidebarNavItems]>:nth-child({n}){{{one}}}" for n, one in enumerate(said, start=1))
    # A slider with stops only counts its places; the script is told what they stand for.
    stops = {name: setting.stops for name, setting in all_settings().items() if isinstance(setting, Stops)}
    with st.container(key="behind"):
        draw_script(_look(presenter, in_sidebar, language()))
        st.plotly_chart(_EMPTY, key="plotly_loader")
        # In a list: of a dict Streamlit asks each value whether it is a table, for which it imports pandas.
        data = [stops, taken_words()]
        _mount(key="scripts", data=data, on_reconnected_change=lambda: None, on_native_change=draw_natively)
