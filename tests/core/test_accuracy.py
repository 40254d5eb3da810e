"""How far float32 data come from their exact statistics: orders, outliers and means that make plain float32 sums wrong."""

from fractions import Fraction
from math import sqrt

import numpy as np
import pytest

from bn_core import batch_norm, moments

COUNTS = [10, 1000, 30_000, 600_000]  # as a whole; in blocks; on several threads
MEANS = [0.0, 1e3, 1e5, 1e6, 1e7]
MOST_ULPS, MOST_DEVIATIONS = 2.0, 3e-7


def drawn(n):
    return np.random.default_rng(n).standard_normal(n)


def with_outlier(at, size):
    def values(n):
        z = drawn(n)
        z[int(at * n)] += size
        return z

    return values


ORDERS = {
    "random": drawn,
    "sorted": lambda n: np.sort(drawn(n)),
    "alternating": lambda n: np.abs(drawn(n)) * (1 - 2 * (np.arange(n) % 2)),
    "outlier first": with_outlier(0, 1e6),
    "outlier in the middle": with_outlier(0.5, 1e6),
    "outlier of the opposite sign last": with_outlier(0.999, -1e4),
    "drifting": lambda n: drawn(n) + np.linspace(0, 100, n),
    "two clusters": lambda n: drawn(n) + 1000 * (np.arange(n) < n // 2),
    "steps": lambda n: np.floor(np.arange(n) * 7 / n) + 0.1,
    "two values": lambda n: np.where(np.arange(n) % 2, 1.1, 1.3),
}
LAYOUTS = {"a column": ((-1, 1), 0), "a row": ((1, -1), 1), "three channels": ((-1, 3), 0)}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("order", ORDERS)
def test_variance_is_exact_to_two_places_of_float32_and_output_to_its_last(order, layout):
    """Of 600 cases the worst are 1.3 places, and 2.0e-7 standard deviations (of the value where that is more than one)."""
    shape, axis = LAYOUTS[layout]
    for n in COUNTS:
        z = ORDERS[order](n - n % 3).reshape(shape)
        for mean in MEANS:
            x = (z + mean).astype(np.float32)
            exact, exact_variance = standardized(x, axis)
            ulps = np.abs(moments(x, axis).variance - exact_variance) / np.spacing(exact_variance.astype(np.float32))
            assert ulps.max() <= MOST_ULPS, (n, mean)
            off = np.abs(batch_norm(x, axis=axis, epsilon=0.0).output - exact) / np.maximum(1, np.abs(exact))
            assert off.max() <= MOST_DEVIATIONS, (n, mean)


@pytest.mark.parametrize("mean", MEANS)
@pytest.mark.parametrize("order", ORDERS)
def test_what_is_called_exact_here_is_what_rational_numbers_give(order, mean):
    x = (ORDERS[order](300) + mean).astype(np.float32)
    rationals = [Fraction(value) for value in x.tolist()]
    exact_mean = sum(rationals) / x.size
    exact_variance = sum((value - exact_mean) ** 2 for value in rationals) / x.size
    z, variance = standardized(x, 0)
    np.testing.assert_allclose(variance, float(exact_variance), rtol=1e-14)
    expected = [float(value - exact_mean) / (sqrt(exact_variance) or 1) for value in rationals]
    np.testing.assert_allclose(z, expected, rtol=1e-12, atol=1e-12)


def standardized(x, axis):
    """Values and variance in float64: a float32 less any one number near it is rounded to its last place of sixteen."""
    centred = x - x.mean(axis, np.float64, keepdims=True)
    centred -= centred.mean(axis, keepdims=True)
    variance = np.square(centred).mean(axis, keepdims=True)
    return centred / np.where(variance > 0, np.sqrt(variance), 1), variance
