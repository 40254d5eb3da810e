"""Whether those who move sliders in the lab feel TensorFlow at work for one more student and networks in training for two."""

from __future__ import annotations

import asyncio
import time

from tests.benchmarks.ratios import Table
from tests.benchmarks.student import Student, no_errors, p95_of_moves
from tests.browser.driver import serving

STUDENTS = 60
# A quarter of a second and more for every witness and extended precision, again and again.
WITNESSES = "part=speed&images=128&batch_size=128&height=64&width=64&channels=3"
# Longer than the measurement: the largest network there is.
LARGEST_RUN = "trained=1&depth=8&units=128&train_batch=256&train_steps=2000&train_seed={seed}"
MOST_TIMES = 2.0


async def measure(table: Table) -> None:
    with serving() as (_process, address):
        students = [Student(address) for _ in range(STUDENTS)]
        for student in students:
            await student.open()
        alone = await p95_of_moves(students)
        witness = Student(address, "numpy_and_tensorflow", WITNESSES)
        trainees = [Student(address, "training", LARGEST_RUN.format(seed=seed)) for seed in (1, 2)]
        for other in (witness, *trainees):
            await other.open()
        answers: list[float] = []
        asking = asyncio.create_task(ask_again_and_again(witness, answers))
        following = [asyncio.create_task(trainee.follow()) for trainee in trainees]
        beside = await p95_of_moves(students)
        assert not any(task.done() for task in (asking, *following)), "the others were done before those in the lab"
        for task in (asking, *following):
            task.cancel()
    no_errors([*students, witness, *trainees])
    table.heading(f"{STUDENTS} students in the lab, p95", "alone", "beside", "ratio")
    cells = [f"{alone * 1e3:.0f} ms", f"{beside * 1e3:.0f} ms", f"{beside / alone:.2f}"]
    what = f"TensorFlow ({len(answers)} answers), 2 trainings"
    table.row("beside others", what, cells, f"<= {MOST_TIMES:g}", beside <= MOST_TIMES * alone)


async def ask_again_and_again(student: Student, answers: list[float]) -> None:
    while True:
        await student.rerun()
        answers.append(time.perf_counter())
