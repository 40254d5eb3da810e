"""Batch normalization folded into the layer before it."""

from __future__ import annotations

from numpy.typing import ArrayLike

from bn_core.arguments import FloatArray, channel_vector, finite_array, float_array, non_negative_number, not_negative
from bn_core.plain import inverse_deviation

__all__ = ["fold_batch_norm"]


def fold_batch_norm(
    weight: ArrayLike,
    bias: ArrayLike,
    mean: ArrayLike,
    variance: ArrayLike,
    gamma: ArrayLike | None = None,
    beta: ArrayLike | None = None,
    *,
    epsilon: float = 1e-5,
) -> tuple[FloatArray, FloatArray]:
    """Return weight and bias of the one layer that does what a layer and the batch normalization behind it do in inference.

    With s = gamma / √(variance + epsilon), weight · s and (bias − mean) · s + beta: the bias is scaled as well. A channel with
    ``variance + epsilon == 0`` gets weight 0 and bias beta, as `batch_norm_inference` gives beta.

    Parameters
    ----------
    weight : array_like of real numbers
        Weights of a linear or convolution layer, output channels along the *last* axis, as in Keras: (C_in, C_out),
        (height, width, C_in, C_out). PyTorch has them first: move that axis to the end and back.
    bias : array_like of real numbers
        Shape (C_out,), or 0 for a layer without one.
    mean, variance : array_like
        Statistics of the layer's output, one per channel: shape (C_out,), or with other axes of length 1 as `batch_norm` returns
        them.
    gamma, beta : array_like, optional
        Numbers, or one per channel.
    epsilon : float
        The one of the training.

    Returns
    -------
    weight : ndarray
        Shape and dtype of `weight`.
    bias : ndarray
        Shape (C_out,), dtype of the returned weight.

    Examples
    --------
    >>> import numpy as np
    >>> fold_batch_norm([[2.0], [4.0]], [3.0], mean=[1.0], variance=[4.0], beta=[10.0], epsilon=0.0)
    (array([[1.],
           [2.]]), array([11.]))
    """
    given = float_array("weight", weight)
    if given.ndim == 0:
        raise ValueError("weight must have its output channels along the last axis, got a number")
    weight, channels = finite_array("weight", given), given.shape[-1]
    layer = {"bias": bias, "mean": mean, "variance": variance}
    bias, mean, variance = (channel_vector(name, value, channels) for name, value in layer.items())
    gamma = channel_vector("gamma", 1.0 if gamma is None else gamma, channels)
    beta = channel_vector("beta", 0.0 if beta is None else beta, channels)
    s = gamma * inverse_deviation(not_negative("variance", variance), non_negative_number("epsilon", epsilon))
    weight, bias = weight * s, (bias - mean) * s + beta
    return weight.astype(given.dtype, copy=False), bias.astype(given.dtype, copy=False)
