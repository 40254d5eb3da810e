"""The mathematics of normalization, in NumPy.

`axis` names the axes that are reduced, as in NumPy; `channel_axis` the one along which gamma, beta, mean and variance lie as
vectors of shape (C,). A vector that fits several axes is refused until one is named. Arrays keep their dtype; statistics are
float64 (longdouble for longdouble data) and keep the reduced axes with length 1.

To see how `batch_norm` comes to its result, read `plain.py` and then `batch_norm.py`; `engine` does the same to large arrays.

A wrong type and a masked array raise TypeError; a wrong shape or value, NaN and infinity raise ValueError. The message names the
argument and says what came. A docstring has a section "Raises" where there is more to know.
"""

from bn_core.activations import ACTIVATIONS, ActivationUse, activation_use
from bn_core.backward import Gradients, batch_norm_backward, batch_norm_inference_backward
from bn_core.batch_norm import BatchNormResult, batch_norm, batch_norm_inference, identity_parameters
from bn_core.epsilon_sweep import EpsilonSweep, epsilon_sweep
from bn_core.fold import fold_batch_norm
from bn_core.histogram import Histogram, histogram, normal_counts
from bn_core.images import random_images
from bn_core.moments import Moments, moments
from bn_core.network.network import ARMS, Network, Recipe
from bn_core.network.shift import ShiftingRun, shifting_run, unit_shift
from bn_core.network.training import Snapshot, train
from bn_core.norms import group_norm, instance_norm, layer_norm, rms_norm
from bn_core.norms_backward import group_norm_backward, instance_norm_backward, layer_norm_backward, rms_norm_backward
from bn_core.parts import Spread, moments_of_parts, moments_of_runs, spread
from bn_core.recipes import (
    STATISTICS_RECIPES,
    DataStatistics,
    after_normalizing,
    mean_of_deviations,
    merged_as_equal,
    root_of_mean_variance,
    statistics_by_recipe,
)
from bn_core.running_statistics import RunningStatistics
from bn_core.scaling import Extremes, extremes, min_max_scale, min_max_unscale, standardize, standardize_weight, unstandardize
from bn_core.shares import difference_error, difference_margin
from bn_core.stream import (
    RunningHistory,
    expected_variance,
    moments_of_batches,
    running_history,
    shuffled_batches,
    standard_error,
)
from bn_core.summary import Summary, largest_difference, quantiles, summary
from bn_core.through import OutputBins, StraightLine, output_bins, share_within, straight_line
from bn_core.trace import Trace, trace

__all__ = [
    "ACTIVATIONS",
    "ARMS",
    "STATISTICS_RECIPES",
    "ActivationUse",
    "BatchNormResult",
    "DataStatistics",
    "EpsilonSweep",
    "Extremes",
    "Gradients",
    "Histogram",
    "Moments",
    "Network",
    "OutputBins",
    "Recipe",
    "RunningHistory",
    "RunningStatistics",
    "ShiftingRun",
    "Snapshot",
    "Spread",
    "StraightLine",
    "Summary",
    "Trace",
    "activation_use",
    "after_normalizing",
    "batch_norm",
    "batch_norm_backward",
    "batch_norm_inference",
    "batch_norm_inference_backward",
    "difference_error",
    "difference_margin",
    "epsilon_sweep",
    "expected_variance",
    "extremes",
    "fold_batch_norm",
    "group_norm",
    "group_norm_backward",
    "histogram",
    "identity_parameters",
    "instance_norm",
    "instance_norm_backward",
    "largest_difference",
    "layer_norm",
    "layer_norm_backward",
    "mean_of_deviations",
    "merged_as_equal",
    "min_max_scale",
    "min_max_unscale",
    "moments",
    "moments_of_batches",
    "moments_of_parts",
    "moments_of_runs",
    "normal_counts",
    "output_bins",
    "quantiles",
    "random_images",
    "rms_norm",
    "rms_norm_backward",
    "root_of_mean_variance",
    "running_history",
    "share_within",
    "shifting_run",
    "shuffled_batches",
    "spread",
    "standard_error",
    "standardize",
    "standardize_weight",
    "statistics_by_recipe",
    "straight_line",
    "summary",
    "trace",
    "train",
    "unit_shift",
    "unstandardize",
]
