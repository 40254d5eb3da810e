"""The charts of a run, of a sweep and of the witness, each with its sentence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from bn_core.network.network import Recipe
from bn_view.figures import colours
from bn_view.state.language import _
from bn_view.widgets import controls
from bn_view.widgets.chart import draw_chart
from bn_view.words.readout import swatch
from pages.training import figures as figures
from pages.training import sentences as told
from pages.training.figures import Curve, Steps
from pages.training.history import Course, course_of, fan, heat
from workers.job import Job

__all__ = ["draw_run", "draw_start", "draw_sweep", "draw_witness"]


@dataclass(frozen=True, eq=False)
class _Run:
    """What is drawn of a run: every arm's course, those of the run that was kept, and the steps."""

    recipe: Recipe
    courses: dict[str, Course]
    kept: dict[str, Course]
    steps: Steps


def draw_run(job: Job, kept: Job | None, *, goes_on: bool) -> None:
    """Draw a run at its latest step or, once it is over, at the one that the slider says."""
    courses = _courses(job)
    if len(courses) < len(job.tasks):
        return
    recipe, every = job.tasks[0].recipe, job.tasks[0].every
    latest = max(every, *(course.diverged or int(course.steps[-1]) for course in courses.values()))
    latest += -latest % every
    numbers, race = st.empty(), st.container()
    shown = latest
    if not goes_on:
        shown = st.slider(_("Look at step"), 0, latest, latest, step=every, key=f"shown_step_{job.number}")
    before = {} if kept is None or kept is job else _courses(kept)
    run = _Run(recipe, courses, before, Steps(every, recipe.steps, shown, _("steps")))
    numbers.markdown(told.accuracies(courses, shown), unsafe_allow_html=True)
    with race:
        _race(run)
        if before and kept is not None:
            other = told.differences(kept.tasks[0].recipe, recipe)
            st.markdown(_("Thin and dotted: the kept run ({differences}).").format(differences=other))
            st.markdown(told.accuracies(before, shown, size=0.95), unsafe_allow_html=True)
    _layers(run)
    _gradients(run)


def draw_start(recipe: Recipe) -> None:
    """Draw the axes of a run to come, so that the browser has all it needs to draw by the time of the first points."""
    _race(_Run(recipe, {}, {}, Steps(1, recipe.steps, 0, _("steps"))))


def _courses(job: Job) -> dict[str, Course]:
    return {task.arm: course for task in job.tasks if (course := course_of(job.items[task])) is not None}


def _race(run: _Run) -> None:
    titles = {"loss": _("Loss of the mini-batches"), "accuracy": told.accuracy()}
    names, at = told.arm_names(), run.steps.shown
    for column, (which, title) in zip(st.columns(2, gap="medium"), titles.items(), strict=True):
        now = [Curve(a, c.steps, getattr(c, which), diverged=c.diverged is not None) for a, c in run.courses.items()]
        before = [Curve(a, c.steps, getattr(c, which), kept=True) for a, c in run.kept.items()]
        ends = ", ".join(f"{names[a]} {getattr(c, which)[c.at(at)]:.3g}" for a, c in run.courses.items()) or "–"
        with column:
            st.markdown(f"**{title}**")
            draw_chart(
                figures.race_figure([*before, *now], run.steps, of_loss=which == "loss"),
                key=f"chart_{which}",
                alt=_("{title} at step {step}: {ends}").format(title=title, step=at, ends=ends),
            )


