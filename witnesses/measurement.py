"""What each witness gives and how long it takes, and how far it is from extended precision. Runs in the worker process."""

from __future__ import annotations

import timeit
from collections.abc import Sequence
from math import inf
from time import perf_counter

import numpy as np

from bn_core.summary import largest_difference
from witnesses.batch_norms import WITNESSES, Array, exact

# Rows of so many channels, one mean each.
CHANNELS = 32
# How often each is called, at least and at most, and for how long all together are.
LEAST_RUNS, MOST_RUNS, _SECONDS = 5, 50, 0.5


def times(size: int, dtype: str, names: Sequence[str]) -> dict[str, float]:
    """Return how many seconds a call of each named witness takes for `size` bytes of normal numbers, `CHANNELS` in a row.

    The fastest of several calls, as whatever else the machine does only makes one slower; they take turns, so that what keeps it
    busy for a moment hits one call of each and not all of one.
    """
    rows = size // (np.dtype(dtype).itemsize * CHANNELS)
    x = np.random.default_rng(678).standard_normal((rows, CHANNELS), np.dtype(dtype).type)
    calls = {name: WITNESSES[name].prepare(x, 1.0, 0.0, (0,), 1e-5) for name in names}
    for call in calls.values():
        call()  # thread pools and traces of the first call are not what is measured
    fastest, started = dict.fromkeys(names, inf), perf_counter()
    for run in range(MOST_RUNS):
        if run >= LEAST_RUNS and perf_counter() - started > _SECONDS:
            break
        for name, call in calls.items():
            fastest[name] = min(fastest[name], timeit.timeit(call, number=1))
    return fastest


def times_of_each(sizes: Sequence[int], dtype: str, names: Sequence[str]) -> list[dict[str, float]]:
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
    return {name: WITNESSES[name].prepare(x, gamma, beta, axis, epsilon)() for name in names}


def errors_around(mean: float, names: Sequence[str]) -> dict[str, float]:
    """Return each witness's largest error on normal float32 data with standard deviation 1 around `mean`, one mean per channel.

    64 images of 32×32×3, the same numbers for every `mean` but for the shift, from seed 678. Epsilon is 0, as scikit-learn
    has none: with another, its error would be that of another formula.
    """
    x = (np.random.default_rng(678).standard_normal((64, 32, 32, 3)) + mean).astype(np.float32)
    return differences(x, 1.0, 0.0, (0, 1, 2), 0.0, names)


def errors_around_each(means: Sequence[float], names: Sequence[str]) -> list[dict[str, float]]:
    """Return the errors around each of these means."""
    return [errors_around(mean, names) for mean in means]
