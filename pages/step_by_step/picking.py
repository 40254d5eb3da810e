"""The picked value: a click on a pixel of its image, or a box for each part of its index."""

from __future__ import annotations

import streamlit as st

import bn_core
from bn_view.data.batches import Batch
from bn_view.figures.colours import FOLLOWED
from bn_view.state.language import _
from bn_view.state.session import present, put
from bn_view.widgets.controls import clamp_index, index_box
from bn_view.widgets.live_chart import Sent, place_of, sent
from pages.step_by_step.pixels_figure import HEIGHT, pixels_figure
from pages.step_by_step.settings import PIXEL, Index, StepByStep


def place_of_pixels() -> str:
    """Return the place of the picked image as HTML, under the mark that its picked value has on its way."""
    mark = f'<i style="color:{FOLLOWED}">◆</i>'
    return f'<div class="followed"><p>{mark} {_("the value that is followed")}</p>{place_of("chart_pixels", HEIGHT)}</div>'


def picked_index(batch: Batch) -> tuple[Index, bool]:
    """Return the index that is picked, and whether one beyond the mini-batch was asked for."""
    beyond = [clamp_index(setting, count) for setting, count in zip(PIXEL, batch.shape, strict=True)]
    return present(StepByStep).index, any(beyond)


def who_shares(trace: bn_core.Trace, grouping: str, index: Index) -> str:
    """Return how many values share the statistics of the picked one, and which."""
    sentence = {
        "position": _(
            "**{count} values** share one mean and one variance: row {row}, column {column}, channel {channel} of every image."
        ),
        "channel": _("**{count} values** share one mean and one variance: all of channel {channel}, in every image."),
        "all": _("**{count} values** share one mean and one variance: all of the mini-batch."),
    }[grouping]
    _image, row, column, channel = index
    return sentence.format(count=f"{trace.count:,}", row=row, column=column, channel=channel)


def pixels_chart(batch: Batch, index: Index) -> Sent:
    """Return the picked image, whose pixels can be clicked."""
    image, row, column, channel = index
    alt = _("Image {image}, channel {channel}, of the mini-batch: row {row}, column {column} is picked.")
    figure = pixels_figure(batch.before.values[image, :, :, channel], (row, column), row=_("Row"), column=_("Column"))
    return sent("chart_pixels", figure, alt.format(image=image, channel=channel, row=row, column=column), clickable=True)


def draw_boxes(batch: Batch, *, beyond: bool) -> None:
    """Draw a box for each part of the index."""
    images, height, width, channels = batch.shape
    for setting, count in zip(PIXEL, (images, height, width, channels), strict=True):
        if count > 1:  # else there is nothing to choose
            index_box(setting, count)
    if beyond:
        sentence = _(
            "The mini-batch has {images} images of {height}×{width}×{channels}, counted from 0: the nearest pixel is picked."
        )
        st.warning(sentence.format(images=images, height=height, width=width, channels=channels))


def pick(column: float, row: float) -> None:
    """Pick the pixel that is clicked."""
    put(StepByStep.pixel_row, round(row))
    put(StepByStep.pixel_column, round(column))
