"""How much of the activation function is used, and how exactly gamma and beta undo the normalization."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.data.batches import Batch, Stage
from bn_view.data.mini_batch import Affine
from bn_view.state.language import _
from bn_view.widgets.live_chart.motion import AFTER_RELEASE
from bn_view.words.numbers import number, short


def activation_use(use: bn_core.ActivationUse, activation: str) -> str:
    """Return how straight and how flat an activation function is where the values lie, as HTML."""
    # The dots are seen only where values lie as far out.
    flat = {
        "saturated": _("{share} of the values are saturated (dotted).")
        if use.flat
        else _("{share} of the values are saturated."),
        "zero": _("{share} of the values become 0."),
        "flat": _("{share} of the values lie where the curve is flat (dotted).")
        if use.flat
        else _("{share} of the values lie where the curve is flat."),
    }[bn_core.ACTIVATIONS[activation].flat_means].format(share=f"<b>{use.flat:.1%}</b>")
    if math.isnan(use.r_squared):
        straight = _("All outputs are the same.")
    else:
        straight = _("The straight line (dashed) explains {share} of the output.").format(
            share=f"<b>{use.r_squared:.1%}</b> (R²)"
        )
    return f'<span class="{AFTER_RELEASE}" style="font-size:1.05rem">{straight} {flat}</span>'


def acting(batch: Batch, epsilon: float) -> str:
    """Return as HTML, for where their sliders are, the gamma and beta that undo the normalization."""
    values = dict(zip((Affine.gamma, Affine.beta), bn_core.identity_parameters(batch.moments, epsilon), strict=True))
    return "".join(f"<p>{_(setting.label)}<br><b>{_from_to(of_groups)}</b></p>" for setting, of_groups in values.items())


def _from_to(of_groups: NDArray[np.float64]) -> str:
    """Return one number, or the least and the greatest of several."""
    least, greatest = number(float(of_groups.min())), number(float(of_groups.max()))
    if least == greatest:
        return least
    several = _("{least} to {greatest}, one for each of {count} means")
    return several.format(least=least, greatest=greatest, count=f"{of_groups.size:,}")


def round_trip(batch: Batch, output: Stage) -> str:
    """Return how exactly the input came back."""
    difference = short(bn_core.largest_difference(batch.before.values, output.values))
    return _("The input is back, to {difference}.").format(difference=f"<b>{difference}</b>")
