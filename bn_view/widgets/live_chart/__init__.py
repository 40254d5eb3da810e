"""A chart that keeps its element and follows the thumb: Plotly in a component of ours, fed with plain dicts.

Streamlit's own chart is a new element whenever its figure changes, gone for a frame, and its figure is validated each time, which
costs more than all that `bn_core` does for a moved slider. The server stays the source of truth: `motion` says how a slider moves
the chart until the server's figure takes its place. The scripts beside this file:

chart.js        draws what the server sends
motion.js       makes a figure the one for the sliders as they stand
transition.js   widens an axis, and lets numbers glide, in a moment that is seen
travel.js       lets values go from row to row
thumb.js        watches the sliders
sweep.js        moves them as long as nobody does
take_away.js    makes files of what is on screen
stub.js         goes with each message of a component, and calls chart.js

What fills places elsewhere on the page comes as a script, unless it can be clicked. A chart that is drawn where it stands is a
component, of which Streamlit makes two widgets: three times the work.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
import plotly.graph_objects as go
import streamlit as st

from bn_view.figures.layout import FONT, THEME, ZOOMED, Figure
from bn_view.figures.through import PARTS
from bn_view.state.language import language
from bn_view.widgets.live_chart.motion import NOWHERE, Motion, Stand
from bn_view.widgets.script import draw_script
from workers.cache import Cache

_HERE = Path(__file__).parent
# A picture of a chart to take away: in the light theme, with its caption below it, whatever the window looks like.
_CAPTION = {"xref": "container", "x": 0.02, "xanchor": "left", "yref": "container", "yanchor": "top", "pad": {"t": 10}}
_PICTURE = {
    "paper_bgcolor": st.get_option("theme.light.backgroundColor"),
    "font": {"color": st.get_option("theme.light.textColor"), "size": FONT["size"]},
    "title": {**_CAPTION, "font": {"size": 13}},
}
_STUB = (_HERE / "stub.js").read_text(encoding="utf-8")
# A component's script goes with each of its messages, so that the charts have a short one that calls this: all parts in one, of
# which a later one uses at once what an earlier one names.
_PARTS = ("motion", "transition", "travel", "sweep", "take_away", "chart", "thumb")
_SCRIPTS = ((_HERE / f"{part}.js").read_text(encoding="utf-8") for part in _PARTS)
_LOOKS = {"THEME": THEME, "FONT": FONT, "PICTURE": _PICTURE, "ZOOMED": ZOOMED, "PARTS": PARTS}
ENGINE = "\n".join((*(f"const {name} = {orjson.dumps(look).decode()}" for name, look in _LOOKS.items()), *_SCRIPTS))
_chart = st.components.v2.component("live_chart", html='<div class="live-chart"></div>', js=_STUB, isolate_styles=False)
_charts = st.components.v2.component("live_charts", js=_STUB, isolate_styles=False)
Sent = dict[str, Any]
Click = Callable[[float, float], None]
_KEPT: Cache[bytes] = Cache(4_000_000, size_of=len, idle_seconds=600)
_latest_serial, _serial_lock = [0], threading.Lock()


def sent(
    name: str,
    figure: Figure,
    alt: str,
    *,
    motion: Motion | None = None,
    at: Stand | None = None,
    clickable: bool = False,
) -> Sent:
    """Return what the browser is sent of a chart: `alt` says what it shows, `at` for which sliders the figure holds.

    By default it holds for no place of the sliders whose motion is lasting: the browser moves it to wherever they stand.
    """
    if at is None and motion is not None and "lasting" in motion:
        at = dict.fromkeys(motion["lasting"], NOWHERE)
    parts: Sent = {"name": name, "figure": figure, "alt": alt}
    optional = {"motion": motion, "at": at, "clickable": clickable or None}
    return parts | {part: value for part, value in optional.items() if value is not None}


def encoded(data: Mapping[str, Any]) -> bytes:
    """Return what the browser is sent, in JSON: Streamlit would encode a dict twice."""
    # A copy: orjson's own bytes keep the room they were written in, nearly twice as much.
    return bytes(memoryview(orjson.dumps(data)))


def kept(key: Hashable, make: Callable[[], Mapping[str, Any]]) -> bytes:
    """Return, encoded, what `make` makes for `key` and this session's language: once for a class that opens one link."""
    return _KEPT.get((key, language()), lambda: encoded(make()))


