"""The experiments on the other images of a mini-batch against plain NumPy."""

from itertools import pairwise

import numpy as np
import pytest

from pages.beliefs import neighbours


def note_images(count):
    images, draw = np.empty((count, 32, 32)), np.random.RandomState(678)
    for image in images:
        image[...] = draw.randn(32, 32) * draw.randint(5) + draw.randint(60)
    return images


def test_one_value_a_group_becomes_beta_and_one_image_keeps_its_pixels_apart():
    features, output = neighbours.outputs_of_one_sample()
    assert (features == neighbours.BETA).all()
    image = note_images(1)
    expected = (image - image.mean()) / np.sqrt(image.var() + 1e-5) + neighbours.BETA
    np.testing.assert_allclose(output[..., 0], expected, rtol=0, atol=1e-10)


def test_an_exchanged_neighbour_changes_a_constant_image_in_training_and_not_in_inference():
    images = note_images(11)
    batch, other = images[:10], images[[10, *range(1, 10)]]

    def normalized(x, of):
        return ((x - of.mean(0)) / np.sqrt(of.var(0) + 1e-8))[6]

    image = neighbours.replaced_neighbour()
    assert np.ptp(batch[6]) == 0 == image.deviation_before
    expected = np.abs(normalized(batch, batch) - normalized(other, other)).max()
    assert image.change_in_training == pytest.approx(expected, rel=1e-9)
    assert image.change_in_inference == 0
    np.testing.assert_allclose(image.after, normalized(batch, batch), rtol=0, atol=1e-9)
    np.testing.assert_allclose(image.exchanged, normalized(other, other), rtol=0, atol=1e-9)
    assert (image.before == batch[6]).all()
    assert image.deviation_after == pytest.approx(normalized(batch, batch).std(), rel=1e-9)


def test_the_larger_the_batch_the_steadier_the_statistics_and_group_norm_does_not_care():
    by_size = list(neighbours.deviations_by_size().values())
    for smaller, larger in pairwise(by_size):
        assert larger.mean < smaller.mean
        assert larger.variance < smaller.variance
        assert larger.output < smaller.output
    assert max(deviations.group_norm for deviations in by_size) < 1e-12


def test_the_mean_of_m_images_spreads_like_one_over_the_root_of_m_drawn_without_replacement():
    by_size = neighbours.deviations_by_size((5, 21), repeats=400)
    # m − 1 neighbours out of 199: the variance of their share of the mean is (m − 1) / m² · (1 − (m − 2) / 198).
    share = [(m - 1) / m**2 * (1 - (m - 2) / 198) for m in (5, 21)]
    assert by_size[5].mean / by_size[21].mean == pytest.approx((share[0] / share[1]) ** 0.5, rel=0.15)
