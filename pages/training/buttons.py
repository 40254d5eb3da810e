"""What starts and stops the run: presets and buttons; and the run that is kept for comparison."""

from __future__ import annotations

import secrets

import streamlit as st

from bn_view.state.language import _
from bn_view.state.session import present, put, setter
from bn_view.widgets import taken_once
from pages.training import replay
from pages.training.session import SessionRun
from pages.training.settings import PRESETS, RunSettings
from workers.queue import Run

PRESET = "preset"


def draw_presets(session_run: SessionRun) -> None:
    """Draw the presets, of which one click sets and runs one; the one that is set is marked."""
    settings = present(RunSettings)
    now = next((name for name, (_title, preset) in PRESETS.items() if preset == settings), None)

    titles = {name: _(title) for name, (title, _preset) in PRESETS.items()}
    key = taken_once.key_of(PRESET)
    if st.session_state.get(key) != now:  # something else has set what a preset sets, or something else than that
        key = taken_once.renew(PRESET)
        st.session_state[key] = now

    def set_and_run() -> None:
        chosen = taken_once.take(PRESET, key)
        if chosen is not None:
            _title, preset = PRESETS[chosen]
            setter(preset.values)()
            session_run.start(asked=PRESET)

    with st.container(key="training_preset"):
        st.pills(
            _("Start from"),
            list(titles),
            key=key,
            format_func=titles.__getitem__,
            on_change=set_and_run,
            required=True,  # the second click of a double click would else take the choice back
            label_visibility="collapsed",
        )


def draw_buttons(session_run: SessionRun) -> None:
    """Draw the buttons of the run."""
    run, in_progress, start = session_run.run, session_run.in_progress, session_run.start

    def other_weights() -> None:
        put(RunSettings.train_seed, secrets.randbelow(1_000_000))
        start()

    def train_or_replay() -> None:
        # What is finished and on screen already would stay as it is.
        is_on_screen = session_run.matches_settings
        start()
        trained = session_run.run
        if is_on_screen and trained is not None and trained.state == "done":
            replay.start(replay.slider_of(trained))

    with st.container(horizontal=True, gap="small", key="run_buttons"):
        st.button(_("Run"), key="run_training", type="primary", on_click=train_or_replay)
        st.button(_("Stop"), key="stop_training", on_click=session_run.stop, disabled=not in_progress)
        if run is not None:
            st.button(_("Again from the same weights"), key="again_training", on_click=start, args=(True,))
        st.button(_("New initial weights"), key="other_weights", on_click=other_weights)
        st.button(_("Keep for comparison"), key="keep_training", on_click=_keep, args=(session_run.shown,), disabled=in_progress)
        if kept_run() is not None:
            st.button(_("Forget the kept run"), key="forget_training", on_click=_keep, args=(None,), type="tertiary")


def kept_run() -> Run | None:
    """Return the run that is kept for comparison."""
    run: Run | None = st.session_state.get("training_kept")
    return run


def _keep(run: Run | None) -> None:
    st.session_state.training_kept = run
