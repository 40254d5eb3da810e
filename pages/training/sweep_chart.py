"""The first picture of the page: which learning rates learn, with a line at the one that is set."""

from __future__ import annotations

from typing import Any, Literal

import streamlit as st

from bn_core.network.network import Recipe
from bn_view.state.language import _
from bn_view.state.session import get, present
from bn_view.widgets.live_chart import draw_in_places, in_places, kept, place_of, place_of_words, sent
from bn_view.words.numbers import short
from bn_view.words.readout import paragraphs, side_by_side
from pages.training import sweep_sentences as sentences
from pages.training.motions import curves_motion, rate_motion
from pages.training.recipes import NETWORKS, SWEEP_RATES, sweep_tasks
from pages.training.sentences import arm_names, race_axis
from pages.training.session import SessionRun
from pages.training.settings import RunSettings, View
from pages.training.sweep import Sweep, preset_swept_as, sweep_made_beforehand, sweep_of
from pages.training.sweep_figure import CURVES_HEIGHT, SWEEP_HEIGHT, curves_figure, sweep_figure
from workers.queue import Run, Tasks


def sweep_tasks_of_choice(recipe: Recipe) -> Tasks:
    """Return the recipe at each learning rate of the sweep, for each network that is compared."""
    return sweep_tasks(recipe, NETWORKS[get(View.networks)])


def draw_sweep(session_run: SessionRun) -> None:
    """Draw the sweep that one asked for, else the one that was made beforehand: for other settings that of the default ones."""
    recipe = present(RunSettings).recipe
    preset = preset_swept_as(recipe)
    # One in progress is drawn whatever the settings are by now: nobody would watch it otherwise, and the queue would stop it.
    stays = session_run.in_progress or session_run.matches_settings
    if session_run.run is None or (preset is not None and not stays):
        session_run.warn_where_refused()
        note = sentences.other_settings(recipe) if preset is None else ""
        _lay_out(None, "")
        sweep = sweep_made_beforehand(preset or "default")
        _fill_with(sweep, recipe.learning_rate, sentences.seeds_sentence(), note=note)
    else:
        session_run.draw(_lay_out, _fill, _draw_run)


def shows_other_settings(session_run: SessionRun) -> bool:
    """Return whether the sweep on screen is not that of the present settings, and none of these is on its way."""
    has_its_own = session_run.in_progress or session_run.matches_settings
    return not has_its_own and preset_swept_as(present(RunSettings).recipe) is None


def draw_sweep_controls(session_run: SessionRun) -> None:
    """Draw the buttons that start and stop a sweep."""
    with st.container(horizontal=True, gap="small", key="sweep_buttons"):
        # Where the curves are those of other settings, it is what leads to one's own.
        looks: Literal["primary", "secondary"] = "primary" if shows_other_settings(session_run) else "secondary"
        st.button(_("Sweep all rates"), key="run_sweep", on_click=session_run.start, type=looks)
        st.button(_("Stop"), key="stop_sweep", on_click=session_run.stop, disabled=not session_run.in_progress)


def _draw_run(run: Run, above: str) -> None:
    """Draw some HTML, and how accurate each arm is at each learning rate as far as the sweep came."""
    if any(run.points.values()):
        _lay_out(run, above)
        _fill(run)
    else:
        st.html(above)


def _lay_out(_run: Run | None, above: str) -> None:
    columns = {"chart_sweep": ("sweep", SWEEP_HEIGHT), "chart_curves": ("at_rate", CURVES_HEIGHT)}
    charts = side_by_side(place_of_words(head) + place_of(name, height) for name, (head, height) in columns.items())
    st.html(above + charts)


def _fill(run: Run) -> None:
    if any(run.points.values()):
        _fill_with(sweep_of(run), get(RunSettings.learning_rate))


def _fill_with(sweep: Sweep, rate: float, *source: str, note: str = "") -> None:
    shown = sweep.of(NETWORKS[get(View.networks)])
    draw_in_places("sweep", kept(("sweep", *shown.key, rate, source, note), lambda: _made(shown, rate, *source, note=note)))


def _made(sweep: Sweep, rate: float, *source: str, note: str) -> dict[str, Any]:
    index, name = SWEEP_RATES.index(rate), RunSettings.learning_rate.name
    figure = sweep_figure(
        sweep.accuracies,
        SWEEP_RATES,
        rate=rate,
        x_title=_("learning rate"),
        y_title=race_axis("accuracy"),
        arm_names=arm_names(),
        levels=sentences.levels(),
        learned=sentences.LEARNS,
        only=_("only with<br>batch norm"),
    )
    said = sentences.spoken_sweep(sweep).format(**sentences.numbers_at(sweep, index))
    chart = sent("chart_sweep", figure, said, motion=rate_motion(sweep), at={name: index})
    curves = curves_figure(
        {arm: sweep.curve(arm, index) for arm in sweep.curves},
        sweep.every,
        sweep.updates,
        x_title=_("updates"),
        y_title=race_axis("accuracy"),
        arm_names=arm_names(),
        levels=list(sentences.levels().values()),
    )
    on_the_way = sent("chart_curves", curves, sentences.spoken_curves(short(rate)), motion=curves_motion(sweep), at={name: index})
    about = [f"{sentences.sweep_title(sweep)}.", sentences.same_start(), sentences.after_failure(), *source]
    words = {
        "sweep": note + sentences.sweep_sentence(sweep) + sentences.named_lines(sweep),
        "at_rate": sentences.legend(sweep, index),
        "source": sentences.verdict_sentence(sweep, index) + paragraphs(" ".join(about)),
    }
    return in_places(chart, on_the_way, words=words)
