"""What is refused says which argument it was, and what came."""

import numpy as np
import pytest

from bn_core import (
    Recipe,
    activation_use,
    batch_norm,
    identity_parameters,
    largest_difference,
    layer_norm,
    min_max_scale,
    moments,
    statistics_by_recipe,
)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: batch_norm([1.0, 2.0], axis=0, epsilon=10**400), ValueError, "epsilon must be finite and not negative"),
        (lambda: batch_norm([1.0, 2.0], axis=0, epsilon="1"), TypeError, "epsilon must be a number, got '1'"),
        (lambda: layer_norm([[1, 2], [3]]), ValueError, "x must be an array of numbers: "),
        (lambda: moments(np.ones((2, 2)), axis=True), TypeError, "axis must be an int, a tuple of ints or None, got True"),
        (lambda: min_max_scale([1.0, 2.0], feature_range="01"), TypeError, "feature_range must be two numbers, got '01'"),
        (lambda: activation_use([1.0], ["relu"]), TypeError, r"name must be a string, got \['relu'\]"),
        (lambda: activation_use([1.0], "swish"), ValueError, "name must be one of sigmoid, tanh, relu, gelu, got 'swish'"),
        (lambda: Recipe(activation=0), TypeError, "activation must be a string, got 0"),
        (lambda: statistics_by_recipe(["sums_in_float32"], np.ones((1, 2, 2, 1))), TypeError, "recipe must be a string, got"),
        (lambda: identity_parameters(3), TypeError, "statistics must be Moments, got 3"),
    ],
)
def test_a_refused_argument_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_the_largest_difference_in_half_precision_may_be_more_than_it_holds():
    ends = np.array([65504], np.float16)
    assert largest_difference(ends, -ends) == 131008
