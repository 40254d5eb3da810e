"""NumPy's .npy, alone or in an archive: its header, its channels, and the pieces of it that are read at once."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from math import prod
from typing import IO, Any, NamedTuple

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from bn_core.dataset.blocks import merged_shape, summary_of_array, tiles
from bn_core.dataset.chunks import (
    CHUNK_BYTES,
    MOST_FILES,
    Chunk,
    Found,
    Note,
    Options,
    Outcome,
    Skipped,
    Table,
    in_groups,
    outcome_of,
)
from bn_core.dataset.sources import is_address, opened, size_of
from bn_core.dataset.summary import MOST_CHANNELS

# Axes of such a length are taken for channels where nobody says so.
_LIKELY = (1, 3, 4)
# What is unpacked at once of an array that cannot be read from the middle.
_STREAMED_BYTES = 4 << 20
_MOST_STREAMED_BYTES = 64 << 20


class Header(NamedTuple):
    """What an array is: a label for all that are alike, and merge, and its values as (outer, channels, inner) as they lie."""

    label: str
    dtype: str
    shape: tuple[int, int, int]
    axes_after: int

    @property
    def size(self) -> int:
        """How many bytes its values take."""
        return prod(self.shape) * np.dtype(self.dtype).itemsize


class Piece(NamedTuple):
    """Some of an array's values: those from the start to the stop of the outer and of the inner axis."""

    source: str
    name: str
    header: Header
    offset: int
    outer: tuple[int, int]
    inner: tuple[int, int]


def plan(source: str, options: Options) -> Iterator[Found]:
    """Find the chunks of one file."""
    return plan_all([source], options)


def plan_all(sources: list[str], options: Options) -> Iterator[Found]:
    """Find the chunks of many files, small ones together."""
    every = (pieces_in(source, source, 0, size_of(source), "", options) for source in sources)
    return grouped(piece for pieces in every for piece in pieces)


