"""Numbers of a page as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence

import streamlit as st

from bn_view.state.language import _

Rows = Iterable[Sequence[str | float]]


def draw_csv(name: str, head: Sequence[str], rows: Callable[[], Rows]) -> None:
    """Draw the button; `rows` are asked for at the click, outside any session, so that their words are those of the drawing."""
    st.download_button(
        _("Download as CSV"),
        lambda: as_csv([head, *rows()]),
        file_name=f"{name}.csv",
        mime="text/csv",
        key=f"csv_{name}",
        on_click="ignore",
    )


def as_csv(rows: Rows) -> bytes:
    """Return rows with all digits, and a mark in front by which Excel on any Windows knows that they are UTF-8."""
    text = io.StringIO()
    csv.writer(text).writerows([_safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _safe(cell: str | float) -> str | float:
    """Return text that a spreadsheet does not take for a formula: names are somebody's."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
