"""What the command prints with ``--json``, read back; and the lines to paste that follow from it.

The file is somebody's: nothing of it is believed that is not looked at.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bn_core.dataset.bins import BINS
from bn_core.dataset.summary import MOST_CHANNELS

# With more channels the lines to paste would fill the screen.
MOST_PASTED = 16
# More than anybody looks at; what arrives is bounded by whoever reads the file.
_MOST_TABLES, _MOST_LETTERS = 100, 200


@dataclass(frozen=True, eq=False)
class ReportedChannel:
    """What is known of a channel; NaN is what an empty one has not.

    Attributes
    ----------
    name : str
        Anything that somebody called it.
    count, not_finite : int
        Of the values that are in all others, and of those that are in none.
    mean, std, least, greatest : float
        Of all values.
    own_std : float
        The mean of each image's own standard deviation; NaN where there are no images.
    edges, counts : ndarray
        The histogram, shapes (bins + 1,) and (bins,); both empty where none was counted.
    """

    name: str
    count: int
    not_finite: int
    mean: float
    std: float
    least: float
    greatest: float
    own_std: float
    edges: NDArray[np.float64]
    counts: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class ReportedTable:
    """The channels of what is alike, as ``bn_core.dataset`` groups it: images of 8 bits, arrays of one name, dtype and width."""

    name: str
    samples: int
    unit: str
    divided_by: int
    axes_after: int
    channels: tuple[ReportedChannel, ...]

    def to_paste(self) -> list[str]:
        """Return the lines that normalize with these numbers; none where `lines_to_paste` has none."""
        mean, deviation = np.array([[channel.mean, channel.std] for channel in self.channels]).T
        return lines_to_paste(mean, deviation, self.divided_by, unit=self.unit, axes_after=self.axes_after)


@dataclass(frozen=True, eq=False)
class Report:
    """What a run found.

    Attributes
    ----------
    tables : tuple of ReportedTable
        Those with most samples first.
    skipped : tuple of str
        What could not be read, and is in none of them.
    notes : Mapping
        What was read otherwise than one may think, in the command's words, with how often.
    """

    tables: tuple[ReportedTable, ...]
    skipped: tuple[str, ...]
    notes: Mapping[str, int]


def read_report(data: bytes) -> Report:
    """Return what a report says; ValueError if the data are none.

    Examples
    --------
    >>> channel = b'{"name": "x", "count": 2, "not_finite": 0, "mean": 1.0, "std": 1.0, "min": 0.0, "max": 2.0}'
    >>> report = read_report(b'{"tables": {"x.npy": {"samples": 1, "divided_by": 1, "channels": [' + channel + b"]}}}")
    >>> report.tables[0].to_paste()[-1]
    'NumPy    (x - [1]) / [1]'
    """
    try:
        report = json.loads(data, parse_constant=float)
        tables = report["tables"]
        if not 0 < len(tables) <= _MOST_TABLES:
            raise ValueError(f"1 to {_MOST_TABLES} tables, not {len(tables)}")
        read = [_table(_text(name), table) for name, table in tables.items()]
        skipped = tuple(_text(one["name"]) for one in report.get("skipped", []))
        notes = {_text(what): _whole(count) for what, count in report.get("notes", {}).items()}
    except (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError) as error:
        raise ValueError(f"not what the command prints with --json: {error}") from error
    return Report(tuple(sorted(read, key=lambda table: (-table.samples, table.name))), skipped, notes)


def lines_to_paste(
    mean: NDArray[np.float64], deviation: NDArray[np.float64], scale: int, *, unit: str, axes_after: int
) -> list[str]:
    """Return the lines for three libraries; none where there is no deviation to divide by, or more than `MOST_PASTED` channels.

    A tensor of PyTorch has its channels first, and is 0…1 where images are.
    """
    if len(mean) > MOST_PASTED or not np.all(deviation > 0):
        return []
    divided = "x" if scale == 1 else f"x / {scale}"
    rescaled = "" if scale == 1 else f"keras.layers.Rescaling(1 / {scale}), "
    axis = f"axis={-1 - axes_after}, " if axes_after else ""
    of_mean = f"[{', '.join(map(mean_to_paste, mean.tolist(), deviation.tolist()))}]"
    means, deviations = of_mean, listed(deviation)
    if axes_after:
        means, deviations = (f"np.reshape({text}, {(-1, *(1,) * axes_after)})" for text in (means, deviations))
    return [
        *([f"PyTorch  transforms.Normalize(mean={of_mean}, std={listed(deviation)})"] if unit != "rows" else []),
        f"Keras    {rescaled}keras.layers.Normalization({axis}mean={of_mean}, variance={listed(deviation**2)})",
        f"NumPy    ({divided} - {means}) / {deviations}",
    ]


def listed(values: NDArray[np.float64]) -> str:
    """Return numbers as a list that can be pasted."""
    return f"[{', '.join(f'{value:.6g}' for value in values)}]"


def mean_to_paste(mean: float, deviation: float) -> str:
    """Return a mean with six digits, and with more where it takes more to be right to six digits of its deviation.

    >>> mean_to_paste(0.48512345, 0.25), mean_to_paste(1234567.8912, 0.001)
    ('0.485123', '1234567.8912')
    """
    beyond = math.floor(math.log10(abs(mean))) - math.floor(math.log10(deviation)) if mean else 0
    return f"{mean:.{min(17, 6 + max(0, beyond))}g}"


def _table(name: str, table: dict[str, Any]) -> ReportedTable:
    channels = table["channels"]
    if not 0 < len(channels) <= MOST_CHANNELS:
        raise ValueError(f"1 to {MOST_CHANNELS} channels, not {len(channels)}")
    return ReportedTable(
        name,
        _whole(table["samples"]),
        _text(table.get("unit", "images")),
        max(1, _whole(table["divided_by"])),
        min(_whole(table.get("axes_after", 0)), 8),
        tuple(map(_channel, channels)),
    )


def _channel(channel: dict[str, Any]) -> ReportedChannel:
    mean, std, least, greatest = (_number(channel[name]) for name in ("mean", "std", "min", "max"))
    edges, counts = _histogram(channel.get("histogram", {"edges": [], "counts": []}))
    read = ReportedChannel(
        _text(channel["name"]),
        _whole(channel["count"]),
        _whole(channel["not_finite"]),
        mean,
        std,
        least,
        greatest,
        _number(channel.get("mean_of_each_images_own_std")),
        edges,
        counts,
    )
    if any(math.isnan(of) != (read.count == 0) for of in (mean, std, least, greatest)):
        raise ValueError(f"{read.count} values, of which there is no such mean, std, min and max")
    if std < 0:
        raise ValueError(f"a std is not negative: {std}")
    if len(counts) and counts.sum() != read.count:
        raise ValueError(f"{read.count} values, and {counts.sum()} in the histogram")
    return read


def _histogram(histogram: dict[str, Any]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return edges and counts; bins are equally wide, as whoever draws them takes for granted."""
    edges = np.array([_number(edge) for edge in histogram["edges"]], np.float64)
    counts = np.array([_whole(count) for count in histogram["counts"]], np.int64)
    if len(counts) > BINS or len(edges) != len(counts) + bool(len(counts)):
        raise ValueError(f"{len(edges)} edges of {len(counts)} bins")
    with np.errstate(over="ignore"):  # wider than any number: refused below
        widths = np.diff(edges)
    if not (np.all(widths > 0) and np.all(np.isfinite(widths)) and np.allclose(widths, widths[:1], rtol=1e-6, atol=0)):
        raise ValueError("bins that are not equally wide")
    return edges, counts


def _number(value: Any) -> float:
    """Return a finite number; NaN for the null of an empty channel."""
    if value is None:
        return math.nan
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"not a finite number: {value!r:.20}")
    return float(value)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**53:
        raise ValueError(f"not a count: {value!r:.20}")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"not a name: {value!r:.20}")
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in value[:_MOST_LETTERS])
