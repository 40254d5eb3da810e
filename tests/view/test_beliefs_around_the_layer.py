"""The experiments on activation, bias and folding against plain NumPy and finite differences."""

import numpy as np
import pytest

from pages.beliefs import around_the_layer


def normalized(z, epsilon=1e-3):
    return (z - z.mean(0)) / np.sqrt(z.var(0) + epsilon)


def test_both_orders_of_batch_norm_and_relu_give_what_numpy_gives():
    x = np.random.default_rng(678).normal(1, 2, (256, 64))
    before, after = np.maximum(normalized(x), 0), normalized(np.maximum(x, 0))
    for output, expected in zip(around_the_layer.outputs_of_both_orders(), (before, after), strict=True):
        assert output.mean == pytest.approx(expected.mean(), abs=1e-12)
        assert output.variance == pytest.approx(expected.var(), rel=1e-9)
        assert output.zeros == np.mean(expected == 0)
        assert output.histogram.counts.sum() == expected.size


@pytest.mark.parametrize("bias", [-100.0, 100.0])
def test_a_bias_before_batch_norm_changes_nothing_in_training_and_much_in_inference(bias):
    draw = np.random.default_rng(678)
    x, weight, upstream = draw.normal(size=(64, 8)), draw.normal(size=(8, 4)), draw.normal(size=(64, 4))
    z = x @ weight
    effect = around_the_layer.effect_of_a_bias(bias)
    assert effect.training <= 1e-12
    assert effect.inference == pytest.approx(np.abs(bias / np.sqrt(z.var(0) + 1e-3)).max(), rel=1e-9)

    def loss(weights, biases):
        return np.sum(upstream * normalized(x @ weights + biases))

    step = 1e-5
    bias_gradient = [(loss(weight, bias + step * e) - loss(weight, bias - step * e)) / (2 * step) for e in np.eye(4)]
    units = step * np.eye(32).reshape(32, 8, 4)
    weight_gradient = [(loss(weight + u, bias) - loss(weight - u, bias)) / (2 * step) for u in units]
    assert np.abs(bias_gradient).max() <= 1e-7
    assert effect.bias_gradient <= 1e-12
    assert effect.weight_gradient == pytest.approx(np.abs(weight_gradient).max(), rel=1e-6)


def test_folding_is_exact_with_the_bias_scaled_and_wrong_by_what_is_left_out_otherwise():
    draw = np.random.default_rng(678)
    x, weight = draw.normal(size=(64, 8)), draw.normal(size=(8, 4))
    bias, gamma = draw.normal(size=4), draw.uniform(0.5, 2, 4)
    z = x @ weight + bias
    scale = gamma / np.sqrt(z.var(0) + 1e-3)
    errors = around_the_layer.folding_errors(1.0)
    assert errors.scaled <= 1e-13
    assert errors.unscaled == pytest.approx(np.abs(bias * (1 - scale)).max(), rel=1e-9)
    assert errors.added == pytest.approx(np.abs(bias - (bias - z.mean(0)) * scale).max(), rel=1e-9)
    assert around_the_layer.folding_errors(0.0).unscaled <= 1e-13
