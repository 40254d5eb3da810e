"""What every source of images has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from bn_view.state.settings import Choice, Settings, Whole


class Source(Settings):
    """What every source has. Its settings tell one set of images from another, and are their key in a cache.

    Attributes
    ----------
    title, note : str
        What it is called, and what the sidebar says of it.
    largest : tuple of int
        The most images it can have, and their largest shape: (N, H, W, C).
    rows : sequence of sequence of Whole or Choice
        How the sidebar lays out the settings.
    scale : int
        What stored values are divided by where data loaders make 0…1 of them; 1 where they do not.
    """

    title: ClassVar[str]
    note: ClassVar[str] = ""
    largest: ClassVar[tuple[int, int, int, int]]
    rows: ClassVar[Sequence[Sequence[Whole | Choice[int]]]] = ()
    scale: int = 1

    def in_session(self) -> Source:
        """Return the source as this session has it."""
        return self

    @property
    def count(self) -> int:
        """How many images there are."""
        raise NotImplementedError

    @property
    def code(self) -> str:
        """Python that makes `images`, an array (N, H, W, C), and needs nothing of ours."""
        raise NotImplementedError

    @property
    def image_bytes(self) -> int:
        """How large one image is in float64."""
        raise NotImplementedError

    def first_images(self, count: int) -> NDArray[np.float64]:
        """Return the first `count` images, (count, H, W, C)."""
        raise NotImplementedError
