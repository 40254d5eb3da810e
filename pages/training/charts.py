"""The charts of a run, each with its sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from bn_core.network.network import AFFINE_ARMS, Recipe
from bn_view.state.language import _
from bn_view.state.session import get
from bn_view.widgets import controls
from bn_view.widgets.live_chart import Sent, draw_in_places, in_places, kept, place_of, place_of_words, sent
from bn_view.widgets.live_chart.motion import NO_MOTION
from bn_view.words.numbers import short
from bn_view.words.readout import as_html, paragraphs, side_by_side
from pages.training import figures, motions, replay, sentences
from pages.training.figures import HEIGHT, Steps, rows_height
from pages.training.history import (
    Histories,
    History,
    gradient_extremes,
    gradients,
    heats,
    quantiles,
    seen_of,
    shown_steps,
)
from pages.training.recipes import NETWORKS
from pages.training.sentences import Race, arm_names
from pages.training.settings import View
from pages.training.step_figures import DIGITS_HEIGHT, NETWORK_HEIGHT, digits_figure, network_figure
from pages.training.sweep import is_made_beforehand
from pages.training.sweep_sentences import one_of_the_seeds
from pages.training.verdict import margin_at, verdict_at
from pages.training.wrong_digits import wrong_digits
from workers.queue import Run

_RACES: tuple[Race, ...] = ("loss", "accuracy")


def lay_out(run: Run, above: str) -> None:
    """Draw some HTML, the places of a run's charts, and the choice of the arm whose layers are shown."""
    st.html(above + _places_of_race())
    controls.choice(View.arm, label_visibility="collapsed")
    st.html(_places_of_layers(run.tasks[0].recipe, with_parameters=get(View.arm) in AFFINE_ARMS))


def fill(run: Run, before: Run | None) -> None:
    """Fill the places with a run that is in progress, at its latest step: all in one message."""
    seen, arm = _compared(run, before), get(View.arm)
    if seen is not None:
        steps = seen.steps(None)
        made = kept(("run", *seen.key, arm), lambda: in_places(*_charts(seen, arm, steps), words=_words(seen, arm, steps.shown)))
        draw_in_places("run_charts", made)


def draw_run(run: Run, before: Run | None, above: str) -> None:
    """Draw some HTML and a run that is over, at the step that its slider says."""
    seen, slider = _compared(run, before), replay.slider_of(run)
    if seen is None:
        st.html(above)
        return
    # The charts as at the last step: how the slider moves them, the browser knows (motions.py).
    steps = seen.steps(slider)
    # The slider first: it and Replay are on the first screen of a laptop.
    at = replay.draw_slider(slider, seen.stops)
    lay_out(run, above)
    arm = get(View.arm)
    draw_in_places("run_charts", kept(("run", *seen.key, arm, slider), lambda: in_places(*_charts(seen, arm, steps))))
    # What comes for a chart has it drawn again, which the browser does by itself only where a thumb moves.
    draws = dict.fromkeys(motions.MOVED, NO_MOTION) if replay.is_moved(slider) else {}
    key = ("run", *seen.key, arm, at, bool(draws))
    draw_in_places("run_words", kept(key, lambda: in_places(words=_words(seen, arm, at), motions=draws)))


@dataclass(frozen=True, eq=False)
class _Compared:
    """What is seen of a run, and of the kept one where there is one; `key` tells it from others.

    Of all `histories` those of some arms are `compared` with each other.
    """

    recipe: Recipe
    every: int
    histories: Histories
    compared: Histories
    recipe_before: Recipe | None
    before: Histories
    key: tuple[int | str, ...]

    @property
    def stops(self) -> range:
        """The steps that one can look at."""
        return shown_steps(self.histories, self.every)

    def steps(self, slider: str | None) -> Steps:
        """Return the steps with the last one shown, and the slider that shows others."""
        return Steps(self.every, self.recipe.steps, self.stops[-1], _("updates"), slider)


def _compared(run: Run, before: Run | None) -> _Compared | None:
    """Return what is seen of a run by now; None before each of its arms has a point."""
    seen, task = seen_of(run), run.tasks[0]
    if len(seen.histories) < len(run.tasks):
        return None
    arms = NETWORKS[get(View.networks)]
    both = seen.histories, _of_arms(seen.histories, arms)
    kept_run = None if before is None or before is run else seen_of(before)
    if before is None or kept_run is None or not kept_run.histories:
        return _Compared(task.recipe, task.every, *both, None, {}, (*seen.key, *arms))
    key, old = (*seen.key, *kept_run.key), _of_arms(kept_run.histories, arms)
    return _Compared(task.recipe, task.every, *both, before.tasks[0].recipe, old, (*key, *arms))


def _of_arms(histories: Histories, arms: Sequence[str]) -> Histories:
    return {arm: histories[arm] for arm in arms if arm in histories}


def _places_of_race() -> str:
    columns = (f"<b>{sentences.race_title(which)}</b>{place_of(f'chart_{which}', HEIGHT)}" for which in _RACES)
    return place_of_words("accuracies") + side_by_side(columns) + place_of_words("kept")


