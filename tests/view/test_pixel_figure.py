"""An image whose pixels can be clicked."""

from __future__ import annotations

import numpy as np
import pytest

from bn_core import random_images
from pages.step_by_step.pixels_figure import pixels_figure
from tests.view.checked import checked, sent

NAMES = {"row": "Row", "column": "Column"}


def test_every_pixel_is_drawn_and_a_frame_around_the_picked_one():
    pixels = np.array([[0.0, 1, 2], [3, 4, 5]])
    figure = checked(pixels_figure(pixels, (1, 2), **NAMES))
    np.testing.assert_array_equal(figure.data[0].z, [[0, 51, 102], [153, 204, 255]])
    assert {(s.x0, s.x1, s.y0, s.y1) for s in figure.layout.shapes} == {(1.5, 2.5, 0.5, 1.5)}


@pytest.mark.parametrize("size", [1, 64])
def test_the_smallest_and_the_largest_image_are_sent_in_few_bytes(size):
    figure = pixels_figure(random_images(count=1, height=size, width=size)[0, :, :, 0], (0, 0), **NAMES)
    assert sent(figure) < 20_000


def test_a_constant_image_is_mid_grey():
    assert set(checked(pixels_figure(np.full((3, 3), 43.0), (0, 0), **NAMES)).data[0].z.ravel()) == {128}
