"""What learners get wrong about batch normalization. One file a family: each experiment beside the texts that present it."""

from __future__ import annotations

from collections.abc import Mapping

from pages.beliefs import around_the_layer, data_sets, definitions, gradients, neighbours, purpose, running, shape
from pages.beliefs.belief import Belief

# A new belief is a function in its family's file and a name at the end here: its place is its number in links.
_ALL = (
    shape.standardizing_makes_normal,
    definitions.axis_means_the_same,
    definitions.one_variance,
    definitions.place_of_epsilon_matters,
    running.momentum_means_the_same,
    running.modes_should_agree,
    running.ready_after_100_batches,
    neighbours.one_sample_is_too_few,
    neighbours.batch_size_affects_speed_only,
    neighbours.each_image_on_its_own,
    around_the_layer.batch_norm_before_relu,
    around_the_layer.bias_changes_nothing,
    around_the_layer.folding_adds_beta,
    gradients.gamma_0_never_learns,
    purpose.shift_is_the_trouble,
    gradients.statistics_are_constants,
    running.freezing_leaves_statistics_moving,
    purpose.undoing_makes_useless,
    data_sets.std_is_the_mean_of_stds,
    data_sets.float32_mean_is_right,
    data_sets.padding_does_not_matter,
)
BELIEFS: Mapping[int, Belief] = dict(enumerate(_ALL, start=1))
