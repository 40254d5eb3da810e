"""The experiments on the mean and std of a whole data set against NumPy."""

import math

import numpy as np
import pytest
from sklearn.datasets import load_digits

from pages.beliefs import data_sets


def test_both_stds_are_numpy_s():
    digits = load_digits().images
    both = data_sets.deviations()
    assert both["digits"] == pytest.approx((digits.std(), digits.std((1, 2)).mean()))
    assert (round(both["note"].of_all, 2), round(both["note"].mean_of_images, 2)) == (17.5, 2.27)


def test_float32_sums_along_the_first_axis_lose_digits_and_bn_core_does_not():
    draw = np.random.default_rng(data_sets.SEED).random((data_sets.COUNTS[-1], 2))
    values = (data_sets.FAR + draw).astype(np.float32)
    exact = [math.fsum(column) / len(values) for column in values.T.astype(float).tolist()]
    errors = data_sets.errors_of_means()
    assert errors["numpy"][-1] == pytest.approx(np.abs(values.mean(0) - exact).max(), rel=1e-6)
    assert errors["numpy"][-1] > 1e-3
    assert max(errors["bn_core"]) < 1e-9


def test_padding_halves_the_mean_and_a_mask_takes_it_out():
    each = data_sets.means_of_padded()
    means = {name: of.mean.item() for name, of in each.items()}
    assert means == {"alone": 3.0, "padded": 1.5, "masked": 3.0}
    assert each["padded"].variance == pytest.approx(np.var([2, 3, 4, 0, 0, 0]))
    assert each["masked"].variance == pytest.approx(np.var([2, 3, 4]))
