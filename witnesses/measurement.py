"""What each witness gives and costs, and how far it is from extended precision. Runs in the worker process, undisturbed."""

from __future__ import annotations

import timeit
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bn_core.summary import largest_difference
from witnesses.batch_norms import WITNESSES, Array, exact

# Rows of so many channels, one mean each.
CHANNELS = 32
# Enough for a steady minimum of a call of 100 µs; a call of a tenth of a second is made three times.
_SECONDS_EACH, _LEAST_RUNS, _MOST_RUNS = 0.1, 3, 20


@dataclass(frozen=True)
class Cost:
    """What a call of one witness takes: the fastest of several, and its memory.

    `peak_bytes` is the resident memory at the highest point of a call above that before it, output included; None where the
    system does not tell (it does on Linux, in pages of 4 kB).
    """

    seconds: float
    peak_bytes: int | None


def costs(size: int, dtype: str, names: Sequence[str]) -> dict[str, Cost]:
    """Return what each named witness takes for `size` bytes of normal numbers, `CHANNELS` in a row."""
    rows = size // (np.dtype(dtype).itemsize * CHANNELS)
    x = np.random.default_rng(678).standard_normal((rows, CHANNELS), np.dtype(dtype).type)
    return {name: _cost(WITNESSES[name].prepare(x, 1.0, 0.0, (0,), 1e-5)) for name in names}


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


def _cost(call: Callable[[], Array]) -> Cost:
    call()  # thread pools and traces of the first call are not what is measured
    peak_bytes = _peak_bytes(call)
    seconds = timeit.timeit(call, number=1)
    more_runs = min(max(int(_SECONDS_EACH / seconds), _LEAST_RUNS), _MOST_RUNS) - 1
    return Cost(min([seconds, *timeit.repeat(call, number=1, repeat=more_runs)]), peak_bytes)


def _peak_bytes(call: Callable[[], Array]) -> int | None:
    try:
        Path("/proc/self/clear_refs").write_text("5")  # the kernel forgets the highest resident memory so far
        before = _resident_bytes("VmRSS")
        call()
        return max(0, _resident_bytes("VmHWM") - before)
    except (OSError, StopIteration):
        return None


def _resident_bytes(field: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(field))
