"""The mathematics of normalization, in NumPy.

`axis` names the axes that are reduced, as in NumPy. Arrays keep their dtype, statistics are float64 and keep the reduced axes
with length 1.
"""

from bn_core.activations import ACTIVATIONS, ActivationUse, activation_use
from bn_core.backward import BatchNormGradients, batch_norm_backward
from bn_core.batch_norm import BatchNormResult, batch_norm, batch_norm_inference, undoing_gamma_and_beta
from bn_core.epsilon_sweep import EpsilonSweep, epsilon_sweep
from bn_core.fold import fold_batch_norm
from bn_core.histogram import Histogram, histogram
from bn_core.images import random_images
from bn_core.lines import Lines, lines_of_groups
from bn_core.moments import Moments, moments
from bn_core.network.network import ARMS, Network, Recipe
from bn_core.network.training import Snapshot, train
from bn_core.norms import group_norm, instance_norm, layer_norm, rms_norm
from bn_core.quantiles import quantiles
from bn_core.resampling import Band, band, resampled_batches
from bn_core.running_statistics import RunningStatistics
from bn_core.scaling import min_max_scale, standardize
from bn_core.sharing import normalize, statistic_of_each_value
from bn_core.stream import RunningHistory, moments_of_batches, running_history, shuffled_batches
from bn_core.summary import Summary, largest_difference, summary
from bn_core.trace import Trace, trace

__all__ = [
    "ACTIVATIONS",
    "ARMS",
    "ActivationUse",
    "Band",
    "BatchNormGradients",
    "BatchNormResult",
    "EpsilonSweep",
    "Histogram",
    "Lines",
    "Moments",
    "Network",
    "Recipe",
    "RunningHistory",
    "RunningStatistics",
    "Snapshot",
    "Summary",
    "Trace",
    "activation_use",
    "band",
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
    "lines_of_groups",
    "min_max_scale",
    "moments",
    "moments_of_batches",
    "normalize",
    "quantiles",
    "random_images",
    "resampled_batches",
    "rms_norm",
    "running_history",
    "shuffled_batches",
    "standardize",
    "statistic_of_each_value",
    "summary",
    "trace",
    "train",
    "undoing_gamma_and_beta",
]
