"""The mathematics of normalization, in NumPy.

`axis` names the axes that are reduced, as in NumPy. Arrays keep their dtype, statistics are float64 and keep the reduced axes
with length 1.
"""

from bn_core.backward import BatchNormGradients, batch_norm_backward
from bn_core.batch_norm import BatchNormResult, batch_norm, batch_norm_inference
from bn_core.epsilon_sweep import EpsilonSweep, epsilon_sweep
from bn_core.fold import fold_batch_norm
from bn_core.histogram import Histogram, histogram
from bn_core.images import random_images
from bn_core.moments import Moments, moments
from bn_core.norms import group_norm, instance_norm, layer_norm, rms_norm
from bn_core.running_statistics import RunningStatistics
from bn_core.scaling import min_max_scale, standardize
from bn_core.summary import Summary, largest_difference, summary
from bn_core.trace import Trace, trace

__all__ = [
    "BatchNormGradients",
    "BatchNormResult",
    "EpsilonSweep",
    "Histogram",
    "Moments",
    "RunningStatistics",
    "Summary",
    "Trace",
    "batch_norm",
    "batch_norm_backward",
    "batch_norm_inference",
    "epsilon_sweep",
    "fold_batch_norm",
    "group_norm",
    "histogram",
    "instance_norm",
    "largest_difference",
    "layer_norm",
    "min_max_scale",
    "moments",
    "random_images",
    "rms_norm",
    "standardize",
    "summary",
    "trace",
]
