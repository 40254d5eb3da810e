"""Whether two shares of the same number of samples differ by more than chance gives."""

from __future__ import annotations

from math import hypot, sqrt

import numpy as np
from numpy.typing import ArrayLike

from bn_core.arguments import finite_number, whole_number

__all__ = ["difference_error", "difference_margin"]

# So many standard errors to both sides hold 95 of 100: of a normal distribution, and of Student's t with 1, 2, … degrees.
_NORMAL, _STUDENT = 1.96, (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262)


def difference_error(first: float, second: float, count: int) -> float:
    """Return the standard error of the difference of two shares of `count` samples each, if both have one true share.

    With their mean p it is √(2 p (1 − p) / count), as each share is a binomial count over `count` (Dietterich 1998, "Approximate
    statistical tests for comparing supervised classification learning algorithms", Neural Computation 10, section 3.2). Two
    networks that label the same samples differ by less than two that label others, so that this is rather too large.

    Parameters
    ----------
    first, second : float
        From 0 to 1.
    count : int
        Samples, at least 1.

    Examples
    --------
    >>> round(difference_error(0.97, 0.98, 360), 4)
    0.0116
    """
    whole_number("count", count, least=1)
    for name, share in {"first": first, "second": second}.items():
        if not 0 <= finite_number(name, share) <= 1:
            raise ValueError(f"{name} must be a share from 0 to 1, got {share!r}")
    mean = (first + second) / 2
    return sqrt(2 * mean * (1 - mean) / count)


def difference_margin(first: ArrayLike, second: ArrayLike, count: int) -> float:
    """Return how far the means of two rows of shares may lie apart by chance in 95 of 100 cases, to either side.

    Two chances add up as independent errors do: which `count` samples are labelled, the same in every run, by `difference_error`;
    and which runs were made, by Student's t of the differences run by run, as both train from the same seeds. One run tells
    nothing of the latter, which is then left out.

    Parameters
    ----------
    first, second : array_like
        Shares from 0 to 1, one for each of the same 1 to 10 runs.
    count : int
        Samples, at least 1.

    Examples
    --------
    >>> round(difference_margin([0.97], [0.98], 360), 4)
    0.0228
    >>> round(difference_margin([0.97, 0.96, 0.95], [0.98, 0.98, 0.98], 360), 4)
    0.0352
    """
    one, other = np.asarray(first, np.float64), np.asarray(second, np.float64)
    runs = one.size
    if one.ndim != 1 or one.shape != other.shape or not 1 <= runs <= len(_STUDENT) + 1:
        raise ValueError(f"first and second must be shares of the same 1 to {len(_STUDENT) + 1} runs, got {first!r}, {second!r}")
    of_samples = _NORMAL * difference_error(float(one.mean()), float(other.mean()), count)
    if runs == 1:
        return of_samples
    of_runs = _STUDENT[runs - 2] * float((one - other).std(ddof=1)) / sqrt(runs)
    return hypot(of_samples, of_runs)
