"""Another image of the mini-batch exchanged, and what becomes of the picked one, which stays as it is."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import bn_core
from bn_view.data.batches import Batch, Stage, stage
from bn_view.data.mini_batch import Affine
from bn_view.figures import colours
from bn_view.figures.histograms import covering
from bn_view.figures.images import sheet
from bn_view.state.language import _
from bn_view.state.session import get, put
from bn_view.widgets.chart import draw_histogram
from bn_view.widgets.controls import choice, clamp_index, index_box
from bn_view.words.numbers import number, short
from bn_view.words.readout import colour_scale
from bn_view.words.table import table
from pages.step_by_step.settings import Index, StepByStep

Images = NDArray[np.floating]


def replace_image(batch: Images, image: int, becomes: str) -> Images:
    """Return the mini-batch with `image` as it is (itself), its negative, all white or all black.

    White and black are the mini-batch's greatest and least value, and a negative swaps the two.
    """
    least, greatest = batch.min(), batch.max()
    changed = batch.copy()
    kinds = {"itself": batch[image], "negative": least + greatest - batch[image], "white": greatest, "black": least}
    changed[image] = kinds[becomes]
    return changed


def draw_exchange(batch: Batch, index: Index, trace: bn_core.Trace, affine: Affine) -> None:
    """Draw the choice of the image to exchange, and the picked image's output before and after."""
    st.markdown(f"### {_('Exchange another image')}")
    values, axes, image = batch.before.values, batch.settings.axes, index[0]
    if len(values) == 1:
        st.markdown(_("This mini-batch holds one image: there is no other."))
        return
    choosing, result = st.columns([2, 3], gap="large")
    with choosing:
        other = _other_image(len(values), image)
        changed = replace_image(values, other, choice(StepByStep.companion_becomes))
    gamma, beta, epsilon = affine.gamma, affine.beta, affine.epsilon
    before, after = (
        stage(bn_core.batch_norm(x, gamma, beta, axis=axes, epsilon=epsilon).output[image]) for x in (values, changed)
    )
    with choosing:
        channel = slice(index[3], index[3] + 1)
        x_title, y_title = _("x of image {image}").format(image=other), _("y of image {image}").format(image=image)
        _pair_of_images(x_title, np.stack([values[other], changed[other]])[..., channel], _extremes([batch.before]))
        with st.container(key="exchanged_outputs"):
            _pair_of_images(y_title, np.stack([before.values, after.values])[..., channel], _extremes([before, after]))
    with result, st.container(key="exchanged"):
        sentence = _("Image {image} stays as it is; its output moves by up to **{moved}** (outline: before).")
        moved = short(bn_core.largest_difference(before.values, after.values))
        st.markdown(sentence.format(image=image, moved=moved))
        draw_histogram(
            "chart_exchanged",
            y_title,
            after.histogram,
            after.summary,
            colours.BATCH_NORM,
            height=240,
            x_range=_extremes([before, after], margin=1.0),
            outline=(before.histogram, colours.WITNESSES["textbook"]),
        )
        with st.container(key="before_and_after"):
            _before_and_after(trace, bn_core.trace(changed, index, gamma, beta, axis=axes, epsilon=epsilon))


def _other_image(count: int, picked: int) -> int:
    beyond = clamp_index(StepByStep.companion, count)
    if get(StepByStep.companion) == picked:
        put(StepByStep.companion, (picked + 1) % count)
    other = index_box(StepByStep.companion, count)
    if beyond:
        sentence = _("The images of the mini-batch end at {last}: image {other} is exchanged.")
        st.warning(sentence.format(last=count - 1, other=other))
    return other


def _extremes(stages: list[Stage], margin: float = 0.0) -> tuple[float, float]:
    """Return the least and the greatest value, with a margin of so many standard deviations."""
    room = [(stage.summary, margin * stage.summary.standard_deviation) for stage in stages]
    return covering(*((summary.minimum - more, summary.maximum + more) for summary, more in room))


def _pair_of_images(label: str, images: Images, scale: tuple[float, float]) -> None:
    before, after = _("before"), _("after")
    st.html(
        f'<div>{label} · {colour_scale(scale)}</div><div class="image-row" style="max-width:22rem">'
        f'<img alt="{label}: {before}, {after}" src="{sheet(images, scale)}" style="border:1px solid {colours.GREY}">'
        f"<div><span>{before}</span><span>{after}</span></div></div>"
    )


def _before_and_after(before: bn_core.Trace, after: bn_core.Trace) -> None:
    rows = {
        _("mean"): (before.mean, after.mean),
        _("variance"): (before.variance, after.variance),
        _("y of the picked pixel"): (before.output, after.output),
    }
    cells = [(name, number(a), f"**{number(b)}**", number(b - a)) for name, (a, b) in rows.items()]
    st.markdown(table(("", _("before"), _("after"), _("change")), cells))
