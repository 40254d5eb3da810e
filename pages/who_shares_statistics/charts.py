"""The coloured block, in which a click picks a statistic, and the histograms before and after."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import bn_core
from bn_view.figures import colours
from bn_view.figures.histograms import ladder
from bn_view.state.language import _
from bn_view.state.session import put
from bn_view.widgets.chart import draw_chart, draw_histogram
from bn_view.words.readout import four_numbers
from pages.who_shares_statistics.figure import sharing_figure
from pages.who_shares_statistics.norms import Norm
from pages.who_shares_statistics.scripts import BLOCK
from pages.who_shares_statistics.settings import Sharing

BLOCK_CHART = "chart_sharing"
# 384 values leave the lab's 60 bins half empty.
BINS = 24


def draw_block(norm: Norm, statistics: NDArray[np.intp], number: int) -> None:
    """Draw the block with statistic `number`, counted from 1, marked."""
    picked = number - 1
    draw_chart(
        sharing_figure(statistics, picked, channels=_("channel"), images=_("image"), hover=_("statistic %{customdata}")),
        key=BLOCK_CHART,
        on_select=_pick_clicked,
        selection_mode="points",
        alt=_("{norm}: {count} statistics, each shared by {values} of {all} values; statistic {picked} is marked.").format(
            norm=_(norm.title),
            count=int(statistics.max()) + 1,
            values=int((statistics == picked).sum()),
            all=statistics.size,
            picked=number,
        ),
    )


def draw_histograms(y: NDArray[np.floating], shared: NDArray[np.bool_]) -> None:
    """Draw all values as a line and those of the picked statistic filled, before and after."""
    st.markdown(_("Line: all values. Filled: those of the picked statistic, with their mean ± std."))
    stages = {"before": (_("Before"), BLOCK, colours.BEFORE), "after": (_("After"), y, colours.BATCH_NORM)}
    for column, (name, (title, values, colour)) in zip(st.columns(2, gap="medium"), stages.items(), strict=True):
        summary = bn_core.summary(values[shared])
        bounds = float(values.min()), float(values.max())
        with column:
            st.markdown(f"#### {title}")
            draw_histogram(
                f"chart_{name}",
                title,
                bn_core.histogram(values[shared], BINS, bounds),
                summary,
                colours.PICKED,
                height=230,
                x_range=ladder(*bounds) if name == "after" else None,
                outline=(bn_core.histogram(values, BINS, bounds), colour),
            )
            st.markdown(four_numbers(name, summary), unsafe_allow_html=True)


def _pick_clicked() -> None:
    points = st.session_state[BLOCK_CHART].selection.points
    if points:
        clicked = points[0]["customdata"]
        put(Sharing.statistic, int(clicked[0] if isinstance(clicked, list) else clicked))
