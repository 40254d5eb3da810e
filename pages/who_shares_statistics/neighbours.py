"""The lab's mini-batch, normalized before and after one of its images turns black: who shares with it changes as well."""

from __future__ import annotations

import html
import math

import bn_core
from bn_view.data.batches import Array, Batch
from bn_view.figures.images import MOST_SHOWN, sheet, shown_count
from bn_view.state.language import _
from bn_view.words.numbers import exact, number
from bn_view.words.readout import colour_scale, paragraphs
from pages.who_shares_statistics.norms import Norm
from pages.who_shares_statistics.scripts import EPSILON

# The one beside the first, which is one's own photo where somebody brings one.
BLACKENED = 1
# Below this a difference is what rounding left of 0.
_ROUNDING = 1e-9


def seen_by_neighbours(batch: Batch, norm: Norm, groups: int) -> str:
    """Return the images, normalized, and normalized beside a black neighbour, with how far each has moved, as HTML."""
    values = batch.before.values
    if len(values) == 1:
        return paragraphs(_("This mini-batch holds one image: there is no other."))
    blackened = values.copy()
    blackened[BLACKENED] = values.min()
    # A mini-batch may have fewer channels than the block.
    common = math.gcd(groups, values.shape[-1])
    before, after = (norm.compute(of, norm.axes, common, EPSILON) for of in (values, blackened))
    moved = [bn_core.largest_difference(one, other) for one, other in zip(before, after, strict=True)]
    first, count = batch.settings.first, shown_count(values.shape)
    others = max(moved[:BLACKENED] + moved[BLACKENED + 1 :])
    said = (
        _("Image {image} turns black: **no other image changes.**")
        if others < _ROUNDING
        else _("Image {image} turns black: **the others change as well**, by up to {moved}.")
    ).format(image=first + BLACKENED, moved=number(others))
    scale = min(before.min(), after.min()).item(), max(before.max(), after.max()).item()
    numbers = [str(first + i) for i in range(count)]
    changes = [f'<span title="{exact(of)}">{number(of) if of > _ROUNDING else "0"}</span>' for of in moved[:count]]
    rows = (
        _row(_("Before"), values[:count], (values.min().item(), values.max().item()), numbers),
        _row(_("After"), before[:count], scale, numbers),
        _row(_("After, beside a black image; below: how far each one moves"), after[:count], scale, changes),
    )
    return paragraphs(said) + "".join(rows)


def _row(title: str, images: Array, scale: tuple[float, float], below: list[str]) -> str:
    """Return images side by side under their title, each with something below it."""
    spans = "".join(of if of.startswith("<") else f"<span>{of}</span>" for of in below)
    return (
        f"<div>{html.escape(title)} · {colour_scale(scale)}</div>"
        f'<div class="image-row" style="width:{100 * len(images) / MOST_SHOWN:g}%">'
        f'<img alt="{html.escape(title)}" src="{sheet(images, scale)}"><div>{spans}</div></div>'
    )
