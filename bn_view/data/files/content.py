"""What was read from somebody's files, and what is said where nothing could be."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bn_view.state.language import gettext_noop

# At most so many images, or rows of a table, of at most so many pixels a side and channels, or columns; and so many values of
# one, as those of every other source have, by which the pages' memory is bounded.
MOST_IMAGES, MOST_SIDE, MOST_CHANNELS = 1024, 64, 64
MOST_VALUES = MOST_SIDE * MOST_SIDE * 3
# Squares of larger numbers do not fit float64.
_LARGEST = 1e150
# Of the arrays that a file is unpacked to; and of the files together.
MOST_BYTES = 50_000_000
NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
FIRST_IMAGES = gettext_noop("There are {count} images: the first {most} are taken.")
# A sentence, English, with the words that stand in its braces.
Sentence = tuple[str, Mapping[str, Any]]


class UnreadableError(Exception):
    """Nothing could be read: a sentence says why, in English with braces, for the page to translate."""

    def __init__(self, sentence: str, **words: Any) -> None:
        super().__init__(sentence.format(**words))
        self.sentence: Sentence = sentence, words


@dataclass(frozen=True)
class Content:
    """Images (N, H, W, C) as stored: unsigned bytes of pictures, other numbers of arrays.

    Attributes
    ----------
    ways : mapping of str to ndarray
        The same data as each choice of the page reads them; one where there is nothing to choose.
    code : mapping of str to str
        For each way Python that makes `images` of the files, and needs nothing of ours.
    notes : sequence of Sentence
        What was left out.
    """

    name: str
    ways: Mapping[str, NDArray[Any]]
    code: Mapping[str, str]
    notes: Sequence[Sentence] = field(default=())

    @property
    def nbytes(self) -> int:
        """How much memory the data take."""
        return sum(array.nbytes for array in self.ways.values())

    def way(self, *wanted: str) -> str:
        """Return the first of the wanted ways that there is, else the only one."""
        return next((way for way in wanted if way in self.ways), next(iter(self.ways)))


def finite(array: NDArray[Any], name: str) -> NDArray[Any]:
    """Return the array; UnreadableError where it holds NaN, infinity or what is too large to be squared."""
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise UnreadableError(gettext_noop("{name} holds NaN or infinity, of which there is no mean."), name=name)
    if array.dtype.kind == "f" and array.size and float(np.abs(array).max()) > _LARGEST:
        raise UnreadableError(gettext_noop("{name} holds numbers beyond 1e150, whose squares are too large."), name=name)
    return array
