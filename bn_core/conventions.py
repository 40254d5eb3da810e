"""How Keras and PyTorch mean the settings of one and the same layer."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CONVENTIONS", "KERAS", "PYTORCH", "Convention", "complement"]


@dataclass(frozen=True)
class Convention:
    """The defaults of a framework's layer, and what its momentum and its running variance are.

    Attributes
    ----------
    epsilon, momentum : float
        The defaults, as the framework writes them.
    of_old : bool
        Whether the momentum is the share that the old running statistics keep; else it is that of the batch.
    unbiased : bool
        Whether the variance of a batch that enters the running one is divided by one less than the count.
    """

    epsilon: float
    momentum: float
    of_old: bool
    unbiased: bool

    def share_of_old(self, momentum: float) -> float:
        """Return the share that the old running statistics keep, for a momentum of this framework; and the way back.

        Examples
        --------
        >>> KERAS.share_of_old(0.9), PYTORCH.share_of_old(0.1)
        (0.9, 0.9)
        """
        return momentum if self.of_old else complement(momentum)


KERAS = Convention(epsilon=1e-3, momentum=0.99, of_old=True, unbiased=False)
PYTORCH = Convention(epsilon=1e-5, momentum=0.1, of_old=False, unbiased=True)
CONVENTIONS = {"keras": KERAS, "pytorch": PYTORCH}


def complement(share: float) -> float:
    """Return the rest of a share; rounded, so that the rest of the rest is the very same share.

    Examples
    --------
    >>> complement(0.99)
    0.01
    """
    return round(1 - share, 10)
