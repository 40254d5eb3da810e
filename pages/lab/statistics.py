"""The table of statistics, and its download."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from bn_view.data.batches import Batch, Stage
from bn_view.state.language import _
from bn_view.words.numbers import number
from bn_view.words.readout import stage_names
from bn_view.words.table import table


@dataclass
class Place:
    """Where the table goes, and the one that was drawn last."""

    table: DeltaGenerator
    latest: pd.DataFrame = field(default_factory=pd.DataFrame)

    def draw(self, batch: Batch, output: Stage) -> None:
        """Draw the summary of each stage, as Markdown: a data grid is a canvas, unreadable to a screen reader and heavy."""
        self.latest = _statistics(batch, output)
        rows = zip(self.latest.index, self.latest.to_numpy().tolist(), strict=True)
        self.table.markdown(table(["", *self.latest.columns], [[name, *map(number, row)] for name, row in rows]))


def lay_out() -> Place:
    """Draw the heading and the download; return the place of the table."""
    st.markdown(f"### {_('Statistics')}")
    with st.container(key="statistics"):
        place = Place(st.empty())
    # Streamlit asks for the data at the click, outside any session: the table is there already.
    st.download_button(
        _("Download as CSV"),
        data=lambda: str(place.latest.to_csv()),
        file_name="batch_normalization.csv",
        mime="text/csv",
        on_click="ignore",
    )
    return place


def _statistics(batch: Batch, output: Stage) -> pd.DataFrame:
    columns = {
        "mean": _("mean"),
        "standard_deviation": _("std"),
        "minimum": _("min"),
        "maximum": _("max"),
        "skewness": _("skewness"),
        "excess_kurtosis": _("excess kurtosis"),
    }
    stages = (batch.before, batch.standardized, batch.min_max, output)
    rows = [[getattr(stage.summary, field) for field in columns] for stage in stages]
    return pd.DataFrame(rows, index=list(stage_names().values()), columns=list(columns.values()))