def pieces_in(source: str, name: str, start: int, length: int, label: str, options: Options) -> Iterator[Piece | Skipped]:
    """Return the pieces of an array that lies from `start` on for `length` bytes in a file."""
    with opened(source) as file:
        file.seek(start)
        try:
            header = read_header(file, label, options)
            offset = file.tell()
            if header.size > start + length - offset:
                raise ValueError(
                    f"is cut off: it should have {header.size:,} bytes of values, and has {start + length - offset:,}"
                )
        except (ValueError, OSError, EOFError) as error:
            yield Skipped(name, reason(error))
            return
    for outer, inner in tiles(header.shape, CHUNK_BYTES // np.dtype(header.dtype).itemsize):
        yield Piece(source, name, header, offset, outer, inner)


def grouped(found: Iterator[Piece | Skipped]) -> Iterator[Found]:
    """Put so many small pieces in one chunk as are worth a worker's while."""
    pieces: list[Piece] = []
    for one in found:
        if isinstance(one, Skipped):
            yield one
        else:
            pieces.append(one)
    for group, size in in_groups(((piece, _bytes(piece)) for piece in pieces), CHUNK_BYTES, MOST_FILES):
        yield Chunk("arrays", group[0].source, size, group)


def read(chunk: Chunk, options: Options) -> Outcome:
    """Read the pieces of a chunk."""
    found: list[tuple[str, Table] | Skipped | Note] = []
    for piece in chunk.details:
        try:
            found.append(table_of(_values(piece), piece.header, int(piece.outer[0] == piece.inner[0] == 0), options))
        except (ValueError, OSError) as error:
            found.append(Skipped(piece.name, reason(error)))
    return outcome_of(found)


def table_of(values: NDArray[Any], header: Header, samples: int, options: Options) -> tuple[str, Table]:
    """Return the label and the table of some values of an array; bytes, and whole numbers of 16 bits, count as pixels."""
    summary = summary_of_array(values, histogram=options.histogram, dtype=options.dtype)
    scale = {"u1": 255, "u2": 65535}.get(np.dtype(header.dtype).str[1:], 1)
    return header.label, Table(summary, samples, "arrays", scale, axes_after=header.axes_after)


def read_header(file: IO[bytes], label: str, options: Options) -> Header:
    """Return what an array is, from its first bytes; the file then stands at its values."""
    version = npy.read_magic(file)
    if version not in ((1, 0), (2, 0)):
        raise ValueError("has a header that only arrays of records have")
    shape, fortran, dtype = (npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0)(file)
    return header_of(label, tuple(shape), dtype, options, fortran=bool(fortran))


def header_of(label: str, shape: tuple[int, ...], dtype: np.dtype[Any], options: Options, *, fortran: bool = False) -> Header:
    """Return what an array of this shape is, or say why it is none of numbers."""
    if dtype.hasobject:
        raise ValueError("holds Python objects, which only a pickle could bring back: that would be code, and is not read")
    if dtype.kind not in "biuf":
        raise ValueError(f"holds {dtype}, which are no real numbers")
    if min(shape, default=1) < 1:
        raise ValueError(f"holds no values: its shape is {shape}")
    axis = channel_axis_of(shape, options.channels)
    behind = 0 if axis is None else len(shape) - 1 - axis
    where = "all values together" if axis is None else f"{_channels(shape[axis])} along axis {axis} of {len(shape)}"
    if fortran:
        shape, axis = shape[::-1], None if axis is None else len(shape) - 1 - axis
    merged = merged_shape(shape, axis)
    if merged[1] > MOST_CHANNELS:
        raise ValueError(f"would have {merged[1]:,} channels, of which {MOST_CHANNELS:,} are the most: say where they are")
    return Header(f"{label}: {dtype.name}, {where}".removeprefix(": "), dtype.str, merged, behind)


def _channels(count: int) -> str:
    return f"{count:,} channels" if count > 1 else "1 channel"


def channel_axis_of(shape: tuple[int, ...], channels: str | int | None) -> int | None:
    """Return the axis of the channels, as it is said or as it can be guessed, or None where all values are one channel."""
    dimensions = len(shape)
    if dimensions < 2 or channels == "none":
        return None
    if isinstance(channels, int):
        if not -dimensions <= channels < dimensions:
            raise ValueError(f"has no axis {channels}: its shape is {shape}")
        return channels % dimensions
    last, first = dimensions - 1, 0 if dimensions == 3 else 1
    if channels is not None:
        return {"last": last, "first": first}[channels]
    if dimensions == 2:
        return last
    likely = {axis for axis in (first, last) if shape[axis] in _LIKELY}
    if len(likely) == 1:
        return likely.pop()
    if dimensions == 3 and not likely:
        return None
    raise ValueError(f"has the shape {shape}, which does not say where the channels are: --channel-axis does")


def streamed(file: IO[bytes], header: Header) -> Iterator[NDArray[Any]]:
    """Return the values of an array that can only be read from the front, some whole outer steps at a time."""
    outer, channels, inner = header.shape
    dtype = np.dtype(header.dtype)
    one = channels * inner * dtype.itemsize
    if channels == 1:  # any number of its values is a piece, with or without an outer axis
        outer, inner, one = outer * inner, 1, dtype.itemsize
    if one > _MOST_STREAMED_BYTES:
        raise ValueError(f"has samples of {one:,} bytes, too large to unpack at once: save it uncompressed")
    step = max(1, _STREAMED_BYTES // one)
    for start in range(0, outer, step):
        count = min(step, outer - start)
        data = file.read(count * one)
        if len(data) != count * one:
            raise ValueError("is cut off")
        yield np.frombuffer(data, dtype).reshape(count, channels, inner)


def _values(piece: Piece) -> NDArray[Any]:
    header, dtype = piece.header, np.dtype(piece.header.dtype)
    _outer, channels, inner = header.shape
    first, last = piece.outer
    at = piece.offset + first * channels * inner * dtype.itemsize
    shape = (last - first, channels, inner)
    if is_address(piece.source):
        return _fetched(piece, dtype)
    mapped = np.memmap(piece.source, dtype, "r", at, shape)[:, :, slice(*piece.inner)]
    base = mapped._mmap  # type: ignore[attr-defined]
    if hasattr(mmap, "MADV_SEQUENTIAL"):
        base.madvise(mmap.MADV_SEQUENTIAL)
    return mapped.view(np.ndarray)


def _fetched(piece: Piece, dtype: np.dtype[Any]) -> NDArray[Any]:
    """Return the values of a piece from an address: in one run, or one for each channel where the inner axis is cut."""
    _outer, channels, inner = piece.header.shape
    (first, last), (start, stop) = piece.outer, piece.inner
    if (start, stop) == (0, inner):
        runs = [(first * channels * inner, (last - first) * channels * inner)]
    else:
        runs = [((first * channels + channel) * inner + start, stop - start) for channel in range(channels)]
    data = bytearray()
    with opened(piece.source) as file:
        for at, count in runs:
            file.seek(piece.offset + at * dtype.itemsize)
            data += file.read(count * dtype.itemsize)
    if len(data) != sum(count for _at, count in runs) * dtype.itemsize:
        raise ValueError("is cut off")
    return np.frombuffer(data, dtype).reshape(last - first, channels, stop - start)


def _bytes(piece: Piece) -> int:
    (first, last), (start, stop) = piece.outer, piece.inner
    return (last - first) * piece.header.shape[1] * (stop - start) * np.dtype(piece.header.dtype).itemsize


def reason(error: Exception) -> str:
    """Return why an array could not be read, as the end of a sentence."""
    text = str(error) or type(error).__name__
    return text if text.startswith(("has ", "holds ", "is ", "would ")) else f"is damaged: {text}"
