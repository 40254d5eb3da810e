"""Pictures, single or in a zip, as images of one size."""

from __future__ import annotations

import inspect
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from io import BytesIO
from itertools import count, islice
from os.path import splitext
from pathlib import PurePosixPath
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageOps

from bn_core.dataset.readers.zips import unpacked_entry
from bn_view.data.files.content import FIRST_IMAGES, MOST_BYTES, MOST_IMAGES, MOST_SIDE, Content, Sentence, UnreadableError
from bn_view.data.files.flat import flat
from bn_view.state.language import gettext_noop

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".gif")
# A phone's photo has 12 or 50 million pixels; a JPEG is decoded small, another picture whole.
_MOST_PIXELS, _MOST_PIXELS_OF_JPEG = 16_000_000, 110_000_000
_DECODING = threading.Lock()
_GREY = ("1", "L", "LA", "I", "I;16", "I;16B")
_MOST_ENTRIES, _MOST_RATIO = 5_000, 200

_CODE = """\
from collections.abc import Iterator{more_imports}

import numpy as np
from PIL import Image, ImageOps, ImageSequence


{flat}

{renamed}{opened}
images = np.stack([np.asarray({fitted}) for picture in pictures[:{most}]]){channels}.astype(float)
"""
_FILES = "pictures = [frame for name in {names} for frame in flat(Image.open(name))]"
_ZIP = """\
with ZipFile({name!r}) as archive:
    pictures = [frame for name in {names} for frame in flat(Image.open(archive.open(name)))]"""
_FITTED = {
    "crop": "ImageOps.fit(picture, ({side}, {side}))",
    "squeeze": "picture.resize(({side}, {side}))",
    "as_it_is": "picture",
}


class _Header(NamedTuple):
    size: tuple[int, int]
    frames: int
    is_grey: bool


def read_pictures(files: Sequence[tuple[str, bytes]]) -> Content:
    """Return pictures, each a file of its own, as images of one size; a file of several has one image for each."""
    names, renamed = _told_apart([name for name, _of_file in files])
    data = dict(zip(names, (of_file for _name, of_file in files), strict=True))
    headers = {name: _header(name, of_file) for name, of_file in data.items()}
    name = files[0][0] if len(files) == 1 else f"{files[0][0]} …"
    return _content(name, headers, data.__getitem__, _FILES, [], renamed)


def read_zip(name: str, data: bytes) -> Content:
    """Return the pictures in a zip, in the order of their names; what is no picture, or damaged, is left out and said."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = look_into(name, archive)
            wanted = {entry.filename: entry for entry in entries if PurePosixPath(entry.filename).suffix.lower() in SUFFIXES}
            if not wanted:
                raise UnreadableError(gettext_noop("{name} holds no picture."), name=name)
            taken, headers, frames = sorted(wanted)[:MOST_IMAGES], dict[str, _Header](), 0
            for of_file in taken:
                with suppress(UnreadableError, zipfile.BadZipFile, zlib.error, OSError, EOFError):
                    unpacked = unpacked_entry(archive, wanted[of_file])
                    headers[of_file] = _header(of_file, unpacked, whole=frames < MOST_IMAGES)
                    frames += headers[of_file].frames
            if not headers:
                raise UnreadableError(gettext_noop("Every picture in {name} is damaged."), name=name)
            notes: list[Sentence] = []
            if left := len(entries) - len(wanted) + len(taken) - len(headers):
                sentence = gettext_noop("{count} files in {name} are no pictures, or damaged: left out.")
                notes.append((sentence, {"count": left, "name": name}))
            if len(wanted) > len(taken):
                notes.append((FIRST_IMAGES, {"count": len(wanted), "most": MOST_IMAGES}))
            return _content(name, headers, lambda of_file: unpacked_entry(archive, wanted[of_file]), _ZIP, notes)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise UnreadableError(gettext_noop("{name} is damaged, or locked with a password."), name=name) from error


def look_into(name: str, archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the files in an archive; UnreadableError where they are too many, too large or suspiciously well packed."""
    entries = [entry for entry in archive.infolist() if not entry.is_dir() and not _is_hidden(entry.filename)]
    size, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    if len(entries) > _MOST_ENTRIES or size > 2 * MOST_BYTES or (size > 1_000_000 and size > _MOST_RATIO * packed):
        sentence = gettext_noop("{name} would become {size} MB when it is unpacked: that is too much.")
        raise UnreadableError(sentence, name=name, size=f"{size / 1e6:,.0f}")
    return entries


