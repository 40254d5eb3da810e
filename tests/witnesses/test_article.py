"""The article's experiment gives the note's golden numbers, by every witness."""

from __future__ import annotations

import numpy as np
import pytest

import bn_core
from pages.numpy_and_tensorflow.settings import NumpyAndTensorFlow
from witnesses import article, long_sum
from witnesses.batch_norms import WITNESSES, exact
from witnesses.measurement import around, differences, outputs
from workers.worker import tensorflow_is_installed

NAMES = [name for name, witness in WITNESSES.items() if tensorflow_is_installed() or not witness.needs_tensorflow]
needs_tensorflow = pytest.mark.skipif(not tensorflow_is_installed(), reason="TensorFlow is not installed (none for Python 3.14)")


@pytest.mark.parametrize("step", ["data", "min_max", "standardized", "numpy"])
def test_a_step_gives_the_golden_numbers(step):
    assert article.golden_numbers(article.steps()[step]).matches(article.GOLDEN[step])


@needs_tensorflow
def test_tensorflow_gives_the_golden_numbers_and_differs_from_numpy_by_rounding_alone():
    batch = article.steps()["data"][: article.BATCH]
    by_tensorflow = outputs(batch, 1.0, 0.0, (0,), article.EPSILON, ["tf_nn"])["tf_nn"]
    assert article.golden_numbers(by_tensorflow).matches(article.GOLDEN["tensorflow"])
    assert bn_core.largest_difference(by_tensorflow, article.steps()["numpy"]) <= 1e-14
    single = outputs(batch.astype(np.float32), 1.0, 0.0, (0,), article.EPSILON, ["bn_core", "tf_nn"])
    assert bn_core.largest_difference(single["bn_core"], single["tf_nn"]) <= 1e-6


def test_numbers_that_differ_in_the_eighth_decimal_do_not_match():
    golden = article.GOLDEN["data"]
    assert golden.matches(golden)
    for name in golden._fields:
        assert not golden._replace(**{name: getattr(golden, name) + 1e-8}).matches(golden)


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
    y = WITNESSES[name].prepare(x, 1.5, -0.5, axis, epsilon)()
    assert y.shape == x.shape
    assert bn_core.largest_difference(y, np.asarray(exact(x, 1.5, -0.5, axis, epsilon), float)) <= 5e-14


@pytest.mark.parametrize("name", NAMES)
def test_every_witness_keeps_float32(name):
    x = bn_core.random_images()[:10].astype(np.float32)
    assert WITNESSES[name].prepare(x, 1.0, 0.0, (0,), 1e-3)().dtype == np.float32


@pytest.mark.parametrize("name", NAMES)
def test_a_second_call_of_a_witness_gives_the_same(name):
    call = WITNESSES[name].prepare(bn_core.random_images()[:10], 1.5, -0.5, (0,), 1e-3)
    np.testing.assert_array_equal(call(), call())


def test_reduced_axes_that_are_not_the_first_are_refused():
    with pytest.raises(ValueError, match=r"axis must be the first axes in their order, got \(1, 2\)"):
        WITNESSES["textbook"].prepare(bn_core.random_images(), 1.0, 0.0, (1, 2), 1e-3)


def test_on_random_images_every_witness_is_near_extended_precision():
    x = bn_core.random_images(count=64, channels=3).astype(np.float32)
    of_witnesses = differences(x, 1.0, 0.0, (0, 1, 2), 1e-5, NAMES)
    assert list(of_witnesses) == NAMES
    assert max(of_witnesses.values()) < 1e-3


@pytest.mark.parametrize("mean", NumpyAndTensorFlow.data_mean.stops)
def test_bn_core_keeps_six_digits_wherever_the_data_lie(mean):
    assert around(mean, ["bn_core"]).errors["bn_core"] <= 5e-6


def test_far_from_zero_the_textbook_and_tensorflow_fail_and_bn_core_holds():
    errors = around(1e4, NAMES).errors
    assert errors["bn_core"] <= 5e-6
    for name in set(NAMES) - {"bn_core", "scikit_learn"}:
        assert errors[name] > 0.1


def sum_of(images):
    so_far = None
    while so_far is None or so_far.images < images:
        so_far = long_sum.add_slab(so_far)
    return so_far


def test_a_long_float32_sum_is_numpy_s_own_to_the_last_bit():
    so_far = sum_of(3 * long_sum.SLAB)
    x = long_sum.uniform_images(np.random.default_rng(0), 3 * long_sum.SLAB)
    assert so_far.numpy_mean == float(np.mean(x.mean(axis=(0, 1, 2))))
    assert so_far.mean == pytest.approx(x.mean(dtype=np.float64), rel=1e-7)


def test_the_mean_of_fifty_thousand_uniform_images_falls_to_0_32768_in_float32_and_not_in_bn_core():
    so_far = sum_of(long_sum.IMAGES)
    assert f"{so_far.numpy_mean:.5f}" == "0.32768"
    assert f"{so_far.mean:.5f}" == "0.49995"
