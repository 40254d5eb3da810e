"""Whether TensorFlow at work for one student, or networks training for two, is felt by those who move sliders in the lab.

From the root of the repository, on a quiet machine: ``python -m tests.benchmarks.beside``. The exit status is 1 where a target is
missed.
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
WITNESSES = "part=side_by_side&images=128&batch_size=128&height=64&width=64&channels=3"
# Longer than the measurement: the largest network there is.
TRAINING = "trained=1&depth=8&units=128&train_batch=256&train_steps=2000&train_seed={seed}"
POLL_SECONDS = 0.5


async def p95(students: list[Student]) -> float:
    seconds: list[float] = []
    until = time.perf_counter() + SECONDS
    await asyncio.gather(*(student.move_now_and_then(until, seconds, BETWEEN_MOVES) for student in students))
    return float(np.quantile(seconds, 0.95))


async def p95_beside(students: list[Student], others: list[Student], pause: float) -> tuple[float, int]:
    """Return the p95 of the lab while `others` ask for their page again and again, and how often they got it."""
    answers = 0

    async def keep_busy(other: Student) -> None:
        nonlocal answers
        while True:
            await other.rerun()
            answers += 1
            await asyncio.sleep(pause)

    busy = [asyncio.create_task(keep_busy(other)) for other in others]
    seen = await p95(students)
    for task in busy:
        task.cancel()
    assert not [error for student in [*students, *others] for error in student.errors]
    return seen, answers


async def measure(address: str, table: Table) -> None:
    students = [Student(address) for _ in range(STUDENTS)]
    for student in students:
        await student.open()
    alone = await p95(students)
    table.heading(f"{STUDENTS} students in the lab, p95", "alone", "beside", "ratio")
    situations = {
        "TensorFlow for one more": ([Student(address, "numpy_and_tensorflow", WITNESSES)], 0.0),
        "training for two more": ([Student(address, "training", TRAINING.format(seed=seed)) for seed in (1, 2)], POLL_SECONDS),
    }
    for name, (others, pause) in situations.items():
        for other in others:
            await other.open()
        beside, answers = await p95_beside(students, others, pause)
        cells = [f"{alone * 1e3:.0f} ms", f"{beside * 1e3:.0f} ms", f"{beside / alone:.2f}"]
        table.row(name, f"{answers} answers meanwhile", cells, "<= 2", beside <= 2 * alone)


def main() -> int:
    print(machine(Streamlit=streamlit.__version__))
    table = Table()
    with serving() as (_process, address):
        asyncio.run(measure(address, table))
    return 1 if table.missed else 0


if __name__ == "__main__":
    sys.exit(main())
