"""Normalizations that treat each sample by itself: which way one takes, by the size and the shape of its samples."""

from __future__ import annotations

from math import prod

import numpy as np

from bn_core import plain
from bn_core.arguments import FloatArray, axes_of_length_1
from bn_core.engine.affine import affine_around
from bn_core.engine.layout import is_small
from bn_core.engine.row_norms import are_rows, mean_square, normalized_rows
from bn_core.moments import moments
from bn_core.plain import inverse_deviation

# Where every gamma serves so many values, gamma / √(variance + epsilon) is small beside x, and one pass over x does it.
_WORTH_ONE_PASS = 8


def normalized(
    x: FloatArray, axes: tuple[int, ...], gamma: FloatArray, beta: FloatArray, epsilon: float, *, centred: bool = True
) -> FloatArray:
    """Return gamma · (x − mean) / √(variance + epsilon) + beta, or gamma · x / √(mean(x²) + epsilon) + beta.

    The statistics are over `axes`; gamma and beta broadcast against `x`.
    """
    if is_small(x, axes):
        if not centred:
            return plain.rms_normalized(x, axes, gamma, epsilon)
        return plain.normalized(x, axes, gamma, beta, epsilon).output
    of_features = np.broadcast_shapes(gamma.shape, beta.shape, (1,) * x.ndim)
    if are_rows(x, axes) and all(n == 1 or a in axes for a, n in enumerate(of_features)):
        return normalized_rows(x, axes, epsilon, gamma, beta, centred=centred)
    sample = moments(x, axes)
    mean = sample.mean if centred else None
    inverse = inverse_deviation(sample.variance if centred else mean_square(sample, x), epsilon)
    of_both = np.broadcast_shapes(of_features, inverse.shape)
    if _WORTH_ONE_PASS * prod(of_both) <= x.size:
        return affine_around(x, axes_of_length_1(of_both), mean, gamma * inverse, beta)
    output = affine_around(x, axes, mean, inverse, np.zeros_like(inverse))
    return affine_around(output, axes_of_length_1(of_features), None, gamma, beta, out=output)
