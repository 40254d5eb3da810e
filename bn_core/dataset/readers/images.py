"""Groups of images, in a folder or in an archive."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import IO

import numpy as np
from numpy.typing import NDArray

from bn_core.dataset.blocks import merged, summary_of_array
from bn_core.dataset.chunks import DECODED_BYTES, MOST_FILES, Chunk, Note, Options, Outcome, Skipped, Table, outcome_of
from bn_core.dataset.readers.picture import Picture, picture, reason
from bn_core.dataset.sources import joined, opened
from bn_core.dataset.summary import from_counts
from bn_core.moments import Moments, moments

_VALUES = np.arange(256)
# Larger files stay where they are.
_MOST_BYTES = 64 << 20
Read = tuple[str, Table] | Skipped | Note


def grouped(reader: str, source: str, files: Iterator[tuple[object, int]]) -> Iterator[Chunk]:
    """Put so many images, each what its reader calls it and its size, in one chunk as are worth a worker's while."""
    group: list[object] = []
    size = 0
    for name, length in files:
        if group and (size + length > DECODED_BYTES or len(group) == MOST_FILES):
            yield Chunk(reader, source, size, tuple(group))
            group, size = [], 0
        group.append(name)
        size += length
    if group:
        yield Chunk(reader, source, size, tuple(group))


def read(chunk: Chunk, options: Options) -> Outcome:
    """Read the images of a folder that a chunk names, or, where it has no folder, those whose sources it names."""
    return read_images(_in_folder(chunk), options)


def read_images(files: Iterator[tuple[str, IO[bytes] | Exception]], options: Options) -> Outcome:
    """Read images, of each its name and its file, or what came in place of it."""
    found: list[Read] = []
    counted: dict[str, list[NDArray[np.int64]]] = {}
    for name, file in files:
        try:
            if isinstance(file, Exception):
                raise file
            with file:
                one = picture(_in_memory(file))
        except Exception as error:  # a parser of damaged files raises whatever comes
            found.append(Skipped(name, reason(error)))
            continue
        found.extend(Note(note) for note in one.notes)
        if one.counts is None:
            found.append(_of_values(one, options))
        else:
            counted.setdefault(one.kind, []).append(one.counts)
    found.extend((kind, _of_counts(np.array(counts), options)) for kind, counts in counted.items())
    return outcome_of(found)


def _in_memory(file: IO[bytes]) -> IO[bytes]:
    """Return a file that Pillow may read to and fro, which from memory takes a third of the time."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if size == 0:
        raise ValueError("is empty")
    return file if size > _MOST_BYTES or isinstance(file, io.BytesIO) else io.BytesIO(file.read())


def _of_values(one: Picture, options: Options) -> tuple[str, Table]:
    values = np.asarray(one.values)
    own = np.sqrt(moments(values.astype(np.float64)).variance.reshape(1))
    scale = 65535 if values.dtype == np.uint16 else 1
    summary = summary_of_array(merged(values, None), histogram=options.histogram)
    return one.kind, _flat(Table(summary, 1, "images", scale, own_deviation=moments(own[np.newaxis], 0)))


def _of_counts(counts: NDArray[np.int64], options: Options) -> Table:
    """Return the table of images from the counts of each: shape (images, channels, 256)."""
    pixels = counts.sum(axis=2)
    totals, squares = counts @ _VALUES, counts @ (_VALUES * _VALUES)
    # Whole numbers up to here: the difference cancels nothing.
    spread = (squares * pixels - totals * totals) if pixels.max() < 1 << 23 else _wide_spread(squares, pixels, totals)
    own = np.sqrt(spread.astype(np.float64)) / pixels
    names = ("grey",) if counts.shape[1] == 1 else ("red", "green", "blue")
    summary = from_counts(counts.sum(axis=0), histogram=options.histogram)
    return _flat(Table(summary, len(counts), "images", 255, names, own_deviation=moments(own, 0)))


def _wide_spread(squares: NDArray[np.int64], pixels: NDArray[np.int64], totals: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the same difference for images of so many pixels that it may leave the range of int64."""
    exact = [Fraction(int(q) * int(n) - int(s) ** 2) for q, n, s in zip(squares.flat, pixels.flat, totals.flat, strict=True)]
    return np.array([float(difference) for difference in exact]).reshape(squares.shape)


def _flat(table: Table) -> Table:
    """Return the table with moments of each image's own deviation of shape (channels,), as all others have it."""
    own = table.own_deviation or Moments()
    own = Moments(np.full(table.summary.channels, own.count), own.mean.reshape(-1), own.variance.reshape(-1))
    return replace(table, own_deviation=own)


def _in_folder(chunk: Chunk) -> Iterator[tuple[str, IO[bytes] | Exception]]:
    for name in chunk.details:
        source = joined(chunk.source, name) if chunk.source else name
        try:
            yield source, opened(source)
        except OSError as error:
            yield source, error
