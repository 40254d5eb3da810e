"""The controls of the stream: how often the running statistics are updated, and whose momentum it is."""

from __future__ import annotations

import streamlit as st

from bn_view.state.language import _
from bn_view.state.session import get, present, put
from bn_view.widgets import controls
from pages.training_and_inference.settings import Running


def draw_convention() -> None:
    """Draw whose momentum it is, and the button that writes it as the other framework does."""
    controls.choice(Running.convention)
    other = present(Running).translated().framework
    st.button(_("Same curve in {framework}").format(framework=other), key="translate", on_click=_translate, width="stretch")


def draw_updates() -> None:
    """Draw how often the statistics are updated, and a button for once more."""
    controls.whole_slider(Running.updates)
    st.button(_("Next mini-batch"), key="next_update", on_click=_one_update_more, width="stretch")


def _translate() -> None:
    translated = present(Running).translated()
    put(Running.momentum, translated.momentum)
    put(Running.convention, translated.convention)


def _one_update_more() -> None:
    put(Running.updates, min(get(Running.updates) + 1, Running.updates.most))
