"""Whether TensorFlow at work for one student is felt by those who move sliders in the lab.

From the root of the repository, on a quiet machine: ``python -m tests.benchmarks.beside_tensorflow``. The exit status is 1 where
a target is missed.
"""

from __future__ import annotations

import asyncio
import sys
import time

import numpy as np
import streamlit

from tests.benchmarks.classroom import Student
from tests.benchmarks.ratios import Table, machine
from tests.browser.driver import serving

STUDENTS, BETWEEN_MOVES, SECONDS = 20, 1.0, 15.0
# A quarter of a second and more for every witness and extended precision, again and again.
HEAVY = "part=side_by_side&images=128&batch_size=128&height=64&width=64&channels=3"


async def p95(students: list[Student]) -> float:
    seconds: list[float] = []
    until = time.perf_counter() + SECONDS
    await asyncio.gather(*(student.move_now_and_then(until, seconds, BETWEEN_MOVES) for student in students))
    return float(np.quantile(seconds, 0.95))


async def measure(address: str) -> tuple[float, float, int]:
    """Return the p95 of the lab alone and beside TensorFlow, and how often TensorFlow answered meanwhile."""
    students = [Student(address) for _ in range(STUDENTS)]
    for student in students:
        await student.open()
    heavy = Student(address, "numpy_and_tensorflow", HEAVY)
    await heavy.open()
    alone = await p95(students)
    answers = 0

    async def keep_busy() -> None:
        nonlocal answers
        while True:
            await heavy.rerun()
            answers += 1

    busy = asyncio.create_task(keep_busy())
    beside = await p95(students)
    busy.cancel()
    assert not [error for student in [*students, heavy] for error in student.errors]
    return alone, beside, answers


def main() -> int:
    print(machine(Streamlit=streamlit.__version__))
    with serving() as (_process, address):
        alone, beside, answers = asyncio.run(measure(address))
    table = Table()
    table.heading(f"{STUDENTS} students in the lab, p95", "alone", "beside", "ratio")
    cells = [f"{alone * 1e3:.0f} ms", f"{beside * 1e3:.0f} ms", f"{beside / alone:.2f}"]
    table.row("TensorFlow for one more", f"{answers} answers meanwhile", cells, "<= 2", beside <= 2 * alone)
    return 1 if table.missed else 0


if __name__ == "__main__":
    sys.exit(main())
