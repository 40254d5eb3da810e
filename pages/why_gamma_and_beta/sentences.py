"""How much of the activation function is used, and how exactly gamma and beta undo the normalization."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.data.batches import Batch, Stage
from bn_view.data.mini_batch import Affine
from bn_view.figures import colours
from bn_view.state.language import _
from bn_view.widgets.live_chart import place_of_words
from bn_view.words.numbers import exact as all_digits
from bn_view.words.numbers import number, short
from bn_view.words.readout import mark, marks, paragraphs


class Shares(NamedTuple):
    """What values that stand for all say, to a thousandth: how straight the function is there, how many lie where it is flat."""

    explained: float
    flat: float


def on_curve(shares: Shares, exact: bn_core.ActivationUse, activation: str) -> str:
    """Return how straight an activation function is where the values lie, and how many lie where it is flat, as HTML.

    Under the thumb the browser finds the same; what is `exact` is seen where one points.
    """
    flat = {
        "saturated": _("values on the flat ends: {share}"),
        "zero": _("values that become 0: {share}"),
        "flat": _("values on the flat part: {share}"),
    }[bn_core.ACTIVATIONS[activation].flat_means]
    straight = _("best straight line: R² {share}").format(share=_share("explained", shares.explained, exact.r_squared))
    of_line = mark("dashes", f"border-color:{colours.STRAIGHT}", straight)
    of_ends = f"<span>{flat.format(share=_share('flat', shares.flat, exact.flat))}</span>"
    if exact.flat:  # else there is no dotted part that a key could point at
        of_ends = mark("dotted", f"border-color:{colours.ACTIVATION}", of_ends)
    return marks(of_line, of_ends)


def _share(name: str, share: float, of_all: float) -> str:
    """Return a share that the sliders find."""
    shown = "–" if math.isnan(share) else f"{100 * share:.1f}"
    return f'<b><span class="activation-{name}" title="{all_digits(100 * of_all)}">{shown}</span>%</b>'


def acting(batch: Batch, epsilon: float) -> str:
    """Return as HTML, for where their sliders are, the gamma and beta that undo the normalization."""
    values = dict(zip((Affine.gamma, Affine.beta), bn_core.identity_parameters(batch.moments, epsilon), strict=True))
    said = (f"<p>{_(setting.label)}<br><b>{_from_to(of_groups)}</b></p>" for setting, of_groups in values.items())
    return "".join(said) + place_of_words("undone")


def _from_to(of_groups: NDArray[np.float64]) -> str:
    """Return one number, or the least and the greatest of several."""
    least, greatest = number(float(of_groups.min())), number(float(of_groups.max()))
    if least == greatest:
        return least
    several = _("{least} to {greatest}, one for each of {count} means")
    return several.format(least=least, greatest=greatest, count=f"{of_groups.size:,}")


def round_trip(batch: Batch, output: Stage) -> str:
    """Return as HTML how exactly the input came back, and what that is good for."""
    difference = short(bn_core.largest_difference(batch.before.values, output.values))
    back = _("The input is back, to {difference}.").format(difference=f"<b>{difference}</b>")
    return paragraphs(back, _("So the layer can represent the identity: nothing is lost (Ioffe & Szegedy 2015)."))
