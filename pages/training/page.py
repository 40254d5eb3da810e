"""Training: networks with and without batch normalization, from the same weights and mini-batches."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from bn_view.state.language import _
from bn_view.state.session import fragment, get, present, put
from bn_view.widgets import controls
from bn_view.widgets.heading import draw_heading
from bn_view.widgets.live_chart import draw_in_places, encoded, in_places, place_of_words
from pages.training import charts
from pages.training.buttons import PRESET, draw_buttons, draw_presets, kept_run
from pages.training.default_run import default_run
from pages.training.recipes import run_tasks
from pages.training.run_file import draw_run_file
from pages.training.session import SessionRun, get_ready
from pages.training.settings import RunSettings, View
from pages.training.sidebar import draw_sidebar
from pages.training.sweep_chart import draw_sweep, draw_sweep_controls, sweep_tasks_of_choice
from pages.training.witness import draw_witness
from workers.queue import Run

RUN, SWEEP = SessionRun("run", run_tasks, opening=default_run), SessionRun("sweep", sweep_tasks_of_choice)


def render() -> None:
    """Draw the page."""
    get_ready()
    draw_sidebar()
    experiment = _("drag the learning rate up until a network fails.")
    draw_heading(_("Which learning rates work?"), experiment=experiment, parts=View.networks)
    if get(View.trained) and RUN.run is None:  # a link to a run
        RUN.start()
    if get(View.sweep) and SWEEP.run is None and not RUN.in_progress:  # one after the other
        SWEEP.start()
        put(View.sweep, False)  # started or refused: it waits no longer
    with st.container(key="stage"):
        with st.container():
            draw_sweep(SWEEP)
        with st.container(key="controls"):
            _draw_recipe(RUN.run, present(RunSettings).without_rate)
            draw_sweep_controls(SWEEP)
    st.html(f"{place_of_words('source')}<h2>{_('One run, update by update')}</h2>")
    draw_buttons(RUN)
    RUN.draw(charts.lay_out, _fill, _draw_run)
    if RUN.shown is not None and not RUN.in_progress:
        draw_run_file(RUN.shown)
        draw_witness(RUN.shown)
    _note_in_link()


@fragment
def _draw_recipe(run: Run | None, others: Mapping[str, object]) -> None:
    """Draw the presets and the learning rate, which move nothing else that the browser does not move."""
    controls.stops_slider(RunSettings.learning_rate)
    draw_presets(RUN)
    if RUN.run is not run or present(RunSettings).without_rate != others:  # a preset has started another, or set what others draw
        st.rerun()
    RUN.warn_where_refused(PRESET)
    draw_in_places("changed", encoded(in_places(words=RUN.words | SWEEP.words)))
    _note_in_link()


def _fill(run: Run) -> None:
    charts.fill(run, kept_run())
    _note_in_link()


def _draw_run(run: Run, above: str) -> None:
    charts.draw_run(run, kept_run(), above)
    _note_in_link()


def _note_in_link() -> None:
    """Let the link hold run and sweep only while they are what is on screen; a sweep that waits for the run's end stays in it."""
    put(View.trained, RUN.in_link)
    put(View.sweep, SWEEP.in_link or (get(View.sweep) and SWEEP.run is None))
