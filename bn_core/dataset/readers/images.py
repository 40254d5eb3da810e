"""Groups of images, in a folder or in an archive."""

from __future__ import annotations

import io
from collections.abc import Iterator
from fractions import Fraction
from typing import IO

import numpy as np
from numpy.typing import NDArray

from bn_core.dataset.blocks import merged, summary_of_array
from bn_core.dataset.chunks import Chunk, Note, Options, Outcome, Skipped, Table, outcome_of
from bn_core.dataset.readers.picture import Picture, picture, reason
from bn_core.dataset.sources import opened
from bn_core.dataset.summary import from_counts
from bn_core.moments import Moments

_VALUES = np.arange(256)
# Larger files stay where they are.
_MOST_BYTES = 64 << 20
Read = tuple[str, Table] | Skipped | Note


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
    scale = 65535 if values.dtype == np.uint16 else 1
    summary = summary_of_array(merged(values, None), histogram=options.histogram)
    has_values = bool(np.all(summary.moments.count))
    own = _moments_of_own(summary.standard_deviation[np.newaxis]) if has_values else None
    return one.kind, Table(summary, 1, "images", scale, own_deviation=own)


def _of_counts(counts: NDArray[np.int64], options: Options) -> Table:
    """Return the table of images from the counts of each: shape (images, channels, 256)."""
    pixels = counts.sum(axis=2)
    totals, squares = counts @ _VALUES, counts @ (_VALUES * _VALUES)
    # Whole numbers up to here: the difference cancels nothing.
    spread = (squares * pixels - totals * totals) if pixels.max() < 1 << 23 else _wide_spread(squares, pixels, totals)
    own = np.sqrt(spread.astype(np.float64)) / pixels
    names = ("grey",) if counts.shape[1] == 1 else ("red", "green", "blue")
    summary = from_counts(counts.sum(axis=0), histogram=options.histogram)
    return Table(summary, len(counts), "images", 255, names, own_deviation=_moments_of_own(own))


def _wide_spread(squares: NDArray[np.int64], pixels: NDArray[np.int64], totals: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the same difference for images of so many pixels that it may leave the range of int64."""
    exact = [Fraction(int(q) * int(n) - int(s) ** 2) for q, n, s in zip(squares.flat, pixels.flat, totals.flat, strict=True)]
    return np.array([float(difference) for difference in exact]).reshape(squares.shape)


def _moments_of_own(deviations: NDArray[np.float64]) -> Moments:
    """Return the moments of images' own deviations, (images, channels), as all others have them: of shape (channels,)."""
    return summary_of_array(deviations[:, :, np.newaxis], histogram=False).moments


def _in_folder(chunk: Chunk) -> Iterator[tuple[str, IO[bytes] | Exception]]:
    for source in chunk.files:
        try:
            yield source, opened(source)
        except OSError as error:
            yield source, error
