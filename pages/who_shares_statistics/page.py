"""Who shares statistics: batch, layer, instance, group and RMS normalization as one coloured block."""

from __future__ import annotations

import streamlit as st

from bn_view.state.language import _
from bn_view.state.session import fragment, get, put
from bn_view.widgets import controls
from pages.who_shares_statistics import charts, sentences
from pages.who_shares_statistics.norms import NORMS, Norm
from pages.who_shares_statistics.scripts import BLOCK, libraries, normalized, script
from pages.who_shares_statistics.settings import Sharing


def render() -> None:
    """Draw the page."""
    st.markdown(f"## {_('Who shares statistics')}")
    norm = NORMS[controls.choice(Sharing.norm)]
    st.markdown(_(norm.sentence))
    groups = controls.choice(Sharing.groups) if norm.grouped else 1
    _block_and_statistic(norm, groups)
    charts.hold_motions(norm, groups)
    st.markdown(f"### {_('The same as a script')}")
    for library, tab in zip(libraries(norm), st.tabs(libraries(norm)), strict=True):
        tab.code(script(library, norm, groups), language="python")
    st.markdown(f"### {_('On the images of the note')}")
    st.markdown(sentences.on_the_note())


@fragment
def _block_and_statistic(norm: Norm, groups: int) -> None:
    """Draw the block, and one statistic of it that is picked; another pick runs this alone."""
    statistics, y = norm.statistics(BLOCK.shape, groups), normalized(norm, groups)
    left, right = st.columns([5, 3], gap="large")
    with right:
        count = int(statistics.max()) + 1
        put(Sharing.statistic, min(get(Sharing.statistic), count))
        number = controls.whole_slider(Sharing.statistic, most=count) if count > 1 else 1
    shared = statistics == number - 1
    with left:
        charts.draw_block(norm, statistics, number)
        st.markdown(sentences.block(number), unsafe_allow_html=True)
    with right:
        st.markdown(sentences.before_and_after(norm, y, shared, number), unsafe_allow_html=True)
        st.markdown(sentences.calls(norm, groups))
        if norm.flattened:
            st.markdown(
                _("Keras and PyTorch have no such layer: `x.reshape(4, -1)` first makes every position a channel of its own.")
            )
        st.info(
            _(
                "`axis` names what is **reduced** in NumPy and what is **kept** in Keras's batch norm: NumPy's `axis=(0, 1, 2)` "
                "is Keras's `axis=-1`. Keras's layer norm and RMS norm name what is reduced, as NumPy does."
            )
        )
    charts.draw_histograms(y, shared, number)
