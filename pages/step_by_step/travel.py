"""The way of the picked value up to the chosen step, and its play from step to step."""

from __future__ import annotations

import time

import streamlit as st

from bn_core import Trace
from bn_view.state import session
from bn_view.state.language import _
from bn_view.widgets.chart import draw_chart
from bn_view.words.numbers import number
from pages.step_by_step.settings import PHASES, StepByStep
from pages.step_by_step.travel_figure import travel_figure

SECONDS_A_STEP = 1.0
_WORDS = tuple(phase.word for phase in PHASES)


@session.fragment
def draw_travel(trace: Trace) -> None:
    """Draw the way up to the chosen step; while it is played, go on to the next after a moment."""
    playing, phase = st.session_state.playing, session.get(StepByStep.phase)
    if playing == phase:
        session.put(StepByStep.phase, _WORDS[_WORDS.index(phase) + 1])
    elif playing != "":  # somebody chose another step meanwhile
        st.session_state.playing = None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        # A slider, and not buttons: arrow keys alone move it.
        setting = StepByStep.phase
        phase = st.select_slider(_(setting.label), _WORDS, key=setting.name, format_func=setting.titles.__getitem__)
        st.button(_("Play"), key="play", icon=":material/play_arrow:", on_click=_play)
    count = _WORDS.index(phase) + 1
    draw_chart(travel_figure(trace, count), key="chart_travel", alt=_alternative_text(trace, count))
    places = ",".join(f".st-key-trace_formulas > :nth-child({n}) .katex-display" for n in PHASES[count - 1].formulas)
    st.html(f"<style>{places}{{border-color:{PHASES[count - 1].colour}}}</style>")
    st.markdown(_("◆ the picked value · grey: mean ± std of those that share them"))
    if st.session_state.playing is None:
        return
    if count == len(PHASES):
        st.session_state.playing = None
        return
    session.write_address()  # the run ends before the fragment's end
    time.sleep(SECONDS_A_STEP)
    st.session_state.playing = phase
    st.rerun(scope="fragment")


def _play() -> None:
    session.put(StepByStep.phase, _WORDS[0])
    st.session_state.playing = ""  # the step drawn last; none of them yet


def _alternative_text(trace: Trace, count: int) -> str:
    places = zip(PHASES, trace.steps(trace.value), strict=True)
    way = "; ".join(f"{phase.symbols}: {number(place.item())}" for phase, place in list(places)[:count])
    return _("{count} values and the picked one among them, step after step: {way}.").format(count=f"{trace.count:,}", way=way)
