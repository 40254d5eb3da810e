"""The choice of the values that are mapped, by the shape of their histogram."""

from __future__ import annotations

import streamlit as st

from bn_view.data.batches import present_batch
from bn_view.state.language import _
from bn_view.widgets.controls import choice
from bn_view.widgets.sidebar import sidebar
from pages.linear_map.settings import LinearMap
from pages.linear_map.values import Values, bimodal_images, uniform_images


def chosen_values() -> Values:
    """Draw the choice of a shape; return the values of that shape as images, and say what they are."""
    shape = choice(LinearMap.shape)
    if shape == "batch":
        sidebar(with_grouping=False)
        batch = present_batch()
        return Values(batch.key, batch.before.look_up)
    if shape == "bimodal":
        st.markdown(_("Half of all pixels lie around 0, half around 4."))
        return Values(shape, bimodal_images)
    st.markdown(_("Every value between 0 and 1 is equally likely."))
    return Values(shape, uniform_images)
