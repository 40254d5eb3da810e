"""How gamma, beta, epsilon and the step move the picture of the way before they are released."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

import bn_core
from bn_view.data.mini_batch import EPSILONS
from bn_view.figures.layout import seven_digits
from bn_view.widgets.live_chart.motion import Motion, frames, motion
from pages.step_by_step.labels import moved_labels, roots, units
from pages.step_by_step.settings import PHASES, StepByStep
from pages.step_by_step.travel_figure import BOLD, DEVIATION, GAP, MOVED_DEVIATIONS, RAW_ROWS, REACH, TRACES, corners
from pages.step_by_step.way import Way

# What gamma, beta and epsilon change besides: the numbers of two formulas; epsilon what becomes of the picked image, too.
_AFTER_RELEASE = {
    "gamma": (".live-words-output",),
    "beta": (".live-words-output",),
    "epsilon": (".live-words-normalized", ".live-words-output", "[class*=exchanged]"),
}
# The rows on the axis of the normalized values: centred · s, that times gamma, and that plus beta.
_FACTORS = ({"times": 1.0}, {"timesGamma": 1.0}, {"timesGamma": 1.0, "plusBeta": 1.0})


def travel_motion(way: Way, plays: int, said: str) -> Motion:
    """Return the motion of the way; a number of `plays` other than before starts one."""
    centred = way.group[1], way.band[1], way.picked[1:2]
    group = centred[0] if way.counts is None else corners(centred[0])
    parts: list[dict[str, Any]] = [
        {"path": ["layout", "annotations", row], "keys": ["text"], "base": "nothing", **label}
        for row, label in moved_labels().items()
    ]
    for row, factors in enumerate(_FACTORS, start=RAW_ROWS):
        # On the line from 0 to 1, whose middle is the axis' zero.
        placed = {"constant": 0.5, **{name: factor / (2 * REACH) for name, factor in factors.items()}}
        parts += [
            {"path": ["data", TRACES.rows[row], "x"], "base": "group", **placed},
            {"path": ["layout", "shapes", row], "keys": ["x0", "x1"], "base": "band", **placed},
            {"path": ["data", TRACES.picked, "x"], "base": "picked", "keys": [row], **placed, "held": True},
            {"path": ["data", TRACES.numbers, "text"], "base": "picked", "keys": [row], **factors, "text": BOLD},
        ]
        of_row = [row + path * (len(PHASES) + GAP) for path in range(way.followed.shape[1])]
        parts.append({"path": ["data", TRACES.paths, "x"], "keys": of_row, "base": "followed", **placed})
    parts += [
        {"path": path, "keys": ["text"], "base": "deviation", factor: 1.0, "text": DEVIATION}
        for (row, label), factor in zip(MOVED_DEVIATIONS.items(), ("times", "timesSize"), strict=True)
        for path in (["layout", "shapes", row, "label"], ["layout", "annotations", label])
    ]
    # The picked value's numbers are read to the last digit; of the others only the place is seen.
    of_group = {"group": seven_digits(group), "followed": seven_digits(way.followed[1])}
    bases = {**of_group, "nothing": [0.0], "band": seven_digits(centred[1]), "picked": centred[2].tolist()}
    bases["deviation"] = [math.sqrt(way.variance)]
    scales = _inverse_deviations(way.variance, EPSILONS)
    of_epsilon: dict[tuple[str | int, ...], list[str]] = {
        ("layout", "annotations", RAW_ROWS, "text"): roots(way.variance, EPSILONS),
        ("layout", "xaxis", "title", "text"): units(way.variance, EPSILONS),
    }
    return motion(
        "gamma",
        "beta",
        "epsilon",
        StepByStep.phase.name,
        said=said,
        after_release=_AFTER_RELEASE,
        frames=frames("epsilon", of_epsilon),
        affine={"slider": "epsilon", "bases": bases, "scales": scales, "parts": parts},
        # All of them: the figure is sent once, where they stood then.
        lasting=["gamma", "beta", "epsilon", StepByStep.phase.name],
        travel={"slider": StepByStep.phase.name, "plays": plays, "last": len(PHASES) - 1},
        # Once the values are down.
        sweeps=[["gamma", 1.0], ["beta", 3.0]],
    )


def _inverse_deviations(variance: float, epsilons: ArrayLike) -> list[float]:
    """Return what a centred value is multiplied with, for each epsilon: what becomes of 1 around a mean of 0."""
    variances = variance + np.asarray(epsilons, np.float64)
    ones = np.ones((1, len(variances)))
    scales: list[float] = bn_core.batch_norm_inference(ones, np.zeros(len(variances)), variances, epsilon=0.0)[0].tolist()
    return scales
