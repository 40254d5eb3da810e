"""What the mini-batch is made of, beside the page."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import streamlit as st

from bn_view.data.mini_batch import MiniBatch, last_mini_batch, present_source
from bn_view.data.sources import RandomImages
from bn_view.state.language import _
from bn_view.state.session import get, put
from bn_view.state.settings import Choice, Whole
from bn_view.widgets import controls
from bn_view.widgets.own_data import draw_own_data

# Of the sidebar's width: a box alone in its row, and one of two side by side.
_WHOLE, _HALF = 240, 112


def sidebar(*, with_grouping: bool = True, with_batch_size: bool = False, with_number: bool = True) -> None:
    """Draw the data and the mini-batch; the grouping and the batch size only where the page does not have them in its midst.

    And the number of the mini-batch only where the page is about one.
    """
    with st.sidebar:
        st.subheader(_("Data"))
        _source()
        if with_grouping or with_batch_size or with_number:
            st.subheader(_("Mini-batch"))
        if with_batch_size:
            _batch_size(controls.number_box)
        if with_number:
            _which_mini_batch()
        if with_grouping:
            controls.radio(MiniBatch.grouping)


def batch_size_slider() -> None:
    """Draw the slider of the batch size up to the number of images, where it moves a picture."""
    _batch_size(controls.whole_slider)


def _batch_size(draw: Callable[..., int]) -> None:
    """Draw the batch size as a slider or a box up to the number of images, and a sentence where more were asked for."""
    setting, total = MiniBatch.batch_size, present_source().count
    beyond = get(setting) > total
    if beyond:
        put(setting, total)
    choosable = total > setting.least
    if choosable:
        draw(setting, most=min(setting.most, total))
    if beyond or not choosable:
        st.warning(_("The mini-batch holds all {total} images: there are no more.").format(total=total))


def _source() -> None:
    if controls.choice(MiniBatch.data) == "own":
        draw_own_data()
    source = present_source()
    if source.note:
        st.markdown(_(source.note))
    # One container that wraps, as one for each row would be a message each.
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for row in source.rows:
            for setting in row:
                _box(setting, _WHOLE if len(row) == 1 and setting is not RandomImages.seed else _HALF)
            if row == (RandomImages.seed,):
                # Six digits are enough to differ and short enough to read out in class.
                st.button(_("New seed"), width=_HALF, on_click=lambda: put(RandomImages.seed, secrets.randbelow(1_000_000)))


def _box(setting: Whole | Choice[int], width: int) -> None:
    if isinstance(setting, Whole):
        controls.number_box(setting, width=width)
    else:
        controls.choice(setting, width=width)


def _which_mini_batch() -> None:
    last = last_mini_batch(present_source(), get(MiniBatch.batch_size))
    beyond = get(MiniBatch.mini_batch) > last
    if beyond:
        put(MiniBatch.mini_batch, last)
    controls.number_box(MiniBatch.mini_batch, _("Which mini-batch (0 to {last})").format(last=last), most=last)
    if beyond:
        st.warning(_("The last mini-batch is number {last}: it is shown.").format(last=last))
