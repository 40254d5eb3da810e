"""What Keras does in the experiments of the page of beliefs, and what it gives for those that the page does without it."""

import ast

import numpy as np
import pytest

from bn_core import RunningStatistics, moments
from bn_core.conventions import KERAS, PYTORCH
from pages.beliefs import around_the_layer, definitions
from pages.numpy_and_tensorflow import converter
from pages.numpy_and_tensorflow.reasons import Reasons
from pages.numpy_and_tensorflow.settings import Layer
from witnesses import keras_layer

NOT_INSTALLED = "TensorFlow, with which Keras comes, is not installed (none for Python 3.14)"
tf = pytest.importorskip("tensorflow", reason=NOT_INSTALLED, exc_type=ImportError)
keras = pytest.importorskip("keras", reason=NOT_INSTALLED, exc_type=ImportError)


def test_keras_stores_the_biased_variance_of_1_2_3_4():
    assert keras_layer.stored_variance() == pytest.approx(definitions.two_variances().biased, rel=1e-6) == pytest.approx(1.25)


def test_after_one_update_keras_3_holds_the_biased_variance_and_keras_2_s_fused_kernel_gave_the_unbiased_one():
    x = np.float32([1, 2, 3, 4]).reshape(4, 1, 1, 1)
    layer = keras.layers.BatchNormalization()
    layer(x, training=True)
    assert layer.moving_variance.numpy() == pytest.approx([0.99 + 0.01 * x.var()], rel=1e-6)
    *_, variance = tf.compat.v1.nn.fused_batch_norm(x, [1.0], [0.0], is_training=True)
    assert variance.numpy() == pytest.approx([x.var(ddof=1)], rel=1e-6)


@pytest.mark.parametrize("beta", [0.0, 0.5])
@pytest.mark.parametrize("x", [-3.0, 0.0, 7.0])
def test_keras_makes_beta_of_a_batch_of_one_value_whatever_it_is(x, beta):
    assert keras_layer.output_of_one_value(x, beta) == beta


def test_in_keras_gamma_beta_and_the_moving_statistics_move_as_the_page_says():
    both, inference, frozen = keras_layer.steps_by_switches()
    assert (both.trainable, both.training) == (True, True)
    assert both.gamma_and_beta > 0.1 < both.moving_statistics
    assert (inference.trainable, inference.training) == (True, False)
    assert inference.gamma_and_beta > 0.1
    assert inference.moving_statistics == 0
    assert (frozen.trainable, frozen.training) == (False, True)
    assert frozen.gamma_and_beta == frozen.moving_statistics == 0


def test_the_bias_before_a_keras_layer_has_no_gradient_where_the_weight_s_is_the_page_s():
    draw = np.random.default_rng(around_the_layer.SEED)
    x, weight, upstream = draw.normal(size=(64, 8)), draw.normal(size=(8, 4)), draw.normal(size=(64, 4))
    dense, normalization = keras.layers.Dense(4, dtype="float64"), keras.layers.BatchNormalization(dtype="float64")
    dense.build(x.shape)
    dense.set_weights([weight, np.full(4, 100.0)])
    with tf.GradientTape() as tape:
        output = normalization(dense(x), training=True)
    variables = [v.value for v in dense.trainable_variables]
    weight_gradient, bias_gradient = tape.gradient(output, variables, output_gradients=tf.constant(upstream))
    effect = around_the_layer.effect_of_a_bias(100.0)
    assert float(tf.reduce_max(tf.abs(bias_gradient))) <= 1e-10
    assert effect.bias_gradient <= 1e-10
    assert effect.weight_gradient == pytest.approx(float(tf.reduce_max(tf.abs(weight_gradient))), rel=1e-9)


@pytest.mark.parametrize("axis", [0, -1])
def test_batch_normalization_keeps_the_axis_it_names_as_the_page_counts(axis):
    layer = keras.layers.BatchNormalization(axis=axis)
    layer.build((30, 32, 32, 1))
    assert layer.moving_mean.shape[0] == definitions.counts_of_means()["Keras", f"axis={axis}"]


