"""Crowds: 200 who follow one training run, 200 who reload with few open files allowed, and those who ask for the largest."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import psutil

from tests.benchmarks.beside import LARGEST_RUN
from tests.benchmarks.memory import pss
from tests.benchmarks.ratios import Table
from tests.benchmarks.student import PATIENCE, Student, no_errors
from tests.browser.driver import Server, serving

FOLLOWERS, OPENING_SECONDS, FOLLOWING_SECONDS = 200, 10.0, 40.0
MOVERS, BETWEEN_MOVES = 10, 1.0
ALL = 100  # of a progress bar
MOST_MOVE_SECONDS, MOST_POINT_SECONDS = 0.3, 3.0
RELOADING, OPEN_FILES, RELOAD_SECONDS = 200, 1024, 10.0
LARGEST_BATCHES, MOST_PSS, RETURNED_PSS, RETURN_SECONDS = 40, 500, 50, 100.0
LARGEST_BATCH = "images=1024&height=64&width=64&channels=3&batch_size=256&mini_batch=3&seed={seed}"
LARGEST_RUNS, MOST_START_SECONDS = 60, 5.0


async def measure(table: Table) -> None:
    table.heading("Crowds", "seen")
    with serving() as (_process, address):
        await followers(table, address)
    limit = ("sh", "-c", f'ulimit -n {OPEN_FILES}; exec "$@"', "sh")
    with serving(under=limit) as (_process, address):
        await reloads(table, address)
    with serving() as (process, address):
        await largest_batches(table, process, address)
    with serving() as (_process, address):
        await largest_runs(table, address)


async def followers(table: Table, address: str) -> None:
    """Have a class open the link of one fresh run within 10 s and follow it, while some others move gamma in the lab."""
    movers = await opened([Student(address) for _ in range(MOVERS)])
    class_ = [Student(address, "training", LARGEST_RUN.format(seed=0)) for _ in range(FOLLOWERS)]
    following = asyncio.gather(*map(longest_without_a_point, class_))
    seconds: list[float] = []

    async def move_until_it_is_over(student: Student) -> None:
        while not following.done():
            await student.move_now_and_then(time.perf_counter() + BETWEEN_MOVES, seconds, BETWEEN_MOVES)

    await asyncio.gather(following, *map(move_until_it_is_over, movers))
    no_errors([*class_, *movers])
    p95 = float(np.quantile(seconds, 0.95))
    longest = max(following.result())
    what = f"{FOLLOWERS} follow one run"
    table.row(what, "a move in the lab, p95", [f"{p95:.2f} s"], f"<= {MOST_MOVE_SECONDS} s", p95 <= MOST_MOVE_SECONDS)
    cells = [f"{longest:.1f} s"]
    table.row(what, "longest without a new point", cells, f"<= {MOST_POINT_SECONDS:g} s", longest <= MOST_POINT_SECONDS)


async def longest_without_a_point(student: Student) -> float:
    """Open a run's link and follow it; return for how many seconds at most it seemed to stand still."""
    until = time.perf_counter() + FOLLOWING_SECONDS
    await asyncio.sleep(random.uniform(0, OPENING_SECONDS))
    await student.open()
    opened_at = time.perf_counter()
    await student.follow(until)
    seen = [opened_at, *new_points(student)]
    if not student.progress or student.progress[-1][1] < ALL:  # there is no new point after the last
        seen.append(time.perf_counter())
    return float(np.diff(seen).max())


def new_points(student: Student) -> list[float]:
    """Return when the run had gone on, as the student saw it."""
    return [at for (_before, was), (at, stands) in pairwise([(0.0, 0), *student.progress]) if stands > was]


async def reloads(table: Table, address: str) -> None:
    students = await opened([Student(address) for _ in range(RELOADING)])

    async def reload_later(at: float, student: Student) -> Student:
        await asyncio.sleep(at)
        return await student.reload()

    times = np.linspace(0, RELOAD_SECONDS, RELOADING)
    again = await asyncio.gather(*map(reload_later, times, students), return_exceptions=True)
    refused = sum(isinstance(student, BaseException) or bool(student.errors) for student in again)
    table.row(f"ulimit -n {OPEN_FILES}", f"{RELOADING} reload once: refused", [str(refused)], "0", refused == 0)


async def largest_batches(table: Table, process: Server, address: str) -> None:
    server = psutil.Process(process.pid)
    await Student(address).open()
    before, most = pss(server), 0.0

    async def watch() -> None:
        nonlocal most
        while True:
            most = max(most, pss(server))
            await asyncio.sleep(0.1)

    watching = asyncio.create_task(watch())
    students = [Student(address, "", LARGEST_BATCH.format(seed=seed)) for seed in range(LARGEST_BATCHES)]
    start = time.perf_counter()
    await opened(students)
    answered = time.perf_counter() - start
    watching.cancel()
    no_errors(students)
    drawn = sum(not student.warnings for student in students)
    for student in students:
        await student.socket.close()
    until = time.perf_counter() + RETURN_SECONDS
    while pss(server) > before + RETURNED_PSS and time.perf_counter() < until:
        await asyncio.sleep(1)
    returned = pss(server) - before
    what = f"{LARGEST_BATCHES} largest mini-batches"
    table.row(what, f"all answered, {drawn} with the page", [f"{answered:.0f} s"], f"<= {PATIENCE} s", answered <= PATIENCE)
    table.row(what, "memory of the server at most", [f"{most:.0f} MB"], f"< {MOST_PSS} MB", most < MOST_PSS)
    table.row(what, "more than before, afterwards", [f"{returned:.0f} MB"], f"<= {RETURNED_PSS} MB", returned <= RETURNED_PSS)


async def largest_runs(table: Table, address: str) -> None:
    """Have a class ask for the largest training run, each another; then somebody for the default one."""
    crowd = await opened([Student(address, "training", LARGEST_RUN.format(seed=seed)) for seed in range(LARGEST_RUNS)])
    following = [asyncio.create_task(student.follow()) for student in crowd]
    student = Student(address, "training", "trained=1")
    start = time.perf_counter()
    await student.open()
    following.append(asyncio.create_task(student.follow()))
    while not new_points(student) and not following[-1].done():
        await asyncio.sleep(0.02)
    seconds = time.perf_counter() - start
    for task in following:
        task.cancel()
    no_errors([*crowd, student])
    assert not student.warnings, student.warnings
    what = f"{LARGEST_RUNS} largest runs"
    table.row(
        what,
        "a default run has a point after",
        [f"{seconds:.1f} s"],
        f"<= {MOST_START_SECONDS:g} s",
        seconds <= MOST_START_SECONDS,
    )


async def opened(students: Sequence[Student]) -> Sequence[Student]:
    await asyncio.gather(*(student.open() for student in students))
    return students
