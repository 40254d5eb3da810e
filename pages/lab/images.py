"""The mini-batch as images, before and after batch normalization."""

from __future__ import annotations

import html
from collections.abc import Hashable

import numpy as np
import streamlit as st

import bn_core
from bn_view.data.batches import Array, Batch, Stage, values_of
from bn_view.data.mini_batch import Affine
from bn_view.figures.images import MOST_SHOWN, sheet, shown_count, tile_width
from bn_view.state.language import _
from bn_view.widgets.controls import choice
from bn_view.widgets.live_chart import place_of_words
from bn_view.words.numbers import number
from bn_view.words.readout import image_row
from pages.lab.view import View
from workers.cache import shared_cache

# The images before as what a style sheet names: they weigh more than all else that is sent of a mini-batch.
_BEFORE = "background-image:var(--images-before);background-size:calc(100% * var(--images-in-it) / {count}) 100%"
_Scale = tuple[float, float] | None


def lay_out() -> None:
    """Draw the choice of the colour scale, and the places of the images before and after."""
    st.markdown(f"## {_('Images')}")
    choice(View.colours)
    st.html("".join(map(place_of_words, ("picture", "images_before", "images"))))


def shown(batch: Batch) -> Hashable:
    """Return what tells the picture of the images before from others."""
    return batch.source.key, batch.settings.first, len(_in_picture(batch))


def picture(batch: Batch, colours: str) -> str:
    """Return the picture of the images before as a style sheet, for both rows."""
    images = _in_picture(batch)
    address = sheet(images, _scale(images, batch, colours))
    return f"<style>:root {{ --images-before: url({address}); --images-in-it: {len(images)} }}</style>"


def before(batch: Batch, colours: str) -> str:
    """Return the images before as HTML."""
    return _row(_("Before"), batch, _scale(_in_picture(batch), batch, colours), _BEFORE)


def after(batch: Batch, output: Stage, affine: Affine, colours: str) -> str:
    """Return the images after as HTML, with a sentence where a constant image has gained a texture."""
    if batch.moments.mean.size == 1 and colours != "batch":
        # All values went through one linear map: on a scale of its own the picture is what it was, or its negative, or grey.
        scale = _mapped(None if colours == "image" else _ends_of_picture(batch), batch, affine)
        turned = "" if affine.gamma > 0 else ";filter:invert(1)" if affine.gamma < 0 else ";filter:contrast(0)"
        drawn = _BEFORE + turned
    else:
        images = output.values[: _count(batch)]
        scale = _scale(images, batch, colours)
        drawn = f"background-image:url({sheet(images, scale)});background-size:100% 100%"
    row, texture = _row(_("After batch normalization"), batch, scale, drawn), _texture(batch, output)
    return row + (f"<p>{texture}</p>" if texture else "")


def _count(batch: Batch) -> int:
    return shown_count(batch.shape)


def _in_picture(batch: Batch) -> Array:
    """Return the images of the mini-batch that are shown or, so that one picture serves all sizes, as many of a larger one."""
    settings, count = batch.settings, _count(batch)
    if settings.mini_batch == 0 and count == settings.batch_size < MOST_SHOWN:
        values = values_of(batch.source, settings.replace(batch_size=MOST_SHOWN))
        return values[: shown_count(values.shape)]
    return batch.before.values[:count]


def _scale(images: Array, batch: Batch, colours: str) -> _Scale:
    """Return which values are drawn black and white: those of the row, or for both rows of the one before."""
    if colours == "image":
        return None
    return _ends_of_picture(batch) if colours == "batch" else _ends(images)


@shared_cache(128)  # a move asks for it, and changes nothing of it
def _ends_of_picture(batch: Batch) -> tuple[float, float]:
    return _ends(_in_picture(batch))


def _ends(images: Array) -> tuple[float, float]:
    return float(images.min()), float(images.max())


def _mapped(scale: _Scale, batch: Batch, affine: Affine) -> _Scale:
    """Return where batch normalization with one mean and variance takes the ends of a scale."""
    if scale is None:
        return None
    mean, variance = batch.moments.mean.item(), batch.moments.variance.item()
    ends = bn_core.batch_norm_inference(np.array(scale), mean, variance, affine.gamma, affine.beta, epsilon=affine.epsilon)
    return float(ends.min()), float(ends.max())


def _row(label: str, batch: Batch, scale: _Scale, drawn: str) -> str:
    """Return a row of images as HTML, drawn by this style, each with its number below."""
    count, first = _count(batch), batch.settings.first
    size, height, width = batch.shape[0], batch.shape[1], tile_width(batch.shape)
    alt = html.escape(
        _("{label}: the first {shown} of {count} images of the mini-batch").format(label=label, shown=count, count=size)
    )
    numbers = "".join(f"<span>{first + i}</span>" for i in range(count))
    style = f"aspect-ratio:{count * width}/{height};{drawn.format(count=count)}"
    picture = f'<div role="img" aria-label="{alt}" style="{style}"></div>'
    if count < size:
        label = _("{label}, {shown} of {count}").format(label=label, shown=count, count=size)
    return image_row(label, scale, picture, numbers, f"width:{100 * count / MOST_SHOWN:g}%")


def _texture(batch: Batch, output: Stage) -> str | None:
    """Say what became of the first constant image: where others share its statistics it gets their texture."""
    if not batch.constant_images:
        return None
    constant = batch.constant_images[0]
    one_map = batch.moments.mean.size == 1
    deviation = 0.0 if one_map else bn_core.summary(output.values[constant]).standard_deviation
    if number(deviation) == number(0) and len(batch.constant_images) == batch.shape[0]:
        template = _("Every image is constant, before and after.")
    elif number(deviation) == number(0):
        template = _("Image {image} is constant before and after.")
    else:
        template = _("Image {image} is constant before; after, its std is {std}: the other images of the mini-batch leak in.")
    return template.format(image=batch.settings.first + constant, std=number(deviation))
