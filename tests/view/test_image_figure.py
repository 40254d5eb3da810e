"""A row of images, read back from its PNG."""

from __future__ import annotations

import base64
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from bn_core import random_images
from bn_view.figures.images import sheet, shown_count


def pixels(address):
    kind, _, data = address.partition(",")
    assert kind == "data:image/png;base64"
    return np.asarray(Image.open(BytesIO(base64.b64decode(data))))


def test_the_images_stand_side_by_side_with_their_pixels_as_they_are():
    images = np.array([[[0, 1]], [[2, 255]]], float)[..., np.newaxis]
    np.testing.assert_array_equal(pixels(sheet(images, (0, 255))), [[0, 1, 2, 255]])


def test_a_shared_scale_keeps_dark_images_dark_and_one_for_each_image_hides_it():
    dark, bright = np.full((1, 2, 2, 1), 0.0), np.full((1, 2, 2, 1), 10.0)
    dark[0, 0, 0], bright[0, 0, 0] = 1, 9
    images = np.concatenate([dark, bright])
    shared, own = pixels(sheet(images, (0, 10))), pixels(sheet(images, None))
    assert shared[:, :2].max() < 30 < 225 < shared[:, 2:].min()
    assert own[:, :2].max() == own[:, 2:].max() == 255
    assert own[:, :2].min() == own[:, 2:].min() == 0


def test_values_beyond_a_shared_scale_are_black_or_white():
    np.testing.assert_array_equal(pixels(sheet(np.array([-5.0, 5.0]).reshape(1, 1, 2, 1), (0, 1))), [[0, 255]])


def test_a_constant_image_on_its_own_scale_is_mid_grey():
    assert set(pixels(sheet(np.full((1, 3, 3, 1), 7.0), None)).ravel()) == {128}


def test_three_channels_are_red_green_and_blue():
    image = np.zeros((1, 1, 1, 3))
    image[..., 1] = 1
    np.testing.assert_array_equal(pixels(sheet(image, (0, 1))), [[[0, 255, 0]]])


@pytest.mark.parametrize("shape", [(30, 32, 32, 1), (256, 64, 64, 3), (2, 1, 1, 1), (1024, 64, 64, 1)])
def test_a_sheet_stays_small_and_shows_at_least_one_image_and_at_most_ten(shape):
    images = random_images(count=min(10, shape[0]), height=shape[1], width=shape[2], channels=shape[3])
    count = shown_count(shape)
    assert 1 <= count <= min(10, shape[0])
    assert len(sheet(images[:count], None)) < 20_000
