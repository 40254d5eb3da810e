"""What learners get wrong about batch normalization. One file a family: each experiment beside the texts that present it."""

from __future__ import annotations

from pages.beliefs import around_the_layer, definitions, learning, neighbours, running
from pages.beliefs.belief import Belief

__all__ = ["beliefs"]

# A new belief is a function in its family's file and one name here. The numbers are those of links and stay.
_ALL = (
    definitions.shape,
    definitions.axis,
    definitions.variance,
    definitions.epsilon,
    running.momentum,
    running.two_modes,
    running.warm_up,
    neighbours.one_value,
    neighbours.batch_size,
    neighbours.independence,
    around_the_layer.order,
    around_the_layer.bias,
    around_the_layer.folding,
    learning.zero_gamma,
    learning.covariate_shift,
    learning.constants,
    running.freezing,
    learning.undoing,
)


def beliefs() -> dict[int, Belief]:
    """Return every belief by its number, in the language of the session."""
    return {belief.number: belief for belief in (make() for make in _ALL)}