def fitted(picture: Image.Image, fit: str, side: int) -> Image.Image:
    """Return the middle square of a picture, or all of it squeezed into a square."""
    size = (side, side)
    return picture if fit == "as_it_is" else ImageOps.fit(picture, size) if fit == "crop" else picture.resize(size)


def _told_apart(names: Sequence[str]) -> tuple[list[str], str]:
    """Return a name of its own for each file, as a phone calls several the same, and comments that say what to rename."""
    taken, different, comments = set(names), dict[str, None](), ""
    numbers = {name: count(2) for name in taken}
    for name in names:
        another = name
        if name in different:
            stem, suffix = splitext(name)
            free = (f"{stem} ({number}){suffix}" for number in numbers[name])
            another = next(one for one in free if one not in taken)
            comments += f"# Of the files called {name!r}, save the next as {another!r}.\n"
        taken.add(another)
        different[another] = None
    return list(different), comments


def _is_hidden(path: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) and part != ".." for part in PurePosixPath(path).parts)


def _header(name: str, data: bytes, *, whole: bool = False) -> _Header:
    """Return what a picture says of itself; `whole`, after decoding all of it, to know that it is not cut off."""
    with _damage_said(name):
        with Image.open(BytesIO(data), formats=FORMATS) as picture:
            frames = min(getattr(picture, "n_frames", 1), MOST_IMAGES)
            pixels = picture.width * picture.height * frames
            if pixels > (_MOST_PIXELS_OF_JPEG if picture.format == "JPEG" else _MOST_PIXELS):
                sentence = gettext_noop("{name} has {pixels} million pixels: that is too much.")
                raise UnreadableError(sentence, name=name, pixels=f"{pixels / 1e6:,.0f}")
            is_turned = picture.getexif().get(ExifTags.Base.Orientation, 1) > 4  # by a quarter
            size = (picture.height, picture.width) if is_turned else picture.size
            header = _Header(size, frames, picture.mode in _GREY)
        Image.open(BytesIO(data), formats=FORMATS).verify()
        if whole:
            for _picture in _flat_pictures(name, data):
                pass
    return header


@contextmanager
def _damage_said(name: str) -> Iterator[None]:
    try:
        yield
    except UnreadableError:
        raise
    except Exception as error:  # damaged pictures make Pillow raise nearly anything, an IndexError too
        raise UnreadableError(gettext_noop("{name} is damaged, or no picture."), name=name) from error


def _flat_pictures(name: str, data: bytes) -> Iterator[Image.Image]:
    """Give each picture of a file; one file at a time in all sessions, as a picture may be 100 MB."""
    with _DECODING, _damage_said(name), Image.open(BytesIO(data), formats=FORMATS) as picture:
        yield from islice(flat(picture), MOST_IMAGES)


def _content(
    name: str,
    headers: Mapping[str, _Header],
    read: Callable[[str], bytes],
    opened: str,
    notes: list[Sentence],
    renamed: str = "",
) -> Content:
    """Return all pictures in one size: as they are where they all have one that is small, else in two ways to choose from."""
    frames = sum(header.frames for header in headers.values())
    if frames > MOST_IMAGES:
        notes.append((FIRST_IMAGES, {"count": frames, "most": MOST_IMAGES}))
    sizes, is_grey = {header.size for header in headers.values()}, all(header.is_grey for header in headers.values())
    is_small = len(sizes) == 1 and all(max(size) <= MOST_SIDE for size in sizes)
    side = min(MOST_SIDE, *(min(size) for size in sizes))
    ways: dict[str, list[NDArray[np.uint8]]] = {fit: [] for fit in (("as_it_is",) if is_small else ("crop", "squeeze"))}
    for of_file in headers:
        if len(next(iter(ways.values()))) >= MOST_IMAGES:
            break
        for picture in _flat_pictures(of_file, read(of_file)):
            for fit, images in ways.items():
                images.append(np.asarray(fitted(picture, fit, side))[..., : 1 if is_grey else 3])
    code = {
        fit: _CODE.format(
            more_imports="\nfrom zipfile import ZipFile" if opened == _ZIP else "",
            flat=inspect.getsource(flat),
            most=MOST_IMAGES,
            renamed=renamed,
            opened=opened.format(name=name, names=list(headers)),
            fitted=_FITTED[fit].format(side=side),
            channels="[..., :1]" if is_grey else "",
        )
        for fit in ways
    }
    return Content(name, {fit: np.stack(images[:MOST_IMAGES]) for fit, images in ways.items()}, code, notes)
