"""Training: gamma and beta being learned, with and without batch normalization, from the same weights and mini-batches."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import partial

import numpy as np
import streamlit as st

from bn_core.reference.keras_network import keras_losses
from bn_core.training import BINS
from bn_view import controls
from bn_view.figures.training import (
    Curve,
    fan_figure,
    gradient_figure,
    heat_figure,
    race_figure,
    sweep_figure,
    witness_figure,
)
from bn_view.language import _
from bn_view.settings import DEFAULTS, TRAINING_PRESETS, TRAINING_RECIPE
from bn_view.tensorflow_worker import ask, missing_sentence, tensorflow_is_installed
from bn_view.training import told
from bn_view.training.asked import run_tasks, sweep_tasks
from bn_view.training.course import Course, course_of, fan, heat
from bn_view.training.job import Job, Tasks
from bn_view.training.runs import QueueFullError, Runs

POLL_SECONDS = 0.5
NO_BAR = {"displayModeBar": False}
WITNESS_STEPS = 30


@st.cache_resource(show_spinner=False)
def _runs() -> Runs:
    return Runs()


def render() -> None:
    """Draw the page."""
    controls.keep_settings()
    _sidebar()
    st.markdown(f"## {_('Training')}")
    st.markdown(
        _("Watch **γ** and **β** being learned: one network, 1,797 digits, the same initial weights and mini-batches for every arm.")
    )
    refused = controls.refused_sentence()
    if refused:
        st.warning(refused)
    _presets()
    controls.stop("learning_rate", _("Learning rate, log scale"))
    if st.session_state.trained and _job("run") is None:  # a link to a run
        _ask("run")
    _buttons()
    _polled(_run_so_far, "run")
    _sweep()
    _witness()
    _write_address()


def _sidebar() -> None:
    with st.sidebar:
        st.subheader(_("Network"))
        controls.whole("depth", _("Hidden layers"))
        controls.choice("width", _("Units a layer"), {n: n for n in ("16", "32", "64", "128")})
        controls.choice("train_activation", _("Activation"), {"relu": "ReLU", "tanh": "tanh", "sigmoid": "sigmoid"})
        controls.stop("weight_scale", _("Scale of the initial weights"))
        controls.choice("norm_place", _("Batch norm and activation"), {"before": _("before it"), "after": _("after it")})
        st.subheader(_("Course"))
        controls.choice("train_batch", _("Batch size"), {n: n for n in ("4", "16", "64", "256")})
        controls.choice("train_steps", _("Steps"), {n: n for n in ("100", "200", "500", "1000", "2000")})
        controls.whole("train_seed", _("Seed"), help=_("Of the initial weights, the mini-batches and the noise."))


def _presets() -> None:
    words = {
        "default": _("Default"),
        "too_high": _("Learning rate too high"),
        "sigmoid": _("Sigmoid, five layers"),
    }
    start = {name: DEFAULTS[name] for name in TRAINING_RECIPE}
    with st.container(horizontal=True, gap="small", key="training_presets"):
        for name, values in TRAINING_PRESETS.items():
            st.button(words[name], key=f"training_preset_{name}", on_click=_setter({**start, **values}))


def _setter(values: dict[str, object]) -> Callable[[], None]:
    def set_values() -> None:
        st.session_state.update(values)
        st.session_state.refused = {}

    return set_values


def _buttons() -> None:
    job = _job("run")
    is_open = job is not None and job.state == "open"
    with st.container(horizontal=True, gap="small", key="run_buttons"):
        st.button(_("Run"), key="run_training", type="primary", on_click=_ask, args=("run",))
        st.button(_("Stop"), key="stop_training", on_click=_stop, args=("run",), disabled=not is_open)
        st.button(_("Again from the same weights"), key="again_training", on_click=_ask, args=("run", True), disabled=job is None)
        st.button(_("Other weights"), key="other_weights", on_click=_other_weights)
        st.button(_("Keep for comparison"), key="keep_training", on_click=_keep, disabled=job is None or is_open)
        if _kept() is not None:
            st.button(_("Forget the kept run"), key="forget_training", on_click=_forget, type="tertiary")


def _job(which: str) -> Job | None:
    """Return what this session looks at: a "run" or a "sweep"."""
    return st.session_state.get(f"training_{which}")


def _kept() -> Job | None:
    return st.session_state.get("training_kept")


def _watcher() -> str:
    return str(st.session_state.setdefault("training_watcher", secrets.token_hex(8)))


def _tasks(which: str) -> Tasks:
    settings = controls.settings()
    return run_tasks(settings) if which == "run" else sweep_tasks(settings)


def _ask(which: str, anew: bool = False) -> None:
    """Ask for a run with the present settings in place of the one that was looked at."""
    _stop(which)
    try:
        st.session_state[f"training_{which}"] = _runs().ask(_tasks(which), _watcher(), anew=anew)
        st.session_state[f"training_{which}_full"] = False
    except QueueFullError:
        st.session_state[f"training_{which}_full"] = True


def _stop(which: str) -> None:
    job = _job(which)
    if job is not None:
        _runs().leave(job, _watcher())


def _other_weights() -> None:
    st.session_state.train_seed = secrets.randbelow(1_000_000)
    _ask("run")


def _keep() -> None:
    st.session_state.training_kept = _job("run")


def _forget() -> None:
    st.session_state.training_kept = None


def _polled(part: Callable[[Job], None], which: str) -> None:
    """Draw what has come of a run; while it goes on, look again and again."""
    if st.session_state.get(f"training_{which}_full"):
        st.warning(_("Too many runs wait already. Nothing is lost: try again in a minute."))
    job = _job(which)
    if job is None:
        return
    followed = _is_followed(job)
    st.fragment(partial(_look, part, which, job, followed), run_every=POLL_SECONDS if followed else None)()


def _is_followed(job: Job) -> bool:
    return job.state == "open" and _watcher() in job.seen


def _look(part: Callable[[Job], None], which: str, job: Job, followed: bool) -> None:
    if followed and not _is_followed(job):
        st.rerun()  # the whole page: this part need not look again, and the buttons change
    if followed:
        place = _runs().watch(job, _watcher())
        if place:
            st.info(_("Other runs go first: yours is number {place} in line.").format(place=place))
        else:
            st.progress(job.progress, _("{done} of all steps").format(done=f"{job.progress:.0%}"))
    elif job.state == "died":
        st.error(_("The process that trained it ended. What is below is what it got to; nothing else is lost."))
        st.button(_("Try again"), key=f"again_{which}", on_click=_ask, args=(which,))
    elif job.state != "done":
        st.info(_("Stopped after {done} of all steps.").format(done=f"{job.progress:.0%}"))
    part(job)
    if which == "run":
        _write_address()


def _write_address() -> None:
    job = _job("run")
    st.session_state.trained = job is not None and job.tasks == _tasks("run")
    controls.write_address()


def _run_so_far(job: Job) -> None:
    """Draw the charts of a run, at its end or at the step that one scrubs to."""
    courses = {task.arm: course for task in job.tasks if (course := course_of(job.items[task])) is not None}
    if len(courses) < len(job.tasks):
        return
    recipe, every = job.tasks[0].recipe, job.tasks[0].every
    diverged = {task.arm: job.items[task][-1][1].step for task in job.tasks if job.diverged(task)}
    last = max(*(int(course.steps[-1]) for course in courses.values()), *diverged.values(), every)
    last += -last % every
    numbers = st.empty()
    left, right = st.columns(2, gap="medium")
    step = last
    if not _is_followed(job):
        step = st.slider(_("Step"), 0, last, last, step=every, key=f"shown_step_{job.number}")
    numbers.markdown(told.accuracies(courses, diverged, step), unsafe_allow_html=True)
    drawn = {"last": recipe.steps, "step": step, "x_title": _("steps")}
    with left:
        _race("loss", _("Loss, mean of the mini-batches"), courses, diverged, drawn)
    with right:
        _race("accuracy", _("Accuracy on held-out digits"), courses, diverged, drawn)
    kept = _kept()
    if kept is not None and kept is not job:
        st.markdown(_("Thin and dotted: the kept run, {differences}.").format(
            differences=told.differences(kept.tasks[0].recipe, recipe)))  # fmt: skip
    if job.tasks != _tasks("run"):
        st.caption(_("The settings have changed since: Run trains with them."))
    _inside(courses, {**drawn, "every": every})
    st.markdown(f"#### {_('Size of each layer’s gradient')}")
    _gradients(courses, step)
    st.markdown(told.gradient_sentence(courses, step))


def _race(
    which: str, title: str, courses: dict[str, Course], diverged: dict[str, int], drawn: dict[str, object]
) -> None:
    curves = [Curve(arm, c.steps, getattr(c, which), diverged=arm in diverged) for arm, c in courses.items()]
    kept = _kept()
    if kept is not None and kept is not _job("run"):
        before = {task.arm: course_of(kept.items[task]) for task in kept.tasks}
        curves = [Curve(arm, c.steps, getattr(c, which), kept=True) for arm, c in before.items() if c is not None] + curves
    st.markdown(f"#### {title}")
    names = told.arm_names()
    ends = ", ".join(f"{names[arm]} {getattr(c, which)[c.at(int(str(drawn['step'])))]:.3g}" for arm, c in courses.items())
    st.plotly_chart(
        race_figure(curves, of_loss=which == "loss", **drawn),
        key=f"chart_{which}",
        alt=_("{title} at step {step}: {ends}").format(title=title, step=drawn["step"], ends=ends),
        config=NO_BAR,
    )


def _inside(courses: dict[str, Course], drawn: dict[str, object]) -> None:
    """Draw what goes on in each layer of one arm."""
    st.markdown(f"### {_('In each layer')}")
    arm = controls.choice("arm", _("Arm"), told.arm_names(), label_visibility="collapsed")
    course, step = courses[arm], int(str(drawn["step"]))
    depth = len(course.snapshots[0].activations)
    st.markdown(told.spread_sentence(_shown_recipe(), courses, step) + " " + told.learned_sentence(course, step))
    columns = st.columns([5, 4, 4], gap="small")
    with columns[0]:
        st.markdown(f"**{_('Activations, first layer on top')}**")
        heats = [heat(course, layer) for layer in range(depth)]
        st.plotly_chart(
            heat_figure([(h.shares, h.low, h.high) for h in heats], arm, **drawn),
            key="chart_activations",
            alt=_("Histograms of {layers} layers’ activations in {bins} bins over the steps; the last layer’s lie from {low} to {high}.")
            .format(layers=depth, bins=BINS, low=f"{heats[-1].low:.3g}", high=f"{heats[-1].high:.3g}"),
            config=NO_BAR,
        )  # fmt: skip
    if course.snapshots[0].gamma.size == 0:
        return
    for column, (name, title, still) in zip(columns[1:], (("gamma", "γ", 1.0), ("beta", "β", 0.0)), strict=True):
        with column:
            st.markdown(f"**{title}** {_('median and nine of ten units')}")
            st.plotly_chart(
                fan_figure(fan(course, name), arm, still=still, **drawn),
                key=f"chart_{name}",
                alt=f"{title}: {told.learned_sentence(course, step)}".replace("*", ""),
                config=NO_BAR,
            )


def _shown_recipe():
    job = _job("run")
    assert job is not None
    return job.tasks[0].recipe


def _gradients(courses: dict[str, Course], step: int) -> None:
    sizes = {arm: c.snapshots[c.at(step)].gradient for arm, c in courses.items()}
    every = np.concatenate([s.gradient for c in courses.values() for s in c.snapshots])
    every = every[np.isfinite(every) & (every > 0)]
    depth = len(next(iter(sizes.values()))) - 1
    st.plotly_chart(
        gradient_figure(
            sizes,
            (float(every.min(initial=1.0)), float(every.max(initial=1.0))),
            [*map(str, range(1, depth + 1)), _("output")],
            x_title=_("layer"),
        ),
        key="chart_gradients",
        alt=told.gradient_sentence(courses, step).replace("*", ""),
        config=NO_BAR,
    )


def _sweep() -> None:
    st.markdown(f"### {_('Sweep over learning rates')}")
    job = _job("sweep")
    with st.container(horizontal=True, gap="small"):
        st.button(_("Run the sweep"), key="run_sweep", on_click=_ask, args=("sweep",))
        is_open = job is not None and job.state == "open"
        st.button(_("Stop"), key="stop_sweep", on_click=_stop, args=("sweep",), disabled=not is_open)
    _polled(_sweep_so_far, "sweep")


def _sweep_so_far(job: Job) -> None:
    lines = {}
    for arm in ("plain", "batch_norm"):
        known = [(t.recipe.learning_rate, job.items[t][-1][1].accuracy) for t in job.tasks if t.arm == arm and job.items[t]]
        if known:
            lines[arm] = tuple(zip(*known, strict=True))
    if not lines:
        return
    said = told.sweep_sentence(job)
    names = told.arm_names()
    st.markdown(" &nbsp; ".join(f"{told.swatch(arm)} {names[arm]}" for arm in lines) + f"\n\n{said}", unsafe_allow_html=True)
    st.plotly_chart(
        sweep_figure(lines, rate=st.session_state.learning_rate, x_title=_("learning rate")),
        key="chart_sweep",
        alt=said.replace("*", ""),
        config=NO_BAR,
    )


def _witness() -> None:
    """Let Keras train the same network, and lay its losses over ours."""
    job = _job("run")
    if job is None or job.state == "open":
        return
    st.markdown(f"### {_('The same network in Keras')}")
    if not tensorflow_is_installed():
        st.info(missing_sentence())
        return
    task = next(task for task in job.tasks if task.arm == "batch_norm")
    ours = [loss for losses, _snapshot in job.items[task] for loss in losses][:WITNESS_STEPS]
    st.button(_("Ask Keras"), key="ask_keras", on_click=_ask_keras, args=(job,))
    if st.session_state.get("training_witnessed") is not job or not ours:
        return
    answer = ask(keras_losses, task.recipe, "batch_norm", len(ours))
    if answer is None:
        return
    theirs = np.asarray(answer[0], float)[: len(ours)]
    largest = float(np.max(np.abs(theirs / np.asarray(ours) - 1)))
    said = _("The first {steps} losses of bn_core and Keras differ by at most **{difference}** of their size.").format(
        steps=len(ours), difference=f"{largest:.1e}"
    )
    st.markdown(said)
    st.plotly_chart(
        witness_figure(ours, theirs.tolist(), ("bn_core", "Keras"), x_title=_("steps")),
        key="chart_witness",
        alt=said.replace("*", ""),
        config=NO_BAR,
    )


def _ask_keras(job: Job) -> None:
    st.session_state.training_witnessed = job


if __name__ == "__main__":  # a deep link to a fresh server runs this file, not app.py
    import app

    app.main()
