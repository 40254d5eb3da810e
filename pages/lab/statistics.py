"""The table of statistics, and its download."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd
import streamlit as st

from bn_view.data.batches import Batch, Stage
from bn_view.state.language import _
from bn_view.widgets.live_chart import place_words
from bn_view.words.numbers import number
from bn_view.words.readout import stage_names
from bn_view.words.table import html_table


@dataclass
class Table:
    """The table that was drawn last."""

    rows: list[list[float]] = field(default_factory=list)

    def of(self, batch: Batch, output: Stage) -> str:
        """Return the summary of each stage as HTML: a data grid is a canvas, unreadable to a screen reader and heavy."""
        stages = (batch.before, batch.standardized, batch.min_max, output)
        self.rows = [[getattr(stage.summary, field) for field in _FIELDS] for stage in stages]
        cells = [[name, *map(number, row)] for name, row in zip(stage_names().values(), self.rows, strict=True)]
        return html_table(["", *_columns()], cells)

    def csv(self, columns: list[str], names: list[str]) -> str:
        """Return the table as it stands, with all digits."""
        return str(pd.DataFrame(self.rows, index=names, columns=columns).to_csv())


_FIELDS = ("mean", "standard_deviation", "minimum", "maximum", "skewness", "excess_kurtosis")


def lay_out() -> Table:
    """Draw the heading, the place of the table and the download; return the table."""
    st.markdown(f"### {_('Statistics')}")
    with st.container(key="statistics"):
        place_words("statistics")
    table = Table()
    # Streamlit asks for the data at the click, outside any session: the words are those of now.
    columns, names = _columns(), list(stage_names().values())
    st.download_button(
        _("Download as CSV"),
        data=lambda: table.csv(columns, names),
        file_name="batch_normalization.csv",
        mime="text/csv",
        on_click="ignore",
    )
    return table


def _columns() -> list[str]:
    return [_("mean"), _("std"), _("min"), _("max"), _("skewness"), _("excess kurtosis")]
