"""A source of images: its code makes its images, and none is larger than the settings that follow from it allow."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from sklearn.datasets import load_digits

from bn_view.data.files.reading import read_numbers
from bn_view.data.mini_batch import LARGEST, MiniBatch
from bn_view.data.sources import SOURCES, OwnImages, RandomImages
from bn_view.data.sources.own import Upload
from witnesses.digits import digit_images, digit_split

BROUGHT = Upload(read_numbers("70 80 65 91"))
OWN = OwnImages().of(BROUGHT)
STATES = [
    *(source() for source in SOURCES.values() if source is not OwnImages),
    RandomImages(seed=7, images=5, height=3, width=2, channels=3, spread=9),
    OWN,
    OwnImages(among_random=True).of(BROUGHT),
]


@pytest.mark.parametrize("source", STATES, ids=repr)
def test_the_code_of_a_source_makes_its_images_and_any_number_of_them_are_the_first(source):
    scope = {}
    exec(source.code, scope)
    np.testing.assert_array_equal(scope["images"], source.first_images(source.count))
    np.testing.assert_array_equal(scope["images"][:3], source.first_images(3))
    assert len(scope["images"]) == source.count


@pytest.mark.parametrize("source", SOURCES.values())
def test_every_mini_batch_and_every_pixel_of_a_source_can_be_named_in_a_link(source):
    assert (MiniBatch.mini_batch.most + 1) * MiniBatch.batch_size.least >= source.largest[0]
    assert source.largest[1:] <= LARGEST[1:]
    present = OWN if source is OwnImages else source()
    assert present.first_images(1).shape[1:] <= source.largest[1:]


def test_settings_are_one_key_of_a_cache_where_their_values_are_equal():
    assert RandomImages(seed=7) == RandomImages(seed=7)
    assert hash(RandomImages(seed=7)) == hash(RandomImages(seed=7))
    assert RandomImages(seed=7) != RandomImages(seed=8)
    assert len({source().key for source in SOURCES.values()}) == len(SOURCES)
    with pytest.raises(TypeError, match="sead"):
        RandomImages(sead=7)


def test_the_same_data_brought_twice_are_two_to_a_cache():
    again = OwnImages().of(Upload(BROUGHT.content))
    assert again != OWN
    assert again.key != OWN.key


def test_the_digits_are_those_of_scikit_learn_and_are_read_without_its_import():
    digits, split = load_digits(), digit_split(np.float64)
    np.testing.assert_array_equal(digit_images()[..., 0], digits.images)
    rows = np.concatenate([np.c_[split.x_train * 16, split.y_train], np.c_[split.x_test * 16, split.y_test]])
    np.testing.assert_array_equal(np.sort(rows, axis=0), np.sort(np.c_[digits.data, digits.target], axis=0))
    code = "import sys; from witnesses.digits import digit_split; digit_split(); assert 'sklearn' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
