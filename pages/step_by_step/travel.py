"""The way of the picked value up to the chosen step, and its play from step to step."""

from __future__ import annotations

import streamlit as st

from bn_view.data.mini_batch import Affine
from bn_view.state import session
from bn_view.state.language import _
from bn_view.widgets.chart import draw_chart
from bn_view.widgets.live_chart import hold_motion
from bn_view.widgets.live_chart.motion import stands
from bn_view.words.numbers import number
from pages.step_by_step.motions import travel_motion
from pages.step_by_step.settings import PHASES, StepByStep
from pages.step_by_step.travel_figure import travel_figure
from pages.step_by_step.way import Way

_WORDS = tuple(phase.word for phase in PHASES)


@session.fragment
def draw_travel(way: Way, affine: Affine) -> None:
    """Draw the way up to the chosen step; the browser plays it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        # A slider, and not buttons: arrow keys alone move it.
        setting = StepByStep.phase
        phase = st.select_slider(_(setting.label), _WORDS, key=session.key_of(setting), format_func=setting.titles.__getitem__)
        st.button(_("Play"), key="play", icon=":material/play_arrow:", on_click=_play)
    step = _WORDS.index(phase)
    said = _("{count} values and the picked one among them, step after step: {way}.")
    said = said.format(count=f"{way.count:,}", way="{way}")
    # Before its figure, whose traces it has to know; apart from it, as gamma, beta and epsilon leave it as it is.
    hold_motion(travel_motion(way, st.session_state.get("plays", 0), said), chart="chart_travel")
    draw_chart(
        travel_figure(way, step + 1),
        key="chart_travel",
        alt=said.format(way=_numbers(way, step + 1)),
        at={**stands(affine), setting.name: step},
    )
    st.html(f"<style>{''.join(map(_marked, range(len(PHASES))))}</style>")
    st.markdown(_("◆ the picked value · grey: mean ± std of those that share them"))


def _play() -> None:
    session.put(StepByStep.phase, _WORDS[-1])
    st.session_state.plays = st.session_state.get("plays", 0) + 1


def _numbers(way: Way, count: int) -> str:
    steps = zip(PHASES, way.picked.tolist(), strict=True)
    return "; ".join(f"{phase.symbols}: {number(value)}" for phase, value in list(steps)[:count])


def _marked(row: int) -> str:
    """Return the rule that gives the formulas of a step its colour while the values are there."""
    there = f':has(.st-key-chart_travel [data-row="{row}"])'
    places = ", ".join(f".stApp{there} .st-key-trace_formulas > :nth-child({n}) .katex-display" for n in PHASES[row].formulas)
    return f"{places}{{border-color:{PHASES[row].colour}}}"
