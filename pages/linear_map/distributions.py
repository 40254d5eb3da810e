"""Data of a known shape: two humps, uniform, and two normal distributions to compare."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bn_core.engine.arguments import whole_number, whole_numbers

__all__ = ["bimodal_images", "two_normals", "uniform_images"]


def bimodal_images(seed: int = 678, count: int = 10, height: int = 32, width: int = 32) -> NDArray[np.float64]:
    """Draw images whose right half lies around 4 and whose left half lies around 0, with normal noise of deviation 0.5.

    All values together have two humps; those of one pixel position have one.

    Parameters
    ----------
    seed : int
        At least 0.
    count, height, width : int
        At least 1.

    Returns
    -------
    ndarray of float64
        Shape (count, height, width, 1), NHWC.

    Raises
    ------
    TypeError, ValueError
        An argument is not an integer or lies outside its range; the message names it.

    Examples
    --------
    >>> bimodal_images(count=1, height=1, width=4).round().reshape(-1)
    array([0., 0., 4., 4.])
    """
    noise = 0.5 * _random(seed).standard_normal(_shape(count, height, width))
    noise[:, :, width // 2 :] += 4.0
    return noise


def two_normals(seed: int = 678, count: int = 10_000) -> NDArray[np.float64]:
    """Draw from two normal distributions side by side: mean 60 and deviation 5, mean 70 and deviation 10.

    Parameters
    ----------
    seed : int
        At least 0.
    count : int
        At least 1.

    Returns
    -------
    ndarray of float64
        Shape (count, 2).

    Raises
    ------
    TypeError, ValueError
        An argument is not an integer or lies outside its range; the message names it.

    Examples
    --------
    >>> two_normals().mean(axis=0).round()
    array([60., 70.])
    """
    whole_number("count", count, least=1)
    return np.array([60.0, 70.0]) + np.array([5.0, 10.0]) * _random(seed).standard_normal((count, 2))


def uniform_images(seed: int = 678, count: int = 10, height: int = 32, width: int = 32) -> NDArray[np.float64]:
    """Draw images whose values are all equally likely between 0 and 1.

    Parameters
    ----------
    seed : int
        At least 0.
    count, height, width : int
        At least 1.

    Returns
    -------
    ndarray of float64
        Shape (count, height, width, 1), NHWC.

    Raises
    ------
    TypeError, ValueError
        An argument is not an integer or lies outside its range; the message names it.

    Examples
    --------
    >>> uniform_images().shape
    (10, 32, 32, 1)
    """
    return _random(seed).random(_shape(count, height, width))


def _random(seed: int) -> np.random.Generator:
    return np.random.default_rng(whole_number("seed", seed, least=0))


def _shape(count: int, height: int, width: int) -> tuple[int, int, int, int]:
    whole_numbers(1, count=count, height=height, width=width)
    return count, height, width, 1
