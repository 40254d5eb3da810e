"""Who shares statistics: batch, layer, instance, group and RMS normalization as one block of values."""

from __future__ import annotations

import streamlit as st

from bn_view.state.language import _
from bn_view.state.session import fragment, get, put
from bn_view.widgets import controls
from bn_view.widgets.heading import draw_heading
from bn_view.widgets.live_chart import draw_in_places, in_places, kept, place_of_words
from bn_view.widgets.sidebar import sidebar
from pages.who_shares_statistics import charts, sentences
from pages.who_shares_statistics.figure import statistic_at
from pages.who_shares_statistics.neighbours import draw_neighbours
from pages.who_shares_statistics.norms import NORMS, Norm
from pages.who_shares_statistics.scripts import BLOCK, libraries, script
from pages.who_shares_statistics.sets_file import draw_sets_file
from pages.who_shares_statistics.settings import Sharing


def render() -> None:
    """Draw the page: what a picked statistic changes has places, which the slider fills."""
    sidebar(with_grouping=False, with_batch_size=True)
    draw_heading(
        _("Which values share a mean and a variance?"),
        experiment=_("click a tile: all values of its set share a mean and a variance."),
    )
    norm = NORMS[controls.choice(Sharing.norm, label_visibility="collapsed")]
    with st.container(horizontal=True, vertical_alignment="center", key="sharing"):
        st.markdown(_(norm.sentence), width="content")
        groups = 1
        if norm.grouped:
            st.markdown(_("Groups:"), width="content")
            groups = controls.choice(Sharing.groups, label_visibility="collapsed")
    count = int(norm.statistics(BLOCK.shape, groups).max()) + 1
    put(Sharing.set, min(get(Sharing.set), count - 1))
    left, right = st.columns([5, 3], gap="large")
    with left, st.container(horizontal=True, vertical_alignment="center", key="counted"):
        st.html(place_of_words("counts"), width="content")
        stage = controls.choice(Sharing.block, label_visibility="collapsed")
    key = ("who_shares_statistics", norm, groups, stage)
    # Before the charts: another norm's values are on their way as soon as they come, and drawn anew they would be there at once.
    draw_in_places("motions", kept(key, lambda: in_places(motions=charts.motions_of(norm, groups, stage))))
    left.html(charts.place_of_block(norm, groups))
    with right:
        _statistic(norm, groups, stage, count)
        st.html(charts.places_of_histograms())
    st.html(f"<h2>{_('A neighbour turns black')}</h2>{place_of_words('neighbours')}")
    st.markdown(f"## {_('The call')}")
    left, right = st.columns([5, 3], gap="large")
    left.markdown(sentences.calls(norm, groups))
    with right:
        st.html(place_of_words("picked"))
        draw_sets_file(norm, groups)
    st.info(
        _(
            "`axis` names what is **reduced** in NumPy and what is **kept** in Keras's batch norm: NumPy's `axis=(0, 1, 2)` "
            "is Keras's `axis=-1`. Keras's layer norm and RMS norm name what is reduced, as NumPy does."
        )
    )
    st.markdown(f"## {_('The same as a script')}")
    for library, tab in zip(libraries(norm), st.tabs(libraries(norm)), strict=True):
        tab.code(script(library, norm, groups), language="python")
    st.markdown(f"## {_('On the images of the study note')}\n\n{sentences.on_the_note()}")
    draw_neighbours(norm, groups)


@fragment
def _statistic(norm: Norm, groups: int, stage: str, count: int) -> None:
    """Let one pick a statistic; another pick runs this alone."""
    number = controls.whole_slider(Sharing.set, most=count - 1) if count > 1 else 0

    def pick(x: float, y: float) -> None:
        put(Sharing.set, statistic_at(norm.statistics(BLOCK.shape, groups), x, y))

    key = ("who_shares_statistics", norm, groups, stage, number)
    draw_in_places("charts", kept(key, lambda: charts.moved(norm, groups, stage, number)), on_click=pick)
