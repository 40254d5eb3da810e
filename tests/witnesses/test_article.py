"""The article's experiment gives the note's golden numbers, by every witness."""

from __future__ import annotations

import numpy as np
import pytest

import bn_core
from witnesses import article, long_sum
from witnesses.batch_norms import NEED_TENSORFLOW, WITNESSES, exact
from witnesses.measured import errors_around, measured
from workers.worker import tensorflow_is_installed

NAMES = [name for name in WITNESSES if tensorflow_is_installed() or name not in NEED_TENSORFLOW]
needs_tensorflow = pytest.mark.skipif(not tensorflow_is_installed(), reason="TensorFlow is not installed (none for Python 3.14)")


@pytest.mark.parametrize("step", ["data", "min_max", "standardized", "numpy"])
def test_a_step_gives_the_golden_numbers(step):
    assert article.agree(article.four(article.steps()[step]), article.GOLDEN[step])


@needs_tensorflow
def test_tensorflow_gives_the_golden_numbers_and_differs_from_numpy_by_rounding_alone():
    batch = article.steps()["data"][: article.BATCH]
    by_tensorflow = WITNESSES["tf_nn"](batch, 1.0, 0.0, (0,), article.EPSILON)
    assert article.agree(article.four(by_tensorflow), article.GOLDEN["tensorflow"])
    assert bn_core.largest_difference(by_tensorflow, article.steps()["numpy"]) <= 1e-14
    single = batch.astype(np.float32)
    ours, theirs = (WITNESSES[name](single, 1.0, 0.0, (0,), article.EPSILON) for name in ("bn_core", "tf_nn"))
    assert bn_core.largest_difference(ours, theirs) <= 1e-6


def test_numbers_that_differ_in_the_eighth_decimal_do_not_agree():
    golden = article.GOLDEN["data"]
    off = article.Four(golden.maximum, golden.minimum, golden.mean + 1e-8, golden.variance)
    assert not article.agree(off, golden)


@pytest.mark.parametrize(("step", "expected"), [("min_max", 0.58), ("standardized", 0.89), ("numpy", 0.76)])
def test_image_0_correlates_with_its_own_result_as_the_note_s_critics_say(step, expected):
    steps = article.steps()
    assert article.correlation(steps["data"][0], steps[step][0]) == pytest.approx(expected, abs=0.005)
    assert article.correlation(steps["data"][0], steps[step][0]) == pytest.approx(
        np.corrcoef(steps["data"][0].ravel(), steps[step][0].ravel())[0, 1]
    )


def test_a_constant_image_has_no_correlation():
    assert np.isnan(article.correlation(np.ones((4, 4)), np.arange(16.0).reshape(4, 4)))


@pytest.mark.parametrize("axis", [(0,), (0, 1, 2), (0, 1, 2, 3)])
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("name", NAMES)
def test_every_witness_computes_the_same_in_float64(name, channels, axis):
    x = bn_core.random_images(channels=channels)[:10]
    epsilon = 0.0 if name == "scikit_learn" else 1e-3  # its scaler has none; no group of these is constant
    y = WITNESSES[name](x, 1.5, -0.5, axis, epsilon)
    assert y.shape == x.shape
    assert bn_core.largest_difference(y, np.asarray(exact(x, 1.5, -0.5, axis, epsilon), float)) <= 5e-14


@pytest.mark.parametrize("name", NAMES)
def test_every_witness_keeps_float32(name):
    x = bn_core.random_images()[:10].astype(np.float32)
    assert WITNESSES[name](x, 1.0, 0.0, (0,), 1e-3).dtype == np.float32


def test_what_is_measured_has_a_difference_a_time_and_on_linux_a_memory():
    x = bn_core.random_images(count=64, channels=3).astype(np.float32)
    rows = measured(x, 1.0, 0.0, (0, 1, 2), 1e-5, NAMES)
    assert [row.name for row in rows] == NAMES
    for row in rows:
        assert 0 < row.seconds < 5
        assert row.difference < 1e-3
        assert row.peak_bytes is None or row.peak_bytes >= 0


def test_far_from_zero_the_textbook_and_tensorflow_fail_and_bn_core_holds():
    errors = errors_around(1e4, NAMES)
    assert errors["bn_core"] <= 5e-6
    for name in set(NAMES) - {"bn_core", "scikit_learn"}:
        assert errors[name] > 0.1


def test_a_long_float32_sum_is_numpy_s_own_to_the_last_bit():
    so_far = long_sum.start()
    for _ in range(3):
        so_far = long_sum.added(so_far)
    x = long_sum.images_at_once(3 * long_sum.SLAB)
    assert so_far.numpy_mean == float(np.mean(x.mean(axis=(0, 1, 2))))
    assert so_far.mean == pytest.approx(x.mean(dtype=np.float64), rel=1e-7)


def test_the_mean_of_fifty_thousand_uniform_images_falls_to_0_32768_in_float32_and_not_in_bn_core():
    so_far = long_sum.start()
    while so_far.images < long_sum.IMAGES:
        so_far = long_sum.added(so_far)
    assert f"{so_far.numpy_mean:.5f}" == "0.32768"
    assert f"{so_far.mean:.5f}" == "0.49995"


def test_a_sum_of_no_images_has_no_mean():
    with pytest.raises(ValueError, match="images must be at least 1, got 0"):
        _ = long_sum.start().mean
