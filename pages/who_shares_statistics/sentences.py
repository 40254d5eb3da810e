"""How many values share statistics, what becomes of them, and the call that makes it so."""

from __future__ import annotations

import functools
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.figures.colours import PICKED
from bn_view.state.language import _
from bn_view.widgets.live_chart import place_of_words
from bn_view.words.numbers import exact, number, signed
from bn_view.words.readout import paragraphs
from bn_view.words.table import html_table
from pages.who_shares_statistics.norms import NORMS, Norm
from pages.who_shares_statistics.scripts import BLOCK, call, libraries
from pages.who_shares_statistics.settings import Sharing
from witnesses import article

SLIDER = Sharing.set.name
# What is smaller has two decimals at a bracket, and else one.
_WIDE = 9.995


def counts(norm: Norm, count: int) -> str:
    """Return how many statistics there are, and of how many values, as HTML."""
    sentence = (
        _("**{count}** means, **{count}** variances <span>each of {values} values</span>")
        if norm.centred
        else _("**{count}** root mean squares <span>each of {values} values</span>")
    )
    return paragraphs(sentence.format(count=count, values=BLOCK.size // count))


def shared_numbers(chart: str, norm: Norm, numbers: Mapping[str, float]) -> str:
    """Return what the values of the picked set share, as HTML that follows the slider."""
    titles, names = _titles(), ("mean", "deviation") if norm.centred else ("root",)
    shown = {name: f'<b style="color:{PICKED}">{followed(chart, name, numbers[name])}</b>' for name in names}
    return " ".join(f"{titles[name]} {of}" for name, of in shown.items())


def before_and_after(old: Mapping[str, float], new: Mapping[str, float], picked: int) -> str:
    """Return an HTML table of the numbers of the picked set before and after."""
    titles = _titles()
    rows = [
        (titles[name], followed("before", name, old[name]), f"<b>{followed('after', name, new[name])}</b>")
        for name in titles
        if name in old
    ]
    head = (_("set {number}").format(number=followed("sharing", SLIDER, str(picked))), _("Before"), _("After"))
    return html_table(head, rows)


def _titles() -> dict[str, str]:
    return {"mean": _("mean"), "deviation": _("std"), "root": _("root mean square")}


def told(norm: Norm, numbers: Mapping[str, float]) -> str:
    """Return what the values of a statistic share, in few letters: a message has it once for each value."""
    names = {"mean": "μ", "deviation": "σ"} if norm.centred else {"root": "RMS"}
    return ", ".join(f"{title} {number(numbers[name])}" for name, title in names.items())


def tile(norm: Norm, *, is_whole: bool, has_bracket: bool) -> str:
    """Return what a tile is, and what stands on one that belongs to a set as a whole, and at a bracket."""
    sentence = _("A tile: one channel of one image, {height}×{width} pixels.")
    said = [sentence.format(height=BLOCK.shape[1], width=BLOCK.shape[2])]
    if is_whole:
        said.append(_("Number: its mean.") if norm.centred else _("Number: its root mean square."))
    if has_bracket:
        said.append(_("By a line: the mean of its set.") if norm.centred else _("By a line: that of its set."))
    return f"{' '.join(said)} {place_of_words('shades')} <br>{_('This block is made up; a mini-batch of images follows below.')}"


def shades(scale: tuple[float, float]) -> str:
    """Return what is black and what is white."""
    return _("Black: {low}, white: {high}.").format(low=number(scale[0]), high=number(scale[1]))


def on_tile(norm: Norm, numbers: Mapping[str, float]) -> str:
    """Return the mean or the root mean square of these numbers, as short as a tile is narrow."""
    return _rounded(norm, numbers, 1)


def at_bracket(norm: Norm, numbers: Mapping[str, float]) -> str:
    """Return the same of a set, for which there is more room."""
    return _rounded(norm, numbers, 2 if abs(numbers["mean" if norm.centred else "root"]) < _WIDE else 1)


def _rounded(norm: Norm, numbers: Mapping[str, float], decimals: int) -> str:
    value = numbers["mean" if norm.centred else "root"]
    return signed(f"{round(value, decimals) + 0.0:.{decimals}f}")  # without a minus before zero


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
    """Return the call in each library as a table, and what has to come before it."""
    rows = [f"| {library} | `{call(library, norm, groups)}` |" for library in libraries(norm)]
    table = "\n".join([f"| | {_('the call')} |", "|:--|:--|", *rows])
    if not norm.flattened:
        return table
    no_such_layer = _("Keras and PyTorch have no such layer: `x.reshape(4, -1)` first makes every position a channel of its own.")
    return f"{table}\n\n{no_such_layer}"


def on_the_note() -> str:
    """Return how many statistics the note's own mini-batch has, and by how much the two ways differ."""
    return _(
        "10 images of 32×32×1: **{position}** statistics per pixel position, as in the study note, against **{channel}** per "
        "channel, as a layer has. The two results differ by up to **{difference}**."
    ).format(**_numbers_of_the_note())


@functools.cache
def _numbers_of_the_note() -> Mapping[str, str]:
    batch = article.steps()["data"][: article.BATCH]
    position, channel = NORMS["position"], NORMS["batch"]
    by_position, by_channel = (norm.compute(batch, norm.axes, 1, article.EPSILON) for norm in (position, channel))
    counts = {
        name: f"{norm.statistics(batch.shape, 1).max() + 1:,}"
        for name, norm in {"position": position, "channel": channel}.items()
    }
    return {**counts, "difference": number(bn_core.largest_difference(by_position, by_channel))}
