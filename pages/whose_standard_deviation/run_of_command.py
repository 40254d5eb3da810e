"""What the command found in somebody's own data set, from the JSON that it printed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from html import escape

import streamlit as st

from bn_core.dataset import ReportedChannel, ReportedTable, read_report
from bn_view.figures.histograms import Labels
from bn_view.state.language import _
from bn_view.state.session import fragment
from bn_view.widgets.chart import draw_chart
from bn_view.widgets.csv_file import draw_csv
from bn_view.words.numbers import number, pointed_at
from bn_view.words.table import html_table
from pages.whose_standard_deviation.run_figure import run_figure

COMMAND = "python -m bn_core.dataset PATH… --json > statistics.json"
# Of a file in MB: a histogram a channel has 15 kB.
_LARGEST = 5
# More names than a legend holds, and more rows than the command itself would print.
_MOST_DRAWN, _MOST_ROWS = 6, 100


@fragment
def draw_run_of_command() -> None:
    """Draw what takes the file, and what is in it; anything else is answered with a sentence."""
    st.markdown(f"## {_('Your whole data set')}")
    st.markdown(_("However large it is: one pass on your own machine. Bring what it printed."))
    st.code(COMMAND, language="shell")
    label = _("statistics.json")
    file = st.file_uploader(label, type="json", key="run_of_command", max_upload_size=_LARGEST, label_visibility="collapsed")
    if file is None:
        return
    try:
        tables = read_report(file.getvalue())
    except ValueError:
        st.warning(_("This is not what the command prints with --json."))
        return
    if len(tables) > 1:
        place = st.selectbox(_("Table"), range(len(tables)), format_func=lambda i: tables[i].name)
        _draw_table(tables[place])
    else:
        for table in tables:
            _draw_table(table)


def _draw_table(table: ReportedTable) -> None:
    scale = _("stored / {scale}").format(scale=table.divided_by) if table.divided_by > 1 else _("values as stored")
    st.html(f"<p><b>{escape(table.name)}</b>: {table.samples:,} · {scale}</p>")
    drawn = [channel for channel in table.channels if len(channel.counts)][:_MOST_DRAWN]
    if drawn:
        names = [escape(channel.name) for channel in drawn]
        figure = run_figure(drawn, names, Labels(mean="", x=_("value"), y=_("density")))
        draw_chart(figure, key="chart_run_of_command", alt=" ".join(map(_said, drawn)))
    st.html(f'<div class="live-words-run">{_html(table)}</div>')
    rows: list[list[str | float]] = [[channel.name, *_columns(channel, of_images=True).values()] for channel in table.channels]
    draw_csv("data_set", ["", *_columns(table.channels[0], of_images=True)] if rows else [], lambda: rows)
    lines = table.to_paste()
    if lines:
        st.code("\n".join(lines), language=None)
    else:
        st.markdown(_("A channel is constant: there is no std to divide by."))


def _said(channel: ReportedChannel) -> str:
    sentence = _("Histogram of {count} values, {name}: mean {mean}, standard deviation {std}, from {min} to {max}.")
    numbers = {"mean": channel.mean, "std": channel.std, "min": channel.least, "max": channel.greatest}
    return sentence.format(count=f"{channel.count:,}", name=channel.name, **{name: number(of) for name, of in numbers.items()})


def _html(table: ReportedTable) -> str:
    of_images = any(not math.isnan(channel.own_std) for channel in table.channels)
    rows = [
        [escape(channel.name), *map(_cell, _columns(channel, of_images=of_images).values())]
        for channel in table.channels[:_MOST_ROWS]
    ]
    return html_table(["", *_columns(table.channels[0], of_images=of_images)], rows) if rows else ""


def _columns(channel: ReportedChannel, *, of_images: bool) -> Mapping[str, float]:
    """Return the numbers of a channel by what they are; the mean of the images' own stds only to be told from the std of all."""
    own = {_("mean of the images’ stds"): channel.own_std} if of_images else {}
    ends = {_("min"): channel.least, _("max"): channel.greatest}
    return {_("count"): channel.count, _("mean"): channel.mean, _("std"): channel.std, **own, **ends}


def _cell(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else pointed_at(value)
