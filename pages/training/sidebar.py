"""What is trained, beside the page."""

from __future__ import annotations

import streamlit as st

from bn_view.state.language import _
from bn_view.widgets import controls
from pages.training.settings import RunSettings


def draw_sidebar() -> None:
    """Draw the network and the training run."""
    with st.sidebar:
        st.subheader(_("Network"))
        controls.number_box(RunSettings.depth)
        controls.choice(RunSettings.units)
        controls.choice(RunSettings.train_activation)
        controls.stops_slider(RunSettings.weight_scale)
        controls.choice(RunSettings.norm_place)
        st.subheader(_("Training run"))
        controls.choice(RunSettings.train_batch)
        controls.choice(RunSettings.train_steps)
        controls.number_box(RunSettings.train_seed)
