"""Gradients of batch normalization: central differences, the definition in longdouble, and what follows from it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from bn_core import batch_norm, batch_norm_backward

TOLERANCE = {"float16": 4e-3, "float32": 4e-6, "float64": 1e-12}
AXES = [None, 0, -1, (0, 1, 2), (0, 2, 3), (1, 2), (0, 3), (1, 3)]
numbers = st.integers(-40, 40).map(lambda n: n / 8)


def in_longdouble(dy, x, gamma, axis, epsilon):
    """Return the gradients of x, gamma and beta from the formulas in the docstring."""
    dy, exact = dy.astype(np.longdouble), x.astype(np.longdouble)
    mean, variance = exact.mean(axis, keepdims=True), exact.var(axis, keepdims=True)
    deviation = np.sqrt(variance + np.longdouble(epsilon))
    inverse = np.divide(1, deviation, out=np.zeros_like(deviation), where=deviation > 0)
    z = (exact - mean) * inverse
    grad_beta, grad_gamma = dy.sum(axis, keepdims=True), (dy * z).sum(axis, keepdims=True)
    m = x.size // mean.size
    return gamma * inverse * (dy - grad_beta / m - z * grad_gamma / m), grad_gamma, grad_beta


def gradients(dy, x, gamma, axis, epsilon):
    forward = batch_norm(x, gamma, axis=axis, epsilon=epsilon)
    return batch_norm_backward(dy, x, forward.mean, forward.variance, gamma, axis=axis, epsilon=epsilon)


def assert_equals_longdouble(got, dy, x, gamma, axis, epsilon):
    grad_x, grad_gamma, grad_beta = in_longdouble(dy, x, gamma, axis, epsilon)
    tolerance = TOLERANCE[x.dtype.name]
    largest = np.abs(dy).max().astype(float)
    inverse = 1 / np.sqrt(x.astype(np.longdouble).var(axis, keepdims=True) + epsilon)
    # z is at most √m, so that a rounding error of z · dγ / m is as large as one of dy; half precision rounds the result alone.
    limit = tolerance * largest * np.abs(gamma * inverse).max() * 8 + tolerance * np.abs(grad_x).max()
    assert np.abs(got.x - grad_x).max() <= limit
    sums = TOLERANCE["float64" if x.dtype == np.float64 else "float32"] * largest * (x.size // grad_beta.size) * 4
    distance = np.abs(x.astype(float).mean(axis, keepdims=True)) * np.finfo(float).eps * inverse.astype(float)
    assert (np.abs(got.gamma - grad_gamma) <= sums * (1 + distance)).all()
    assert (np.abs(got.beta - grad_beta) <= sums).all()


@st.composite
def backward_passes(draw, dtypes=("float16", "float32", "float64")):
    """Data with ties and constant groups, an upstream gradient, gamma, the axes to reduce and an epsilon."""
    shape = draw(array_shapes(max_dims=4, max_side=6))
    dtype = draw(st.sampled_from(dtypes))
    x, dy = (draw(arrays(np.int64, shape, elements=st.integers(-100, 100))) / 8 for _ in range(2))
    x = (x + draw(st.sampled_from([0, -20, 100]))).astype(dtype)
    axis = draw(st.sets(st.integers(0, x.ndim - 1)).map(lambda axes: tuple(sorted(axes))) | st.none())
    gamma = draw(numbers | arrays(np.float64, x.mean(axis, keepdims=True).shape, elements=numbers))
    return dy.astype(dtype), x, gamma, axis, draw(st.sampled_from([1e-2, 2.0]))


@given(backward_passes())
def test_the_gradients_are_their_formulas_computed_in_longdouble(case):
    dy, x, _gamma, axis, _epsilon = case
    before = dy.copy(), x.copy()
    got = gradients(*case)
    assert_equals_longdouble(got, *case)
    assert (got.x.dtype, got.x.shape) == (x.dtype, x.shape)
    assert got.gamma.dtype == got.beta.dtype == np.float64
    assert got.gamma.shape == got.beta.shape == x.mean(axis, keepdims=True).shape
    np.testing.assert_array_equal(dy, before[0])
    np.testing.assert_array_equal(x, before[1])


def central_difference(loss, values, step=1e-5):
    """Return the derivative of a scalar loss with respect to each value, exact to about step²."""
    slope = np.empty_like(values)
    for at in np.ndindex(values.shape):
        moved = values.copy()
        moved[at] += step
        above = loss(moved)
        moved[at] -= 2 * step
        slope[at] = (above - loss(moved)) / (2 * step)
    return slope


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("epsilon", [0.0, 1e-5, 0.5])
def test_the_gradients_are_central_differences(axis, epsilon):
    """The upstream gradient is that of Σ weights · output²: with one that is the same everywhere all of dx would cancel to 0."""
    rng = np.random.default_rng(0)
    x, weights = rng.normal(2, 1.5, (3, 2, 4, 3)), rng.normal(size=(3, 2, 4, 3))
    gamma, beta = rng.normal(1, 0.5, (2, *x.mean(axis, keepdims=True).shape))

    def loss(x=x, gamma=gamma, beta=beta):
        return np.sum(weights * batch_norm(x, gamma, beta, axis=axis, epsilon=epsilon).output ** 2)

    forward = batch_norm(x, gamma, beta, axis=axis, epsilon=epsilon)
    upstream = 2 * weights * forward.output
    got = batch_norm_backward(upstream, x, forward.mean, forward.variance, gamma, axis=axis, epsilon=epsilon)
    assert np.abs(got.x).max() > 0.1
    np.testing.assert_allclose(got.x, central_difference(lambda v: loss(x=v), x), rtol=1e-6, atol=1e-7)
    np.testing.assert_allclose(got.gamma, central_difference(lambda v: loss(gamma=v), gamma), rtol=1e-6, atol=1e-7)
    np.testing.assert_allclose(got.beta, central_difference(lambda v: loss(beta=v), beta), rtol=1e-6, atol=1e-7)


@given(backward_passes(dtypes=["float64"]))
def test_the_gradient_of_x_sums_to_0_in_each_group_and_is_orthogonal_to_x_but_for_epsilon(case):
    _dy, x, gamma, axis, epsilon = case
    got = gradients(*case)
    variance = x.var(axis, keepdims=True)
    centred = x - x.mean(axis, keepdims=True)
    assert np.abs(got.x.sum(axis, keepdims=True)).max() <= 1e-9
    left = gamma * got.gamma * epsilon / (variance + epsilon)
    np.testing.assert_allclose((got.x * centred).sum(axis, keepdims=True), left, atol=1e-8)


@given(backward_passes(dtypes=["float64"]))
def test_the_same_upstream_gradient_everywhere_moves_beta_alone(case):
    _, x, gamma, axis, epsilon = case
    got = gradients(np.ones_like(x), x, gamma, axis, epsilon)
    assert np.abs(got.x).max() <= 1e-9
    assert np.abs(got.gamma).max() <= 1e-8
    assert (got.beta == x.size // got.beta.size).all()


@given(backward_passes(dtypes=["float64"]), st.integers(-50, 50))
def test_the_gradients_are_linear_in_the_upstream_gradient(case, factor):
    dy, *rest = case
    once, scaled = gradients(dy, *rest), gradients(dy * factor, *rest)
    for part in ("x", "gamma", "beta"):
        np.testing.assert_allclose(getattr(scaled, part), factor * getattr(once, part), rtol=1e-9, atol=1e-8)


def test_a_bias_in_the_layer_before_gets_no_gradient():
    """Its gradient is the sum of dx over a channel, which is why a layer before batch normalization needs no bias."""
    rng = np.random.default_rng(0)
    x, dy = rng.normal(5, 2, (2, 64, 8, 8, 3))
    assert np.abs(gradients(dy, x, 1.5, (0, 1, 2), 1e-5).x.sum((0, 1, 2))).max() <= 1e-10


def test_gamma_0_stops_the_gradient_of_x_but_not_its_own():
    rng = np.random.default_rng(0)
    x, dy = rng.normal(size=(2, 50, 3))
    got = gradients(dy, x, 0.0, 0, 1e-5)
    assert (got.x == 0).all()
    assert (np.abs(got.gamma) > 0.1).all()


def test_mean_and_variance_held_constant_would_give_another_gradient():
    rng = np.random.default_rng(0)
    x, dy = rng.normal(size=(2, 8, 3))
    inverse = 1 / np.sqrt(x.var(0) + 1e-5)
    assert np.abs(gradients(dy, x, 1.0, 0, 1e-5).x - dy * inverse).max() > 0.1


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("value", [0.0, 0.1, 1e6 + 0.3])
def test_variance_plus_epsilon_0_gives_gradients_of_0(value, dtype):
    x = np.full((10, 3), value, dtype)
    x[:, 1] = np.arange(10)
    got = gradients(np.random.default_rng(0).normal(size=(10, 3)).astype(dtype), x, 2.0, 0, 0.0)
    assert (got.x[:, [0, 2]] == 0).all()
    assert (got.gamma[:, [0, 2]] == 0).all()
    assert np.abs(got.x[:, 1]).max() > 0.01


@pytest.mark.parametrize("axis", [(), 0])
def test_one_value_a_group_gets_no_gradient_of_x(axis):
    got = gradients(np.array([[3.0, -4.0]]), np.array([[1.0, 2.0]]), 2.0, axis, 1e-5)
    assert (got.x == 0).all()
    assert (got.gamma == 0).all()
    np.testing.assert_array_equal(got.beta, [[3.0, -4.0]])


# Large arrays, extremes, memory


LARGE = {
    "all": ((30_001,), None),
    "NHWC per channel": ((11, 32, 32, 3), (0, 1, 2)),
    "NCHW per channel": ((11, 3, 32, 32), (0, 2, 3)),
    "per position": ((100, 10, 53), 0),
    "per image": ((100, 10, 53), (1, 2)),
    "middle axis": ((40, 50, 41), 1),
}


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("mean", [1.0, 100.0])
@pytest.mark.parametrize(("shape", "axis"), LARGE.values(), ids=LARGE)
def test_a_large_array_gets_the_gradients_of_its_float64_copy(shape, axis, mean):
    rng = np.random.default_rng(0)
    x, dy = (rng.normal(centre, 3, shape).astype(np.float32) for centre in (mean, 0.5))
    gamma = rng.normal(size=x.mean(axis, keepdims=True).shape)
    got, exact = gradients(dy, x, gamma, axis, 1e-5), gradients(dy.astype(float), x.astype(float), gamma, axis, 1e-5)
    np.testing.assert_allclose(got.x, exact.x, rtol=0, atol=2e-6 * np.abs(exact.x).max())
    count = x.size // gamma.size
    np.testing.assert_allclose(got.gamma, exact.gamma, rtol=0, atol=1e-6 * count)
    np.testing.assert_allclose(got.beta, exact.beta, rtol=0, atol=1e-6 * count)


@pytest.mark.parametrize("mean", [0, 1e3, 1e6])
def test_float32_gradients_hold_at_any_distance_from_zero(mean):
    rng = np.random.default_rng(2)
    x, dy = (rng.normal(size=(5000, 4)) + mean).astype(np.float32), rng.normal(size=(5000, 4)).astype(np.float32)
    grad_x, grad_gamma, _ = in_longdouble(dy, x, 1.0, 0, 1e-5)
    got = gradients(dy, x, 1.0, 0, 1e-5)
    assert np.abs(got.x - grad_x).max() <= 2e-6
    assert np.abs(got.gamma - grad_gamma).max() <= 1e-6 * 5000


@pytest.mark.parametrize(("size_of_x", "size_of_dy"), [(1e-20, 1e-25), (1e30, 1e15), (1e-30, 1.0), (1e25, 1e-10)])
def test_float32_products_that_over_or_underflow_still_have_gradients(size_of_x, size_of_dy):
    rng = np.random.default_rng(0)
    x, dy = (rng.normal(0.3, 1, (200, 3)) * size_of_x).astype(np.float32), (rng.random((200, 3)) * size_of_dy).astype(np.float32)
    got, exact = gradients(dy, x, size_of_x, 0, 0.0), gradients(dy.astype(float), x.astype(float), size_of_x, 0, 0.0)
    np.testing.assert_allclose(got.x, exact.x, rtol=0, atol=1e-5 * size_of_dy)
    np.testing.assert_allclose(got.gamma, exact.gamma, rtol=0, atol=1e-4 * size_of_dy)


@pytest.mark.parametrize("axis", [(0, 1, 2), 0, (1, 2)])
def test_memory_stays_within_a_fifth_of_the_input_beside_the_gradient(axis):
    import tracemalloc

    x = np.random.default_rng(0).random((4096, 32, 32, 3), np.float32)  # 50 MB
    forward = batch_norm(x, axis=axis)
    tracemalloc.start()
    batch_norm_backward(x, x, forward.mean, forward.variance, axis=axis)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak <= 1.2 * x.nbytes


@pytest.mark.parametrize("view", [np.asfortranarray, np.transpose, lambda x: x[:, ::2], lambda x: x[::-1]])
def test_the_layout_in_memory_does_not_matter(view):
    rng = np.random.default_rng(0)
    x, dy = (view(rng.normal(size=(6, 8, 4))) for _ in range(2))
    got, plain = gradients(dy, x, 2.0, (0, 1), 1e-5), gradients(dy.copy("C"), x.copy("C"), 2.0, (0, 1), 1e-5)
    np.testing.assert_array_equal(got.x, plain.x)
    np.testing.assert_array_equal(got.gamma, plain.gamma)


@pytest.mark.parametrize(
    ("of_x", "of_dy", "of_gradient"), [("f4", "f8", "f4"), ("f8", "f4", "f8"), ("i4", "f4", "f8"), ("f2", "f4", "f2")]
)
def test_the_gradient_of_x_has_the_dtype_of_x(of_x, of_dy, of_gradient):
    x, dy = np.arange(6).astype(of_x), np.array([1, 0, 0, 2, 0, 0]).astype(of_dy)
    got = gradients(dy, x, 1.0, 0, 1e-5)
    assert got.x.dtype == of_gradient
    np.testing.assert_allclose(got.x, in_longdouble(dy, x.astype(float), 1.0, 0, 1e-5)[0].astype(float), atol=2e-3)


# What is refused


def test_an_upstream_gradient_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"grad_output must have the shape of x, \(4, 3\), got \(3,\)"):
        batch_norm_backward(np.ones(3), np.ones((4, 3)), 1.0, 1.0, axis=0)


@pytest.mark.parametrize("name", ["x", "grad_output"])
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("mean", [0.0, 1e3])
def test_nan_and_infinity_are_refused(name, bad, dtype, mean):
    given_arrays = {"x": np.ones((9, 3), dtype), "grad_output": np.ones((9, 3), dtype)}
    given_arrays[name][4, 1] = bad
    with pytest.raises(ValueError, match=f"{name} must be finite, got NaN or infinity"):
        batch_norm_backward(**given_arrays, mean=mean, variance=1.0, axis=0)


def test_products_that_are_not_finite_in_float64_are_refused():
    with pytest.raises(ValueError, match="grad_output and x must be small enough for their products to be finite"):
        batch_norm_backward([1e200, 0.0], [1e200, 0.0], 0.0, 1.0, axis=0)


@pytest.mark.parametrize("name", ["mean", "variance", "gamma"])
@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        ([1.0, 2.0], ValueError, r"broadcast against the statistics of shape \(1, 3\), got shape \(2,\)"),
        (np.inf, ValueError, "be finite, got inf"),
        ("a", TypeError, "hold real numbers"),
    ],
)
def test_statistics_and_gamma_that_do_not_fit_are_named(name, value, error, message):
    with pytest.raises(error, match=f"{name} must {message}"):
        batch_norm_backward(np.ones((5, 3)), np.ones((5, 3)), **{"mean": 0.0, "variance": 1.0, name: value}, axis=0)


def test_a_negative_variance_is_refused():
    with pytest.raises(ValueError, match=r"variance must not be negative, got -0\.5"):
        batch_norm_backward([1.0], [1.0], 0.0, -0.5, axis=0)


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        ({"axis": 2}, ValueError, "axis 2 does not exist in an array of 1 dimensions"),
        ({"epsilon": -1.0}, ValueError, "epsilon must be finite and not negative"),
        ({"x": ["a"]}, TypeError, "x must hold real numbers"),
        ({"grad_output": ["a"]}, TypeError, "grad_output must hold real numbers"),
        ({"x": [], "grad_output": []}, ValueError, "x must have at least one value in every group"),
    ],
)
def test_wrong_data_axes_and_epsilon_are_named(wrong, error, message):
    arguments = {"grad_output": [1.0], "x": [1.0], "mean": 0.0, "variance": 1.0, "axis": 0}
    with pytest.raises(error, match=message):
        batch_norm_backward(**(arguments | wrong))
