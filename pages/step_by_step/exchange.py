"""Another image of the mini-batch exchanged, and what becomes of the picked one, which stays as it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import bn_core
from bn_view.data.batches import Batch, stage
from bn_view.figures import colours
from bn_view.figures.histograms import covering
from bn_view.figures.images import sheet
from bn_view.state.language import _
from bn_view.state.session import get, put
from bn_view.widgets.chart import sent_histogram
from bn_view.widgets.controls import choice, clamp_index, index_box
from bn_view.widgets.live_chart import Sent, place_of, place_of_words
from bn_view.words.numbers import short, term
from bn_view.words.readout import image_row, paragraphs, side_by_side
from bn_view.words.table import html_table
from pages.step_by_step.settings import Index, StepByStep
from workers.cache import Cache

Images = NDArray[np.floating]
HEIGHT = 240


class Exchange(NamedTuple):
    """Which image is exchanged, and what it becomes."""

    image: int
    becomes: str


class Normalized(NamedTuple):
    """Both statistics, and the picked image normalized with each."""

    moments: tuple[bn_core.Moments, bn_core.Moments]
    images: Images
    histograms: tuple[bn_core.Histogram, bn_core.Histogram]
    summaries: tuple[bn_core.Summary, bn_core.Summary]
    difference: float

    @property
    def nbytes(self) -> int:
        """How much room it takes."""
        return self.images.nbytes + sum(m.mean.nbytes + m.variance.nbytes for m in self.moments)


# Of a mini-batch with an image exchanged, for each epsilon; and both images as a PNG.
_NORMALIZED: Cache[Normalized] = Cache(8_000_000, size_of=lambda normalized: normalized.nbytes)
_SHEETS: Cache[str] = Cache(2_000_000, size_of=len)


def replace_image(batch: Images, image: int, becomes: str) -> Images:
    """Return the mini-batch with `image` as it is (itself), its negative, all white or all black.

    White and black are the mini-batch's greatest and least value, and a negative swaps the two.
    """
    least, greatest = batch.min(), batch.max()
    changed = batch.copy()
    kinds = {"itself": batch[image], "negative": least + greatest - batch[image], "white": greatest, "black": least}
    changed[image] = kinds[becomes]
    return changed


def exchange_title() -> str:
    """Return the heading as HTML: it comes with the words before it, as each element is a message to each of a class."""
    return f'<h2 class="exchange-title">{_("Exchange another image")}</h2>'


def draw_exchange(batch: Batch, index: Index) -> Exchange | None:
    """Draw the choice of the image to exchange, with places for the picked one; return it, or None without another."""
    values = batch.before.values
    with st.container(key="other_image"):
        if len(values) == 1:
            st.markdown(_("This mini-batch holds one image: there is no other."))
            return None
        other = _other_image(len(values), index[0])
        exchange = Exchange(other, choice(StepByStep.companion_becomes))
        title, scale, channel = _("x of image {image}").format(image=other), _extremes([batch.before.summary]), index[3]

        def shown() -> str:
            pair = np.stack([values[other], replace_image(values, *exchange)[other]])
            return sheet(pair[..., channel, np.newaxis], scale)

        images = _SHEETS.get((batch.key, exchange, channel), shown)
        pictures = side_by_side((_pair_of_images(title, images, scale), place_of_words("exchanged_images")))
        what_becomes = place_of_words("exchanged") + place_of("chart_exchanged", HEIGHT) + place_of_words("exchanged_table")
        st.html(f"{pictures}<div>{what_becomes}</div>")
    return exchange


def exchanged(batch: Batch, index: Index, exchange: Exchange, epsilon: float) -> tuple[Sent, dict[str, str]]:
    """Return the picked image normalized before and after: a histogram, and words.

    Without gamma and beta, which do the same to both: on an axis that fits, the picture with them is this one.
    """
    image, channel = index[0], index[3]
    key = (batch.key, image, exchange, epsilon)
    pair = _NORMALIZED.get(key, lambda: _normalized(batch, image, exchange, epsilon))
    (before, after), (outline, histogram) = pair.summaries, pair.histograms
    title = _("x̂ of image {image}").format(image=image)
    chart = sent_histogram(
        "chart_exchanged",
        title,
        histogram,
        after,
        colours.STANDARDIZED,
        height=HEIGHT,
        x_range=_extremes([before, after], margin=1.0),
        outline=(outline, colours.GREY),
    )
    scale = _extremes([before, after])
    shown = _SHEETS.get((key, channel), lambda: sheet(pair.images[..., channel, np.newaxis], scale))
    sentence = _("Image {image} stays as it is; its x̂ moves by up to <b>{moved}</b> (outline: before). Then come γ and β.")
    words = {
        "exchanged": paragraphs(sentence.format(image=image, moved=short(pair.difference))),
        "exchanged_images": _pair_of_images(title, shown, scale),
        "exchanged_table": _before_and_after(index, pair),
    }
    return chart, words


def _normalized(batch: Batch, image: int, exchange: Exchange, epsilon: float) -> Normalized:
    values = batch.before.values
    both = batch.moments, bn_core.moments(replace_image(values, *exchange), batch.settings.axes)
    mean, variance = (np.concatenate([getattr(m, name) for m in both]) for name in ("mean", "variance"))
    images = bn_core.batch_norm_inference(
        np.broadcast_to(values[image], (2, *values[image].shape)), mean, variance, epsilon=epsilon
    )
    before, after = map(stage, images)
    difference = bn_core.largest_difference(before.values, after.values)
    histograms, summaries = (before.histogram, after.histogram), (before.summary, after.summary)
    return Normalized(both, images, histograms, summaries, difference)


def _other_image(count: int, picked: int) -> int:
    beyond = clamp_index(StepByStep.companion, count)
    if get(StepByStep.companion) == picked:
        put(StepByStep.companion, (picked + 1) % count)
    other = index_box(StepByStep.companion, count)
    if beyond:
        sentence = _("The images of the mini-batch end at {last}: image {other} is exchanged.")
        st.warning(sentence.format(last=count - 1, other=other))
    return other


def _extremes(summaries: Iterable[bn_core.Summary], margin: float = 0.0) -> tuple[float, float]:
    """Return the least and the greatest value, with a margin of so many standard deviations."""
    room = [(summary, margin * summary.standard_deviation) for summary in summaries]
    return covering(*((summary.minimum - more, summary.maximum + more) for summary, more in room))


def _pair_of_images(label: str, shown: str, scale: tuple[float, float]) -> str:
    before, after = _("before"), _("after")
    picture = f'<img alt="{label}: {before}, {after}" src="{shown}" style="border:1px solid {colours.GREY}">'
    return image_row(label, scale, picture, f"<span>{before}</span><span>{after}</span>", "max-width:22rem")


def _before_and_after(index: Index, pair: Normalized) -> str:
    columns = []
    for moments, image in zip(pair.moments, pair.images, strict=True):
        group = tuple(0 if size == 1 else i for size, i in zip(moments.mean.shape, index, strict=True))
        columns.append((moments.mean[group].item(), moments.variance[group].item(), image[index[1:]].item()))
    names = (_("mean"), _("variance"), _("x̂ of the picked pixel"))
    cells = [(name, term(a), f"<b>{term(b)}</b>", term(b - a)) for name, a, b in zip(names, *columns, strict=True)]
    return html_table(("", _("before"), _("after"), _("change")), cells)
