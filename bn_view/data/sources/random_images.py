"""Random images by the study note's recipe."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import bn_core
from bn_view.data.sources.source import Source
from bn_view.state.language import gettext_noop
from bn_view.state.settings import Choice, Whole

# Lines as short as a phone has room for.
_RANDOM_IMAGES = """\
import numpy as np

random = np.random.RandomState({seed})
images = np.empty(({images}, {height}, {width}, {channels}))
for image in images:
    noise = random.randn({height}, {width}, {channels})
    image[...] = noise * random.randint({spread})
    image += random.randint({shift})
"""


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
