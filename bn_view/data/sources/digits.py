"""Handwritten digits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bn_view.data.sources.source import Source
from bn_view.state.language import gettext_noop
from witnesses.digits import DIGIT_COUNT, digit_images


class Digits(Source):
    """The handwritten digits of scikit-learn."""

    title, note = gettext_noop("Digits"), gettext_noop("1,797 real images of 8×8, from scikit-learn")
    largest = (DIGIT_COUNT, 8, 8, 1)
    count, image_bytes, scale = DIGIT_COUNT, 8 * 8 * 8, 16
    code = """\
import numpy as np
from sklearn.datasets import load_digits

images = load_digits().images[..., np.newaxis]
"""

    def first_images(self, count: int) -> NDArray[np.float64]:
        """Return the first `count` images."""
        return digit_images()[:count]
