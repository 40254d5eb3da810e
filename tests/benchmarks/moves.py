"""How quickly a class that moves gamma is answered: on one server, and on two replicas behind Caddy."""

from __future__ import annotations

import asyncio
import random
import time

import numpy as np
import psutil

from tests.benchmarks import costs
from tests.benchmarks.ratios import Table
from tests.benchmarks.student import Student, p95_of_moves
from tests.browser.driver import serving
from tests.deploy.behind_caddy import places, proxy, two_replicas

STUDENTS, AT_ONCE, ROUNDS = 200, 50, 5
OPENING_SECONDS = 10.0
MOST_MS, MOST_MS_BARE, MOST_MS_AT_ONCE = 150, 60, 1000
MOST_OPENED_SECONDS, MOST_MB = 15, 0.2
# What two replicas on two cores hold, times what one server does.
TIMES_TWO_REPLICAS = 1.6
LINK = "seed=1&gamma=2&batch_size=12"


async def measure(table: Table) -> None:
    """Have 200 open one link and move gamma, on a bare page and in the lab."""
    table.heading(f"{STUDENTS} students who move gamma", "lab", "bare")
    bare = await p95_of_a_bare_page()
    with serving() as (process, address):
        server = psutil.Process(process.pid)
        await Student(address, "", LINK).open()
        empty = megabytes(server)
        opened, students = await opened_by_all(address)
        seen = 1e3 * await p95_of_moves(students)
        grown = (megabytes(server) - empty) / STUDENTS
        at_once = await p95_at_once(students[:AT_ONCE])
    rows_of(table, "on one server", opened, seen, bare)
    table.row(f"{AT_ONCE} at once", "p95", [f"{at_once:.0f} ms"], f"<= {MOST_MS_AT_ONCE} ms", at_once <= MOST_MS_AT_ONCE)
    table.row("memory", "a session", [f"{grown:.2f} MB"], f"<= {MOST_MB} MB", grown <= MOST_MB)


async def measure_replicas(table: Table) -> None:
    """Have 1.6 times as many do the same on two replicas behind Caddy: the machine is the same, so that it is the limit."""
    count = round(TIMES_TWO_REPLICAS * STUDENTS)
    table.heading(f"{count} students who move gamma, on two replicas", "lab", "bare")
    bare = await p95_of_a_bare_page()
    with two_replicas() as servers, proxy(*places(servers)) as address:
        for _process, of_replica in servers:
            await Student(of_replica, "", LINK).open()
        opened, students = await opened_by_all(address, count)
        seen = 1e3 * await p95_of_moves(students)
    rows_of(table, "on two replicas", opened, seen, bare)


async def p95_of_a_bare_page() -> float:
    with costs.serving_bare() as (_process, address):
        _opened, students = await opened_by_all(address)
        return 1e3 * await p95_of_moves(students)


def rows_of(table: Table, where: str, opened: float, seen: float, bare: float) -> None:
    what = f"opened within {OPENING_SECONDS:.0f} s, {where}"
    table.row(what, "the last has it after", [f"{opened:.1f} s"], f"<= {MOST_OPENED_SECONDS} s", opened <= MOST_OPENED_SECONDS)
    target = f"<= {MOST_MS} ms where bare <= {MOST_MS_BARE}"
    within = seen <= MOST_MS if bare <= MOST_MS_BARE else None
    table.row(f"a move, {where}", "p95", [f"{seen:.0f} ms", f"{bare:.0f} ms"], target, within)


async def opened_by_all(address: str, count: int = STUDENTS) -> tuple[float, list[Student]]:
    """Have all open one link at some time within 10 s; return after how many seconds the last has it."""
    students = [Student(address, "", LINK) for _ in range(count)]

    async def open_later(student: Student) -> None:
        await asyncio.sleep(random.uniform(0, OPENING_SECONDS))
        await student.open()

    start = time.perf_counter()
    await asyncio.gather(*map(open_later, students))
    return time.perf_counter() - start, students


async def p95_at_once(students: list[Student]) -> float:
    seconds: list[float] = []
    for _ in range(ROUNDS):
        start = time.perf_counter()

        async def timed(student: Student, start: float = start) -> None:
            await student.move()
            seconds.append(time.perf_counter() - start)

        await asyncio.gather(*map(timed, students))
    return 1e3 * float(np.quantile(seconds, 0.95))


def megabytes(server: psutil.Process) -> float:
    return float(server.memory_info().rss / 2**20)
