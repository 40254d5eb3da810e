"""Quantiles are NumPy's, and an affine map carries them along."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from bn_core import batch_norm, quantiles

data = arrays(np.int64, array_shapes(max_dims=3, max_side=8), elements=st.integers(-100, 100))


@given(data, st.integers(2, 30))
def test_they_equal_numpy_s(x, count):
    np.testing.assert_allclose(quantiles(x, count), np.quantile(x, np.linspace(0, 1, count)), rtol=0, atol=1e-12)


@pytest.mark.parametrize("gamma", [2.0, -0.5])
def test_one_affine_map_carries_the_quantiles_of_the_input_to_those_of_the_output(gamma):
    x = np.random.default_rng(0).gamma(2, 3, 1000)
    y = batch_norm(x, gamma, 1.0, axis=None, epsilon=0.0).output
    line = gamma * (quantiles(x, 101) - x.mean()) / x.std() + 1.0
    np.testing.assert_allclose(np.sort(line), quantiles(y, 101), rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("x", "count", "error", "message"),
    [
        ([], 3, ValueError, r"x must have at least one value, got shape \(0,\)"),
        ([1, np.nan], 3, ValueError, "x must be finite"),
        (["a"], 3, TypeError, "x must hold real numbers"),
        ([1.0], 1, ValueError, "count must be at least 2, got 1"),
        ([1.0], 2.5, TypeError, "count must be an integer, got 2.5"),
    ],
)
def test_what_has_no_quantiles_is_refused(x, count, error, message):
    with pytest.raises(error, match=message):
        quantiles(x, count)
