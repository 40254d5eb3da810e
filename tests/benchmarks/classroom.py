"""A class on one server: 200 students moving gamma, then 50 at the same instant.

From the root of the repository, on a quiet machine: ``python -m tests.benchmarks.classroom``. Every student is a session over a
real websocket that speaks Streamlit's own protocol; nothing is rendered. The exit status is 1 where a target is missed.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from urllib.parse import urlsplit

import numpy as np
import psutil
import streamlit
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.benchmarks.ratios import Table, machine
from tests.browser.driver import serving

STUDENTS, AT_ONCE, ROUNDS = 200, 50, 5
SECONDS, BETWEEN_MOVES = 30.0, 5.0
FINISHED = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


class Student:
    """One browser tab, as the server sees it."""

    def __init__(self, address: str, page: str = "", query: str = "") -> None:
        self.address, self.page, self.query = address, page, query
        self.page_hash = self.fragment = ""
        self.gamma = WidgetState()
        self.held: set[str] = set()  # messages the server need not send again
        self.errors: list[str] = []

    async def open(self) -> None:
        self.socket = await websockets.connect(
            f"ws://{urlsplit(self.address).netloc}/_stcore/stream",
            subprotocols=["streamlit", "PLACEHOLDER_AUTH_TOKEN"],
            origin=self.address,
            max_size=None,
            open_timeout=60,
            ping_interval=None,
        )
        await self.rerun()

    async def move(self) -> None:
        self.gamma.double_array_value.data[:] = [round(random.uniform(-3, 3), 2)]
        await self.rerun(self.fragment)

    async def rerun(self, fragment: str = "") -> None:
        """Ask for a run and read until it is finished."""
        asked = BackMsg()
        asked.rerun_script.page_script_hash = self.page_hash
        asked.rerun_script.page_name = "" if self.page_hash else self.page
        asked.rerun_script.query_string = self.query
        asked.rerun_script.fragment_id = fragment
        asked.rerun_script.context_info.url = self.address
        asked.rerun_script.context_info.locale = "en-US"
        asked.rerun_script.cached_message_hashes.extend(self.held)
        if self.gamma.id:
            asked.rerun_script.widget_states.widgets.add().CopyFrom(self.gamma)
        await self.socket.send(asked.SerializeToString())
        async with asyncio.timeout(60):
            while not self.finished(ForwardMsg.FromString(await self.socket.recv())):
                pass

    def finished(self, message: ForwardMsg) -> bool:
        """Take what matters from a message; return whether it was the last of a run."""
        match message.WhichOneof("type"):
            case "navigation":  # a new session's own is the app's: asked for that, the next run would be the lab's
                self.page_hash = message.navigation.page_script_hash
            case "delta":
                if message.metadata.cacheable:
                    self.held.add(message.hash)
                element = message.delta.new_element
                if element.WhichOneof("type") == "exception":
                    self.errors.append(element.exception.message)
                if element.slider.id.endswith("-gamma"):
                    self.gamma.id, self.fragment = element.slider.id, message.delta.fragment_id
            case "script_finished":
                return message.script_finished in FINISHED
        return False

    async def move_now_and_then(self, until: float, seconds: list[float], between_moves: float = BETWEEN_MOVES) -> None:
        """Move on a schedule of one's own; late is counted from the schedule, so that a slow server cannot hide it."""
        due = time.perf_counter() + random.uniform(0, between_moves)
        while due < until:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            await self.move()
            seconds.append(time.perf_counter() - due)
            due += random.expovariate(1 / between_moves)


def megabytes(server: psutil.Process) -> float:
    return float(server.memory_info().rss / 2**20)


async def measure(address: str, server: psutil.Process) -> dict[str, tuple[float, str, float]]:
    """Return each figure: what was seen, its unit, what it may be at most."""
    await Student(address).open()
    empty = megabytes(server)
    students = [Student(address) for _ in range(STUDENTS)]
    for student in students:
        await student.open()
    seconds: list[float] = []
    until = time.perf_counter() + SECONDS
    await asyncio.gather(*(student.move_now_and_then(until, seconds) for student in students))
    grown = (megabytes(server) - empty) / STUDENTS
    at_once: list[float] = []
    for _ in range(ROUNDS):
        start = time.perf_counter()

        async def timed(student: Student, start: float = start) -> None:
            await student.move()
            at_once.append(time.perf_counter() - start)

        await asyncio.gather(*(timed(student) for student in students[:AT_ONCE]))
    errors = [error for student in students for error in student.errors]
    print(f"{len(seconds)} moves of {STUDENTS} students in {SECONDS:.0f} s, then {ROUNDS} times {AT_ONCE} at once")
    return {
        f"{STUDENTS} students, p95": (1e3 * float(np.quantile(seconds, 0.95)), "ms", 150),
        f"{AT_ONCE} at once, p95": (1e3 * float(np.quantile(at_once, 0.95)), "ms", 1000),
        "memory of a session": (grown, "MB", 0.3),
        "errors": (float(len(errors)), "", 0),
    }


def main() -> int:
    print(machine(Streamlit=streamlit.__version__))
    with serving() as (process, address):
        figures = asyncio.run(measure(address, psutil.Process(process.pid)))
    table = Table()
    table.heading("A class on one server", "seen")
    for name, (seen, unit, most) in figures.items():
        table.row(name, "", [f"{seen:.3g} {unit}"], f"<= {most:g}", seen <= most)
    return 1 if table.missed else 0


if __name__ == "__main__":
    sys.exit(main())
