"""How many values share a statistic, what becomes of them, and the call that makes it so."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.state.language import _
from bn_view.words.numbers import exact, number
from bn_view.words.table import table
from pages.who_shares_statistics.norms import NORMS, Norm
from pages.who_shares_statistics.scripts import BLOCK, call, libraries
from pages.who_shares_statistics.settings import Sharing
from witnesses import article

SLIDER = Sharing.statistic.name


def block(picked: int) -> str:
    """Return what the coloured block holds."""
    images, height, width, channels = BLOCK.shape
    return _(
        "{images} images of {height}×{width} pixels and {channels} channels; the outlined values share statistic {picked}."
    ).format(images=images, height=height, width=width, channels=channels, picked=followed("sharing", SLIDER, str(picked)))


def before_and_after(norm: Norm, y: NDArray[np.floating], shared: NDArray[np.bool_], picked: int) -> str:
    """Return how many statistics there are, and a table of the picked one's values before and after."""
    values = int(shared.sum())
    heading = _("**{count}** statistics · **{values}** values share each").format(count=y.size // values, values=values)
    old, new = values_numbers(norm, BLOCK[shared]), values_numbers(norm, y[shared])
    titles = {"mean": _("mean"), "deviation": _("std"), "root": _("root mean square")}
    rows = [
        (titles[name], followed("before", name, old[name]), f"**{followed('after', name, new[name])}**")
        for name in titles
        if name in old
    ]
    head = (_("of statistic {number}").format(number=followed("sharing", SLIDER, str(picked))), _("Before"), _("After"))
    return f"#### {heading}\n\n{table(head, rows)}"


def values_numbers(norm: Norm, values: NDArray[np.floating]) -> dict[str, float]:
    """Return the numbers of the values that share a statistic; the root mean square where that is what they share."""
    summary = bn_core.summary(values)
    numbers = {
        "mean": summary.mean,
        "deviation": summary.standard_deviation,
        "minimum": summary.minimum,
        "maximum": summary.maximum,
    }
    if not norm.centred:
        numbers["root"] = bn_core.moments(values**2).mean.item() ** 0.5
    return numbers


def followed(chart: str, name: str, shown: str | float) -> str:
    """Return a text or number as HTML that follows the slider of a chart before it is released, by its name in its motion."""
    title, text = ("", shown) if isinstance(shown, str) else (f' title="{exact(shown)}"', number(shown))
    return f'<span class="{chart}-{name}"{title}>{text}</span>'


def calls(norm: Norm, groups: int) -> str:
    """Return the call in each library as a table."""
    rows = [f"| {library} | `{call(library, norm, groups)}` |" for library in libraries(norm)]
    return "\n".join([f"| | {_('the call')} |", "|:--|:--|", *rows])


def on_the_note() -> str:
    """Return how many statistics the note's own mini-batch has, and by how much the two ways differ."""
    batch = article.steps()["data"][: article.BATCH]
    position, channel = NORMS["position"], NORMS["batch"]
    by_position, by_channel = (norm.compute(batch, norm.axes, 1, article.EPSILON) for norm in (position, channel))
    return _(
        "10 images of 32×32×1: **{position}** statistics per pixel position, as in the note, against **{channel}** per "
        "channel, as a layer has. The two results differ by up to **{difference}**."
    ).format(
        position=f"{position.statistics(batch.shape, 1).max() + 1:,}",
        channel=channel.statistics(batch.shape, 1).max() + 1,
        difference=number(bn_core.largest_difference(by_position, by_channel)),
    )
