"""The random images are the study note's, to the last bit."""

import numpy as np
import pytest

from bn_core import batch_norm, min_max_scale, random_images, standardize


def the_note_s_images():
    """The recipe as the note writes it."""
    r = np.random.RandomState(678)
    images = np.zeros((30, 32, 32, 1))
    for i in range(30):
        images[i] = (r.randn(32, 32) * r.randint(5) + r.randint(60))[..., None]
    return images


def test_the_defaults_are_the_note_s_images_bit_for_bit():
    images = random_images()
    assert images.dtype == np.float64
    np.testing.assert_array_equal(images, the_note_s_images(), strict=True)


GOLDEN = {
    "the 30 images": (lambda x: x, 61.5292906137, -12.1971207074, 26.2243196783, 306.3597026759),
    "min-max": (lambda x: min_max_scale(x, axis=0), 1, 0, 0.4755558327, 0.0894551212),
    "standardization": (lambda x: standardize(x, axis=0), 2.0104352837, -2.1311552193, 0, 1),
    "batch normalization": (lambda x: batch_norm(x[:10], axis=0, epsilon=1e-8).output, 2.2205707956, -2.0285901524, 0, 1 - 5e-11),
}


@pytest.mark.parametrize(("step", "maximum", "minimum", "mean", "variance"), GOLDEN.values(), ids=GOLDEN)
def test_each_step_of_the_note_has_its_golden_statistics(step, maximum, minimum, mean, variance):
    x = step(random_images())
    assert [x.max(), x.min(), x.mean(), x.var()] == pytest.approx([maximum, minimum, mean, variance], rel=0, abs=1e-9)


def test_epsilon_takes_five_parts_in_a_hundred_billion_of_the_note_s_variance():
    output = batch_norm(random_images()[:10], axis=0, epsilon=1e-8).output
    assert abs(output.var() - (1 - 5e-11)) < 1e-11


def test_images_6_8_12_24_and_27_are_constant():
    spread = np.ptp(random_images(), axis=(1, 2, 3))
    assert np.flatnonzero(spread == 0).tolist() == [6, 8, 12, 24, 27]


def test_the_constant_image_6_gains_texture_from_its_neighbours_in_the_batch():
    images = random_images()[:10]
    assert batch_norm(images, axis=0, epsilon=1e-8).output[6].std() == pytest.approx(0.093, abs=5e-4)


@pytest.mark.parametrize("seed", [0, 678, 2**32 - 1])
def test_the_same_seed_gives_the_same_images_and_the_global_generator_is_left_alone(seed):
    before = np.random.get_state()[1].copy()
    np.testing.assert_array_equal(random_images(seed), random_images(seed))
    np.testing.assert_array_equal(np.random.get_state()[1], before)


def test_more_images_begin_with_the_same_images():
    np.testing.assert_array_equal(random_images(count=40)[:30], random_images())


def test_several_channels_are_drawn_together_for_each_image():
    r = np.random.RandomState(3)
    expected = [r.randn(4, 5, 3) * r.randint(7) + r.randint(9) for _ in range(2)]
    np.testing.assert_array_equal(random_images(3, 2, 4, 5, 3, max_spread=7, max_shift=9), expected)


def test_a_spread_and_shift_below_one_give_images_of_zeros():
    assert not random_images(max_spread=1, max_shift=1).any()


@pytest.mark.parametrize("name", ["count", "height", "width", "channels", "max_spread", "max_shift"])
def test_a_size_below_one_is_refused_by_name(name):
    with pytest.raises(ValueError, match=f"{name} must be at least 1, got 0"):
        random_images(**{name: 0})


@pytest.mark.parametrize("name", ["seed", "count", "height", "width", "channels", "max_spread", "max_shift"])
@pytest.mark.parametrize("value", [1.5, "3", None])
def test_an_argument_that_is_no_integer_is_refused_by_name(name, value):
    with pytest.raises(TypeError, match=f"{name} must be an integer"):
        random_images(**{name: value})


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_a_seed_that_does_not_fit_32_bits_is_refused(seed):
    with pytest.raises(ValueError, match=f"seed must be .*{seed}"):
        random_images(seed)