def _places_of_layers(recipe: Recipe, *, with_parameters: bool) -> str:
    """Return the places of what goes on in each layer of one arm, and of the gradients of all."""
    height, explained = rows_height(recipe.depth), _("line: median, band: 90% of the units")
    titles = {"activations": f"<b>{_('Activations: first layer on top')}</b>"}
    if with_parameters:
        titles |= {"gamma": f"<b>γ</b>: {explained}", "beta": f"<b>β</b>: {explained}"}
    columns = (title + place_of(f"chart_{name}", height) for name, title in titles.items())
    gradient = f"<h2>{sentences.gradient_title()}</h2>{place_of('chart_gradients', HEIGHT)}{place_of_words('gradients')}"
    network = f"<b>{sentences.network_title()}</b>{place_of('chart_network', NETWORK_HEIGHT)}"
    of_step = f"{place_of_words('wrong')}{place_of('chart_wrong', DIGITS_HEIGHT)}{network}"
    return f"{of_step}<h2>{_('In each layer')}</h2>{place_of_words('layers')}{side_by_side(columns)}{gradient}"


def _words(seen: _Compared, arm: str, at: int) -> Mapping[str, str]:
    """Return what is said of a run, and of the kept one if there is one, at a step."""
    histories = seen.histories
    one_of_some = f" {one_of_the_seeds()}" if is_made_beforehand(seen.recipe) else ""
    words = {
        "accuracies": f"<p>{sentences.after_updates(at, seen.recipe)}<br>{sentences.accuracies(seen.compared, at)}"
        f"<br>{sentences.followed('verdict', verdict_at(seen.compared, at))} {margin_at(seen.compared, at)}{one_of_some}</p>",
        "kept": "",
        "wrong": paragraphs(sentences.wrong_sentence(arm, histories[arm], at)),
        "layers": sentences.layer_sentences(seen.recipe, histories, arm, at),
        "gradients": as_html(sentences.gradient_sentence(histories, at)),
    }
    if seen.recipe_before is not None:
        differences = sentences.differences(seen.recipe_before, seen.recipe)
        said = _("Thin and dotted: the kept run ({differences}).").format(differences=differences)
        words["kept"] = f"{paragraphs(said)}{sentences.accuracies(seen.before, at, size=0.95, kept=True)}"
    return words


def _charts(seen: _Compared, arm: str, steps: Steps) -> Iterator[Sent]:
    compared, before, looked_at = seen.compared, seen.before, seen.histories[arm]
    moved = motions.motions_of(steps.slider, seen.stops, compared, before, arm, looked_at) if steps.slider else {}
    for chart in (
        *_race(compared, before, steps),
        *_of_step(looked_at, arm, steps),
        *_layers(looked_at, arm, steps),
        _gradients(compared, steps),
    ):
        yield {**chart, "motion": moved[chart["name"]]} if chart["name"] in moved else chart


def _race(histories: Histories, before: Histories, steps: Steps) -> Iterator[Sent]:
    for which in _RACES:
        title = sentences.race_title(which)
        ends = sentences.by_arm({arm: sentences.race_number(h, which, steps.shown) for arm, h in histories.items()})
        figure = figures.race_figure(histories, before, which, steps, y_title=sentences.race_axis(which), arm_names=arm_names())
        yield sent(f"chart_{which}", figure, sentences.at_step(title, steps.shown, ends or "–"), at=steps.stand)


def _of_step(history: History, arm: str, steps: Steps) -> Iterator[Sent]:
    wrong = wrong_digits(history, steps.shown)
    said = sentences.spoken(sentences.wrong_sentence(arm, history, steps.shown))
    yield sent("chart_wrong", digits_figure(wrong), said, at=steps.stand)
    figure = network_figure(heats(history), history.at(steps.shown), arm, x_title=_("layer {layer}"))
    yield sent("chart_network", figure, sentences.spoken_network(history, history.snapshot(steps.shown).step), at=steps.stand)


def _layers(history: History, arm: str, steps: Steps) -> Iterator[Sent]:
    rows = heats(history)
    _shares, low, high = rows[-1]
    alt = _(
        "Histograms of the activations in {layers} layers over the updates; the last hidden layer’s lie from {low} to {high}."
    )
    alt = alt.format(layers=len(rows), low=short(low), high=short(high))
    figure = figures.heat_figure(rows, arm, steps, y_title=_("activation"))
    yield sent("chart_activations", figure, alt, at=steps.stand)
    if not history.snapshots[0].gamma.size:
        return
    learned = sentences.learned_numbers(history, steps.shown)
    parameters: tuple[tuple[Literal["gamma", "beta"], str, float], ...] = (("gamma", "γ", 1.0), ("beta", "β", 0.0))
    for name, symbol, start in parameters:
        figure = figures.fan_figure(quantiles(history, name), arm, steps, start=start, y_title=symbol)
        yield sent(f"chart_{name}", figure, sentences.spoken_parameter(name, arm, learned), at=steps.stand)


def _gradients(histories: Histories, steps: Steps) -> Sent:
    sizes = gradients(histories, steps.shown)
    ends = sentences.by_arm({arm: sentences.gradient_sizes(of_arm) for arm, of_arm in sizes.items()})
    hidden = len(next(iter(histories.values())).snapshots[0].gradient) - 1
    layers = [*map(str, range(1, hidden + 1)), _("output")]
    figure = figures.gradient_figure(
        sizes, gradient_extremes(histories), layers, x_title=_("layer"), y_title=_("norm of the gradient"), arm_names=arm_names()
    )
    alt = sentences.at_step(sentences.gradient_title(), steps.shown, ends)
    return sent("chart_gradients", figure, alt, at=steps.stand)
