"""The table of statistics, and its download."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from bn_view.data.batches import Batch, Stage, normalized
from bn_view.data.mini_batch import Affine
from bn_view.state.language import _
from bn_view.widgets.csv_file import draw_csv
from bn_view.widgets.live_chart import place_of_words
from bn_view.words.numbers import pointed_at
from bn_view.words.readout import stage_names
from bn_view.words.table import html_table


@dataclass
class Table:
    """The table as it was drawn last."""

    batch: Batch
    affine: Affine

    def html(self, output: Stage) -> str:
        """Return it as HTML: a data grid is a canvas, unreadable to a screen reader and heavy."""
        cells = [[name, *map(pointed_at, row)] for name, row in zip(stage_names().values(), self._rows(output), strict=True)]
        return html_table(["", *_columns()], cells)

    def rows(self, names: Sequence[str]) -> list[list[str | float]]:
        """Return the rows by the names of the stages, with all digits."""
        return [[name, *row] for name, row in zip(names, self._rows(normalized(self.batch, self.affine)), strict=True)]

    def _rows(self, output: Stage) -> list[list[float]]:
        stages = (self.batch.before, self.batch.standardized, self.batch.min_max, output)
        return [[getattr(stage.summary, field) for field in _FIELDS] for stage in stages]


_FIELDS = ("mean", "standard_deviation", "minimum", "maximum", "skewness", "excess_kurtosis")


def lay_out(table: Table) -> None:
    """Draw the heading, the place of the table and its download."""
    st.html(f"<h2>{_('Statistics')}</h2>{place_of_words('statistics')}")
    names = list(stage_names().values())
    draw_csv("batch_normalization", ["", *_columns()], lambda: table.rows(names))


def _columns() -> list[str]:
    return [_("mean"), _("std"), _("min"), _("max"), _("skewness"), _("excess kurtosis")]
