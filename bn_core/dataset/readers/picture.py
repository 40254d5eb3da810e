"""One image to counts of its values, as the loaders of the frameworks would see it."""

from __future__ import annotations

import struct
import warnings
from typing import IO, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from bn_core.dataset.bins import BINS
from bn_core.dataset.chunks import COLOUR, GREY

# Pillow opens more, and some of it by running another program: PostScript.
_FORMATS = ("BMP", "GIF", "JPEG", "JPEG2000", "PNG", "PPM", "TIFF", "WEBP")
# Where Pillow itself refuses: a small file can become this large.
MOST_PIXELS = 2 * (Image.MAX_IMAGE_PIXELS or 89_478_485)
_WITH_ALPHA = ("LA", "La", "PA", "RGBA", "RGBa")

warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)
warnings.filterwarnings("ignore", module="PIL", category=UserWarning)


class Picture(NamedTuple):
    """What kind of image it is; how often each channel has each of 256 values, or its values; what one may note."""

    kind: str
    counts: NDArray[np.int64] | None
    values: NDArray[Any] | None
    notes: list[str]


def picture(file: IO[bytes]) -> Picture:
    """Read the first frame of an image; raise whatever Pillow raises where it is damaged.

    Turning an image, as EXIF may ask for, changes no statistic. Pillow's `verify` would cost a twentieth more, and finds nothing
    in the pixels that decoding lets pass: they have a check sum of their own in PNG, and there is no other format it looks at.
    """
    image = Image.open(file, formats=_FORMATS)
    if image.width * image.height > MOST_PIXELS:
        raise ValueError(f"has {image.width:,} × {image.height:,} pixels, and {MOST_PIXELS:,} are the most")
    with image:
        notes = _notes(image)
        image.load()
        if image.mode.startswith("I;16"):
            return Picture("images of 16 bits", None, np.asarray(image).astype(np.uint16), notes)
        if image.mode in ("I", "F"):
            return Picture(
                f"images of 32 bits, {'whole numbers' if image.mode == 'I' else 'float'}", None, np.asarray(image), notes
            )
        grey = image.mode in ("1", "L", "LA", "La")
        mode = "L" if grey else "RGB"
        plain = image if image.mode == mode else image.convert(mode)  # which would copy
        counts = plain.histogram()
        packed = struct.pack(f"{len(counts)}q", *counts)  # NumPy itself takes twice as long for a list
        return Picture(GREY if grey else COLOUR, np.frombuffer(packed, np.int64).reshape(-1, BINS), None, notes)


def reason(error: Exception) -> str:
    """Return why an image could not be read, as the end of a sentence."""
    if isinstance(error, UnidentifiedImageError):
        return "is no image that Pillow knows"
    if isinstance(error, Image.DecompressionBombError):
        return f"has more than {MOST_PIXELS:,} pixels"
    if isinstance(error, OSError) and error.strerror:  # it is the system that refuses, not the image
        return f"cannot be opened: {error.strerror}"
    text = str(error) or type(error).__name__
    return text if text.startswith(("has ", "is ")) else f"is damaged: {text}"


def _notes(image: Image.Image) -> list[str]:
    notes = []
    if getattr(image, "is_animated", False):
        notes.append("animated, first frame taken")
    if image.mode in _WITH_ALPHA or "transparency" in image.info:
        notes.append("transparent, alpha left out")
    if image.mode == "CMYK":
        notes.append("CMYK, made RGB")
    if image.mode == "RGB" and any("16" in str(tile[3]) for tile in getattr(image, "tile", [])):
        notes.append("colour of 16 bits, of which Pillow reads the upper 8")
    return notes
