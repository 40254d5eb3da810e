"""What each witness gives and how long it takes, and how far it is from extended precision. Runs in the worker process."""

from __future__ import annotations

import timeit
from collections.abc import Mapping, Sequence
from math import prod
from time import perf_counter
from typing import NamedTuple

import numpy as np

from bn_core.summary import largest_difference
from witnesses.batch_norms import ONE_PASS, WITNESSES, Array, exact

# Rows of so many channels, one mean each.
CHANNELS = 32
# How often each is called, at least and at most, and for how long all together are.
LEAST_RUNS, MOST_RUNS, _SECONDS = 5, 50, 0.5
# Of the outputs around a mean this one is looked at: near 0 all have its digits, far from 0 not even its sign.
LOOKED_AT = (0, 0, 1, 1)
_SHAPE = (64, 32, 32, 3)
VALUES = prod(_SHAPE)
_EVERY = {**WITNESSES, "one_pass": ONE_PASS}


class Times(NamedTuple):
    """How many seconds a call takes: half of the calls take no longer than the median, a quarter than the first quartile."""

    first_quartile: float
    median: float
    third_quartile: float


class Around(NamedTuple):
    """Of data around a mean: one output value in extended precision and by witness, and the largest error of each."""

    exact: float
    values: Mapping[str, float]
    errors: Mapping[str, float]


def times(size: int, dtype: str, names: Sequence[str]) -> dict[str, Times]:
    """Return how long a call of each named witness takes for `size` bytes of normal numbers, `CHANNELS` in a row.

    They take turns, so that what keeps the machine busy for a moment hits one call of each and not all of one.
    """
    rows = size // (np.dtype(dtype).itemsize * CHANNELS)
    x = np.random.default_rng(678).standard_normal((rows, CHANNELS), np.dtype(dtype).type)
    calls = {name: WITNESSES[name].prepare(x, 1.0, 0.0, (0,), 1e-5) for name in names}
    for call in calls.values():
        call()  # thread pools and traces of the first call are not what is measured
    taken, started = {name: list[float]() for name in names}, perf_counter()
    for run in range(MOST_RUNS):
        if run >= LEAST_RUNS and perf_counter() - started > _SECONDS:
            break
        for name, call in calls.items():
            taken[name].append(timeit.timeit(call, number=1))
    return {name: Times(*np.percentile(of_calls, (25, 50, 75)).tolist()) for name, of_calls in taken.items()}


def times_of_each(sizes: Sequence[int], dtype: str, names: Sequence[str]) -> list[dict[str, Times]]:
    """Return the same for each of these sizes."""
    return [times(size, dtype, names) for size in sizes]


def differences(
    x: Array, gamma: float, beta: float, axis: tuple[int, ...], epsilon: float, names: Sequence[str]
) -> dict[str, float]:
    """Return how far each named witness is from extended precision on a batch, at most."""
    truth = exact(x, gamma, beta, axis, epsilon)
    return {name: largest_difference(y, truth) for name, y in outputs(x, gamma, beta, axis, epsilon, names).items()}


def outputs(x: Array, gamma: float, beta: float, axis: tuple[int, ...], epsilon: float, names: Sequence[str]) -> dict[str, Array]:
    """Return what each named witness gives for a batch."""
    return {name: _EVERY[name].prepare(x, gamma, beta, axis, epsilon)() for name in names}


def around(mean: float, names: Sequence[str]) -> Around:
    """Return what each witness makes of normal float32 data with standard deviation 1 around `mean`, one mean per channel.

    64 images of 32×32×3, the same numbers for every `mean` but for the shift, from seed 678. Epsilon is 0, as scikit-learn
    has none: with another, its error would be that of another formula.
    """
    x = (np.random.default_rng(678).standard_normal(_SHAPE) + mean).astype(np.float32)
    formula = 1.0, 0.0, (0, 1, 2), 0.0
    truth, of_all = exact(x, *formula), outputs(x, *formula, names)
    values = {name: float(y[LOOKED_AT]) for name, y in of_all.items()}
    return Around(float(truth[LOOKED_AT]), values, {name: largest_difference(y, truth) for name, y in of_all.items()})


def around_each(means: Sequence[float], names: Sequence[str]) -> list[Around]:
    """Return the same around each of these means."""
    return [around(mean, names) for mean in means]
