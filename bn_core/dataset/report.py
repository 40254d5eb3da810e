"""What a run found, as a table for people, as lines to paste, and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from bn_core.dataset.bins import Bins
from bn_core.dataset.chunks import COLOUR, GREY, Outcome, Table
from bn_core.dataset.progress import printable
from bn_core.dataset.reported import lines_to_paste, listed
from bn_core.moments import Moments

_BARS = " ▁▂▃▄▅▆▇█"
_BAR_COUNT = 24
# A table of more would fill the screen.
_MOST_ROWS = 100


def with_grey_as_colour(tables: Mapping[str, Table]) -> dict[str, Table]:
    """Return the tables with grey images among those in colour, if there are any, as loaders have them: three equal channels."""
    if GREY not in tables or COLOUR not in tables:
        return dict(tables)
    grey, colour = tables[GREY], tables[COLOUR]
    own = grey.own_deviation or Moments()
    own = Moments(np.repeat(own.count, 3), own.mean.repeat(3), own.variance.repeat(3))
    both = colour | replace(grey, summary=grey.summary.repeated(3), names=colour.names, own_deviation=own)
    rest = {name: table for name, table in tables.items() if name not in (GREY, COLOUR)}
    return {f"{COLOUR}, {grey.samples:,} of them grey": both, **rest}


def as_json(outcome: Outcome, *, stored: bool) -> dict[str, Any]:
    """Return all that is known, with every digit."""
    tables = with_grey_as_colour(outcome.tables)
    return {
        "tables": {name: _json_of_table(table, 1 if stored else table.scale) for name, table in sorted(tables.items())},
        "skipped": [{"name": printable(skipped.name), "reason": skipped.reason} for skipped in outcome.skipped],
        "notes": dict(sorted(outcome.notes.items())),
    }


def as_text(outcome: Outcome, *, stored: bool) -> str:
    """Return the tables, lines to paste, and what one should know about them."""
    tables = sorted(with_grey_as_colour(outcome.tables).items(), key=lambda item: (-item[1].samples, item[0]))
    parts = [_text_of_table(name, table, 1 if stored else table.scale) for name, table in tables]
    notes = [f"{count:,} × {what}" for what, count in sorted(outcome.notes.items())]
    if outcome.skipped:
        notes.append(f"{len(outcome.skipped):,} × could not be read")
    return "\n\n".join([*parts, *(["\n".join(notes)] if notes else [])])


def _json_of_table(table: Table, scale: int) -> dict[str, Any]:
    summary, own = table.summary, table.own_deviation
    counts = np.asarray(summary.moments.count)
    channels = []
    for i, name in enumerate(_names(table)):
        empty = not counts[i]
        channel = {
            "name": name,
            "count": int(counts[i]),
            "mean": None if empty else summary.mean[i] / scale,
            "std": None if empty else summary.standard_deviation[i] / scale,
            "unbiased_std": _number(np.sqrt(summary.moments.unbiased_variance[i]) / scale),
            "min": _number(summary.least[i] / scale),
            "max": _number(summary.greatest[i] / scale),
            "not_finite": int(summary.missing[i]),
        }
        if own is not None:
            channel["mean_of_each_images_own_std"] = own.mean[i] / scale
        if summary.bins and not empty:
            bins = summary.bins[i]
            channel["histogram"] = {"edges": (bins.edges / scale).tolist(), "counts": bins.counts.tolist()}
        channels.append(channel)
    shape = {"unit": table.unit, "axes_after": table.axes_after}
    return {"samples": table.samples, "divided_by": scale, **shape, "channels": channels}


def _text_of_table(name: str, table: Table, scale: int) -> str:
    summary, counts = table.summary, np.asarray(table.summary.moments.count)
    mean, deviation = summary.mean / scale, summary.standard_deviation / scale
    rows = [["", "count", "mean", "std", "min", "max", "histogram" if summary.bins else ""]]
    for i, channel in enumerate(_names(table)[:_MOST_ROWS]):
        ends = [summary.least[i] / scale, summary.greatest[i] / scale] if counts[i] else [np.nan, np.nan]
        numbers = [mean[i], deviation[i], *ends]
        bars = _bars(summary.bins[i]) if summary.bins else ""
        rows.append([printable(channel), f"{counts[i]:,}", *(f"{n:.6g}" if counts[i] else "–" for n in numbers), bars])
    unit = table.unit.removesuffix("s") if table.samples == 1 else table.unit
    lines = [f"{printable(name)}: {table.samples:,} {unit}, {_scale(table, scale)}", *_aligned(rows)]
    if summary.channels > _MOST_ROWS:
        lines.append(f"… and {summary.channels - _MOST_ROWS:,} channels more, which --json has")
    if summary.missing.any():
        lines.append(f"{summary.missing.sum():,} values are NaN or infinite, and left out")
    if (deviation[counts > 0] == 0).any():
        lines.append("A channel that is constant has no deviation to divide by.")
    elif pasted := lines_to_paste(mean, deviation, scale, unit=table.unit, axes_after=table.axes_after):
        lines += ["", *pasted]
    if table.own_deviation is not None and table.samples > 1:
        own = listed(table.own_deviation.mean / scale)
        lines += ["", f"Not to be taken for it: the mean of each image's own std is {own}."]
    return "\n".join(lines)


def _scale(table: Table, scale: int) -> str:
    if table.scale == 1:
        return "values as they are stored"
    if scale == 1:
        return f"values 0…{table.scale} as they are stored"
    return f"values 0…1, which is value / {table.scale} (--stored gives 0…{table.scale})"


def _bars(bins: Bins) -> str:
    """Return a histogram as so many characters as fit a line; whatever is not empty is seen."""
    count = min(len(bins.counts), _BAR_COUNT)
    if not count:
        return ""
    below = np.concatenate([[0], np.cumsum(bins.counts)])
    heights = np.diff(np.interp(np.linspace(0, len(bins.counts), count + 1), np.arange(len(below)), below))
    levels = np.ceil(heights / heights.max() * (len(_BARS) - 1) - 1e-6).astype(int)
    return "".join(_BARS[max(0, level)] for level in levels)


def _aligned(rows: list[list[str]]) -> list[str]:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    last = len(widths) - 1
    texts = [
        "  ".join(
            cell.ljust(width) if i in (0, last) else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    return [text.rstrip() for text in texts]


def _names(table: Table) -> list[str]:
    return list(table.names) or [f"channel {i}" for i in range(table.summary.channels)]


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
