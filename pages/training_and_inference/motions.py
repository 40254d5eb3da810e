"""How the sliders of updates, momentum and batch size move the charts before they are released."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_core.conventions import CONVENTIONS
from bn_view.data.mini_batch import BINS
from bn_view.data.sizes import MOST_IMAGES
from bn_view.figures.histograms import ladder
from bn_view.figures.layout import few_digits, seven_digits
from bn_view.widgets.live_chart.motion import Motion, axes_ladder, frames, motion
from pages.training_and_inference import spread, values
from pages.training_and_inference.batch_size_figures import (
    CHOSEN,
    CHOSEN_NAME,
    END_NAME,
    ENDS,
    OUTPUTS,
    OUTPUTS_NAME,
    ends_of,
    name_of_end,
    place_of_name,
    places_of,
)
from pages.training_and_inference.figures import START, VEIL, Label, goal_states, place_of_latest, shape, trace
from pages.training_and_inference.mode_figures import FARTHEST, farthest, opposite, side_of
from pages.training_and_inference.mode_sentences import gap_in_words, modes_in_words, of_outer_values
from pages.training_and_inference.sentences import (
    before_the_first,
    goal,
    in_rule,
    names_in_running,
    rule_decimals,
    running_in_words,
    shares_in_words,
)
from pages.training_and_inference.settings import Running
from pages.training_and_inference.size_sentences import (
    FOLLOWED,
    ends_of_outputs,
    mini_batches_in_words,
    name_among,
    name_of_size,
    outputs_in_words,
)
from pages.training_and_inference.values import Given, Stream

EVERY = range(Running.updates.most + 1)
# How far updates and batch size go by themselves until somebody does anything: first to where less is known.
_SWEEPS, _SWEEPS_OF_SIZES = [[Running.updates.name, -Running.updates.default]], [["batch_size", -8]]


def of_running(stream: Stream, large: str) -> Motion:
    """Return how updates and momentum move the running statistics, one of them `large`, which the browser computes."""
    mean, variance = stream.batches.mean[:, 0], stream.stored_variance(stream.batches)
    averages: dict[str, Any] = {
        "kept": [CONVENTIONS[stream.settings.convention].share_of_old(momentum) for momentum in Running.momentum.stops],
        "parts": [
            {
                **{"number": part, "start": START[part], "decimals": rule_decimals(stream, part)},
                **{"running": trace(part, "running"), "dot": shape(part, "running"), "link": shape(part, "link")},
            }
            for part in START
        ],
        "batches": list(zip(seven_digits(mean), seven_digits(variance), strict=True)),
    }
    # The mini-batch of each update, of which the first has none, and where what is to come begins.
    states: dict[tuple[str | int, ...], list[Any]] = {("layout", "shapes", VEIL, "x0"): list(EVERY)}
    for part, of_each in zip(START, (mean, variance), strict=True):
        heights, dots, dot = few_digits(of_each), ("data", trace(part, "latest")), ("layout", "shapes", shape(part, "latest"))
        states[*dots, "x"] = [[], *([update] for update in EVERY[1:])]
        states[*dots, "y"] = [[], *([height] for height in heights)]
        states[*dot, "xanchor"] = list(EVERY)
        states[*dot, "yanchor"] = [0, *heights]
        states[*dot, "visible"] = [update > 0 for update in EVERY]
    shown = mean if large == "mean" else variance
    together = stream.images.together
    level = float(together.mean[0] if large == "mean" else stream.stored_variance(together))
    places = [place_of_latest(update, EVERY[-1], of, level) for update, of in zip(EVERY, [0.0, *shown.tolist()], strict=True)]
    decimals = rule_decimals(stream, large)
    states["numbers", f"new_{large}"] = ["–", *(in_rule(of, decimals) for of in shown.tolist())]
    states["numbers", "start"] = [before_the_first(large), *("" for _update in EVERY[1:])]
    for part in places[0]:
        states["layout", "annotations", Label.LATEST, part] = [place[part] for place in places]
    shares = [shares_in_words(kept) for kept in averages["kept"]]
    of_momentum: dict[tuple[str | int, ...], list[Any]] = {("numbers", name): [of[name] for of in shares] for name in shares[0]}
    name = names_in_running(stream)["variance"]["running"]
    seen = [goal_states(of_share, large, name) for kept in averages["kept"] if (of_share := goal(stream, large, kept))]
    of_momentum |= {path: [of[path] for of in seen] for path in (seen[0] if seen else ())}
    waiting = {"momentum": (".live-words-stream",)}
    return motion(
        "updates",
        *waiting,
        numbers="stream",
        said=running_in_words(stream),
        cursor={"slider": "updates"},
        averages=averages,
        frames=[*frames("updates", states), *frames("momentum", of_momentum)],
        after_release=waiting,
        sweeps=_SWEEPS,
    )


def of_batch_size(given: Given) -> dict[str, Motion]:
    """Return how the batch size moves its mini-batches and what they make of one pixel, where there are few images."""
    images, seed = given.images, given.seed
    if images.count > MOST_IMAGES:
        dimmed = ("[class*=live-words]", ".chart_mini_batches", ".chart_of_sizes_output")
        return {"chart_mini_batches": motion("batch_size", after_release=dimmed)}
    every, outputs = spread.of_sizes(images, given.size, seed), spread.outputs_of(images, seed, given.epsilon)
    of_each = [spread.outputs_at(images, seed, given.epsilon, size) for size in every.sizes]
    ends = [ends_of_outputs(of_size) for of_size in of_each]
    means = [spread.first_batches(images, size, seed)[0] for size in every.sizes]
    said: dict[tuple[str | int, ...], list[Any]] = {("numbers", name): seven_digits(every.numbers[name]) for name in FOLLOWED}
    (axis, _errors), true = every.band, float(images.together.mean[0])
    errors = every.numbers["expected"].tolist()
    dots: dict[tuple[str | int, ...], list[Any]] = {
        ("data", CHOSEN, "x"): [places_of(size, len(of), axis) for size, of in zip(every.sizes, means, strict=True)],
        ("data", CHOSEN, "y"): list(map(few_digits, means)),
        ("data", ENDS, "x"): [[size] * 2 for size in every.sizes],
        ("data", ENDS, "y"): [ends_of(true, error) for error in errors],
        ("layout", "annotations", CHOSEN_NAME, "text"): [name_of_size(size) for size in every.sizes],
    }
    named = {
        CHOSEN_NAME: [place_of_name(size, of_size) for size, of_size in zip(every.sizes, means, strict=True)],
        END_NAME: [name_of_end(size, true, error, axis) for size, error in zip(every.sizes, errors, strict=True)],
    }
    for label, of_sizes in named.items():
        for part in of_sizes[0]:
            dots["layout", "annotations", label, part] = [of[part] for of in of_sizes]
    return {
        "chart_mini_batches": motion(
            "batch_size",
            numbers="sizes",
            said=mini_batches_in_words(images),
            cursor={"slider": "batch_size"},
            frames=frames("batch_size", said | dots),
            # The dots of a size go up and down to where those of the next one are. What is said of the size, its place and the
            # ends of its band hold at once: a sweep changes it sooner than they would arrive.
            glides=[("data", CHOSEN, "y")],
            sweeps=_SWEEPS_OF_SIZES,
        ),
        "chart_of_sizes_output": motion(
            "batch_size",
            said=outputs_in_words(images, outputs),
            sweeps=_SWEEPS_OF_SIZES,
            glides=[("data", OUTPUTS, "x")],
            frames=frames(
                "batch_size",
                {
                    ("data", OUTPUTS, "x"): list(map(few_digits, of_each)),
                    ("layout", "annotations", OUTPUTS_NAME, "text"): [name_among(images, size) for size in every.sizes],
                    **{("numbers", end): [of_size[end] for of_size in ends] for end in ends[0]},
                },
            ),
        ),
    }


def of_modes(given: Given, x: NDArray[np.floating], settings: Running) -> dict[str, Motion]:
    """Return how the updates move both charts of the modes, for as long as all other settings stay."""
    stream = given.stream(settings)
    return {"chart_modes": _of_histograms(given, x, stream), "chart_gap": _of_gap(given.gaps(settings), stream, given.epsilon)}


def _of_histograms(given: Given, x: NDArray[np.floating], stream: Stream) -> Motion:
    """Return the motion of the histogram in inference mode, whose edges each update moves; several channels are no such line."""
    if x.shape[-1] > 1:
        return motion("updates", after_release={"updates": [".chart_modes"]})
    edges = bn_core.histogram(x, BINS).edges
    # What becomes of 0 and of 1 is all there is to know of a line.
    of_0, of_1 = (
        bn_core.batch_norm_inference(
            np.full((len(EVERY), 1), value), stream.running.mean[:, :1], stream.running.variance[:, :1], epsilon=given.epsilon
        )[:, 0]
        for value in (0.0, 1.0)
    )
    training, before = given.training[1], given.before[1]
    _low, least = ladder(training.minimum, training.maximum)  # the axis has room for the other mode as well
    said = {"mean": before.mean, "minimum": before.minimum, "maximum": before.maximum}
    # The links end in the inference mode: at every third place, behind which there is a gap.
    ends = [3 * link + 1 for link in range(len(given.followed))]
    inference = {
        "slider": "updates",
        "bases": {
            "edges": seven_digits([edges[0], *edges]),
            "followed": seven_digits(given.followed),
            "said": seven_digits(list(said.values())),
        },
        "parts": [
            {"path": ["data", 2, "x"], "base": "edges", "times": 1},
            {"path": ["data", 0, "x"], "keys": ends, "base": "followed", "times": 1},
            {"path": ["numbers"], "base": "said", "keys": list(said), "times": 1},
        ],
        "scales": few_digits(of_1 - of_0),
        "shifts": few_digits(of_0),
    }
    outer = given.followed[[0, -1]]
    own = values.normalized(outer, given.own, given.epsilon).tolist()
    moved = (of_0[:, np.newaxis] + np.outer(of_1 - of_0, outer)).tolist()
    links = [list(zip(own, of_update, strict=True)) for of_update in moved]
    marks, of_sides = list(map(farthest, links)), of_outer_values(given.followed)
    states: dict[tuple[str | int, ...], list[Any]] = {("data", FARTHEST, part): [of[part] for of in marks] for part in marks[0]}
    sides = [side_of(of) for of in links]
    states["layout", "annotations", 0, "text"] = [of_sides[side] for side in sides]
    for part in opposite(sides[0]):
        states["layout", "annotations", 0, part] = [opposite(side)[part] for side in sides]
    states["numbers", "deviation"] = few_digits(before.standard_deviation * (of_1 - of_0))
    return motion(
        "updates",
        said=modes_in_words(training),
        frames=frames("updates", states),
        affine=inference,
        ladder=axes_ladder(lambda end: {"xaxis": {"range": (-end, end)}}, least),
        sweeps=_SWEEPS,
    )


def _of_gap(gaps: NDArray[np.float64], stream: Stream, epsilon: float) -> Motion:
    """Return the motion of the gap between the modes: a line, its number, and those of the inference mode."""
    running = stream.running
    numbers = {"gap": gaps, "mean": running.mean[:, 0], "deviation": np.sqrt(running.variance[:, 0] + epsilon)}
    return motion(
        "updates",
        numbers="stream",
        said=gap_in_words(gaps),
        cursor={"slider": "updates"},
        sweeps=_SWEEPS,
        frames=frames("updates", {("numbers", name): few_digits(of_each) for name, of_each in numbers.items()}),
    )
