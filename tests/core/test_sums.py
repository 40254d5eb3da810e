"""Sums in stages: as exact as float64 where plain float32 sums drift."""

import numpy as np
import pytest

from bn_core import moments


@pytest.mark.parametrize("value", [60000.0, 1.7, 0.1])
@pytest.mark.parametrize("shape", [(100_000, 3), (262_144, 5), (400_000, 64), (3, 1_000_000), (1_000_003,)])
def test_rounding_errors_of_many_equal_values_do_not_add_up(value, shape):
    """Equal squares are all rounded in the same direction, so that nothing cancels: 2e-4 off where NumPy adds them in float32."""
    x = np.full(shape, value, np.float32)
    x[..., ::2] *= -1
    if x.ndim == 2 and x.shape[0] > x.shape[1]:
        x = np.abs(x)
        x[::2] *= -1
    axis = -1 if shape[-1] > 1000 else 0
    exact = x.astype(float)
    np.testing.assert_allclose(moments(x, axis).variance, exact.var(axis, keepdims=True), rtol=1.5e-6)
