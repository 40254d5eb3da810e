"""How many times faster, in one run: candidates timed in turn, and a table of ratios with the target beside each."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

# Longer than the threads of OpenMP and Eigen spin on after their work, which would take a core from the next candidate.
PAUSE_SECONDS = 0.025
WARM_SECONDS, BURST = 0.02, 3
CELLS = 4


@dataclass(frozen=True)
class Times:
    """Seconds of every round.

    `best` is the minimum: whatever else runs on the machine only ever adds time, so that the least is nearest to what the code
    itself costs. The median beside it shows how quiet the machine was.
    """

    rounds: list[float]

    @property
    def best(self) -> float:
        return min(self.rounds)

    @property
    def median(self) -> float:
        return float(np.median(self.rounds))


def interleaved(candidates: Mapping[str, Callable[[], object]], rounds: int = 21, burst: int = BURST) -> dict[str, Times]:
    """Time the candidates in turn, A B C A B C …, so that a disturbance meets all of them.

    Each turn is a burst, as a layer is called batch after batch: some calls untimed, in which its threads wake and the cache
    fills with its data in place of its neighbour's, then so many timed.
    """
    for call in candidates.values():
        call()
    seconds: dict[str, list[float]] = {name: [] for name in candidates}
    for _ in range(rounds):
        for name, call in candidates.items():
            time.sleep(PAUSE_SECONDS)
            warm = time.perf_counter() + WARM_SECONDS
            while time.perf_counter() < warm:
                call()
            for _ in range(burst):
                start = time.perf_counter()
                call()
                seconds[name].append(time.perf_counter() - start)
    return {name: Times(taken) for name, taken in seconds.items()}


@dataclass
class Table:
    """Prints each row as soon as it is known, and remembers which targets were missed."""

    missed: list[str] = field(default_factory=list)

    def heading(self, title: str, *cells: str) -> None:
        print()
        _print_cells(title, "", *cells, *[""] * (CELLS - len(cells)), "target")

    def speed(self, what: str, ours: Times, name: str, theirs: Times, at_least: float | None = None, missed_as: str = "") -> None:
        """Print a row of how many times faster `ours` is than `theirs`, and below a missed target what it is missed for."""
        ratio = theirs.best / ours.best
        cells = [f"{ours.best * 1e3:.2f} ms", f"{theirs.best * 1e3:.2f} ms", f"{ratio:.2f}", f"{theirs.median / ours.median:.2f}"]
        if at_least is None:
            self.row(what, name, cells)
        else:
            self.row(what, name, cells, f">= {at_least:g}", ratio >= at_least, missed_as)

    def row(
        self, what: str, name: str, cells: Sequence[str], target: str = "", holds: bool | None = None, missed_as: str = ""
    ) -> None:
        """Print a row; where there is a target, `holds` says whether it was met."""
        verdict = {None: "", True: "ok", False: "MISSED"}[holds]
        _print_cells(what, name, *cells, *[""] * (CELLS - len(cells)), target, verdict)
        if holds is False:
            self.missed.append(f"{what}: {name}")
            if missed_as:
                print(f"  missed as {missed_as}", flush=True)


def _print_cells(what: str, name: str, *cells: str) -> None:
    print(f"{what:<38}{name:<36}" + "".join(f"{cell:>11}" for cell in cells), flush=True)


def machine(**versions: str) -> str:
    """Return one line on what ran where, with the load at the start as a warning."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    parts = [f"Python {platform.python_version()}", *(f"{name} {version}" for name, version in versions.items())]
    load = f"load {os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else "load unknown"
    return ", ".join([*parts, f"{usable} CPUs", _processor(), load])


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    lines = information.read_text().splitlines() if information.exists() else []
    names = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())
