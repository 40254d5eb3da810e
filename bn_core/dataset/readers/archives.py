"""Zip and tar: what lies in them, looked at before it is unpacked; nothing is ever written to disk."""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache
from typing import IO

from bn_core.dataset.chunks import (
    IMAGES,
    Chunk,
    Found,
    Note,
    Options,
    Outcome,
    Skipped,
    Table,
    images_in_groups,
    outcome_of,
)
from bn_core.dataset.readers import arrays, images
from bn_core.dataset.readers.zips import unpacked_entry
from bn_core.dataset.sources import changed, is_address, opened, size_of

OTHER = "files of another kind in an archive, not looked at"
# An archive of fewer bytes may become as many times larger as it likes.
_HARMLESS_BYTES = 100_000_000
_MOST_ENTRIES = 20_000_000
_ENCRYPTED = 1


def plan_zip(source: str, options: Options) -> Iterator[Found]:
    """Find the chunks of a zip or an npz."""
    size = size_of(source)
    try:
        entries = _zip(source).infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        yield Skipped(source, f"is no zip that can be read: {error}")
        return
    refusal = too_much(sum(entry.file_size for entry in entries), len(entries), size, options)
    if refusal:
        yield Skipped(source, refusal)
        return
    pictures: list[tuple[object, int]] = []
    pieces: list[arrays.Piece | Skipped] = []
    for number, entry in enumerate(entries):
        name, kind = f"{source}/{entry.filename}", _kind(entry.filename)
        if entry.is_dir():
            continue
        if kind != "other" and entry.flag_bits & _ENCRYPTED:
            yield Skipped(name, "is encrypted")
        elif kind == "image":
            pictures.append((number, entry.compress_size))
        elif kind == "array" and options.wants(_label(entry.filename)):
            if entry.compress_type == zipfile.ZIP_STORED:
                start = _start_of(source, entry)
                pieces.extend(arrays.pieces_in(source, name, start, entry.file_size, _label(entry.filename), options))
            else:
                yield Chunk("zip_arrays", source, entry.compress_size, (number,))
        elif kind == "other":
            yield Note(OTHER)
    yield from arrays.grouped(iter(pieces))
    yield from images_in_groups("zip_images", source, iter(pictures))


def plan_tar(source: str, options: Options) -> Iterator[Found]:
    """Find the chunks of a tar; a compressed one is one chunk, as it can only be read from the front."""
    try:
        with opened(source) as file, tarfile.open(fileobj=file, mode="r:") as archive:
            yield from _plan_plain_tar(source, archive, options)
    except tarfile.ReadError as error:
        try:
            with opened(source) as file, tarfile.open(fileobj=file, mode="r|*") as archive:
                archive.next()
        except (tarfile.TarError, OSError, EOFError):
            yield Skipped(source, f"is no tar that can be read: {error}")
        else:
            yield Chunk("tar_stream", source, size_of(source), ())
    except (tarfile.TarError, OSError, EOFError) as error:
        yield Skipped(source, f"is no tar that can be read: {error}")


def too_much(unpacked: int, entries: int, size: int, options: Options) -> str:
    """Return why an archive is not unpacked, or nothing."""
    if entries > _MOST_ENTRIES:
        return f"has {entries:,} entries, and {_MOST_ENTRIES:,} are the most"
    if unpacked > max(_HARMLESS_BYTES, options.most_ratio * size):
        ratio = f"{unpacked / max(1, size):,.0f} times its {size:,} bytes"
        return f"would become {unpacked:,} bytes, {ratio}: --most-ratio allows more than {options.most_ratio} times"
    return ""


def read_zip_images(chunk: Chunk, options: Options) -> Outcome:
    """Read the images of a zip that a chunk names by number."""
    return images.read_images(_members(chunk), options)


def read_zip_arrays(chunk: Chunk, options: Options) -> Outcome:
    """Read a compressed array of a zip, from the front."""
    archive = _zip(chunk.source)
    entry = archive.infolist()[chunk.details[0]]
    name = f"{chunk.source}/{entry.filename}"
    try:
        with archive.open(entry) as file:
            return outcome_of(_streamed(file, _label(entry.filename), options))
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, NotImplementedError, RuntimeError) as error:
        return Outcome(skipped=(Skipped(name, arrays.reason(error)),))


def read_tar_images(chunk: Chunk, options: Options) -> Outcome:
    """Read the images of a plain tar, of which a chunk names name, place and size."""
    return images.read_images(_in_tar(chunk), options)


