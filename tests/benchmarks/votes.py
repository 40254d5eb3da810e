"""Whether a class that votes is counted exactly, quickly, and without those who move sliders elsewhere feeling it."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import tempfile
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from classroom import classes, votes
from classroom.classes import Phase
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
SPAWNED = multiprocessing.get_context("spawn")


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
    idle = await moves_of(elsewhere, VOTING_SECONDS)
    ours, theirs = SPAWNED.Pipe()
    # In a process of their own, so that they do not hold up those whose moves are timed here.
    phones = SPAWNED.Process(target=be_phones, args=(theirs, address, opened.code, count), daemon=True)
    phones.start()
    await asyncio.to_thread(ours.recv)
    moving = asyncio.create_task(moves_of(elsewhere, VOTING_SECONDS + 2))
    opened_at = time.monotonic()
    await asyncio.to_thread(classes.move, opened.code, opened.secret, Phase.VOTE)
    ours.send("vote")
    seconds, told_at, received = await asyncio.to_thread(ours.recv)
    beside = p95(await moving)
    phones.join()
    await asyncio.to_thread(classes.move, opened.code, opened.secret, Phase.RUN)
    tally = votes.tally(opened.code).first
    exact = tally.chosen == [len(range(option, count, OPTIONS)) for option in range(OPTIONS)]
    # Before and after, as the machine is not the same all the time.
    alone = p95([*idle, *await moves_of(elsewhere, VOTING_SECONDS)])
    acknowledged = p95(seconds)
    what = f"{count} phones vote in {VOTING_SECONDS:.0f} s"
    table.heading(what, "idle", "beside", "ratio")
    table.row(what, "counted", [f"{tally.count}"], f"{count} exactly", exact)
    target = f"<= {MOST_SECONDS:g} s" if count == CLASSES[0] else ""
    table.row(
        what, "acknowledged, p95", [f"{acknowledged * 1e3:.0f} ms"], target, acknowledged <= MOST_SECONDS if target else None
    )
    table.row(what, "told that the vote is open, the last", [f"{(told_at - opened_at) * 1e3:.0f} ms"])
    table.row(what, "received by a phone", [f"{received:.0f} B"])
    cells = [f"{alone * 1e3:.0f} ms", f"{beside * 1e3:.0f} ms", f"{beside / alone:.2f}"]
    table.row(what, f"{ELSEWHERE} sliders elsewhere, p95", cells, f"<= {MOST_TIMES:g}", beside <= MOST_TIMES * alone)


def be_phones(told: Connection, address: str, code: str, count: int) -> None:
    """Join, say so, and vote when told to; say how long each took, when the last was told of the vote, and what one received."""
    asyncio.run(_be_phones(told, address, code, count))


async def _be_phones(told: Connection, address: str, code: str, count: int) -> None:
    phones = [Phone(address, code) for _ in range(count)]
    running = [asyncio.create_task(come(phone)) for phone in phones]
    await asyncio.gather(*(phone.joined.wait() for phone in phones))
    told.send("joined")
    await asyncio.to_thread(told.recv)
    await asyncio.gather(*(vote_later(phone, place % OPTIONS) for place, phone in enumerate(phones)))
    told_at = max(at for phone in phones for phase, at in phone.phases if phase == Phase.VOTE)
    told.send(([phone.seconds for phone in phones], told_at, np.mean([phone.received for phone in phones])))
    for task in running:
        task.cancel()


async def come(phone: Phone) -> None:
    await asyncio.sleep(random.uniform(0, JOINING_SECONDS))
    await phone.run()


async def vote_later(phone: Phone, value: int) -> None:
    await asyncio.sleep(random.uniform(0, VOTING_SECONDS))
    await phone.vote(value)


async def moves_of(students: Sequence[Student], seconds: float) -> list[float]:
    """Return how long each move took that these students made now and then."""
    taken: list[float] = []
    until = time.perf_counter() + seconds
    await asyncio.gather(*(student.move_now_and_then(until, taken, BETWEEN_MOVES) for student in students))
    return taken


def p95(seconds: Sequence[float]) -> float:
    return float(np.quantile(seconds, 0.95))
