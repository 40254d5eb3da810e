"""What an experiment gives, chart beside table; before one runs it both are there without a value."""

from __future__ import annotations

import streamlit as st

from bn_view.figures.layout import Figure
from bn_view.state.language import _
from bn_view.widgets.chart import draw_chart
from bn_view.words.table import table
from pages.beliefs.belief import Belief
from pages.beliefs.figures import without_values


def draw_result(figure: Figure | None, text: str, alternative: str) -> None:
    """Draw a figure, if there is one, beside a table in Markdown."""
    if figure is None:
        st.markdown(text)
        return
    left, right = st.columns(2, gap="large")
    with left:
        draw_chart(figure, key="chart_belief", alt=alternative)
    right.markdown(text)


def draw_setup(belief: Belief) -> None:
    """Draw what the experiment will measure, and over what."""
    if belief.takes_seconds:  # nobody has asked for its numbers yet
        return
    outcome = belief.experiment()
    rows = [(name, *("?" for _value in values)) for name, *values in outcome.rows]
    figure = without_values(outcome.figure) if outcome.figure else None
    with st.container(key="setup"):
        draw_result(figure, table(outcome.head, rows), _("The axes of the experiment; its result is hidden until you run it."))
