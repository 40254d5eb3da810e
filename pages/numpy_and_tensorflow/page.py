"""NumPy and TensorFlow: several libraries on one formula, each question about them on a screen of its own."""

from __future__ import annotations

import streamlit as st

from bn_view.state.language import _
from bn_view.state.session import get
from bn_view.widgets import ask
from pages.numpy_and_tensorflow import article, differences, precision, speed, take_home
from pages.numpy_and_tensorflow.settings import NumpyAndTensorFlow
from witnesses.batch_norms import WITNESSES


def render() -> None:
    """Draw the chosen part, which has the choice of all below its title."""
    part = get(NumpyAndTensorFlow.part)
    with_tensorflow = ask.tensorflow_is_installed()
    titles = {name: _(row.title) for name, row in WITNESSES.items() if with_tensorflow or not row.needs_tensorflow}
    if part == "article":
        article.draw(with_tensorflow)
    elif part == "precision":
        precision.draw(titles, with_tensorflow)
    elif part == "differences":
        differences.draw()
    elif part == "speed":
        speed.draw(titles)
    else:
        take_home.draw()
    missing = ask.missing_sentence()
    if missing:
        st.info(missing)
