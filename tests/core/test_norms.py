"""Layer, RMS, instance and group normalization: their definitions in longdouble, and how they are related."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from bn_core import batch_norm, group_norm, instance_norm, layer_norm, rms_norm

TOLERANCE = {"float16": 4e-3, "float32": 4e-6, "float64": 1e-12}
numbers = st.integers(-40, 40).map(lambda n: n / 8)
epsilons = st.sampled_from([0.0, 1e-5, 1e-3, 2.0])


def inverse_root(square, epsilon):
    root = np.sqrt(square + np.longdouble(epsilon))
    return np.divide(1, root, out=np.zeros_like(root), where=root > 0)


def normalized(x, axis, epsilon):
    exact = x.astype(np.longdouble)
    return (exact - exact.mean(axis, keepdims=True)) * inverse_root(exact.var(axis, keepdims=True), epsilon)


def assert_close(got, expected, x, gamma, beta):
    scale = 30 * np.abs(gamma).max() + np.abs(beta).max()  # a group of 1,000 values or fewer is normalized to at most 30
    assert (got.dtype, got.shape) == (x.dtype, x.shape)
    assert got.flags.c_contiguous
    assert np.abs(got - expected).max() <= TOLERANCE[x.dtype.name] * scale


@st.composite
def data(draw, least_dims=1):
    """Values with ties and constant groups, near to 0 and far from it."""
    grid = draw(arrays(np.int64, array_shapes(min_dims=least_dims, max_dims=4, max_side=6), elements=st.integers(-100, 100)))
    return (grid / 8 + draw(st.sampled_from([0, -20, 100]))).astype(draw(st.sampled_from([np.float16, np.float32, np.float64])))


@st.composite
def samples_and_features(draw):
    """Data, the axes of the features, and gamma and beta as a number, of the features' shape, or broadcasting to it."""
    x = draw(data())
    axis = draw(st.none() | st.sets(st.integers(0, x.ndim - 1)).map(lambda axes: tuple(sorted(axes))))
    features = x.shape if axis is None else tuple(x.shape[a] for a in axis)
    shapes = [(), features, features[1:], tuple(1 if i else n for i, n in enumerate(features))]
    if features and features.count(features[-1]) > 1:
        shapes = [shape for shape in shapes if len(shape) != 1]  # a vector that fits two axes is refused
    gamma, beta = (draw(arrays(np.float64, draw(st.sampled_from(shapes)), elements=numbers)) for _ in range(2))
    return x, axis, gamma, beta


def of_axes(feature_array, x, axis):
    """Return gamma or beta of the normalized axes with length 1 along the others."""
    axis = tuple(range(x.ndim)) if axis is None else axis
    full = np.broadcast_to(feature_array, [x.shape[a] for a in axis])
    return full.reshape([n if a in axis else 1 for a, n in enumerate(x.shape)])


@given(samples_and_features(), epsilons)
def test_layer_norm_is_its_definition_computed_in_longdouble(case, epsilon):
    x, axis, gamma, beta = case
    before = x.copy()
    got = layer_norm(x, gamma, beta, axis=axis, epsilon=epsilon)
    assert_close(got, normalized(x, axis, epsilon) * of_axes(gamma, x, axis) + of_axes(beta, x, axis), x, gamma, beta)
    np.testing.assert_array_equal(x, before)


@given(samples_and_features(), epsilons)
def test_rms_norm_is_its_definition_computed_in_longdouble(case, epsilon):
    x, axis, gamma, _ = case
    exact = x.astype(np.longdouble)
    expected = exact * inverse_root((exact * exact).mean(axis, keepdims=True), epsilon) * of_axes(gamma, x, axis)
    assert_close(rms_norm(x, gamma, axis=axis, epsilon=epsilon), expected, x, gamma, 0.0)


