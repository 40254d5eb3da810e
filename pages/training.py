"""Training: gamma and beta being learned, with and without batch normalization, from the same weights and mini-batches."""

from __future__ import annotations

import secrets

import streamlit as st

from bn_view import controls
from bn_view.language import _
from bn_view.settings import DEFAULTS, SETTINGS, TRAINING_PRESETS, TRAINING_RECIPE, Choice
from bn_view.tensorflow_worker import ask, missing_sentence, tensorflow_is_installed
from bn_view.training import told
from bn_view.training.asked import run_tasks, sweep_tasks
from bn_view.training.job import Job, Tasks
from bn_view.training.runs import QueueFullError, Runs
from bn_view.training.shown import draw_run, draw_start, draw_sweep, draw_witness
from bn_view.training.witness import both_losses

POLL_SECONDS = 0.5
WITNESS_STEPS = 30
FIRST_SECONDS = 0.3


@st.cache_resource(show_spinner=False)
def _runs() -> Runs:
    return Runs()


def render() -> None:
    """Draw the page."""
    controls.keep_settings()
    if "training_watcher" not in st.session_state:
        _runs().get_ready()
    _sidebar()
    st.markdown(f"## {_('Training')}")
    st.markdown(
        _("Watch **γ** and **β** being learned: 1,797 digits, and for every arm the same initial weights and mini-batches.")
    )
    controls.warn_of_refused()
    _presets()
    controls.stop("learning_rate", _("Learning rate, log scale"))
    if st.session_state.trained and _job("run") is None:  # a link to a run
        _ask("run")
    _buttons()
    if _job("run") is None:
        st.markdown(told.arms(), unsafe_allow_html=True)
        draw_start(_tasks("run")[0].recipe)
    _follow("run")
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
        _ask("run")

    st.session_state.training_preset = now
    st.pills(
        _("Start from"), list(words), key="training_preset", format_func=words.__getitem__, on_change=set_and_run,
        label_visibility="collapsed",
    )  # fmt: skip


def _buttons() -> None:
    job = _job("run")
    goes_on = job is not None and _is_followed(job)
    with st.container(horizontal=True, gap="small", key="run_buttons"):
        st.button(_("Run"), key="run_training", type="primary", on_click=_ask, args=("run",))
        st.button(_("Stop"), key="stop_training", on_click=_leave, args=("run",), disabled=not goes_on)
        st.button(_("Again from the same weights"), key="again_training", on_click=_ask, args=("run", True), disabled=job is None)
        st.button(_("Other weights"), key="other_weights", on_click=_draw_weights)
        st.button(_("Keep for comparison"), key="keep_training", on_click=_keep, args=(job,), disabled=job is None or goes_on)
        if _job("kept") is not None:
            st.button(_("Forget the kept run"), key="forget_training", on_click=_keep, args=(None,), type="tertiary")


def _job(which: str) -> Job | None:
    """Return what this session looks at: a "run", a "sweep" or the run it "kept"."""
    return st.session_state.get(f"training_{which}")


def _keep(job: Job | None) -> None:
    st.session_state.training_kept = job


def _watcher() -> str:
    return str(st.session_state.setdefault("training_watcher", secrets.token_hex(8)))


def _tasks(which: str) -> Tasks:
    settings = controls.settings()
    return run_tasks(settings) if which == "run" else sweep_tasks(settings)


def _ask(which: str, anew: bool = False) -> None:
    """Ask for what the settings say, in place of what was looked at."""
    _leave(which)
    try:
        job = _runs().ask(_tasks(which), _watcher(), anew=anew)
        st.session_state[f"training_{which}"], st.session_state.training_full = job, None
        job.begun.wait(FIRST_SECONDS)  # where the processes are warm, the page comes with the first points
    except QueueFullError:
        st.session_state.training_full = which


def _leave(which: str) -> None:
    job = _job(which)
    if job is not None:
        _runs().leave(job, _watcher())


def _draw_weights() -> None:
    st.session_state.train_seed = secrets.randbelow(1_000_000)
    _ask("run")


def _is_followed(job: Job) -> bool:
    return job.state == "open" and _watcher() in job.seen


def _follow(which: str) -> None:
    """Draw what has come of a run; while it goes on, look again and again."""
    if st.session_state.get("training_full") == which:
        st.warning(_("Too many runs wait already. Nothing is lost: try again in a minute."))
    job = _job(which)
    if job is not None:
        goes_on = _is_followed(job)
        st.fragment(_look, run_every=POLL_SECONDS if goes_on else None)(which, job, goes_on)


def _look(which: str, job: Job, goes_on: bool) -> None:
    if goes_on and not _is_followed(job):
        st.rerun()  # all of the page: this part need not look again, and the buttons change
    _say_how_far(which, job, goes_on)
    if which == "sweep":
        draw_sweep(job, float(st.session_state.learning_rate))
        return
    if job.tasks != _tasks("run"):
        st.info(_("The settings have changed since. **Run** trains with them."))
    draw_run(job, _job("kept"), goes_on=goes_on)
    _write_address()


def _say_how_far(which: str, job: Job, goes_on: bool) -> None:
    done = f"{job.progress:.0%}"
    if goes_on:
        place = _runs().watch(job, _watcher())
        if place:
            st.info(_("Other runs go first: yours is number {place} in line.").format(place=place))
        elif job.progress == 0:
            st.progress(0.0, _("The processes that train are starting: a few seconds, the first time."))
        else:
            st.progress(job.progress, _("{done} of all steps").format(done=done))
    elif job.state == "died":
        said = _("The process that trains ended after {done} of all steps. Nothing else is lost: try again.")
        st.error(said.format(done=done))
        st.button(_("Try again"), key=f"retry_{which}", on_click=_ask, args=(which,))
    elif job.state != "done":
        st.info(_("Stopped after {done} of all steps.").format(done=done))


def _write_address() -> None:
    # Only what is on screen goes into the link: whoever opens it joins the run or gets the finished one.
    job = _job("run")
    st.session_state.trained = job is not None and job.state in ("open", "done") and job.tasks == _tasks("run")
    controls.write_address()


def _sweep() -> None:
    job = _job("sweep")
    st.markdown(f"### {_('Which learning rates learn?')}")
    with st.container(horizontal=True, gap="small", key="sweep_buttons"):
        st.button(_("Sweep over learning rates"), key="run_sweep", on_click=_ask, args=("sweep",))
        goes_on = job is not None and _is_followed(job)
        st.button(_("Stop"), key="stop_sweep", on_click=_leave, args=("sweep",), disabled=not goes_on)
    _follow("sweep")


def _witness() -> None:
    """Let Keras train the same network, and lay its losses over ours."""
    job = _job("run")
    if job is None or _is_followed(job):
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


if __name__ == "__main__":  # a deep link to a fresh server runs this file, not app.py
    import app

    app.main()
