"""Any numbers a float dtype holds, subnormal ones to the largest, in any shape and layout: held against extended precision."""

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from bn_core import batch_norm, layer_norm, min_max_scale, moments

WIDTHS = {16: np.float16, 32: np.float32, 64: np.float64}


@st.composite
def any_numbers(draw):
    width = draw(st.sampled_from(list(WIDTHS)))
    # Squares of float64 values beyond these are not finite, or 0.
    limits = {"min_value": -1e150, "max_value": 1e150} if width == 64 else {}
    numbers = st.floats(width=width, allow_nan=False, allow_infinity=False, **limits)
    x = draw(arrays(WIDTHS[width], array_shapes(max_dims=4, max_side=5), elements=numbers))
    layout = draw(st.sampled_from(["C", "F", "transposed", "reversed", "strided"]))
    if layout == "transposed":
        x = x.T
    elif layout == "reversed":
        x = x[..., ::-1]
    elif layout == "strided":
        x = np.repeat(x, 2, axis=0)[::2]
    else:
        x = np.asarray(x, order=layout)
    return x, draw(st.sets(st.integers(0, x.ndim - 1)).map(lambda axes: tuple(sorted(axes))))


@given(any_numbers())
def test_moments_are_right_relative_to_the_spread_of_their_group(case):
    x, axis = case
    exact = x.astype(np.longdouble)
    spread = np.ptp(exact, axis, keepdims=True)
    got = moments(x, axis)
    assert (np.abs(got.mean - exact.mean(axis, keepdims=True)) <= 1e-14 * spread + 3e-16 * np.abs(exact).max()).all()
    assert (np.abs(got.variance - exact.var(axis, keepdims=True)) <= 1e-13 * spread * spread + 1e-307).all()


@given(any_numbers(), st.sampled_from([0.0, 1e-5]))
def test_every_value_is_normalized_to_rounding(case, epsilon):
    x, axis = case
    exact = x.astype(np.longdouble)
    mean, variance = exact.mean(axis, keepdims=True), exact.var(axis, keepdims=True)
    # Where float64 cannot tell the values of a group from their mean, nor square their distance, there is nothing to hold.
    assume(((variance == 0) | (variance > np.maximum(1e-290, (np.abs(mean) * 1e-12) ** 2))).all())
    deviation = np.sqrt(variance + np.longdouble(epsilon))
    z = np.divide(exact - mean, deviation, out=np.zeros_like(exact), where=deviation > 0)
    rounding = 2 * np.finfo(x.dtype).eps + 1e-3 * (x.dtype == np.float64) * 1e-6
    output = batch_norm(x, axis=axis, epsilon=epsilon).output
    assert np.abs(output - z).max() <= rounding * max(1, np.abs(z).max())
    np.testing.assert_array_equal(layer_norm(x, axis=axis, epsilon=epsilon), output)


@given(any_numbers())
def test_the_ends_are_0_and_1_and_what_lies_between_is_right_to_rounding(case):
    x, axis = case
    exact = x.astype(np.longdouble)
    least, span = exact.min(axis, keepdims=True), np.ptp(exact, axis, keepdims=True)
    expected = np.divide(exact - least, span, out=np.zeros_like(exact), where=span > 0)
    scaled = min_max_scale(x, axis)
    assert np.abs(scaled - expected).max() <= 3 * np.finfo(x.dtype).eps
    assert (scaled[expected == 1] == 1).all()
    assert (scaled[expected == 0] == 0).all()
