"""Where images come from. A source is one class: its settings, its images, the code that makes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.state.language import gettext_noop
from bn_view.state.settings import Choice, Settings, Whole
from witnesses.digits import DIGIT_COUNT, digit_images

_RANDOM_IMAGES = """\
import numpy as np

random = np.random.RandomState({seed})
images = np.empty(({images}, {height}, {width}, {channels}))
for image in images:
    image[...] = random.randn({height}, {width}, {channels}) * random.randint({spread}) + random.randint({shift})
"""


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
    """

    title: ClassVar[str]
    note: ClassVar[str] = ""
    largest: ClassVar[tuple[int, int, int, int]]
    rows: ClassVar[Sequence[Sequence[Whole | Choice[int]]]] = ()

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


class RandomImages(Source):
    """Random images by the study note's recipe; the defaults are the note's."""

    title = gettext_noop("Random")

    seed = Whole(678, 0, 2**32 - 1, gettext_noop("Seed"))
    images = Whole(30, 2, 1024, gettext_noop("Number of images"))
    height = Whole(32, 1, 64, gettext_noop("Height"))
    width = Whole(32, 1, 64, gettext_noop("Width"))
    channels = Choice(1, (1, 3), gettext_noop("Channels"))
    spread = Whole(
        5, 1, 30, gettext_noop("Spread"), gettext_noop("Each image's noise is multiplied by a whole number below this.")
    )
    shift = Whole(60, 1, 255, gettext_noop("Shift"), gettext_noop("To each image a whole number below this is added."))
    rows = ((seed,), (images,), (height, width), (channels,), (spread, shift))
    largest = (images.most, height.most, width.most, max(channels.titles))

    @property
    def count(self) -> int:
        """How many images there are."""
        return self.images

    @property
    def image_bytes(self) -> int:
        """How large one image is."""
        return 8 * self.height * self.width * self.channels

    @property
    def code(self) -> str:
        """The note's recipe."""
        return _RANDOM_IMAGES.format(**self.values)

    def first_images(self, count: int) -> NDArray[np.float64]:
        """Draw image after image, so that the first `count` are the same however many follow."""
        return bn_core.random_images(
            self.seed, count, self.height, self.width, self.channels, max_spread=self.spread, max_shift=self.shift
        )


class Digits(Source):
    """The handwritten digits of scikit-learn."""

    title, note = gettext_noop("Digits"), gettext_noop("1,797 real images of 8×8, from scikit-learn")
    largest = (DIGIT_COUNT, 8, 8, 1)
    count, image_bytes = DIGIT_COUNT, 8 * 8 * 8
    code = """\
import numpy as np
from sklearn.datasets import load_digits

images = load_digits().images[..., np.newaxis]
"""

    def first_images(self, count: int) -> NDArray[np.float64]:
        """Return the first `count` images."""
        return digit_images()[:count]


# Another source is a class above and its name here, which is its word in the address. No two settings may have one name.
SOURCES: Mapping[str, type[Source]] = {"random": RandomImages, "digits": Digits}
