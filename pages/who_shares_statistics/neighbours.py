"""The lab's mini-batch, normalized before and after one of its images turns black: who shares with it changes as well."""

from __future__ import annotations

import html
import math
from typing import Any

import numpy as np

import bn_core
from bn_view.data.batches import Array, take_room_for, values_of
from bn_view.data.mini_batch import present_mini_batch, present_source
from bn_view.figures.images import MOST_SHOWN, sheet, shown_count
from bn_view.state.language import _
from bn_view.widgets.live_chart import draw_in_places, in_places, kept
from bn_view.words.numbers import exact, short
from bn_view.words.readout import image_row, paragraphs
from pages.who_shares_statistics.norms import Norm
from pages.who_shares_statistics.scripts import EPSILON

# What rounding leaves of 0, in units of the last digit of the largest result: a few, where sums are added in another order.
_ROUNDINGS = 16


def draw_neighbours(norm: Norm, groups: int) -> None:
    """Fill the place of the images, for which nothing but its values is made of the mini-batch."""
    source, chosen = present_source(), present_mini_batch()
    take_room_for(source, chosen)

    def words() -> dict[str, Any]:
        return in_places(words={"neighbours": _seen_by_neighbours(values_of(source, chosen), chosen.first, norm, groups)})

    draw_in_places("neighbours", kept(("neighbours", norm, groups, source.key, chosen.key), words))


def _seen_by_neighbours(values: Array, first: int, norm: Norm, groups: int) -> str:
    """Return images, the first of which has this number, normalized, and normalized beside a black neighbour, as HTML.

    Below each stands how far it has moved.
    """
    if len(values) == 1:
        return paragraphs(_("This mini-batch holds one image: there is no other."))
    black = to_blacken(values)
    if black is None:
        return paragraphs(_("All values of this mini-batch are equal: no image can turn black."))
    blackened = values.copy()
    blackened[black] = values.min()
    channels = values.shape[-1]
    # A mini-batch may have fewer channels than the block.
    used = math.gcd(groups, channels)
    before, after = (norm.compute(of, norm.axes, used, EPSILON) for of in (values, blackened))
    moved = moves(before, after)
    others = max(moved[:black] + moved[black + 1 :])
    count = shown_count(values.shape)
    said = (
        _("Image {image} turns black: **no other image changes.**")
        if others == 0
        else _("Image {image} turns black: **the others change as well**, by up to {moved}.")
    ).format(image=first + black, moved=short(others))
    if used != groups:
        said += " " + _("Channels here: {channels}, groups: {groups}.").format(channels=channels, groups=used)
    scale = min(before.min(), after.min()).item(), max(before.max(), after.max()).item()
    numbers = [f"<span>{first + i}</span>" for i in range(count)]
    changes = [f'<span title="{exact(of)}">{short(of)}</span>' for of in moved[:count]]
    rows = (
        _row(_("Before"), values[:count], (values.min().item(), values.max().item()), numbers),
        _row(_("After"), before[:count], scale, numbers),
        _row(_("After, beside a black image; below: how far each one moves"), after[:count], scale, changes),
    )
    return paragraphs(said) + "".join(rows)


def to_blacken(values: Array) -> int | None:
    """Return the image that turns black: the one beside the first, which is one's own photo, unless it is black already."""
    is_black = np.all(values == values.min(), axis=(1, 2, 3))
    beside_the_first = [*range(1, len(values)), 0]
    return next((image for image in beside_the_first if not is_black[image]), None)


def moves(before: Array, after: Array) -> list[float]:
    """Return how far each image moves: 0 where it is no more than rounding leaves."""
    rounding = _ROUNDINGS * np.finfo(before.dtype).eps * max(np.abs(before).max(), np.abs(after).max())
    differences = (bn_core.largest_difference(one, other) for one, other in zip(before, after, strict=True))
    return [difference if difference > rounding else 0.0 for difference in differences]


def _row(title: str, images: Array, scale: tuple[float, float], below: list[str]) -> str:
    """Return images side by side under their title, each with something below it, which is HTML."""
    picture = f'<img alt="{html.escape(title)}" src="{sheet(images, scale)}">'
    return image_row(title, scale, picture, "".join(below), f"width:{100 * len(images) / MOST_SHOWN:g}%")
