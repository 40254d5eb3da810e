"""What the command's parts hand to one another: options, chunks of work, and what comes of a chunk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeVar

from bn_core.dataset.sources import joined
from bn_core.dataset.summary import ChannelSummary
from bn_core.moments import Moments

T = TypeVar("T")
# Names of images end so.
IMAGES = (".bmp", ".gif", ".jp2", ".jpeg", ".jpg", ".pgm", ".png", ".ppm", ".tif", ".tiff", ".webp")
# What the tables of usual images are called.
GREY, COLOUR = "images of 8 bits, grey", "images of 8 bits, colour"
# So much is one chunk: a few tenths of a second for one worker, as one that is killed loses it.
CHUNK_BYTES = 64 << 20
# Of files that have to be decoded, and of small ones.
DECODED_BYTES, MOST_FILES = 8 << 20, 256


@dataclass(frozen=True)
class Options:
    """What is asked of the readers.

    Attributes
    ----------
    channels : "first", "last", "none", int or None
        The axis of the channels in arrays; guessed where it is None.
    dtype : str or None
        To which the values of arrays and tables are first rounded.
    histogram : bool
        Whether one is counted.
    only : tuple of str
        Names of the arrays or columns that are looked at; all of them where there is none.
    most_ratio : int
        How many times larger than itself an archive may become.
    """

    channels: str | int | None = None
    dtype: str | None = None
    histogram: bool = True
    only: tuple[str, ...] = ()
    most_ratio: int = 200

    def wants(self, name: str) -> bool:
        """Return whether an array or a column of this name is looked at."""
        return not self.only or name in self.only


class Skipped(NamedTuple):
    """What could not be read, and why, as the end of a sentence."""

    name: str
    reason: str


class Note(NamedTuple):
    """What was read otherwise than one may think, of which the cases are counted."""

    what: str


@dataclass(frozen=True)
class Chunk:
    """What one worker reads at once.

    Attributes
    ----------
    reader : str
        The module in `bn_core.dataset.readers` that reads it.
    source : str
        A path or an address.
    size : int
        In bytes, for the progress.
    details : tuple
        What the reader wants to know; it is compared as text when a run is resumed.
    """

    reader: str
    source: str
    size: int
    details: tuple[Any, ...]

    @property
    def files(self) -> list[str]:
        """The sources that are opened for it: of an archive, the archive."""
        if self.reader == "images":
            return [joined(self.source, name) if self.source else name for name in self.details]
        if self.reader == "arrays":
            return [piece.source for piece in self.details]
        return [self.source]


Found = Chunk | Skipped | Note


@dataclass(frozen=True, eq=False)
class Table:
    """The channels of what is alike: all images of 8 bits, all arrays of one name, dtype and number of channels.

    Attributes
    ----------
    summary : ChannelSummary
        Of the values as they are stored.
    samples : int
        How many images, arrays or rows.
    scale : int
        What counts as 1: 255 for bytes that are pixels.
    unit : str
        What the samples are.
    names : tuple of str
        Of the channels; numbers where it is empty.
    axes_after : int
        How many axes an array has behind that of the channels.
    own_deviation : Moments or None
        Of images: the moments of each image's own standard deviation. Its mean is what is often taken for that of all pixels.
    """

    summary: ChannelSummary
    samples: int
    unit: str
    scale: int = 1
    names: tuple[str, ...] = ()
    axes_after: int = 0
    own_deviation: Moments | None = None

    def __or__(self, other: Table) -> Table:
        """Return both together."""
        own = None
        if self.own_deviation is not None and other.own_deviation is not None:
            own = self.own_deviation | other.own_deviation
        return replace(self, summary=self.summary | other.summary, samples=self.samples + other.samples, own_deviation=own)


@dataclass(frozen=True, eq=False)
class Outcome:
    """What comes of one chunk, or of many."""

    tables: Mapping[str, Table] = field(default_factory=dict)
    skipped: tuple[Skipped, ...] = ()
    notes: Mapping[str, int] = field(default_factory=dict)

    def __or__(self, other: Outcome) -> Outcome:
        """Return both together."""
        return Outcome(_united(self.tables, other.tables), self.skipped + other.skipped, _united(self.notes, other.notes))


def outcome_of(found: list[tuple[str, Table] | Skipped | Note]) -> Outcome:
    """Return what a reader found in a chunk, one after the other, as one outcome."""
    tables: dict[str, Table] = {}
    notes: dict[str, int] = {}
    for one in found:
        if isinstance(one, Note):
            notes = _united(notes, {one.what: 1})
        elif not isinstance(one, Skipped):
            tables = _united(tables, {one[0]: one[1]})
    return Outcome(tables, tuple(one for one in found if isinstance(one, Skipped)), notes)


def _united(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    both = dict(one)
    for name, value in other.items():
        if name not in both:
            both[name] = value
        else:
            both[name] = both[name] + value if isinstance(value, int) else both[name] | value
    return both


def in_groups(sized: Iterable[tuple[T, int]], most_bytes: int, most: int) -> Iterator[tuple[tuple[T, ...], int]]:
    """Put things that come with their size together, up to so many bytes and so many of them; give each group's size."""
    group, size = list[T](), 0
    for one, length in sized:
        if group and (size + length > most_bytes or len(group) == most):
            yield tuple(group), size
            group, size = [], 0
        group.append(one)
        size += length
    if group:
        yield tuple(group), size


def images_in_groups(reader: str, source: str, files: Iterable[tuple[object, int]]) -> Iterator[Chunk]:
    """Put so many images, each what its reader calls it and its size, in one chunk as are worth a worker's while."""
    for group, size in in_groups(files, DECODED_BYTES, MOST_FILES):
        yield Chunk(reader, source, size, group)