@st.composite
def samples_and_channels(draw):
    x = draw(data(least_dims=2))
    channel_axis = draw(st.integers(1, x.ndim - 1) | st.integers(1 - x.ndim, -1))
    channels = x.shape[channel_axis]
    gamma, beta = (draw(numbers.map(np.float64) | arrays(np.float64, channels, elements=numbers)) for _ in range(2))
    return x, channel_axis, gamma, beta


def along(vector, x, channel_axis):
    if vector.ndim == 0:
        return vector
    shape = [1] * x.ndim
    shape[channel_axis] = -1
    return vector.reshape(shape)


@given(samples_and_channels(), epsilons, st.data())
def test_group_norm_is_its_definition_computed_in_longdouble(case, epsilon, draws):
    x, channel_axis, gamma, beta = case
    channels = x.shape[channel_axis]
    groups = draws.draw(st.sampled_from([n for n in range(1, channels + 1) if channels % n == 0]))
    expected = np.empty(x.shape, np.longdouble)
    of_x, of_expected = np.moveaxis(x, channel_axis, 1), np.moveaxis(expected, channel_axis, 1)
    size = channels // groups
    for sample in range(len(x)):
        for start in range(0, channels, size):
            of_expected[sample, start : start + size] = normalized(of_x[sample, start : start + size], None, epsilon)
    got = group_norm(x, groups, gamma, beta, channel_axis=channel_axis, epsilon=epsilon)
    assert_close(got, expected * along(gamma, x, channel_axis) + along(beta, x, channel_axis), x, gamma, beta)


@given(samples_and_channels(), epsilons)
def test_instance_norm_is_its_definition_computed_in_longdouble(case, epsilon):
    x, channel_axis, gamma, beta = case
    axis = tuple(a for a in range(1, x.ndim) if a != channel_axis % x.ndim)
    expected = normalized(x, axis, epsilon) * along(gamma, x, channel_axis) + along(beta, x, channel_axis)
    assert_close(instance_norm(x, gamma, beta, channel_axis=channel_axis, epsilon=epsilon), expected, x, gamma, beta)


@given(samples_and_channels())
def test_one_group_is_layer_norm_and_a_group_a_channel_is_instance_norm(case):
    x, channel_axis, gamma, beta = case
    rest = {"channel_axis": channel_axis, "epsilon": 1e-3}
    whole = group_norm(x, 1, epsilon=1e-3, channel_axis=channel_axis).astype(float)
    np.testing.assert_allclose(whole, layer_norm(x, axis=tuple(range(1, x.ndim)), epsilon=1e-3), atol=0.02, rtol=2e-3)
    single = group_norm(x, x.shape[channel_axis], gamma, beta, **rest)
    np.testing.assert_array_equal(single, instance_norm(x, gamma, beta, **rest))


@given(data(least_dims=2), st.sampled_from([layer_norm, rms_norm, instance_norm, lambda x: group_norm(x, 1)]), st.data())
def test_a_sample_gives_the_same_whatever_the_others_are(x, norm, draws):
    if norm in (layer_norm, rms_norm):
        x = x.reshape(len(x), -1)
    at = draws.draw(st.integers(0, len(x) - 1))
    others = np.ones_like(x)
    others[at] = x[at]
    np.testing.assert_allclose(norm(others)[at].astype(float), norm(x)[at].astype(float), rtol=2e-3, atol=1e-5)


def test_layer_norm_over_all_but_the_batch_differs_from_batch_norm_in_the_axes_alone():
    x = np.random.default_rng(0).normal(5, 2, (6, 4, 4, 3))
    np.testing.assert_allclose(layer_norm(x, axis=(1, 2, 3)), batch_norm(x, axis=(1, 2, 3)).output, rtol=1e-12, atol=1e-12)


def test_rms_norm_does_not_centre():
    assert (rms_norm(np.full((2, 4), 7.0), epsilon=0) == 1).all()


