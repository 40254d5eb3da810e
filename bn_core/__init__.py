"""The mathematics of normalization, in NumPy.

`axis` names the axes that are reduced, as in NumPy. Arrays keep their dtype, statistics are float64 and keep the reduced axes
with length 1.
"""

from bn_core.batch_norm import BatchNormResult, batch_norm
from bn_core.epsilon_sweep import EpsilonSweep, epsilon_sweep
from bn_core.histogram import Histogram, histogram
from bn_core.images import random_images
from bn_core.moments import Moments, moments
from bn_core.scaling import min_max_scale, standardize
from bn_core.summary import Summary, summary

__all__ = [
    "BatchNormResult",
    "EpsilonSweep",
    "Histogram",
    "Moments",
    "Summary",
    "batch_norm",
    "epsilon_sweep",
    "histogram",
    "min_max_scale",
    "moments",
    "random_images",
    "standardize",
    "summary",
]
