"""The small network as a whole: its gradients, its arms, and what it refuses."""

import numpy as np
import pytest

from bn_core import ARMS, Network, Recipe
from bn_core.network.layers import Dense, NoiseLayer

DOUBLE = np.dtype(np.float64)
RANDOM = np.random.default_rng(0)
X, LABELS = RANDOM.normal(size=(12, 6)), RANDOM.integers(0, 4, 12)


def a_network(arm, **wanted):
    return Network(Recipe(depth=3, width=5, **wanted), arm, 6, 4, DOUBLE)


def parameters_and_gradients(network):
    layers = network.layers
    return [(p, g) for layer in layers for p, g in zip(layer.parameters, layer.gradients, strict=True)]


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
@pytest.mark.parametrize("norm_first", [True, False])
@pytest.mark.parametrize("arm", ARMS)
def test_the_gradients_of_all_parameters_are_what_small_moves_of_them_say(arm, norm_first, activation):
    h = 1e-6
    network = a_network(arm, norm_first=norm_first, activation=activation)

    def loss():
        for layer in network.layers:
            if isinstance(layer, NoiseLayer):  # the same noise again
                layer._random = np.random.default_rng(1)
        return network.loss_and_gradients(X, LABELS)

    for p, _gradient in parameters_and_gradients(network):
        p += RANDOM.normal(0, 0.3, p.shape)  # biases of 0 let dead units sit on ReLU's kink
    loss()
    of_all = [(p, g.copy()) for p, g in parameters_and_gradients(network)]
    assert of_all
    for p, gradient in of_all:
        slope = np.empty(p.shape)
        for i in np.ndindex(p.shape):
            kept = p[i]
            p[i] = kept + h
            above = loss()
            p[i] = kept - h
            slope[i] = (above - loss()) / (2 * h)
            p[i] = kept
        np.testing.assert_allclose(gradient, slope, rtol=1e-4, atol=1e-7)


@pytest.mark.parametrize("norm_first", [True, False])
def test_all_arms_start_from_the_same_weights(norm_first):
    networks = [a_network(arm, norm_first=norm_first) for arm in ARMS]
    weights = [[layer.parameters[0] for layer in n.layers if isinstance(layer, Dense)] for n in networks]
    for others in weights[1:]:
        for one, other in zip(weights[0], others, strict=True):
            np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(
    ("arm", "norm_first", "biases"), [("plain", True, 4), ("batch_norm", True, 1), ("batch_norm", False, 4), ("frozen", True, 1)]
)
def test_only_a_dense_layer_straight_before_a_batch_normalization_has_no_bias(arm, norm_first, biases):
    layers = a_network(arm, norm_first=norm_first).layers
    assert sum(len(layer.parameters) - 1 for layer in layers if isinstance(layer, Dense)) == biases


@pytest.mark.parametrize(
    ("activation", "variance"), [("relu", 2 / 64), ("gelu", 2 / 64), ("tanh", 2 / 364), ("sigmoid", 2 / 364)]
)
def test_the_first_weights_have_the_deviation_of_he_or_glorot_times_the_scale(activation, variance):
    network = Network(Recipe(activation=activation, width=300, weight_scale=3.0), "plain", 64, 10)
    assert network.layers[0].parameters[0].std() == pytest.approx(3 * variance**0.5, rel=0.02)
    assert network.layers[0].parameters[0].dtype == np.float32


def test_a_step_moves_by_the_velocity_as_keras_has_it():
    network = a_network("plain", learning_rate=0.1, momentum=0.5)
    weight = network.layers[0].parameters[0]
    seen, gradients = [weight.copy()], []
    for _step in range(3):
        network.loss_and_gradients(X, LABELS)
        gradients.append(network.layers[0].gradients[0].copy())
        network.descend()
        seen.append(weight.copy())
    velocity = 0.0
    for before, after, gradient in zip(seen[:-1], seen[1:], gradients, strict=True):
        velocity = 0.5 * velocity - 0.1 * gradient
        np.testing.assert_allclose(after, before + velocity, atol=1e-15)


def test_inference_does_not_depend_on_what_else_is_in_the_batch():
    network = a_network("noisy")
    network.loss_and_gradients(X, LABELS)
    together = network.predict(X)
    assert [network.predict(row[np.newaxis])[0] for row in X] == list(together)


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"learning_rate": float("nan")}, "learning_rate must be finite"),
        ({"weight_scale": -1.0}, "weight_scale must be finite and not negative"),
        ({"momentum": 1.0}, r"momentum must be below 1, got 1\.0"),
        ({"epsilon": 0.0}, r"epsilon must be positive, got 0\.0"),
        ({"batch_size": 1}, "batch_size must be at least 2, got 1"),
        ({"depth": 0}, "depth must be at least 1, got 0"),
        ({"steps": 0}, "steps must be at least 1, got 0"),
        ({"activation": "no function"}, "activation must be one of sigmoid, tanh, .*, got 'no function'"),
    ],
)
def test_a_recipe_out_of_range_is_refused_by_name(wanted, message):
    with pytest.raises(ValueError, match=message):
        Recipe(**wanted)


def test_a_truth_value_is_no_number_of_layers():
    with pytest.raises(TypeError, match="depth must be an integer, got True"):
        Recipe(depth=True)


def test_an_unknown_arm_is_refused():
    with pytest.raises(ValueError, match="arm must be one of plain, batch_norm, frozen, noisy, got 'other'"):
        a_network("other")
