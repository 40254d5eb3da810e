"""How gamma, beta, epsilon and the step move the picture of the way before they are released."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

import bn_core
from bn_view.data.mini_batch import EPSILONS
from bn_view.figures.layout import seven_digits
from bn_view.widgets.live_chart.motion import Motion, motion
from pages.step_by_step.labels import moved_labels
from pages.step_by_step.settings import PHASES, StepByStep
from pages.step_by_step.travel_figure import GAP, RAW_ROWS, REACH, corners, traces_of
from pages.step_by_step.way import Way

# What gamma, beta and epsilon change besides: the numbers of two formulas, and what becomes of the picked image.
_AFTER_RELEASE = {
    "gamma": (".live-words-output", "[class*=exchanged]"),
    "beta": (".live-words-output", "[class*=exchanged]"),
    "epsilon": (".live-words-normalized", ".live-words-output", "[class*=exchanged]"),
}
# The rows on the axis of the normalized values: centred · s, that times gamma, and that plus beta.
_FACTORS = ({"b": 1}, {"c": 1}, {"c": 1, "d": 1})


def travel_motion(way: Way, plays: int, said: str) -> Motion:
    """Return the motion of the way; a number of `plays` other than before starts one."""
    traces, centred = traces_of(way), (way.group[1], way.band[1], way.picked[1:2])
    group = centred[0] if way.counts is None else corners(centred[0])
    parts = []
    for row, factors in enumerate(_FACTORS, start=RAW_ROWS):
        picked = {"base": "picked", "keys": [row], **factors}
        rims = {"base": "ends", "keys": [2 * row, 2 * row + 1], **factors}
        parts += [
            {"path": ["data", traces.rows[row], "x"], "base": "group", **factors},
            {"path": ["layout", "shapes", row], "keys": ["x0", "x1"], "base": "band", **factors},
            {"path": ["data", traces.picked, "x"], **picked, "holds": True},
            {"path": ["data", traces.numbers, "text"], **picked, "text": "<b>{}</b>"},
            {"path": ["data", traces.rims, "text"], **rims, "rims": True},
        ]
        if traces.paths is not None:
            of_row = [row + path * (len(PHASES) + GAP) for path in range(len(group))]
            parts.append({"path": ["data", traces.paths, "x"], "keys": of_row, "base": "group", **factors})
    # The picked value's numbers are read to the last digit; of the others only the place is seen.
    of_group = {"group": seven_digits(group), "ends": seven_digits([group.min(), group.max()])}
    bases = {**of_group, "band": seven_digits(centred[1]), "picked": centred[2].tolist()}
    scales = _inverse_deviations(way.variance, EPSILONS)
    return motion(
        "gamma",
        "beta",
        "epsilon",
        StepByStep.phase.name,
        said=said,
        after_release=_AFTER_RELEASE,
        ladder=[{"end": REACH, "axes": {}}],
        labels=[{"path": ["layout", "annotations", row, "text"], **label} for row, label in moved_labels().items()],
        affine={"slider": "epsilon", "bases": bases, "scales": scales, "parts": parts, "placed": True},
        lasting=[StepByStep.phase.name],
        travel={"slider": StepByStep.phase.name, "plays": plays, "last": len(PHASES) - 1},
        # Once the values are down: at gamma 1 and beta 0, on which the page opens, the last rows look the same.
        sweeps=[["gamma", 1.0], ["beta", 3.0]],
    )


def _inverse_deviations(variance: float, epsilons: ArrayLike) -> list[float]:
    """Return what a centred value is multiplied with, for each epsilon: what becomes of 1 around a mean of 0."""
    variances = variance + np.asarray(epsilons, np.float64)
    ones = np.ones((1, len(variances)))
    scales: list[float] = bn_core.batch_norm_inference(ones, np.zeros(len(variances)), variances, epsilon=0.0)[0].tolist()
    return scales
