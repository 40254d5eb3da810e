"""How much of the activation function is used, and how exactly gamma and beta undo the normalization."""

from __future__ import annotations

import math

import bn_core
from bn_view.data.batches import Batch, Stage
from bn_view.state.language import _
from bn_view.widgets.live_chart.motion import AFTER_RELEASE
from bn_view.words.numbers import number, short


def activation_use(use: bn_core.ActivationUse, activation: str) -> str:
    """Return how straight and how flat an activation function is where the values lie, as HTML."""
    flat = {
        "saturated": _("saturated: {share} of the values lie where it is flat"),
        "zero": _("{share} of the values become 0"),
        "flat": _("{share} of the values lie where it is flat"),
    }[bn_core.ACTIVATIONS[activation].flat_means].format(share=f"<b>{use.flat:.1%}</b>")
    straight = _("a straight line explains {share} of the output").format(
        share="<b>–</b>" if math.isnan(use.r_squared) else f"<b>R² = {use.r_squared:.1%}</b>"
    )
    return f'<span class="{AFTER_RELEASE}" style="font-size:1.05rem">{straight} &nbsp;·&nbsp; {flat}</span>'


def round_trip(batch: Batch, output: Stage, epsilon: float) -> str:
    """Return with which gamma and beta the input came back, and how exactly."""
    parameters = bn_core.identity_parameters(batch.moments, epsilon)
    gamma, beta = (f"{number(float(values.min()))} – {number(float(values.max()))}" for values in parameters)
    difference = short(bn_core.largest_difference(batch.before.values, output.values))
    return _("γ {gamma}, β {beta}, one of each for every mean: the input is back, to {difference}.").format(
        gamma=gamma, beta=beta, difference=f"<b>{difference}</b>"
    )
