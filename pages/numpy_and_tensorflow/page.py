"""NumPy and TensorFlow: the article's experiment replayed, the witnesses side by side, and how precise each one is."""

from __future__ import annotations

import streamlit as st

from bn_view.state.language import _
from bn_view.widgets import ask, controls
from bn_view.widgets.heading import draw_heading
from pages.numpy_and_tensorflow import article, precision, side_by_side, take_home
from pages.numpy_and_tensorflow.settings import NumpyAndTensorFlow
from witnesses.batch_norms import WITNESSES


def render() -> None:
    """Draw the page."""
    draw_heading(_("NumPy and TensorFlow"), _("One formula, several libraries: the same numbers?"))
    part = controls.choice(NumpyAndTensorFlow.part, label_visibility="collapsed")
    missing = ask.missing_sentence()
    if missing:
        st.info(missing)
    with_tensorflow = ask.tensorflow_is_installed()
    titles = {name: _(row.title) for name, row in WITNESSES.items() if with_tensorflow or not row.needs_tensorflow}
    if part == "article":
        article.draw(with_tensorflow)
    elif part == "side_by_side":
        side_by_side.draw(titles)
    elif part == "precision":
        precision.draw(titles, with_tensorflow)
    else:
        take_home.draw()
