"""The presets of the lab, and its reset, in one menu."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from bn_view.data.mini_batch import DEFAULTS, PRESETS
from bn_view.state.language import _
from bn_view.state.session import setter
from bn_view.state.settings import Value
from bn_view.widgets import taken_once
from pages.lab.view import View

_EXAMPLE = "example"


def draw_presets() -> None:
    """Draw the menu: what is chosen is set at once, and the menu is closed again."""
    titles = {
        "note": _("The study note: per pixel position"),
        "standardization": _("γ = 1, β = 0, ε = 0: standardization"),
        "gamma_0": _("γ = 0, β = 1"),
        "negative_gamma": _("Negative γ"),
        "huge_epsilon": _("Huge ε, small values"),
        "batch_of_2": _("Batch of 2"),
        "reset": _("Reset"),
    }
    key = taken_once.key_of(_EXAMPLE)
    with st.container(key="presets"):
        st.selectbox(
            _("Example"),
            titles,
            index=None,
            key=key,
            format_func=titles.__getitem__,
            on_change=_set,
            args=(key,),
            placeholder=_("Try an example"),
            label_visibility="collapsed",
        )


def _set(key: str) -> None:
    chosen = taken_once.take(_EXAMPLE, key)
    if chosen is not None:
        taken_once.renew(_EXAMPLE)
        setter(_values(chosen))()


def _values(preset: str) -> Mapping[str, Value]:
    return PRESETS[preset] if preset in PRESETS else {**DEFAULTS, **View().values}
