"""Whether two shares of the same number of samples differ by more than chance gives."""

from __future__ import annotations

from math import sqrt

from bn_core.arguments import finite_number, whole_number

__all__ = ["difference_error"]


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
