"""What is refused says which argument it was, and what came."""

from functools import partial

import numpy as np
import pytest

from bn_core import (
    STATISTICS_RECIPES,
    Moments,
    Recipe,
    activation_use,
    batch_norm,
    identity_parameters,
    largest_difference,
    layer_norm,
    mean_of_deviations,
    merged_as_equal,
    min_max_scale,
    moments,
    moments_of_parts,
    moments_of_runs,
    root_of_mean_variance,
    standardize_weight,
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
        (lambda: moments_of_parts(3, 1), TypeError, "each must be Moments, got 3"),
        (lambda: moments_of_runs(3, [1]), TypeError, "each must be Moments, got 3"),
        (lambda: moments_of_runs(Moments(0, np.zeros(2), np.zeros(2)), [2]), ValueError, "each must have at least one value"),
        (lambda: mean_of_deviations("x"), TypeError, "parts must be Moments, got 'x'"),
        (lambda: root_of_mean_variance("x"), TypeError, "parts must be Moments, got 'x'"),
        (lambda: merged_as_equal("x"), TypeError, "parts must be Moments, got 'x'"),
        (lambda: standardize_weight([[np.nan, 1], [2, 3]]), ValueError, "weight must be finite, got NaN or infinity"),
        (lambda: standardize_weight("x"), TypeError, "weight must hold real numbers"),
        *(
            (partial(statistics_by_recipe, recipe, np.full((1, 2, 2, 1), np.nan)), ValueError, "images must be finite, got NaN")
            for recipe in STATISTICS_RECIPES
        ),
    ],
)
def test_a_refused_argument_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_the_largest_difference_in_half_precision_may_be_more_than_it_holds():
    ends = np.array([65504], np.float16)
    assert largest_difference(ends, -ends) == 131008
