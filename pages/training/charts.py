"""The charts of a run and of a sweep, each with its sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
import streamlit as st

from bn_core.network.network import Recipe
from bn_view.figures import colours
from bn_view.state.language import _
from bn_view.widgets import controls
from bn_view.widgets.chart import draw_chart
from bn_view.words.readout import swatch
from pages.training import figures, sentences
from pages.training.figures import Steps
from pages.training.history import History, heat, histories_of, quantiles
from pages.training.sentences import arm_name
from pages.training.settings import View
from workers.queue import Run

Histories = Mapping[str, History]


def draw_run(run: Run, kept: Run | None, *, in_progress: bool) -> None:
    """Draw a run at its latest step or, once it is over, at the one that the slider says."""
    histories = histories_of(run)
    if len(histories) < len(run.tasks):
        return
    recipe, every = run.tasks[0].recipe, run.tasks[0].every
    latest = max(every, *(history.diverged or int(history.steps[-1]) for history in histories.values()))
    latest += -latest % every
    numbers, race = st.empty(), st.container()
    at = latest
    if not in_progress:
        at = st.slider(_("Look at step"), 0, latest, latest, step=every, key=f"shown_step_{run.number}")
    before = {} if kept is None or kept is run else histories_of(kept)
    steps = Steps(every, recipe.steps, at, _("steps"))
    numbers.markdown(sentences.accuracies(histories, at), unsafe_allow_html=True)
    with race:
        _draw_race(histories, before, steps)
        if before and kept is not None:
            differences = sentences.differences(kept.tasks[0].recipe, recipe)
            st.markdown(_("Thin and dotted: the kept run ({differences}).").format(differences=differences))
            st.markdown(sentences.accuracies(before, at, size=0.95), unsafe_allow_html=True)
    _draw_layers(recipe, histories, steps)
    _draw_gradients(histories, at)


def draw_axes(recipe: Recipe) -> None:
    """Draw the axes of a run to come, so that the browser has all it needs to draw by the time of the first points."""
    _draw_race({}, {}, Steps(1, recipe.steps, 0, _("steps")))


def _draw_race(histories: Histories, kept: Histories, steps: Steps) -> None:
    titles: dict[Literal["loss", "accuracy"], str] = {
        "loss": _("Loss of the mini-batches"),
        "accuracy": sentences.accuracy_title(),
    }
    for column, (which, title) in zip(st.columns(2, gap="medium"), titles.items(), strict=True):
        ends = ", ".join(f"{arm_name(arm)} {getattr(h, which)[h.at(steps.shown)]:.3g}" for arm, h in histories.items())
        with column:
            st.markdown(f"**{title}**")
            draw_chart(
                figures.race_figure(histories, kept, which, steps), key=f"chart_{which}", alt=_at_step(title, steps.shown, ends)
            )


def _draw_layers(recipe: Recipe, histories: Histories, steps: Steps) -> None:
    """Draw what goes on in each layer of one arm."""
    st.markdown(f"### {_('In each layer')}")
    arm = controls.choice(View.arm, label_visibility="collapsed")
    history = histories[arm]
    learned = sentences.learned_sentence(history, steps.shown)
    activations = sentences.activation_sentences(recipe, histories, steps.shown)
    st.markdown("\n\n".join([activations, learned, *([sentences.noise_sentence()] if arm == "noisy" else [])]))
    wide, *narrow = st.columns([5, 4, 4], gap="small")
    with wide:
        st.markdown(f"**{_('Activations: first layer on top')}**")
        heats = [heat(history, layer) for layer in range(recipe.depth)]
        _shares, low, high = heats[-1]
        draw_chart(
            figures.heat_figure(heats, arm, steps),
            key="chart_activations",
            alt=_(
                "Histograms of the activations in {layers} layers over the steps; the last layer’s lie from {low} to {high}."
            ).format(layers=len(heats), low=f"{low:.3g}", high=f"{high:.3g}"),
        )
    if not history.snapshots[0].gamma.size:
        return
    parameters: tuple[tuple[Literal["gamma", "beta"], str, float], ...] = (("gamma", "γ", 1.0), ("beta", "β", 0.0))
    for column, (name, title, start) in zip(narrow, parameters, strict=True):
        with column:
            st.markdown(f"**{title}**: {_('line: median, band: nine of ten units')}")
            draw_chart(
                figures.fan_figure(quantiles(history, name), arm, steps, start=start),
                key=f"chart_{name}",
                alt=f"{title}: {learned}".replace("*", ""),
            )


def _draw_gradients(histories: Histories, at: int) -> None:
    sizes = {arm: h.snapshot(at).gradient for arm, h in histories.items() if not h.has_diverged(at)}
    # What diverges would leave no room for the others.
    calm = [h for h in histories.values() if h.diverged is None] or histories.values()
    every = np.concatenate([snapshot.gradient for h in calm for snapshot in h.snapshots])
    every = every[np.isfinite(every) & (every > 0)]
    extremes = (float(every.min(initial=1.0)), float(every.max(initial=1.0)))
    title = _("How large is each layer’s gradient?")
    st.markdown(f"### {title}")
    hidden = len(next(iter(histories.values())).snapshots[0].gradient) - 1
    layers = [*map(str, range(1, hidden + 1)), _("output")]
    ends = "; ".join(f"{arm_name(arm)}: {', '.join(f'{size:.2g}' for size in of_arm)}" for arm, of_arm in sizes.items())
    draw_chart(
        figures.gradient_figure(sizes, extremes, layers, x_title=_("layer")),
        key="chart_gradients",
        alt=_at_step(title, at, ends),
    )
    st.markdown(sentences.gradient_sentence(histories, at))


def _at_step(title: str, step: int, ends: str) -> str:
    return _("{title} at step {step}: {ends}").format(title=title, step=step, ends=ends or "–")


def draw_sweep(run: Run, rate: float) -> None:
    """Draw how accurate each arm is at each learning rate so far; `rate` is the one that is set."""
    lines: dict[str, tuple[list[float], list[float]]] = {}
    for task in run.tasks:
        if run.points[task]:
            rates, accuracies = lines.setdefault(task.arm, ([], []))
            rates.append(task.recipe.learning_rate)
            accuracies.append(run.points[task][-1].snapshot.accuracy)
    if not lines:
        return
    sentence = sentences.sweep_sentence(run)
    st.markdown(" &nbsp; ".join(f"{swatch(colours.ARMS[arm])} {arm_name(arm)}" for arm in lines), unsafe_allow_html=True)
    st.markdown(f"**{sentences.accuracy_title()}**")
    draw_chart(
        figures.sweep_figure(lines, rate=rate, x_title=_("learning rate")), key="chart_sweep", alt=sentence.replace("*", "")
    )
    st.markdown(sentence)