def place_of(chart: str, height: int) -> str:
    """Return the place of a chart as HTML, for `draw_in_places`; a style sheet may give it another height, to fit the screen."""
    return f'<div class="live-chart {chart}" style="--height:{height}px"></div>'


def place_of_words(name: str) -> str:
    """Return the place of words that come with a chart, as HTML."""
    return f'<div class="live-words-{name}"></div>'


def is_drawn_natively() -> bool:
    """Return whether the charts are Streamlit's own, which no slider moves before the server answers."""
    natively: bool = st.session_state.get("native_charts", False)
    return natively


def draw_natively() -> None:
    """Draw charts of Streamlit's own from now on."""
    st.session_state.native_charts = True


def draw_here(chart: Sent) -> None:
    """Draw a chart."""
    draw_kept(chart["name"], encoded(chart))


def draw_kept(name: str, chart: bytes) -> None:
    """Draw a chart of this name as `draw_here` does, encoded, as `kept` returns it."""
    if is_drawn_natively():
        _draw_natively(name, [orjson.loads(chart)], {})
    else:
        _chart(key=name, data=chart)


def _clicked(key: str, on_click: Click) -> Callable[[], None]:
    def clicked() -> None:
        place = st.session_state[key].clicked
        if place:
            on_click(place["x"], place["y"])

    return clicked


def in_places(
    *charts: Sent, words: Mapping[str, str] | None = None, motions: Mapping[str, Motion] | None = None
) -> dict[str, Any]:
    """Return what `kept` encodes for `draw_in_places`: charts, words, and how sliders move charts, by name.

    The motions of charts may come apart from their figures: what has not changed crosses the wire once.
    """
    return {"charts": charts, "words": words or {}, "motions": motions or {}}


def draw_in_places(key: str, data: bytes, *, on_click: Click | None = None) -> None:
    """Draw charts, and words, in their places elsewhere on the page: one message, where elements are one for each of a class.

    `on_click` gets where on its axes the clickable one of the charts is clicked.
    """
    if is_drawn_natively():
        _draw_natively(key, **orjson.loads(data))
    elif on_click is None:
        _draw_as_script(key, data)
    else:
        _charts(key=key, data=data, on_clicked_change=_clicked(key, on_click))


def _draw_as_script(key: str, data: bytes) -> None:
    """Bring what the browser is sent as a script that hands it to chart.js, or queues it until that is there."""
    # Streamlit's page takes out a script in which anything looks like a tag. (For the end of one the shorter way.)
    in_script = r"<\/".join(part.replace("<", r"\x3c") for part in data.decode().split("</"))
    draw_script(f'<script data-key="{key}">(window.liveSent ??= []).push([document.currentScript, {in_script}])</script>')


def draw_latest(key: str, data: bytes) -> None:
    """Draw as `draw_in_places` does, in places that several keys fill: the browser shows what came last."""
    draw_in_places(key, b'{"serial":%d,' % _serial() + data[1:])


def _serial() -> int:
    """Return a number greater than all before, also than another replica's or an earlier server's: microseconds since 1970."""
    with _serial_lock:
        _latest_serial[0] = max(_latest_serial[0] + 1, time.time_ns() // 1000)
        return _latest_serial[0]


def _draw_natively(key: str, charts: Sequence[Sent], words: Mapping[str, str], **_unused: object) -> None:
    """Draw charts of Streamlit's own, in a browser that never got Plotly for ours."""
    for chart in charts:
        figure, name = go.Figure(chart["figure"]), chart["name"]
        st.plotly_chart(
            figure, key=f"native_{name}", alt=chart["alt"], config={"displaylogo": False, "modeBarButtons": [["toImage"]]}
        )
    if words:
        _draw_as_script(f"{key}_words", encoded(in_places(words=words)))
