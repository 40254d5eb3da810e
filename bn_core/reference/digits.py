"""The handwritten digits that scikit-learn ships: real images, 8×8, 0 to 16."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

DIGIT_COUNT = 1797


def digit_images() -> NDArray[np.float64]:
    """Return the 1,797 images of scikit-learn's ``load_digits`` as float64 (N, 8, 8, 1), values 0 to 16."""
    from sklearn.datasets import load_digits

    images: NDArray[np.float64] = load_digits().images
    return images[..., np.newaxis]
