"""The mini-batch as images, before and after batch normalization."""

from __future__ import annotations

import html

import numpy as np
import streamlit as st

import bn_core
from bn_view.data.batches import Batch, Stage
from bn_view.figures.images import sheet, shown_count
from bn_view.state.language import _
from bn_view.widgets.controls import choice
from bn_view.widgets.live_chart import place_of_words
from bn_view.words.numbers import number
from bn_view.words.readout import colour_scale
from pages.lab.view import View


def lay_out() -> None:
    """Draw the choice of the colour scale, and the places of the images before and after."""
    st.markdown(f"## {_('Images')}")
    choice(View.colours)
    st.html(place_of_words("images_before") + place_of_words("images"))


def before(batch: Batch, colours: str) -> str:
    """Return the images before as HTML."""
    return _row(_("Before"), batch, batch.before, colours)


def after(batch: Batch, output: Stage, colours: str) -> str:
    """Return the images after as HTML, with a sentence where a constant image has gained a texture."""
    texture = _texture(batch, output)
    return _row(_("After batch normalization"), batch, output, colours) + (f"<p>{texture}</p>" if texture else "")


def _row(label: str, batch: Batch, stage: Stage, colours: str) -> str:
    """Return a row of images as HTML, each with its number below."""
    count, first = shown_count(stage.values.shape), batch.settings.first
    scaled_by = {"batch": batch.before, "row": stage, "image": None}[colours]
    scale = None if scaled_by is None else (scaled_by.summary.minimum, scaled_by.summary.maximum)
    alt = html.escape(
        _("{label}: the first {shown} of {count} images of the mini-batch").format(
            label=label, shown=count, count=len(stage.values)
        )
    )
    picture = sheet(stage.values[:count], scale)
    numbers = "".join(f"<span>{first + i}</span>" for i in range(count))
    return (
        f"<div>{html.escape(f'{label} · {colour_scale(scale)}')}</div>"
        f'<div class="image-row" style="width:{min(100, 12 * count)}%">'
        f'<img alt="{alt}" title="{alt}" src="{picture}"><div>{numbers}</div></div>'
    )


def _texture(batch: Batch, output: Stage) -> str | None:
    """Say what became of the first constant image: where others share its statistics it gets their texture."""
    constant = np.flatnonzero(np.ptp(batch.before.values, axis=(1, 2, 3)) == 0)
    if not constant.size:
        return None
    first = int(constant[0])
    deviation = float(np.sqrt(bn_core.moments(output.values[first]).variance.item()))
    if number(deviation) == number(0):
        template = _("Image {image} is constant before and after.")
    else:
        template = _("Image {image} is constant before; after, its std is {std}: the other images of the mini-batch leak in.")
    return template.format(image=batch.settings.first + first, std=number(deviation))
