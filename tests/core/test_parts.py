"""The variance of a data set in parts, and what popular recipes make of it."""

import numpy as np
import pytest

import bn_core
from witnesses import article


@pytest.fixture(params=[(7, 4, 4, 3), (30, 8, 8, 1)], ids=str)
def images(request):
    random = np.random.default_rng(5)
    return random.normal(random.uniform(0, 90, (request.param[0], 1, 1, 1)), 3.0, request.param)


@pytest.mark.parametrize("size", [1, 2, 4, 7, 30, 100])
def test_within_and_between_of_parts_of_any_size_add_up_to_the_variance_of_all_values(images, size):
    parts = bn_core.moments_of_parts(bn_core.moments(images, (1, 2)), size)
    assert parts.count.sum() == images.size
    of_all = bn_core.spread(parts)
    np.testing.assert_allclose(of_all.variance.ravel(), images.var((0, 1, 2)), rtol=1e-12)
    np.testing.assert_allclose(of_all.mean.ravel(), images.mean((0, 1, 2)), rtol=1e-12)


def test_the_last_part_has_what_is_left_and_counts_for_as_much(images):
    parts = bn_core.moments_of_parts(bn_core.moments(images, (1, 2)), 4)
    last = images[4 * (len(parts.mean) - 1) :]
    np.testing.assert_allclose(parts.mean[-1].ravel(), last.mean((0, 1, 2)), rtol=1e-12)
    np.testing.assert_allclose(parts.variance[-1].ravel(), last.var((0, 1, 2)), rtol=1e-12)


@pytest.mark.parametrize("sizes", [[7], [1, 6], [4, 2, 1], [1] * 7])
def test_shares_of_any_sizes_are_numpys_and_merge_to_the_whole(sizes):
    images = np.random.default_rng(2).normal(5, 3, (7, 4, 4, 2)) * np.arange(1, 8).reshape(-1, 1, 1, 1)
    shares = bn_core.moments_of_runs(bn_core.moments(images, (1, 2)), sizes)
    expected = np.split(images, np.cumsum(sizes)[:-1])
    np.testing.assert_allclose(shares.mean.reshape(-1, 2), [share.mean((0, 1, 2)) for share in expected], rtol=1e-12)
    np.testing.assert_allclose(shares.variance.reshape(-1, 2), [share.var((0, 1, 2)) for share in expected], rtol=1e-12)
    np.testing.assert_allclose(bn_core.spread(shares).variance.ravel(), images.var((0, 1, 2)), rtol=1e-12)


@pytest.mark.parametrize("sizes", [[], [3, 3], [7, 0], [8, -1], [6.5, 0.5]])
def test_shares_that_are_not_all_samples_are_refused(sizes):
    with pytest.raises((TypeError, ValueError), match="sizes"):
        bn_core.moments_of_runs(bn_core.moments(np.ones((7, 2)), 1), sizes)


def test_shares_merged_as_if_they_were_equal_are_right_only_where_they_are():
    images = article.steps()["data"]
    each = bn_core.moments(images, (1, 2))
    equal, unequal = (bn_core.merged_as_equal(bn_core.moments_of_runs(each, sizes)) for sizes in ([10, 10, 10], [24, 4, 2]))
    np.testing.assert_allclose(equal.deviation.item(), images.std(), rtol=1e-12)
    assert abs(unequal.mean.item() - images.mean()) > 2


def test_parts_without_values_are_refused():
    with pytest.raises(ValueError, match="at least one value"):
        bn_core.spread(bn_core.Moments(0, np.zeros((2, 1)), np.zeros((2, 1))))
    with pytest.raises(ValueError, match=r"shape \(\)"):
        bn_core.spread(bn_core.Moments())
    with pytest.raises(TypeError, match="parts must be Moments"):
        bn_core.spread(3)


def test_the_notes_images_have_a_std_of_17_50_and_the_recipe_of_imagenet_gives_2_27():
    images = article.steps()["data"]
    taken = bn_core.statistics_by_recipe("mean_of_image_deviations", images)
    np.testing.assert_allclose(taken.deviation, images.std((1, 2)).mean())
    assert (round(taken.deviation.item(), 2), round(images.std(), 2)) == (2.27, 17.5)


def test_the_mean_of_deviations_is_the_greater_the_more_images_are_in_a_mini_batch_and_right_for_one():
    images = article.steps()["data"]
    taken = [bn_core.statistics_by_recipe("mean_of_batch_deviations", images, size).deviation.item() for size in (1, 5, 15, 30)]
    assert taken == sorted(taken)
    assert np.isclose(taken[-1], images.std())


def test_a_mini_batch_that_is_not_full_counts_too_much():
    images = np.concatenate([np.zeros((8, 2, 2, 1)), np.full((1, 2, 2, 1), 100.0)])
    taken = bn_core.statistics_by_recipe("root_of_mean_batch_variance", images, 8)
    assert taken.mean == 50
    assert images.mean() == pytest.approx(100 / 9)


def test_float32_sums_lose_a_spread_that_lies_far_from_0():
    images = 10_000 + np.random.default_rng(0).random((64, 32, 32, 1))
    taken = bn_core.statistics_by_recipe("sums_in_float32", images, 16)
    assert not np.isclose(taken.deviation, images.std(), rtol=0.1)
    near = bn_core.statistics_by_recipe("sums_in_float32", images - 10_000, 16)
    np.testing.assert_allclose(near.deviation, (images - 10_000).std(), rtol=1e-4)


def test_float32_sums_below_0_leave_no_deviation_and_no_number_after_normalizing():
    images = np.full((5, 7, 7, 1), 3333.3)
    sums = [bn_core.statistics_by_recipe("sums_in_float32", shift + images).deviation.item() for shift in np.arange(0, 40, 0.7)]
    assert np.isnan(sums).any()
    taken = bn_core.DataStatistics(np.zeros(1), np.array([np.nan]))
    assert np.isnan(bn_core.after_normalizing(bn_core.moments(images, (0, 1, 2)), taken)).all()


def test_statistics_of_0_to_255_leave_data_of_0_to_1_with_a_std_of_one_255th():
    images = np.random.default_rng(1).random((5, 4, 4, 3))
    after = bn_core.after_normalizing(
        bn_core.moments(images, (0, 1, 2)), bn_core.statistics_by_recipe("of_stored_integers", images)
    )
    np.testing.assert_allclose(after.deviation, 1 / 255)


@pytest.mark.parametrize("recipe", bn_core.STATISTICS_RECIPES)
def test_what_becomes_of_the_data_is_what_comes_out_when_they_are_normalized_with_it(images, recipe):
    taken = bn_core.statistics_by_recipe(recipe, images, 4)
    normalized = (images - taken.mean) / taken.deviation
    after = bn_core.after_normalizing(bn_core.moments(images, (0, 1, 2)), taken)
    np.testing.assert_allclose(after.mean, normalized.mean((0, 1, 2)), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(after.deviation, normalized.std((0, 1, 2)), rtol=1e-9)


def test_a_recipe_that_nobody_knows_and_images_that_are_none_are_refused():
    with pytest.raises(ValueError, match=r"recipe must be one of mean_of_image_deviations.*got .best."):
        bn_core.statistics_by_recipe("best", np.ones((1, 1, 1, 1)))
    with pytest.raises(ValueError, match=r"images must have shape \(N, H, W, C\).*\(2,\)"):
        bn_core.statistics_by_recipe("sums_in_float32", [1.0, 2.0])
    with pytest.raises(ValueError, match="batch_size"):
        bn_core.statistics_by_recipe("sums_in_float32", np.ones((1, 1, 1, 1)), 0)
