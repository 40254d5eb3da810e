"""A picture of any kind as plain pixels. The page shows this function as the code that reads somebody's pictures."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageOps, ImageSequence


def flat(picture: Image.Image) -> Iterator[Image.Image]:
    """Give each picture of a file upright, with 8 bits, on white."""
    picture.draft(None, (256, 256))  # decodes a large JPEG small
    for frame in ImageSequence.Iterator(picture):
        upright = ImageOps.exif_transpose(frame)
        if upright.mode.startswith("I"):  # 16 bits
            upright = Image.fromarray((np.asarray(upright) // 257).astype(np.uint8))
        if upright.has_transparency_data:
            upright = upright.convert("RGBA")
            upright = Image.alpha_composite(Image.new("RGBA", upright.size, "white"), upright)
        yield upright.convert("RGB")
