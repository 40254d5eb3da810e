"""The presets of the lab, and its reset, as buttons."""

from __future__ import annotations

import streamlit as st

from bn_view.data.mini_batch import PRESETS
from bn_view.state.language import _
from bn_view.state.session import setter
from pages.lab.view import View


def preset_buttons() -> None:
    """Draw one row that wraps."""
    titles = {
        "note": _("The note"),
        "standardization": _("γ = 1, β = 0: standardization"),
        "gamma_0": _("γ = 0, β = 1"),
        "negative_gamma": _("Negative γ"),
        "huge_epsilon": _("Huge ε, small values"),
        "batch_of_2": _("Batch of 2"),
    }
    with st.container(horizontal=True, gap="small", key="presets"):
        for name, values in PRESETS.items():
            st.button(titles[name], key=f"preset_{name}", on_click=setter(values))
        st.button(_("Reset"), key="reset", on_click=setter({**PRESETS["note"], **View().values}), type="tertiary")
