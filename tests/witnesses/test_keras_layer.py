"""What Keras does in the experiments of the page of beliefs, and what it gives for those that the page does without it."""

import numpy as np
import pytest

from pages.beliefs import around_the_layer, definitions
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
    assert both.output_mean == pytest.approx(0, abs=1e-5)
    assert (inference.trainable, inference.training) == (True, False)
    assert inference.gamma_and_beta > 0.1
    assert inference.moving_statistics == 0
    assert inference.output_mean == pytest.approx(5, abs=1)
    assert (frozen.trainable, frozen.training) == (False, True)
    assert frozen.gamma_and_beta == frozen.moving_statistics == 0
    assert frozen.output_mean == inference.output_mean


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
