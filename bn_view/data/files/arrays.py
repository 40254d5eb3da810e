"""NumPy's files as images: (N, H, W, C), (N, C, H, W), (N, H, W), a table (N, D) or numbers (N,)."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from math import prod
from typing import IO, Any, NamedTuple

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray
from PIL import Image

from bn_core.dataset.readers.zips import opened_entry
from bn_view.data.files.content import (
    FIRST_IMAGES,
    MOST_BYTES,
    MOST_CHANNELS,
    MOST_IMAGES,
    MOST_SIDE,
    MOST_VALUES,
    Content,
    Sentence,
    UnreadableError,
    finite,
)
from bn_view.data.files.pictures import fitted, look_into
from bn_view.state.language import gettext_noop

# The names under which data sets are mostly kept; else the first array that is one is taken.
_LIKELY = ("images", "x", "x_train", "X", "data", "arr_0")
_FITTED = {"crop": "cropped", "squeeze": "squeezed"}


def read_npy(name: str, data: bytes) -> Content:
    """Return an array file as images."""
    with _damage_said(name, gettext_noop("{name} is damaged, or cut off.")):
        file = BytesIO(data)
        header = _header(file)
        if not header.is_of_numbers:
            sentence = gettext_noop("{name} must hold real numbers, but has the type {dtype}.")
            raise UnreadableError(sentence, name=name, dtype=str(header.dtype))
        array = _values(name, header, file, len(data))
    return of_array(name, array, f"images = np.load({name!r})")


def read_npz(name: str, data: bytes) -> Content:
    """Return the likeliest array of an archive of arrays as images."""
    sentence = gettext_noop("{name} is damaged, or locked with a password.")
    with _damage_said(name, sentence), zipfile.ZipFile(BytesIO(data)) as archive:
        entries = {entry.filename.removesuffix(".npy"): entry for entry in look_into(name, archive)}
        likely = [label for label in _LIKELY if label in entries]
        for chosen in dict.fromkeys([*likely, *entries]):
            with opened_entry(archive, entries[chosen]) as file:
                header = _header(file)
                if header.is_of_numbers:
                    array = _values(name, header, file, entries[chosen].file_size)
                    break
        else:
            raise UnreadableError(gettext_noop("{name} holds no array of numbers."), name=name)
    return of_array(name, array, f"images = np.load({name!r})[{chosen!r}]")


def of_array(name: str, array: NDArray[Any], loaded: str) -> Content:
    """Return an array as images in each way in which it may be meant; `loaded` is Python that makes it."""
    if array.ndim not in (1, 2, 3, 4) or not array.size or len(array) < 2:
        sentence = gettext_noop("{name} must have 1 to 4 axes and at least 2 images, rows or numbers, but has the shape {shape}.")
        raise UnreadableError(sentence, name=name, shape=str(array.shape))
    finite(array, name)
    notes: list[Sentence] = []
    most = _most_of(array)
    if len(array) > most:
        notes.append((FIRST_IMAGES, {"count": len(array), "most": most}))
        array, loaded = array[:most], f"{loaded}[:{most}]"
    ways, code = {}, {}
    meant = _as_images(array)
    possible = {axes: of for axes, of in meant.items() if of[0].shape[-1] <= MOST_CHANNELS}
    for axes, (images, reshaped) in (possible or meant).items():
        if not possible:
            sentence = gettext_noop("{name} has {count} channels or columns: more than {most}.")
            raise UnreadableError(sentence, name=name, count=images.shape[-1], most=MOST_CHANNELS)
        lines = f"import numpy as np\n\n{loaded}{reshaped}.astype(float)\n"
        if max(images.shape[1:3]) <= MOST_SIDE:
            ways[axes], code[axes] = images, lines
            continue
        side = _side(images)
        for fit in _FITTED:
            ways[f"{axes} {fit}"] = np.stack([_shrunk(image, fit, side) for image in images])
            # What Pillow makes of each channel cannot be said in a line.
            code[f"{axes} {fit}"] = f"{lines}# … each channel {_FITTED[fit]} to {side}×{side} by Pillow\n"
    if max(prod(images.shape[1:]) for images in ways.values()) > MOST_VALUES:
        count = max(prod(images.shape[1:]) for images in ways.values())
        sentence = gettext_noop("An image of {name} has {count} values: more than {most}.")
        raise UnreadableError(sentence, name=name, count=f"{count:,}", most=f"{MOST_VALUES:,}")
    return Content(name, ways, code, notes)


def _most_of(array: NDArray[Any]) -> int:
    """Return how many images are taken: of those that are shrunk, in each way as float32, no more than a session may hold."""
    shrunk = [images for images, _line in _as_images(array).values() if max(images.shape[1:3]) > MOST_SIDE]
    of_one = sum(len(_FITTED) * np.float32().nbytes * _side(images) ** 2 * int(images.shape[-1]) for images in shrunk)
    return min(MOST_IMAGES, MOST_BYTES // max(1, of_one))


def _side(images: NDArray[Any]) -> int:
    """Return how many pixels a side has of images that are shrunk."""
    height, width = map(int, images.shape[1:3])
    return min(MOST_SIDE, height, width)


def _as_images(array: NDArray[Any]) -> Mapping[str, tuple[NDArray[Any], str]]:
    """Return the array as images in each way that it may be meant, with the end of the line of Python that does it."""
    if array.ndim < 3:
        return {"last": (array.reshape(len(array), 1, 1, -1), f".reshape({len(array)}, 1, 1, -1)")}
    if array.ndim == 3:
        return {"last": (array[..., np.newaxis], "[..., np.newaxis]")}
    first, last = (array.shape[axis] in (1, 3) for axis in (1, 3))
    both = {"last": (array, ""), "first": (array.transpose(0, 2, 3, 1), ".transpose(0, 2, 3, 1)")}
    return both if first == last else {"first": both["first"]} if first else {"last": both["last"]}


class _Header(NamedTuple):
    shape: tuple[int, ...]
    fortran: bool
    dtype: np.dtype[Any]

    @property
    def is_of_numbers(self) -> bool:
        return self.dtype.kind in "buif" and self.dtype.itemsize <= np.float64().nbytes


@contextmanager
def _damage_said(name: str, sentence: str) -> Iterator[None]:
    try:
        yield
    except (ValueError, KeyError, EOFError, OSError, SyntaxError, RuntimeError, NotImplementedError, zipfile.BadZipFile) as error:
        raise UnreadableError(sentence, name=name) from error


def _header(file: IO[bytes]) -> _Header:
    """Read what an array is; the file then stands at its values."""
    version = npy.read_magic(file)
    return _Header(*(npy.read_array_header_1_0(file) if version == (1, 0) else npy.read_array_header_2_0(file)))


def _values(name: str, header: _Header, file: IO[bytes], size: int) -> NDArray[Any]:
    """Read an array whose header does not say that it will be too large."""
    shape, fortran, dtype = header
    bytes_in_all = prod(shape) * dtype.itemsize
    if bytes_in_all > MOST_BYTES:
        sentence = gettext_noop("{name} would become {size} MB when it is unpacked: that is too much.")
        raise UnreadableError(sentence, name=name, size=f"{bytes_in_all / 1e6:,.0f}")
    if bytes_in_all > size or min(shape, default=0) < 0:
        raise ValueError("cut off")
    values = np.frombuffer(file.read(bytes_in_all), dtype, prod(shape))
    return values.reshape(shape, order="F" if fortran else "C")


def _shrunk(image: NDArray[Any], fit: str, side: int) -> NDArray[np.float32]:
    channels = (Image.fromarray(image[..., channel].astype(np.float32)) for channel in range(image.shape[-1]))
    return np.stack([np.asarray(fitted(channel, fit, side)) for channel in channels], axis=-1)
