"""Whether a class that votes is counted exactly, quickly, and without those who move sliders elsewhere feeling it."""

from __future__ import annotations

import asyncio
import os
import random
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from classroom import classes, votes
from classroom.classes import Opened, Phase
from classroom.database import VARIABLE
from classroom.questions import Choice, Question, both
from tests.benchmarks.phone import Phone
from tests.benchmarks.ratios import Table
from tests.benchmarks.student import Student, no_errors
from tests.browser.driver import serving

CLASSES = (200, 1000)
JOINING_SECONDS, VOTING_SECONDS = 20.0, 10.0
ELSEWHERE, BETWEEN_MOVES = 30, 3.0
MOST_SECONDS, MOST_TIMES = 1.0, 2.0
OPTIONS = 4


async def measure(table: Table) -> None:
    """Have classes vote while others move gamma in the lab; SQLite in a new file unless the environment names a database."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault(VARIABLE, f"sqlite:///{Path(folder) / 'classes.sqlite3'}")
        with serving() as (_process, address):
            elsewhere = [Student(address) for _ in range(ELSEWHERE)]
            for student in elsewhere:
                await student.open()
            for count in CLASSES:
                await vote(table, address, count, elsewhere)
            no_errors(elsewhere)


async def vote(table: Table, address: str, count: int, elsewhere: Sequence[Student]) -> None:
    opened = classes.open_class()
    question = Question(both("Which?"), Choice([both(option) for option in "abcd"]), 0)
    classes.ask(opened.code, opened.secret, "benchmark", question)
    idle = await p95_of(elsewhere, 2 * VOTING_SECONDS)
    phones = [Phone(address, opened.code) for _ in range(count)]
    running = [asyncio.create_task(come(phone)) for phone in phones]
    await asyncio.gather(*(phone.joined.wait() for phone in phones))
    moving = asyncio.create_task(p95_of(elsewhere, VOTING_SECONDS + 2))
    opened_at = time.perf_counter()
    await asyncio.to_thread(move, opened, Phase.VOTE)
    await asyncio.gather(*(vote_later(phone, place % OPTIONS) for place, phone in enumerate(phones)))
    beside = await moving
    told = [at - opened_at for phone in phones for phase, at in phone.phases if phase == Phase.VOTE]
    await asyncio.to_thread(move, opened, Phase.RUN)
    tally = votes.tally(opened.code).first
    for task in running:
        task.cancel()
    exact = tally.chosen == [len(range(option, count, OPTIONS)) for option in range(OPTIONS)]
    p95 = float(np.quantile([phone.seconds for phone in phones if phone.seconds is not None], 0.95))
    what = f"{count} phones vote in {VOTING_SECONDS:.0f} s"
    table.heading(what, "idle", "beside", "ratio")
    table.row(what, "counted", [f"{tally.count}"], f"{count} exactly", exact)
    target = f"<= {MOST_SECONDS:g} s" if count == CLASSES[0] else ""
    table.row(what, "acknowledged, p95", [f"{p95 * 1e3:.0f} ms"], target, p95 <= MOST_SECONDS if target else None)
    table.row(what, "told that the vote is open, the last", [f"{max(told) * 1e3:.0f} ms"])
    table.row(what, "received by a phone", [f"{np.mean([phone.received for phone in phones]):.0f} B"])
    cells = [f"{idle * 1e3:.0f} ms", f"{beside * 1e3:.0f} ms", f"{beside / idle:.2f}"]
    table.row(what, f"{ELSEWHERE} sliders elsewhere, p95", cells, f"<= {MOST_TIMES:g}", beside <= MOST_TIMES * idle)


def move(opened: Opened, phase: Phase) -> None:
    classes.move(opened.code, opened.secret, phase)


async def come(phone: Phone) -> None:
    await asyncio.sleep(random.uniform(0, JOINING_SECONDS))
    await phone.run()


async def vote_later(phone: Phone, value: int) -> None:
    await asyncio.sleep(random.uniform(0, VOTING_SECONDS))
    await phone.vote(value)


async def p95_of(students: Sequence[Student], seconds: float) -> float:
    taken: list[float] = []
    until = time.perf_counter() + seconds
    await asyncio.gather(*(student.move_now_and_then(until, taken, BETWEEN_MOVES) for student in students))
    return float(np.quantile(taken, 0.95))
