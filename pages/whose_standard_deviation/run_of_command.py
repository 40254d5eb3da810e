"""What the command found in somebody's own data set, from the JSON that it printed."""

from __future__ import annotations

import math
from html import escape

import streamlit as st

from bn_core.dataset import Report, ReportedTable, read_report
from bn_view.figures.histograms import Labels
from bn_view.state.language import _
from bn_view.state.session import fragment
from bn_view.widgets.chart import draw_chart
from bn_view.widgets.csv_file import draw_csv
from bn_view.widgets.own_data import draw_refusal
from pages.whose_standard_deviation import run_sentences
from pages.whose_standard_deviation.run_figure import run_figure
from workers.cache import Cache

COMMAND = "python -m bn_core.dataset PATH… --json > statistics.json"
# Of a file in MB: a histogram a channel has 15 kB.
_LARGEST = 5
# More names than a legend holds.
_MOST_DRAWN = 6
# What a channel takes without its histogram, and more than a name does.
_BYTES = 1000


def _size(report: Report | None) -> int:
    if report is None:
        return _BYTES
    channels = [channel for table in report.tables for channel in table.channels]
    histograms = sum(channel.edges.nbytes + channel.counts.nbytes for channel in channels)
    return histograms + _BYTES * (len(channels) + len(report.skipped) + len(report.notes))


# By the number that an upload has: the page runs again at each choice, and need not read five megabytes each time.
_REPORTS: Cache[Report | None] = Cache(16_000_000, size_of=_size)


@fragment
def draw_run_of_command() -> None:
    """Draw what takes the file, and what is in it; anything else is answered with a sentence."""
    st.markdown(f"## {_('Your whole data set')}")
    st.markdown(_("However large it is: one pass on your own machine. Bring what it printed."))
    st.code(COMMAND, language="shell")
    label = _("statistics.json")
    file = st.file_uploader(label, type="json", key="run_of_command", max_upload_size=_LARGEST, label_visibility="collapsed")
    draw_refusal()
    if file is None:
        return
    report = _REPORTS.get(file.file_id, lambda: _read(file.getvalue()))
    if report is None:
        st.warning(_("This is not what the command prints with --json."))
        return
    tables = report.tables
    place = st.selectbox(_("Table"), range(len(tables)), format_func=lambda i: tables[i].name) if len(tables) > 1 else 0
    _draw_table(tables[place])
    left_out = run_sentences.left_out_of_all(report)
    if left_out:
        st.html(left_out)


def _read(data: bytes) -> Report | None:
    """Return the report; None, which is kept as well, where it is none."""
    try:
        return read_report(data)
    except ValueError:
        return None


def _draw_table(table: ReportedTable) -> None:
    st.html(run_sentences.about(table))
    drawn = [channel for channel in table.channels if len(channel.counts)][:_MOST_DRAWN]
    if drawn:
        names = [escape(channel.name) for channel in drawn]
        figure = run_figure(drawn, names, Labels(mean="", x=_("value"), y=_("density")))
        draw_chart(figure, key="chart_run_of_command", alt=" ".join(map(run_sentences.histogram, drawn)))
    of_images = not all(math.isnan(channel.own_std) for channel in table.channels)
    head = run_sentences.columns(of_images=of_images)
    st.html(f'<div class="live-words-run">{run_sentences.numbers(table, head, of_images=of_images)}</div>')
    draw_csv("data_set", head, lambda: run_sentences.rows(table.channels, of_images=of_images))
    lines = table.to_paste()
    if lines:
        st.code("\n".join(lines), language=None)
    else:
        st.markdown(run_sentences.nothing_to_paste(table))
