"""The charts of a run and of a sweep, each with its sentence."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from bn_core.network.network import Recipe
from bn_view.figures import colours
from bn_view.state.language import _
from bn_view.widgets import controls
from bn_view.widgets.chart import draw_chart
from bn_view.words.readout import swatch
from pages.training import figures, motions, sentences
from pages.training.figures import Steps
from pages.training.history import Histories, gradient_extremes, gradients, heat, histories_of, quantiles, shown_steps
from pages.training.sentences import Race, arm_name
from pages.training.settings import RunSettings, View
from workers.queue import Run


def draw_run(run: Run, kept: Run | None, *, in_progress: bool) -> None:
    """Draw a run at its latest step or, once it is over, at the one that the slider says."""
    histories = histories_of(run)
    if len(histories) < len(run.tasks):
        return
    recipe, every = run.tasks[0].recipe, run.tasks[0].every
    stops = shown_steps(histories, every)
    numbers, race = st.empty(), st.container()
    slider, at = None if in_progress else motions.slider_of(run), stops[-1]
    if slider is not None:
        at = st.slider(_("Look at step"), 0, stops[-1], stops[-1], step=every, key=slider)
    before = {} if kept is None or kept is run else histories_of(kept)
    steps = Steps(every, recipe.steps, at, _("steps"), slider)
    numbers.markdown(sentences.accuracies(histories, at), unsafe_allow_html=True)
    with race:
        _draw_race(histories, before, steps)
        if before and kept is not None:
            differences = sentences.differences(kept.tasks[0].recipe, recipe)
            st.markdown(_("Thin and dotted: the kept run ({differences}).").format(differences=differences))
            st.markdown(sentences.accuracies(before, at, size=0.95, kept=True), unsafe_allow_html=True)
    _draw_layers(recipe, histories, steps)
    _draw_gradients(histories, steps)


def draw_axes(recipe: Recipe) -> None:
    """Draw the axes of a run to come, so that the browser has all it needs to draw by the time of the first points."""
    _draw_race({}, {}, Steps(1, recipe.steps, 0, _("steps")))


def _draw_race(histories: Histories, kept: Histories, steps: Steps) -> None:
    races: tuple[Race, ...] = ("loss", "accuracy")
    for column, which in zip(st.columns(2, gap="medium"), races, strict=True):
        title = sentences.race_title(which)
        ends = sentences.by_arm({arm: sentences.race_number(h, which, steps.shown) for arm, h in histories.items()})
        with column:
            st.markdown(f"**{title}**")
            figure = figures.race_figure(histories, kept, which, steps)
            draw_chart(figure, key=f"chart_{which}", alt=sentences.at_step(title, steps.shown, ends or "–"), at=steps.stand)


def _draw_layers(recipe: Recipe, histories: Histories, steps: Steps) -> None:
    """Draw what goes on in each layer of one arm."""
    st.markdown(f"### {_('In each layer')}")
    arm = controls.choice(View.arm, label_visibility="collapsed")
    history = histories[arm]
    learned = sentences.learned_sentence(arm, history, steps.shown)
    activations = sentences.activation_sentences(recipe, histories, steps.shown)
    noise = [sentences.noise_sentence()] if arm == "noisy" else []
    st.markdown("\n\n".join([activations, learned, *noise]), unsafe_allow_html=True)
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
            at=steps.stand,
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
                alt=f"{title}: {sentences.spoken(learned)}",
                at=steps.stand,
            )


def _draw_gradients(histories: Histories, steps: Steps) -> None:
    sizes, title = gradients(histories, steps.shown), sentences.gradient_title()
    st.markdown(f"### {title}")
    ends = sentences.by_arm({arm: sentences.gradient_sizes(of_arm) for arm, of_arm in sizes.items()})
    hidden = len(next(iter(histories.values())).snapshots[0].gradient) - 1
    layers = [*map(str, range(1, hidden + 1)), _("output")]
    draw_chart(
        figures.gradient_figure(sizes, gradient_extremes(histories), layers, x_title=_("layer")),
        key="chart_gradients",
        alt=sentences.at_step(title, steps.shown, ends),
        at=steps.stand,
    )
    st.markdown(sentences.gradient_sentence(histories, steps.shown), unsafe_allow_html=True)


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
    setting = RunSettings.learning_rate
    draw_chart(
        figures.sweep_figure(lines, rate=rate, rates=(setting.stops[0], setting.stops[-1]), x_title=_("learning rate")),
        key="chart_sweep",
        alt=sentence.replace("*", ""),
        motion=motions.rate_motion(),
        at={setting.name: setting.stops.index(rate)},
    )
    st.markdown(sentence)
