"""The first page of a server that has just started, beside that of the app as it was before its start was looked at."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from tests.benchmarks.ratios import Table
from tests.benchmarks.student import Student
from tests.browser.driver import ROOT, serving

BEFORE, TRIALS, MOST = "ac3fddf", 5, 0.5


async def measure(table: Table) -> None:
    seen: dict[str, list[tuple[float, float]]] = {"now": [], BEFORE: []}
    with TemporaryDirectory() as folder:
        archive = subprocess.run(["git", "archive", BEFORE], cwd=ROOT, check=True, capture_output=True).stdout
        subprocess.run(["tar", "-x", "-C", folder], input=archive, check=True)
        for _ in range(1 + TRIALS):
            for name, root in {"now": ROOT, BEFORE: Path(folder)}.items():
                seen[name].append(await first_page(root))
    # Without the first, which compiled what was unpacked.
    now, before = (np.median(seconds[1:], axis=0) for seconds in seen.values())
    table.heading("First page of a cold server", "now", BEFORE, "ratio")
    for name, ours, theirs in zip(("from the first request", "from the process's start"), now, before, strict=True):
        cells = [f"{ours:.2f} s", f"{theirs:.2f} s", f"{ours / theirs:.2f}"]
        of_page = name == "from the first request"
        table.row("medians", name, cells, f"<= {MOST:g}" if of_page else "", ours <= MOST * theirs if of_page else None)


async def first_page(root: Path) -> tuple[float, float]:
    """Return the seconds until a visitor has the lab, from the first request and from the start of the server's process."""
    start = time.perf_counter()
    with serving(root=root) as (_process, address):
        student, asked = Student(address), time.perf_counter()
        await student.open()
        finished = time.perf_counter()
    assert not student.errors, student.errors
    return finished - asked, finished - start