@pytest.mark.parametrize("name", ["LayerNormalization", "RMSNormalization"])
def test_keras_s_layer_norm_and_rms_norm_reduce_the_axes_they_name_as_the_page_says(name):
    x = np.random.default_rng(definitions.SEED).normal(3, 2, (4, 5, 6)).astype(np.float32)
    y = np.asarray(getattr(keras.layers, name)(axis=(1, 2))(x))
    np.testing.assert_allclose((y**2).mean((1, 2)), 1, rtol=1e-2)
    assert not np.allclose((y**2).mean(0), 1, rtol=1e-2)


def test_epsilon_momentum_and_mode_move_the_outputs_of_keras_s_layers_as_far_as_the_reasons_say():
    x = np.random.default_rng(0).normal(3, 2, (64, 5))

    def outputs(**settings):
        """Return those of a new layer: in training, and in inference before and after that one update."""
        layer = keras.layers.BatchNormalization(dtype="float64", **settings)
        before, training, after = (np.asarray(layer(x, training=mode)) for mode in (False, True, False))
        return {"training": training, "before": before, "after": after}

    as_pytorch = {"epsilon": PYTORCH.epsilon}
    usual, as_keras = outputs(**as_pytorch), outputs()
    of_old, of_new = (outputs(momentum=share, **as_pytorch)["after"] for share in (0.9, 1 - 0.9))
    differences = {
        "epsilon": usual["training"] - as_keras["training"],
        "momentum": of_old - of_new,
        "mode": as_keras["training"] - as_keras["before"],
    }
    of_reasons = Reasons(x[:, np.newaxis, np.newaxis], (0, 1, 2)).sizes(Layer(layer_momentum=0.9))
    for reason, difference in differences.items():
        assert np.abs(difference).max() == pytest.approx(of_reasons[reason], rel=1e-6), reason


def test_the_defaults_of_keras_s_layer_are_those_that_the_page_says():
    layer = keras.layers.BatchNormalization()
    assert (layer.epsilon, layer.momentum, layer.axis) == (KERAS.epsilon, KERAS.momentum, -1)


def named(call):
    """Return the settings that the code of a layer names."""
    assignment, *_rest = ast.parse(call).body
    return {keyword.arg: ast.literal_eval(keyword.value) for keyword in assignment.value.keywords}


@pytest.mark.parametrize("channels", ["last", "first"])
@pytest.mark.parametrize(
    ("framework", "epsilon", "momentum", "of_old"),
    [("keras", 1e-3, 0.99, 0.99), ("keras", 1e-5, 0.0, 0.0), ("pytorch", 1e-5, 0.1, 0.9), ("pytorch", 1e-8, 1.0, 0.0)],
)
def test_a_layer_in_keras_s_code_and_in_pytorch_s_average_the_same_share(framework, epsilon, momentum, of_old, channels):
    written = Layer(framework=framework, layer_epsilon=epsilon, layer_momentum=momentum, channels_axis=channels)
    code = converter.calls(written)
    images = np.random.default_rng(0).normal(3, 2, (8, 4, 5, 3))
    nchw = images.transpose(0, 3, 1, 2)
    scope = {"keras": keras, "x": images if channels == "last" else nchw}
    exec(code["Keras"], scope)
    layer, batch = scope["bn"], moments(images, (0, 1, 2))
    running = RunningStatistics(0.0, 1.0, of_old).update(batch)
    np.testing.assert_allclose(layer.moving_mean, running.mean.ravel(), rtol=1e-6, atol=1e-7)
    np.testing.assert_allclose(layer.moving_variance, running.variance.ravel(), rtol=1e-6)
    pytorch = named(code["PyTorch"])
    assert pytorch["eps"] == layer.epsilon == epsilon
    # torch.nn.BatchNorm2d: (1 − momentum) · running + momentum · batch
    np.testing.assert_allclose((1 - pytorch["momentum"]) * 0 + pytorch["momentum"] * batch.mean, running.mean, atol=1e-12)
    taken = "x.permute(0, 3, 1, 2)" if channels == "last" else "x"
    assert f"y = bn({taken})" in code["PyTorch"]
    assert code["PyTorch"].endswith("y = y.permute(0, 2, 3, 1)" if channels == "last" else "y = bn(x)")  # as Keras gives it
