"""Training: gamma and beta being learned, with and without batch normalization, from the same weights and mini-batches."""

from __future__ import annotations

import secrets

import streamlit as st

from bn_view.state.language import _
from bn_view.state.settings import DEFAULTS, SETTINGS, TRAINING_PRESETS, TRAINING_RECIPE, Choice
from bn_view.widgets import controls
from bn_view.widgets.ask import ask, missing_sentence, tensorflow_is_installed
from pages.training import sentences as told
from pages.training.charts import draw_run, draw_start, draw_sweep, draw_witness
from pages.training.following import Followed, get_ready
from pages.training.recipes import run_tasks, sweep_tasks
from witnesses.training import both_losses
from workers.job import Job

WITNESS_STEPS = 30
RUN, SWEEP = Followed("run", run_tasks), Followed("sweep", sweep_tasks)


def render() -> None:
    """Draw the page."""
    controls.keep_settings()
    get_ready()
    _sidebar()
    st.markdown(f"## {_('Training')}")
    st.markdown(
        _("Watch **γ** and **β** being learned: 1,797 digits, and for every arm the same initial weights and mini-batches.")
    )
    controls.warn_of_refused()
    _presets()
    controls.stop("learning_rate", _("Learning rate, log scale"))
    if st.session_state.trained and RUN.job is None:  # a link to a run
        RUN.ask()
    _buttons()
    if RUN.job is None:
        st.markdown(told.arms(), unsafe_allow_html=True)
        draw_start(RUN.tasks()[0].recipe)
    RUN.look(_draw_run)
    _sweep()
    _witness()
    _write_address()


def _sidebar() -> None:
    with st.sidebar:
        st.subheader(_("Network"))
        controls.whole("depth", _("Hidden layers"))
        controls.choice("units", _("Units a layer"), _as_they_are("units"))
        controls.choice("train_activation", _("Activation"), told.ACTIVATIONS)
        controls.stop("weight_scale", _("Scale of the initial weights"))
        controls.choice("norm_place", _("Batch norm"), {"before": _("before the activation"), "after": _("after it")})
        st.subheader(_("Course"))
        controls.choice("train_batch", _("Batch size"), _as_they_are("train_batch"))
        controls.choice("train_steps", _("Steps"), _as_they_are("train_steps"))
        controls.whole("train_seed", _("Seed"), help=_("Of the initial weights, the mini-batches and the noise."))


def _as_they_are(name: str) -> dict[str, str]:
    setting = SETTINGS[name]
    assert isinstance(setting, Choice)
    return {word: word for word in setting.words}


def _presets() -> None:
    words = {"default": _("Default"), "too_high": _("Learning rate too high"), "sigmoid": _("Sigmoid, five layers")}
    start = {name: DEFAULTS[name] for name in TRAINING_RECIPE}
    wanted = {name: {**start, **values} for name, values in TRAINING_PRESETS.items()}
    present = {name: st.session_state[name] for name in start}
    now = next((name for name, values in wanted.items() if values == present), None)

    def set_and_run() -> None:
        # A click on the chosen one takes the choice back: it is meant all the same.
        controls.setter(wanted[st.session_state.training_preset or now or "default"])()
        RUN.ask()

    st.session_state.training_preset = now
    st.pills(
        _("Start from"), list(words), key="training_preset", format_func=words.__getitem__, on_change=set_and_run,
        label_visibility="collapsed",
    )  # fmt: skip


def _buttons() -> None:
    job, goes_on = RUN.job, RUN.goes_on
    with st.container(horizontal=True, gap="small", key="run_buttons"):
        st.button(_("Run"), key="run_training", type="primary", on_click=RUN.ask)
        st.button(_("Stop"), key="stop_training", on_click=RUN.leave, disabled=not goes_on)
        st.button(_("Again from the same weights"), key="again_training", on_click=RUN.ask, args=(True,), disabled=job is None)
        st.button(_("Other weights"), key="other_weights", on_click=_draw_weights)
        st.button(_("Keep for comparison"), key="keep_training", on_click=_keep, args=(job,), disabled=job is None or goes_on)
        if _kept() is not None:
            st.button(_("Forget the kept run"), key="forget_training", on_click=_keep, args=(None,), type="tertiary")


def _draw_weights() -> None:
    st.session_state.train_seed = secrets.randbelow(1_000_000)
    RUN.ask()


def _keep(job: Job | None) -> None:
    st.session_state.training_kept = job


def _kept() -> Job | None:
    job: Job | None = st.session_state.get("training_kept")
    return job


def _draw_run(job: Job, goes_on: bool) -> None:
    draw_run(job, _kept(), goes_on=goes_on)
    _write_address()


def _draw_sweep(job: Job, _goes_on: bool) -> None:
    draw_sweep(job, float(st.session_state.learning_rate))


def _write_address() -> None:
    # Only what is on screen goes into the link: whoever opens it joins the run or gets the finished one.
    job = RUN.job
    st.session_state.trained = job is not None and job.state in ("open", "done") and RUN.is_of_these_settings
    controls.write_address()


def _sweep() -> None:
    st.markdown(f"### {_('Which learning rates learn?')}")
    with st.container(horizontal=True, gap="small", key="sweep_buttons"):
        st.button(_("Sweep over learning rates"), key="run_sweep", on_click=SWEEP.ask)
        st.button(_("Stop"), key="stop_sweep", on_click=SWEEP.leave, disabled=not SWEEP.goes_on)
    SWEEP.look(_draw_sweep)


def _witness() -> None:
    """Let Keras train the same network, and lay its losses over ours."""
    job = RUN.job
    if job is None or RUN.goes_on:
        return
    st.markdown(f"### {_('The same network in Keras')}")
    if not tensorflow_is_installed():
        st.info(missing_sentence())
        return
    answers = st.session_state.setdefault("training_witness", {})
    st.button(_("Ask Keras"), key="ask_keras", on_click=answers.update, args=({job.number: None},))
    if job.number not in answers:
        return
    if answers[job.number] is None:
        answers[job.number] = ask(both_losses, job.tasks[0].recipe, "batch_norm", WITNESS_STEPS)
    if answers[job.number] is not None:
        draw_witness(*answers[job.number])
