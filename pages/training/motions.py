"""How the slider of the steps moves all of a finished run before it is released, and that of the learning rate the sweep."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from bn_view.figures.layout import few_digits, packed
from bn_view.widgets.live_chart.motion import AFTER_RELEASE, Motion, frames, motion
from bn_view.words.numbers import short
from pages.training import sentences
from pages.training.figures import gradient_heights, still_to_come
from pages.training.history import Histories, History, gradient_extremes, gradients, heats
from pages.training.recipes import COMPARED, SWEEP_RATES
from pages.training.sentences import Race
from pages.training.settings import RunSettings
from pages.training.step_figures import heights
from pages.training.sweep import Sweep
from pages.training.sweep_sentences import FOLLOWED as RATE
from pages.training.sweep_sentences import numbers_at, spoken_curves, spoken_sweep
from pages.training.verdict import verdict_at
from pages.training.wrong_digits import wrong_digits

# The charts that the slider of the steps moves.
MOVED = tuple(f"chart_{name}" for name in ("loss", "accuracy", "wrong", "network", "activations", "gamma", "beta", "gradients"))
# How many stops the learning rate goes by itself until somebody does anything: up to where both networks fail.
_SWEEPS = [[RunSettings.learning_rate.name, 5]]
# What an element or a sentence is told at each stop of the slider, by its name.
Numbers = Mapping[str, Sequence[str]]
Name = TypeVar("Name", bound=Hashable)
Part = TypeVar("Part")


def motions_of(
    slider: str, steps: range, histories: Histories, before: Histories, arm: str, looked_at: History
) -> Mapping[str, Motion]:
    """Return how the slider moves each chart of a finished run over these steps, of which one `arm` is `looked_at`."""
    legend = _legend(histories, steps)
    legend |= {sentences.kept_name(of): texts for of, texts in _legend(before, steps).items()}
    legend["verdict"] = [verdict_at(histories, step) for step in steps]
    learned = _learned_numbers(arm, looked_at, steps)
    over_steps, cursor = partial(_over_steps, slider, steps), _cursor(slider)
    of_parameters = {
        f"chart_{name}": over_steps(
            {key: texts for key, texts in learned.items() if key.endswith(("step", *ends))},
            cursor,
            said=sentences.spoken_parameter(name, arm),
        )
        for name, ends in sentences.PARAMETER_ENDS.items()
    }
    numbers = _by_name([sentences.wrong_numbers(looked_at, step) for step in steps])
    digits = {"frames": frames(slider, _by_name([_digits(looked_at, step) for step in steps]))}
    bins = {"frames": frames(slider, _by_name([_bins(looked_at, step) for step in steps]))}
    return {
        "chart_wrong": over_steps(numbers, digits, said=sentences.wrong_pattern(arm)),
        "chart_network": over_steps(numbers, bins, said=sentences.spoken_network(looked_at, "{wrong_step}")),
        "chart_loss": _race_motion(slider, steps, histories, "loss", legend),
        "chart_accuracy": _race_motion(slider, steps, histories, "accuracy", {}),
        "chart_activations": over_steps({**_activation_numbers(histories, steps), **learned}, cursor),
        **of_parameters,
        "chart_gradients": _gradient_motion(slider, steps, histories),
    }


def rate_motion(sweep: Sweep) -> Motion:
    """Return the motion of a sweep: a line at the learning rate, and what is said of each."""
    rate = RunSettings.learning_rate
    numbers = _by_name([numbers_at(sweep, index) for index in range(len(SWEEP_RATES))])
    return motion(
        rate.name,
        numbers=RATE,
        said=spoken_sweep(sweep),
        lasting=[rate.name],
        cursor={"slider": rate.name, "values": rate.stops},
        frames=_texts(rate.name, numbers),
        sweeps=_SWEEPS,
    )


def curves_motion(sweep: Sweep) -> Motion:
    """Return the motion of the curves beside the sweep: those of each learning rate.

    They do not glide from one rate to the next, as on the way they would be those of networks that nobody trained.
    """
    rate, indices = RunSettings.learning_rate, range(len(SWEEP_RATES))
    curves: dict[tuple[str | int, ...], list[Any]] = {
        ("data", i, "y"): [few_digits(sweep.curve(arm, index)) for index in indices] for i, arm in enumerate(sweep.curves)
    }
    states = {**curves, ("numbers", "rate"): [short(of_stop) for of_stop in rate.stops]}
    said = spoken_curves("{rate}")
    return motion(
        rate.name,
        numbers=RATE,
        said=said,
        lasting=[rate.name],
        frames=frames(rate.name, states),
        sweeps=_SWEEPS,
    )


def _race_motion(slider: str, steps: range, histories: Histories, which: Race, legend: Numbers) -> Motion:
    said = sentences.at_step(
        sentences.race_title(which), "{step}", sentences.by_arm({arm: f"{{{arm}_end}}" for arm in histories})
    )
    ends = {f"{arm}_end": [sentences.race_number(h, which, step) for step in steps] for arm, h in histories.items()}
    # The second shape lies upon what is still to come.
    begins = [still_to_come(step, steps.step) for step in steps]
    parts = {**_cursor(slider), "frames": frames(slider, {("layout", "shapes", 1, "x0"): begins})}
    return _over_steps(slider, steps, {**_step(steps), **ends, **legend}, parts, said=said)


def _gradient_motion(slider: str, steps: range, histories: Histories) -> Motion:
    sizes, extremes = [gradients(histories, step) for step in steps], gradient_extremes(histories)
    heights: list[dict[tuple[str | int, ...], Any]] = [
        _numbers_of("y", [gradient_heights(of_arms[arm], extremes) for arm in histories]) for of_arms in sizes
    ]
    said = sentences.at_step(
        sentences.gradient_title(), "{step}", sentences.by_arm({arm: f"{{{arm}_sizes}}" for arm in histories})
    )
    numbers = {
        **_step(steps),
        **{f"{arm}_sizes": [sentences.gradient_sizes(of_arms[arm]) for of_arms in sizes] for arm in histories},
    }
    for arm in _calm(histories):
        numbers[f"{arm}_gradient"] = [sentences.gradient_number(histories[arm], step) for step in steps]
    return _over_steps(slider, steps, numbers, {"frames": frames(slider, _by_name(heights))}, said=said)


def _digits(history: History, step: int) -> dict[tuple[str | int, ...], Any]:
    wrong = wrong_digits(history, step)
    return {**_numbers_of("z", [packed(wrong.pixels)]), ("data", 1, "text"): wrong.captions}


def _bins(history: History, step: int) -> dict[tuple[str | int, ...], Any]:
    return _numbers_of("y", heights(heats(history), history.at(step)))


def _numbers_of(part: str, of_traces: Sequence[Mapping[str, str]]) -> dict[tuple[str | int, ...], Any]:
    """Return what varies of packed numbers, a part of the first traces: their type and shape are those of the figure."""
    return {("data", i, part, "bdata"): numbers["bdata"] for i, numbers in enumerate(of_traces)}


def _activation_numbers(histories: Histories, steps: range) -> Numbers:
    """Return what varies in the sentences on the activations."""
    by_arm = {arm: _by_name([sentences.activation_numbers(histories[arm], step) for step in steps]) for arm in _calm(histories)}
    return {f"{arm}_{name}": texts for arm, numbers in by_arm.items() for name, texts in numbers.items()}


def _learned_numbers(arm: str, history: History, steps: range) -> Numbers:
    """Return between which values gamma and beta lie in an arm, if it learns them."""
    numbers = _by_name([sentences.learned_numbers(history, step) for step in steps])
    return {sentences.learned_name(arm, name): texts for name, texts in numbers.items()}


def _calm(histories: Histories) -> list[str]:
    """Return the arms of which the sentences have the same words at every step: those that do not diverge."""
    return [arm for arm in COMPARED if histories[arm].diverged is None]


def _legend(histories: Histories, steps: range) -> dict[str, list[str]]:
    return {arm: [sentences.legend_text(history, step) for step in steps] for arm, history in histories.items()}


def _step(steps: range) -> dict[str, list[str]]:
    return {"step": [str(step) for step in steps]}


def _cursor(slider: str) -> dict[str, Any]:
    return {"cursor": {"slider": slider}}


def _by_name(of_stops: Sequence[Mapping[Name, Part]]) -> dict[Name, list[Part]]:
    """Return what is at each stop, by name."""
    return {name: [stop[name] for stop in of_stops] for name in of_stops[0]}


def _over_steps(slider: str, steps: range, numbers: Numbers, parts: Mapping[str, Any], *, said: str = "") -> Motion:
    """Return a motion by the slider of the steps: these parts, and a text for each number at each step."""
    return motion(
        slider,
        numbers=sentences.FOLLOWED,
        said=said,
        after_release=(f".{AFTER_RELEASE}",),
        lasting=[slider],
        **{**parts, "frames": [*parts.get("frames", []), *_texts(slider, numbers)]},
    )


def _texts(slider: str, numbers: Numbers) -> list[dict[str, Any]]:
    return frames(slider, {("numbers", name): states for name, states in numbers.items()})