@pytest.mark.parametrize("value", [0.0, 0.1, -1e6 - 0.3])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_constant_group_gives_beta(value, dtype):
    x = np.full((4, 5, 6), value, dtype)
    beta = np.arange(6) / 8
    for got in (
        layer_norm(x, 3.0, beta, epsilon=0),
        instance_norm(x, 3.0, beta, epsilon=0),
        group_norm(x, 2, 3.0, beta, epsilon=0),
    ):
        np.testing.assert_array_equal(got, np.broadcast_to(beta.astype(dtype), x.shape))


@pytest.mark.parametrize("epsilon", [0.0, 1e-5])
def test_a_sample_of_zeros_has_rms_norm_0(epsilon):
    assert (rms_norm(np.zeros((2, 4)), 3.0, epsilon=epsilon) == 0).all()


def test_gamma_and_beta_belong_to_the_normalized_axes_in_the_order_of_x():
    x = np.random.default_rng(0).normal(size=(2, 3, 4, 5))
    gamma = np.random.default_rng(1).normal(size=(3, 5))
    expected = layer_norm(x, axis=(1, 3)) * gamma.reshape(1, 3, 1, 5)
    for axis in [(1, 3), (3, 1), (-1, -3)]:
        np.testing.assert_allclose(layer_norm(x, gamma, axis=axis), expected, rtol=1e-12)


# Rows in one pass, large arrays, extremes


ROWS = [(60, 768), (40, 1001), (6000, 7), (16, 30, 64)]


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("shape", ROWS)
@pytest.mark.parametrize("mean", [0, 3, 1e3, 1e6])
def test_many_rows_are_normalized_as_in_longdouble(shape, mean):
    rng = np.random.default_rng(0)
    x = (rng.normal(0, 2, shape) + mean).astype(np.float32)
    gamma, beta = rng.normal(size=(2, shape[-1]))
    exact = x.astype(np.longdouble)
    expected = normalized(x, -1, 1e-5) * gamma + beta
    assert np.abs(layer_norm(x, gamma, beta) - expected).max() <= 1e-6 * np.abs(expected).max()
    expected = exact * inverse_root((exact * exact).mean(-1, keepdims=True), 1e-5) * gamma
    assert np.abs(rms_norm(x, gamma) - expected).max() <= 1e-6 * np.abs(expected).max()


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("shape", [(4, 14, 14, 64), (4, 64, 14, 14)])
def test_a_large_array_is_normalized_in_groups_as_its_float64_copy(shape):
    rng = np.random.default_rng(0)
    x, channel_axis = rng.normal(20, 3, shape).astype(np.float32), shape.index(64)
    gamma, beta = rng.normal(size=(2, 64))
    for norm, rest in [(group_norm, (8,)), (instance_norm, ())]:
        got = norm(x, *rest, gamma, beta, channel_axis=channel_axis)
        exact = norm(x.astype(float), *rest, gamma, beta, channel_axis=channel_axis)
        np.testing.assert_allclose(got, exact, rtol=0, atol=1e-5)


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("features", [20_000, 10])
def test_samples_too_long_for_one_pass_are_normalized_too(features):
    x = np.random.default_rng(0).normal(3, 2, (2, features)).astype(np.float32)
    gamma = np.random.default_rng(1).random(features)
    assert np.abs(layer_norm(x, gamma) - normalized(x, -1, 1e-5) * gamma).max() <= 5e-6


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("scale", [1e-30, 1e-20, 1e18, 1e30])
@pytest.mark.parametrize("shape", [(50, 40), (60, 768), (200, 256), (400, 100)])
def test_float32_whose_squares_over_or_underflow_are_normalized(scale, shape):
    """In large arrays the second attempt, in float64, is made by a thread of the pool: it must not wait for the pool."""
    x = (np.random.default_rng(0).normal(0.5, 1, shape) * scale).astype(np.float32)
    exact = x.astype(float)
    np.testing.assert_allclose(layer_norm(x, epsilon=0), layer_norm(exact, epsilon=0), atol=3e-6)
    np.testing.assert_allclose(rms_norm(x, epsilon=0), rms_norm(exact, epsilon=0), atol=3e-6)


