"""Images side by side as one PNG."""

from __future__ import annotations

import base64
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

# Noise does not compress: this many values keep one sheet below 13 kB.
_VALUES = 12_288
MOST_SHOWN = 10
# So few images would say nothing of the others: of larger ones every second pixel is shown.
_LEAST_SHOWN = 4


def shown_count(shape: tuple[int, ...]) -> int:
    """Return how many images of a batch (N, H, W, C) are shown."""
    step = _step(shape)
    values = -(-shape[1] // step) * -(-shape[2] // step) * shape[3]
    return max(1, min(MOST_SHOWN, shape[0], _VALUES // values))


def _step(shape: tuple[int, ...]) -> int:
    """Return which pixels of an image (N, H, W, C) are shown: each, or each second one."""
    return 1 if _LEAST_SHOWN * shape[1] * shape[2] * shape[3] <= _VALUES else 2


def tile_width(shape: tuple[int, ...]) -> int:
    """Return how many pixels wide an image of a batch (N, H, W, C) is shown."""
    return shape[2] if shape[3] in (1, 3) else shape[2] * shape[3]


def sheet(images: NDArray[np.floating], scale: tuple[float, float] | None) -> str:
    """Return a row of images (N, H, W, C) as a PNG data address, its pixels as they are, or every second one of large images.

    `scale` gives the values drawn black and white for all images; without it each image is stretched between its own minimum and
    maximum, as ``imshow`` does. A constant image is then mid-grey.
    """
    step = _step(images.shape)
    images = images[:, ::step, ::step]
    if images.shape[-1] not in (1, 3):  # features, or what colours do not show: one beside the other
        images = images.transpose(0, 1, 3, 2).reshape(*images.shape[:2], -1, 1)
    if scale is None:
        low = images.min(axis=(1, 2, 3), keepdims=True)
        span = images.max(axis=(1, 2, 3), keepdims=True) - low
    else:
        low, span = np.asarray(scale[0]), np.asarray(scale[1] - scale[0])
    flat = span == 0
    grey = 255 * np.where(flat, 0.5, (images - low) / np.where(flat, 1, span))
    pixels = np.clip(np.rint(grey), 0, 255).astype(np.uint8)
    row = np.concatenate(list(pixels), axis=1)
    file = BytesIO()
    Image.fromarray(row[..., 0] if row.shape[2] == 1 else row).save(file, "PNG", compress_level=1)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode("ascii")
