"""How many values share a statistic, what becomes of them, and the call that makes it so."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.state.language import _
from bn_view.words.numbers import number
from bn_view.words.table import table
from pages.who_shares_statistics.norms import NORMS, Norm
from pages.who_shares_statistics.scripts import BLOCK, call, libraries
from witnesses import article


def block(picked: int) -> str:
    """Return what the coloured block holds."""
    images, height, width, channels = BLOCK.shape
    return _(
        "{images} images of {height}×{width} pixels and {channels} channels; the outlined values share statistic {picked}."
    ).format(images=images, height=height, width=width, channels=channels, picked=picked)


def before_and_after(norm: Norm, y: NDArray[np.floating], shared: NDArray[np.bool_], picked: int) -> str:
    """Return how many statistics there are, and a table of the picked one's values before and after."""
    values = int(shared.sum())
    heading = _("**{count}** statistics · **{values}** values share each").format(count=y.size // values, values=values)
    before, after = bn_core.summary(BLOCK[shared]), bn_core.summary(y[shared])
    rows = [(_("mean"), before.mean, after.mean), (_("std"), before.standard_deviation, after.standard_deviation)]
    if not norm.centred:
        old, new = (bn_core.moments(values[shared] ** 2).mean.item() ** 0.5 for values in (BLOCK, y))
        rows.append((_("root mean square"), old, new))
    head = (_("of statistic {number}").format(number=picked), _("Before"), _("After"))
    return f"#### {heading}\n\n{table(head, [(name, number(old), f'**{number(new)}**') for name, old, new in rows])}"


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
        difference=f"{bn_core.largest_difference(by_position, by_channel):.3f}",
    )
