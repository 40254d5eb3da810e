"""Running mean and variance of the batches, which a network uses in inference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bn_core.arguments import finite_array, fits, non_negative_number, not_negative, whole_number
from bn_core.moments import Moments

__all__ = ["RunningStatistics"]


@dataclass(frozen=True, eq=False)
class RunningStatistics:
    """Moving averages of the mean and the variance of the batches.

    What frameworks call the momentum, and which variance they average, `bn_core.conventions` says.

    Attributes
    ----------
    mean, variance : ndarray of float64
        Usually 0 and 1 at the start, as numbers or with the shape of the statistics.
    momentum : float or None
        Between 0 and 1: the share that the *old* value keeps. None is the plain average of all batches, in which the start has
        no part, as PyTorch's ``momentum=None`` is.
    unbiased : bool
        Whether the variance of a batch is divided by one less than the count.
    updates : int
        How many batches have come.

    Examples
    --------
    >>> from bn_core import moments
    >>> start = RunningStatistics(mean=0.0, variance=1.0, momentum=0.9)
    >>> after = start.update(moments([1.0, 2.0, 3.0, 4.0], axis=0))
    >>> after.mean, after.variance
    (array([0.25]), array([1.025]))
    """

    mean: NDArray[np.float64]
    variance: NDArray[np.float64]
    momentum: float | None = 0.99
    unbiased: bool = False
    updates: int = 0

    def __post_init__(self) -> None:
        """Check the numbers and turn the statistics into arrays."""
        if self.momentum is not None:
            object.__setattr__(self, "momentum", non_negative_number("momentum", self.momentum))
            if self.momentum > 1:
                raise ValueError(f"momentum must be between 0 and 1, got {self.momentum!r}")
        whole_number("updates", self.updates, least=0)
        object.__setattr__(self, "mean", finite_array("mean", self.mean).copy())
        object.__setattr__(self, "variance", not_negative("variance", finite_array("variance", self.variance)).copy())

    def update(self, moments: Moments) -> RunningStatistics:
        """Return the statistics after one more batch: momentum · old + (1 − momentum) · batch.

        Parameters
        ----------
        moments : Moments
            Of the batch; the result has their shape.

        Raises
        ------
        TypeError, ValueError
            `moments` are not Moments, the old statistics do not broadcast to them, or they are of one value per group and
            `unbiased` is set.
        """
        if not isinstance(moments, Moments):
            raise TypeError(f"moments must be Moments, got {moments!r}")
        least = 2 if self.unbiased else 1
        if np.any(np.less(moments.count, least)):
            kind = "two values per group for an unbiased variance" if self.unbiased else "at least one value per group"
            raise ValueError(f"moments must be of {kind}, got {np.min(moments.count)}")
        variance = moments.unbiased_variance if self.unbiased else moments.variance
        return RunningStatistics(
            self._blend("mean", self.mean, moments.mean),
            self._blend("variance", self.variance, variance),
            self.momentum,
            self.unbiased,
            self.updates + 1,
        )

    def share_of_old(self, updates: int) -> float:
        """Return the share that the old value keeps in the update after so many."""
        return updates / (updates + 1) if self.momentum is None else self.momentum

    def _blend(self, name: str, old: NDArray[np.float64], batch: NDArray[np.float64]) -> NDArray[np.float64]:
        if not fits(old.shape, batch.shape):
            raise ValueError(f"moments must have statistics that the {name} of shape {old.shape} fits, got {batch.shape}")
        return blended(self.share_of_old(self.updates), old, batch)


def blended(share: float, old: NDArray[np.float64], batch: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the update rule alone, unchecked."""
    return share * old + (1 - share) * batch
