"""What each witness costs and how far it is from extended precision. Runs in the worker process, undisturbed."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import DTypeLike, NDArray

from bn_core.summary import largest_difference
from witnesses.batch_norms import WITNESSES, exact

__all__ = ["Measured", "errors_around", "measured", "outputs"]

# Enough for a steady minimum of a call of 100 µs, and an answer that does not keep a class waiting.
_SECONDS_EACH = 0.004
_MOST_RUNS = 20


@dataclass(frozen=True)
class Measured:
    """One witness on one batch.

    Attributes
    ----------
    name : str
        Of `WITNESSES`.
    difference : float
        Largest absolute difference from extended precision.
    seconds : float
        The fastest of several calls.
    peak_bytes : int or None
        Resident memory at the highest point of a call above that before it, output included; ``None`` where the system does not
        tell (it does on Linux, in pages of 4 kB).
    """

    name: str
    difference: float
    seconds: float
    peak_bytes: int | None


def measured(
    x: NDArray[np.floating], gamma: float, beta: float, axis: tuple[int, ...], epsilon: float, names: Sequence[str]
) -> list[Measured]:
    """Run each named witness on a batch."""
    truth = exact(x, gamma, beta, axis, epsilon)
    return [_measured(name, x, gamma, beta, axis, epsilon, truth) for name in names]


def outputs(
    x: NDArray[np.floating], gamma: float, beta: float, axis: tuple[int, ...], epsilon: float, names: Sequence[str]
) -> dict[str, NDArray[np.floating]]:
    """Return what each named witness gives for a batch."""
    return {name: WITNESSES[name](x, gamma, beta, axis, epsilon) for name in names}


def errors_around(
    mean: float, names: Sequence[str], shape: tuple[int, ...] = (64, 32, 32, 3), dtype: DTypeLike = np.float32
) -> dict[str, float]:
    """Return each witness's largest error on normal data with standard deviation 1 around `mean`, one mean per channel.

    The same numbers for every `mean` but for the shift, from seed 678, rounded to `dtype`; epsilon 1e-5.
    """
    x = (np.random.default_rng(678).standard_normal(shape) + mean).astype(dtype)
    axis = tuple(range(len(shape) - 1))
    truth = exact(x, 1.0, 0.0, axis, 1e-5)
    return {name: largest_difference(WITNESSES[name](x, 1.0, 0.0, axis, 1e-5), truth) for name in names}


def _measured(
    name: str,
    x: NDArray[np.floating],
    gamma: float,
    beta: float,
    axis: tuple[int, ...],
    epsilon: float,
    truth: NDArray[np.longdouble],
) -> Measured:
    form = WITNESSES[name]
    form(x, gamma, beta, axis, epsilon)  # imports, thread pools and traces are not what is measured
    resident = _reset_peak()
    output = form(x, gamma, beta, axis, epsilon)
    peak = _status("VmHWM")
    fastest, spent, runs = np.inf, 0.0, 0
    while spent < _SECONDS_EACH and runs < _MOST_RUNS:
        start = time.perf_counter()
        form(x, gamma, beta, axis, epsilon)
        taken = time.perf_counter() - start
        fastest, spent, runs = min(fastest, taken), spent + taken, runs + 1
    taken_bytes = None if resident is None or peak is None else max(0, peak - resident)
    return Measured(name, largest_difference(output, truth), fastest, taken_bytes)


def _reset_peak() -> int | None:
    """Make the kernel forget the highest resident memory so far; return the present one in bytes."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return None
    return _status("VmRSS")


def _status(field: str) -> int | None:
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(field)), None)