def read_tar_stream(chunk: Chunk, options: Options) -> Outcome:
    """Read a compressed tar from the front."""
    seen = Outcome()
    unpacked, entries = 0, 0
    try:
        with opened(chunk.source) as file, tarfile.open(fileobj=file, mode="r|*") as archive:
            for entry in archive:
                unpacked, entries = unpacked + entry.size, entries + 1
                refusal = too_much(unpacked, entries, chunk.size, options)
                if refusal:
                    return seen | Outcome(skipped=(Skipped(chunk.source, f"{refusal}; what came before is counted"),))
                seen = seen | _of_entry(chunk.source, archive, entry, options)
    except (tarfile.TarError, OSError, EOFError) as error:
        return seen | Outcome(skipped=(Skipped(chunk.source, f"is damaged: {error}; what came before is counted"),))
    return seen


def _of_entry(source: str, archive: tarfile.TarFile, entry: tarfile.TarInfo, options: Options) -> Outcome:
    name, kind = f"{source}/{entry.name}", _kind(entry.name)
    if not entry.isreg():
        return Outcome()
    file = archive.extractfile(entry)
    if file is None or kind == "other":
        return Outcome(notes={OTHER: 1})
    if kind == "image":
        return images.read_images(iter([(name, io.BytesIO(file.read()))]), options)
    try:
        return outcome_of(_streamed(file, _label(entry.name), options)) if options.wants(_label(entry.name)) else Outcome()
    except ValueError as error:
        return Outcome(skipped=(Skipped(name, arrays.reason(error)),))


def _streamed(file: IO[bytes], label: str, options: Options) -> list[tuple[str, Table] | Skipped | Note]:
    header = arrays.read_header(file, label, options)
    return [arrays.table_of(some, header, int(i == 0), options) for i, some in enumerate(arrays.streamed(file, header))]


def _plan_plain_tar(source: str, archive: tarfile.TarFile, options: Options) -> Iterator[Found]:
    pictures: list[tuple[object, int]] = []
    pieces: list[arrays.Piece | Skipped] = []
    for entry in archive:
        kind, name = _kind(entry.name), f"{source}/{entry.name}"
        if not entry.isreg():
            continue
        if kind == "image":
            pictures.append(((entry.name, entry.offset_data, entry.size), entry.size))
        elif kind == "array" and options.wants(_label(entry.name)):
            pieces.extend(arrays.pieces_in(source, name, entry.offset_data, entry.size, _label(entry.name), options))
        elif kind == "other":
            yield Note(OTHER)
    yield from arrays.grouped(iter(pieces))
    yield from images_in_groups("tar_images", source, iter(pictures))


def _members(chunk: Chunk) -> Iterator[tuple[str, IO[bytes] | Exception]]:
    archive = _zip(chunk.source)
    entries = archive.infolist()
    for number in chunk.details:
        name = f"{chunk.source}/{entries[number].filename}"
        try:
            yield name, io.BytesIO(unpacked_entry(archive, entries[number], any_compression=True))
        except Exception as error:  # a damaged archive raises whatever its compression does
            yield name, error


def _in_tar(chunk: Chunk) -> Iterator[tuple[str, IO[bytes] | Exception]]:
    with opened(chunk.source) as file:
        for name, start, size in chunk.details:
            file.seek(start)
            yield f"{chunk.source}/{name}", io.BytesIO(file.read(size))


def _kind(name: str) -> str:
    lower = name.lower()
    return "image" if lower.endswith(IMAGES) else "array" if lower.endswith(".npy") else "other"


def _label(name: str) -> str:
    return name.rsplit("/", 1)[-1].removesuffix(".npy")


def _start_of(source: str, entry: zipfile.ZipInfo) -> int:
    """Return where the bytes of an entry begin: behind its own header, whose length the list of entries does not tell."""
    with opened(source) as file:
        file.seek(entry.header_offset)
        head = file.read(30)
    if len(head) != 30:
        return entry.header_offset
    name, extra = struct.unpack("<HH", head[26:])
    return int(entry.header_offset + 30 + name + extra)


def _zip(source: str) -> zipfile.ZipFile:
    return _opened_zip(source, changed(source))


@lru_cache(maxsize=2)  # the list of a million entries takes a second to read
def _opened_zip(source: str, _state: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(opened(source) if is_address(source) else source)
