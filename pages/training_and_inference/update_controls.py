"""The controls of the stream: how the running statistics are updated, and how often."""

from __future__ import annotations

import streamlit as st

from bn_view.state.language import _
from bn_view.state.session import get, present, put
from bn_view.widgets import controls
from bn_view.widgets.sidebar import batch_size_slider
from pages.training_and_inference.settings import Running


def draw_update_controls() -> None:
    """Draw the controls one below the other."""
    controls.choice(Running.convention)
    controls.slider(Running.momentum)
    other = present(Running).translated().framework
    st.button(_("Translate to {framework}").format(framework=other), key="translate", on_click=_translate, width="stretch")
    controls.whole_slider(Running.updates)
    st.button(_("Next mini-batch"), key="next_update", on_click=_one_update_more, width="stretch")
    batch_size_slider()
    controls.toggle(Running.unbiased)


def _translate() -> None:
    translated = present(Running).translated()
    put(Running.momentum, translated.momentum)
    put(Running.convention, translated.convention)


def _one_update_more() -> None:
    put(Running.updates, min(get(Running.updates) + 1, Running.updates.most))