NORMS = {
    "layer": layer_norm,
    "RMS": rms_norm,
    "instance": instance_norm,
    "group": lambda x, *args, **kwargs: group_norm(x, 2, *args, **kwargs),
}
norms = pytest.mark.parametrize("norm", NORMS.values(), ids=NORMS)


@norms
@pytest.mark.parametrize("view", [np.asfortranarray, np.transpose, lambda x: x[:, ::2], lambda x: x[::-1]])
def test_the_layout_in_memory_does_not_matter(norm, view):
    x = view(np.random.default_rng(0).normal(size=(6, 8, 6)))
    np.testing.assert_array_equal(norm(x), norm(x.copy(order="C")))


@norms
def test_integers_become_float64(norm):
    assert norm(np.arange(16, dtype=np.int8).reshape(2, 2, 4)).dtype == np.float64


# What is refused


@pytest.mark.usefixtures("small_blocks")
@norms
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("count", [2, 3000])
def test_nan_and_infinity_are_refused(norm, bad, dtype, count):
    x = np.ones((count, 2, 4), dtype)
    x[-1, 0, 1] = bad
    with pytest.raises(ValueError, match="x must be finite, got NaN or infinity"):
        norm(x)


@norms
def test_an_empty_batch_gives_an_empty_one(norm):
    assert norm(np.empty((0, 3, 4), np.float32)).shape == (0, 3, 4)


@pytest.mark.parametrize(
    ("norm", "shape"), [("layer", (3, 4, 0)), ("RMS", (3, 4, 0)), ("instance", (3, 0, 4)), ("group", (3, 0, 4))]
)
def test_samples_without_values_are_refused(norm, shape):
    with pytest.raises(ValueError, match=re.escape(f"x must have at least one value in every group, got shape {shape}")):
        NORMS[norm](np.empty(shape))


TINY = [[1e-42, 2e-42, 3e-42], [1, 2, 3]]


@pytest.mark.parametrize("rows", [1, 20_000])
@pytest.mark.parametrize(
    ("norm", "x", "arguments"),
    [
        (layer_norm, [[1e-37, 2e-37, 3e-37]] * 2, {"gamma": 1e4, "epsilon": 0.0}),
        (layer_norm, TINY, {"epsilon": 0.0}),
        (layer_norm, [[1, 1, 1], [1, 2, 3]], {"epsilon": 1e-80}),
        (layer_norm, [[1, 2, 4]], {"gamma": 1e-40}),
        (layer_norm, [[0, 0, 0]], {"gamma": 1e39}),
        (layer_norm, [[1, 2, 4]], {"gamma": 1e39, "epsilon": 1e10}),
        (rms_norm, [[1e-30] * 3] * 2, {"gamma": 1e10, "epsilon": 0.0}),
        (rms_norm, TINY, {"epsilon": 0.0}),
        (rms_norm, [[0, 0, 0], [1, 2, 3]], {"epsilon": 1e-80}),
        (rms_norm, [[3.4e38] * 3], {"gamma": 1e-10}),
    ],
)
def test_float32_gives_what_float64_does_where_float32_cannot_hold_the_factors(norm, x, arguments, rows):
    x = np.tile(np.array(x, np.float32), (rows, 1))
    np.testing.assert_allclose(norm(x, **arguments), norm(x.astype(np.float64), **arguments), rtol=3e-7, atol=1e-45)


@pytest.mark.parametrize("x", [np.full((2, 3), 1e200), np.array([[1e200, 1.0]])])
def test_rms_norm_refuses_values_whose_squares_are_not_finite(x):
    with pytest.raises(ValueError, match="x must be small enough for its squares to be finite"):
        rms_norm(x)


