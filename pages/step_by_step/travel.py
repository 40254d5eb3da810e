"""The way of the picked value up to the chosen step, and its play from step to step."""

from __future__ import annotations

from typing import Any

import streamlit as st

from bn_view.data.batches import Batch
from bn_view.data.mini_batch import Affine
from bn_view.state import session
from bn_view.state.language import _
from bn_view.widgets.live_chart import Sent, draw_in_places, in_places, is_drawn_natively, kept, place_of, sent
from bn_view.widgets.live_chart.motion import stands
from bn_view.words.numbers import number
from bn_view.words.readout import paragraphs
from pages.step_by_step.labels import row_numbers, units
from pages.step_by_step.motions import travel_motion
from pages.step_by_step.settings import PHASES, Index, StepByStep
from pages.step_by_step.travel_figure import HEIGHT, travel_figure
from pages.step_by_step.way import Way, way_at

CHART = "chart_travel"
_WORDS = tuple(phase.word for phase in PHASES)


@session.fragment
def draw_step(batch: Batch, index: Index) -> None:
    """Draw the choice of the step and its play: the browser, which has all rows of the way, shows them as far as that."""
    # A slider, and not buttons: arrow keys alone move it.
    setting = StepByStep.phase
    title, key = setting.titles.__getitem__, session.key_of(setting)
    st.select_slider(_(setting.label), _WORDS, key=key, format_func=title, on_change=_draw_natively_again)
    st.button(_("Play"), key="play", icon=":material/play_arrow:", on_click=_play)
    plays = st.session_state.get("plays", 0)

    def motions() -> dict[str, Any]:  # which gamma, beta and epsilon leave as it is
        way = way_at(batch, index, Affine())
        return in_places(motions={CHART: travel_motion(way, plays, _said(way))})

    draw_in_places("way", kept(("way", batch.key, index, plays), motions))
    if st.session_state.pop("draw_natively_again", False):
        st.rerun()


def place_of_way(who_shares: str) -> str:
    """Return the place of the way as HTML, with whose it is, and how its rows mark the formulas."""
    return (
        f"<div>{place_of(CHART, HEIGHT)}{paragraphs(who_shares)}</div><style>{''.join(map(_marked, range(len(PHASES))))}</style>"
    )


def way_chart(way: Way, affine: Affine, phase: str) -> Sent:
    """Return the way up to the chosen step."""
    step = _WORDS.index(phase)
    alt = _said(way).format(way=_numbers(way, step + 1))
    (unit,) = units(way.variance, [affine.epsilon])
    titles = {"raw_title": _("in the units of the data"), "normalized_title": unit, "border": _("the ruler changes here")}
    figure = travel_figure(way, step + 1, numbers=row_numbers(way, affine), **titles)
    return sent(CHART, figure, alt, at={**stands(affine), StepByStep.phase.name: step})


def _play() -> None:
    session.put(StepByStep.phase, _WORDS[-1])
    st.session_state.plays = st.session_state.get("plays", 0) + 1
    _draw_natively_again()


def _draw_natively_again() -> None:
    # Streamlit's own chart shows no other rows than it was sent.
    st.session_state.draw_natively_again = is_drawn_natively()


def _said(way: Way) -> str:
    sentence = _("{count} values and the picked one among them, step after step: {way}.")
    return sentence.format(count=f"{way.count:,}", way="{way}")


def _numbers(way: Way, count: int) -> str:
    steps = zip(PHASES, way.picked.tolist(), strict=True)
    return "; ".join(f"{phase.symbols}: {number(value)}" for phase, value in list(steps)[:count])


def _marked(row: int) -> str:
    """Return the rule that gives the formulas of a step its colour while the values are there."""
    there = f':has(.{CHART}[data-row="{row}"])'
    places = ", ".join(f".stApp{there} .formulas > :nth-child({n})" for n in PHASES[row].formulas)
    return f"{places}{{border-color:{PHASES[row].colour}}}"
