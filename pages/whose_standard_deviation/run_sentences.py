"""What the page says of a run of the command: how much it read, what it left out, and the numbers of each channel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from bn_core.dataset import MOST_PASTED, Report, ReportedChannel, ReportedTable
from bn_view.state.language import _
from bn_view.words.numbers import number, pointed_at
from bn_view.words.table import html_table

# More rows than the command itself would print; of what was left out, more lines than anybody reads here.
_MOST_ROWS, _MOST_NOTES, _MOST_NAMED = 100, 8, 3


def about(table: ReportedTable) -> str:
    """Return as HTML what a table is of, how much of it there is, and what its values were divided by."""
    scale = _("stored / {scale}").format(scale=table.divided_by) if table.divided_by > 1 else _("values as stored")
    said = [f"<b>{escape(table.name)}</b>", _samples(table), scale]
    left_out = sum(channel.not_finite for channel in table.channels)
    if left_out:
        said.append(_("NaN or infinite, left out: {count}").format(count=f"{left_out:,}"))
    return f"<p>{' · '.join(said)}</p>"


def _samples(table: ReportedTable) -> str:
    units = {"images": _("images: {count}"), "arrays": _("arrays: {count}"), "rows": _("rows: {count}")}
    return units.get(table.unit, _("samples: {count}")).format(count=f"{table.samples:,}")


def left_out_of_all(report: Report) -> str:
    """Return as HTML what could not be read, and what was read otherwise than one may think; nothing where all is well."""
    said = []
    if report.skipped:
        names = list(map(escape, report.skipped[:_MOST_NAMED]))
        if len(report.skipped) > _MOST_NAMED:
            names.append("…")
        sentence = _("Could not be read, left out: {count} ({names})")
        said.append(sentence.format(count=f"{len(report.skipped):,}", names=", ".join(names)))
    notes = [f"{count:,} × {escape(what)}" for what, count in report.notes.items()]
    said += notes[:_MOST_NOTES]
    if len(notes) > _MOST_NOTES:
        said.append("…")
    return f"<p>{'<br>'.join(said)}</p>" if said else ""


def histogram(channel: ReportedChannel) -> str:
    """Return what the histogram of a channel shows, in words."""
    sentence = _("Histogram of {count} values, {name}: mean {mean}, standard deviation {std}, from {min} to {max}.")
    numbers = {"mean": channel.mean, "std": channel.std, "min": channel.least, "max": channel.greatest}
    return sentence.format(count=f"{channel.count:,}", name=channel.name, **{name: number(of) for name, of in numbers.items()})


def columns(*, of_images: bool) -> list[str]:
    """Return what the columns of `rows` are called."""
    own = [_("mean of the images’ stds")] if of_images else []
    return ["", _("count"), _("mean"), _("std"), *own, _("min"), _("max")]


def rows(channels: Sequence[ReportedChannel], *, of_images: bool) -> Iterator[list[str | float]]:
    """Return the name of each channel and its numbers; the mean of the images' own stds only to be told from the std of all."""
    for channel in channels:
        own = [channel.own_std] if of_images else []
        yield [channel.name, channel.count, channel.mean, channel.std, *own, channel.least, channel.greatest]


def numbers(table: ReportedTable, head: Sequence[str], *, of_images: bool) -> str:
    """Return the first rows as HTML."""
    return html_table(head, [list(map(_cell, row)) for row in rows(table.channels[:_MOST_ROWS], of_images=of_images)])


def _cell(value: str | float) -> str:
    if isinstance(value, str):
        return escape(value)
    return f"{value:,}" if isinstance(value, int) else pointed_at(value)


def nothing_to_paste(table: ReportedTable) -> str:
    """Say why there are no lines to paste."""
    if any(channel.count == 0 for channel in table.channels):
        return _("A channel is empty: it has no mean and no std.")
    if any(channel.std == 0 for channel in table.channels):
        return _("A channel is constant: there is no std to divide by.")
    return _("More than {most} channels are too many lines to paste: take the CSV.").format(most=MOST_PASTED)