def _layers(run: _Run) -> None:
    """Draw what goes on in each layer of one arm."""
    st.markdown(f"### {_('In each layer')}")
    arm = controls.choice("arm", _("Arm"), told.arm_names(), label_visibility="collapsed")
    course, at = run.courses[arm], run.steps.shown
    learned = told.learned_sentence(course, at)
    seen = told.activation_sentences(run.recipe, run.courses, at)
    st.markdown(f"{seen}\n\n{learned}" + (f"\n\n{told.noise()}" if arm == "noisy" else ""))
    wide, *narrow = st.columns([5, 4, 4], gap="small")
    with wide:
        st.markdown(f"**{_('Activations: first layer on top')}**")
        heats = [heat(course, layer) for layer in range(run.recipe.depth)]
        said = _("Histograms of the activations in {layers} layers over the steps; the last layer’s lie from {low} to {high}.")
        draw_chart(
            figures.heat_figure([(h.shares, h.low, h.high) for h in heats], arm, run.steps),
            key="chart_activations",
            alt=said.format(layers=len(heats), low=f"{heats[-1].low:.3g}", high=f"{heats[-1].high:.3g}"),
        )
    if not course.snapshots[0].gamma.size:
        return
    for column, (name, title, start) in zip(narrow, (("gamma", "γ", 1.0), ("beta", "β", 0.0)), strict=True):
        with column:
            st.markdown(f"**{title}**: {_('line: median, band: nine of ten units')}")
            draw_chart(
                figures.fan_figure(fan(course, name), arm, run.steps, start=start),
                key=f"chart_{name}",
                alt=f"{title}: {learned}".replace("*", ""),
            )


def _gradients(run: _Run) -> None:
    at, going = run.steps.shown, {arm: c for arm, c in run.courses.items() if not c.over(run.steps.shown)}
    sizes = {arm: c.snapshots[c.at(at)].gradient for arm, c in going.items()}
    # What diverges would leave no room for the others.
    calm = [c for c in run.courses.values() if c.diverged is None] or run.courses.values()
    every = np.concatenate([s.gradient for c in calm for s in c.snapshots])
    every = every[np.isfinite(every) & (every > 0)]
    extremes = (float(every.min(initial=1.0)), float(every.max(initial=1.0)))
    st.markdown(f"### {_('How large is each layer’s gradient?')}")
    names = [*map(str, range(1, run.recipe.depth + 1)), _("output")]
    said = "; ".join(f"{told.arm_names()[arm]}: {', '.join(f'{size:.2g}' for size in of_arm)}" for arm, of_arm in sizes.items())
    draw_chart(
        figures.gradient_figure(sizes, extremes, names, x_title=_("layer")),
        key="chart_gradients",
        alt=_("{title} at step {step}: {ends}").format(title=_("How large is each layer’s gradient?"), step=at, ends=said or "–"),
    )
    st.markdown(told.gradient_sentence(run.courses, at))


def draw_sweep(job: Job, rate: float) -> None:
    """Draw how accurate each arm is at each learning rate so far; `rate` is the one that is set."""
    lines: dict[str, tuple[list[float], list[float]]] = {}
    for task in job.tasks:
        if job.items[task]:
            rates, values = lines.setdefault(task.arm, ([], []))
            rates.append(task.recipe.learning_rate)
            values.append(job.items[task][-1][1].accuracy)
    if not lines:
        return
    names, said = told.arm_names(), told.sweep_sentence(job)
    st.markdown(" &nbsp; ".join(f"{swatch(colours.ARMS[arm])} {names[arm]}" for arm in lines), unsafe_allow_html=True)
    st.markdown(f"**{told.accuracy()}**")
    draw_chart(
        figures.sweep_figure(lines, rate=rate, x_title=_("learning rate")),
        key="chart_sweep",
        alt=said.replace("*", ""),
    )
    st.markdown(said)


def draw_witness(ours: NDArray[np.float64], theirs: NDArray[np.float64]) -> None:
    """Draw both losses, and say how far they are apart."""
    said = _(
        "The first {steps} losses with batch normalization, both in float64, differ by at most **{difference}** of their size."
    )
    said = said.format(steps=len(ours), difference=f"{np.max(np.abs(theirs / ours - 1)):.1e}")
    st.markdown(f"**{_('Loss of the mini-batches')}**")
    draw_chart(
        figures.witness_figure(ours.tolist(), theirs.tolist(), ("bn_core", "Keras"), x_title=_("steps")),
        key="chart_witness",
        alt=said.replace("*", ""),
    )
    st.markdown(said)
