"""The small floats of ml_dtypes, in which networks are trained: NumPy has them as soon as something has imported that package."""

import numpy as np
import pytest

from bn_core import (
    batch_norm,
    batch_norm_backward,
    batch_norm_inference,
    group_norm,
    histogram,
    layer_norm,
    layer_norm_backward,
    min_max_scale,
    moments,
    rms_norm,
    standardize,
)

ml_dtypes = pytest.importorskip("ml_dtypes")

OF_VALUES = {
    "batch": lambda x: batch_norm(x, 2.0, 1.0, axis=0).output,
    "layer": layer_norm,
    "RMS": rms_norm,
    "group": lambda x: group_norm(x, 4),
    "inference": lambda x: batch_norm_inference(x, 1.0, 4.0),
    "standardize": lambda x: standardize(x, 0),
    "min-max": lambda x: min_max_scale(x, 0),
    "backward": lambda x: batch_norm_backward(x, x, 1.0, 4.0, axis=0).x,
    "layer backward": lambda x: layer_norm_backward(x, x).x,
}


@pytest.mark.parametrize("dtype", ["bfloat16", "float8_e4m3fn", "float8_e5m2"])
@pytest.mark.parametrize("rows", [64, 3000])
@pytest.mark.parametrize("of_values", OF_VALUES.values(), ids=OF_VALUES)
def test_small_floats_come_back_as_they_went_in_off_by_a_rounding_at_most(of_values, rows, dtype):
    x = np.random.default_rng(0).normal(1, 2, (rows, 8)).astype(getattr(ml_dtypes, dtype))
    got, exact = of_values(x), of_values(x.astype(np.float64))
    assert got.dtype == x.dtype
    step = float(ml_dtypes.finfo(x.dtype).eps)
    np.testing.assert_allclose(got.astype(np.float64), exact, rtol=step, atol=step / 64)


def test_sums_and_counts_of_bfloat16_are_those_of_its_values_in_float64():
    x = np.random.default_rng(0).normal(100, 2, (30_000, 2)).astype(ml_dtypes.bfloat16)
    got, exact = moments(x, 0), moments(x.astype(np.float64), 0)
    np.testing.assert_allclose(got.mean, exact.mean, rtol=1e-7)
    np.testing.assert_allclose(got.variance, exact.variance, rtol=1e-6)
    np.testing.assert_array_equal(histogram(x, 10).counts, histogram(x.astype(np.float64), 10).counts)


def test_integers_of_ml_dtypes_are_refused():
    with pytest.raises(TypeError, match="x must hold real numbers, got dtype int4"):
        layer_norm(np.ones(4).astype(ml_dtypes.int4))
