"""One value followed through batch normalization arrives where `batch_norm` puts it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from bn_core import batch_norm, random_images, trace

grids = arrays(np.int64, array_shapes(max_dims=4, max_side=5), elements=st.integers(-50, 50))


@given(grids, st.sampled_from([0.0, 1e-8, 1e-3, 10.0]), st.floats(-3, 3), st.floats(-5, 5), st.data())
def test_a_value_arrives_where_batch_norm_puts_it(grid, epsilon, gamma, beta, data):
    axis = data.draw(st.none() | st.integers(0, grid.ndim - 1) | st.just(tuple(range(grid.ndim - 1))))
    index = tuple(data.draw(st.integers(0, n - 1)) for n in grid.shape)
    x = grid / 8
    whole = batch_norm(x, gamma, beta, axis=axis, epsilon=epsilon)
    followed = trace(x, index, gamma, beta, axis=axis, epsilon=epsilon)
    of_group = tuple(0 if n == 1 else i for i, n in zip(index, whole.mean.shape, strict=True))
    np.testing.assert_allclose(followed.mean, whole.mean[of_group], rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(followed.variance, whole.variance[of_group], rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(followed.output, whole.output[index], rtol=1e-9, atol=1e-12)
    assert followed.value == x[index]
    assert followed.count == x.size // whole.mean.size == followed.group.size
    assert followed.value in followed.group


def test_every_step_by_hand():
    followed = trace([1.0, 2.0, 3.0, 6.0], [-1], 2.0, 1.0, axis=0, epsilon=0.5)
    assert (followed.value, followed.count, followed.mean, followed.variance) == (6.0, 4, 3.0, 3.5)
    assert (followed.centred, followed.inverse_deviation, followed.normalized) == (3.0, 0.5, 1.5)
    assert (followed.output, followed.gamma, followed.beta) == (4.0, 2.0, 1.0)


@pytest.mark.parametrize("axis", [0, (0, 1, 2), None])
def test_the_whole_group_goes_the_same_way(axis):
    x, index = random_images(channels=3)[:10], (2, 5, 7, 1)
    output = batch_norm(x, -1.5, 2.0, axis=axis, epsilon=1e-3).output
    steps = trace(x, index, -1.5, 2.0, axis=axis, epsilon=1e-3).steps(trace(x, index, axis=axis).group)
    expected = {0: output[:, 5, 7, 1], (0, 1, 2): output[..., 1], None: output}[axis]
    np.testing.assert_allclose(steps[-1], expected.ravel(), rtol=1e-12, atol=1e-12)
    assert abs(steps[1].mean()) < 1e-12
    assert steps[2].std() == pytest.approx(1, abs=1e-3)


def test_gamma_and_beta_are_those_of_the_group():
    x = np.arange(12.0).reshape(4, 3)
    followed = trace(x, (1, 2), [1, 2, 3], [[4, 5, 6]], axis=0)
    assert (followed.gamma, followed.beta) == (3.0, 6.0)


def test_a_constant_group_with_epsilon_zero_gives_beta():
    followed = trace(np.full(5, 0.1), (2,), 3.0, 0.5, axis=0, epsilon=0.0)
    assert (followed.variance, followed.inverse_deviation, followed.output) == (0.0, 0.0, 0.5)


def test_float32_is_followed_in_float64():
    x = np.random.default_rng(0).normal(1e4, 1, 1000).astype(np.float32)
    followed = trace(x, (7,), axis=0, epsilon=0.0)
    assert followed.normalized == pytest.approx((x[7] - x.mean(dtype=float)) / x.std(dtype=float), rel=1e-9)


@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        ({"index": (3, 0)}, ValueError, r"index must name one value of an array of shape \(3, 2\), got \(3, 0\)"),
        ({"index": (1,)}, ValueError, "index must name one value"),
        ({"index": 1}, TypeError, "index must be a sequence of ints, got 1"),
        ({"index": (0.5, 1)}, TypeError, "index must be a sequence of ints"),
        ({"epsilon": -1}, ValueError, "epsilon must be finite and not negative, got -1"),
        ({"gamma": [1, 2, 3]}, ValueError, "gamma must broadcast against the statistics"),
        ({"beta": np.inf}, ValueError, "beta must be finite"),
        ({"x": [["a"]]}, TypeError, "x must hold real numbers"),
        ({"x": [[1, np.nan], [1, 1], [1, 1]], "index": (0, 1)}, ValueError, "x must be finite, got NaN or infinity"),
        ({"axis": 2}, ValueError, "axis 2 does not exist"),
    ],
)
def test_a_wrong_argument_is_named(changed, error, message):
    with pytest.raises(error, match=message):
        trace(**{"x": [[1.0, 2.0], [3.0, 4.0], [6.0, 5.0]], "index": (0, 0), "axis": 0} | changed)