@norms
@pytest.mark.parametrize("epsilon", [-1e-9, np.nan, np.inf])
def test_a_wrong_epsilon_is_refused(norm, epsilon):
    with pytest.raises(ValueError, match="epsilon must be finite and not negative"):
        norm(np.ones((2, 3, 4)), epsilon=epsilon)


@norms
@pytest.mark.parametrize(
    ("gamma", "error", "message"), [(np.nan, ValueError, "be finite"), ("a", TypeError, "hold real numbers")]
)
def test_gamma_that_is_no_finite_number_is_refused(norm, gamma, error, message):
    with pytest.raises(error, match=f"gamma must {message}"):
        norm(np.ones((2, 3, 4)), gamma)


@pytest.mark.parametrize("name", ["gamma", "beta"])
@pytest.mark.parametrize("shape", [(3,), (1, 4), (2, 3, 4)])
def test_gamma_and_beta_that_do_not_fit_the_features_are_refused(name, shape):
    with pytest.raises(ValueError, match=rf"{name} must broadcast against the normalized axes of shape \(4,\), got shape"):
        layer_norm(np.ones((2, 3, 4)), **{name: np.ones(shape)})


@pytest.mark.parametrize("name", ["gamma", "beta"])
@pytest.mark.parametrize("shape", [(3,), (2, 2), (2, 1, 4)])
def test_gamma_and_beta_that_are_not_one_a_channel_are_refused(name, shape):
    for norm in (instance_norm, NORMS["group"]):
        with pytest.raises(ValueError, match=rf"{name} must be a number or have shape \(4,\), got shape"):
            norm(np.ones((2, 3, 4)), **{name: np.ones(shape)})


@pytest.mark.parametrize(
    ("groups", "error", "message"),
    [
        (3, ValueError, "groups must divide the 4 channels of x, got 3"),
        (8, ValueError, "groups must divide the 4 channels of x, got 8"),
        (0, ValueError, "groups must be at least 1, got 0"),
        (2.0, TypeError, "groups must be an integer, got 2.0"),
    ],
)
def test_groups_that_do_not_divide_the_channels_are_refused(groups, error, message):
    with pytest.raises(error, match=message):
        group_norm(np.ones((2, 3, 4)), groups)


@pytest.mark.parametrize("norm", [instance_norm, NORMS["group"]])
@pytest.mark.parametrize(
    ("channel_axis", "error", "message"),
    [
        (3, ValueError, "channel_axis 3 does not exist in an array of 3 dimensions"),
        (0, ValueError, "channel_axis must not be the first axis, which holds the samples, got 0"),
        (-3, ValueError, "channel_axis must not be the first axis, which holds the samples, got -3"),
        (None, TypeError, "channel_axis must be an integer, got None"),
    ],
)
def test_a_channel_axis_that_is_none_is_refused(norm, channel_axis, error, message):
    with pytest.raises(error, match=message):
        norm(np.ones((2, 3, 4)), channel_axis=channel_axis)


def test_data_without_channels_are_refused():
    with pytest.raises(ValueError, match=r"x must have a sample and a channel axis, got shape \(3,\)"):
        instance_norm([1.0, 2.0, 3.0])


def test_a_wrong_axis_is_named():
    with pytest.raises(ValueError, match="axis 2 does not exist in an array of 2 dimensions"):
        layer_norm(np.ones((2, 3)), axis=2)


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("shape", [(3, 8), (2, 8000)])
@pytest.mark.parametrize("norm", [layer_norm, rms_norm, instance_norm])
def test_float32_near_its_largest_numbers_is_normalized_as_its_float64_copy(norm, shape):
    x = np.resize(np.float32([3e38, -3e38, 3e38, 1e38]), (shape[0], 2, shape[1] // 2))
    np.testing.assert_allclose(norm(x), norm(x.astype(np.float64)), rtol=1e-6)
