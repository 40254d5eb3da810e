"""One image of a mini-batch exchanged, the others untouched."""

from __future__ import annotations

import numpy as np
import pytest

from pages.step_by_step.exchange import replace_image
from pages.step_by_step.settings import StepByStep

BATCH = np.array([[0.0, 10.0], [2.0, 3.0], [4.0, 5.0]]).reshape(3, 1, 2, 1)


@pytest.mark.parametrize(("becomes", "image"), [("itself", [2, 3]), ("negative", [8, 7]), ("white", [10, 10]), ("black", [0, 0])])
def test_an_image_becomes_the_word_and_the_others_stay(becomes, image):
    before = BATCH.copy()
    after = replace_image(BATCH, 1, becomes)
    np.testing.assert_array_equal(after[1].ravel(), image)
    np.testing.assert_array_equal(after[[0, 2]], before[[0, 2]])
    np.testing.assert_array_equal(BATCH, before)


def test_every_word_of_the_setting_is_known():
    assert list(StepByStep.companion_becomes.titles) == ["itself", "negative", "white", "black"]
