"""A class on one server: what a move and an opened page cost, 200 students moving gamma, then 50 at the same instant.

From the root of the repository, on a quiet machine: ``python -m tests.benchmarks.classroom``. Every student is a session over a
real websocket that speaks Streamlit's own protocol; nothing is rendered. The exit status is 1 where a target is missed.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
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

STUDENTS, AT_ONCE, ROUNDS, SAMPLES = 200, 50, 5, 40
SECONDS, BETWEEN_MOVES = 30.0, 5.0
FINISHED = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


# What a page's cost is compared with.
BARE = """
import streamlit as st

@st.fragment
def fragment(place):
    gamma = st.slider("gamma", -3.0, 3.0, 1.0, 0.01, key="gamma")
    place.markdown(f"mean {gamma}")

fragment(st.empty())
"""
# Of each page its address, what the link says, and the slider that is moved.
PAGES = {
    "Lab": ("", "", "gamma"),
    "A linear map": ("linear_map", "", "gamma"),
    "Step by step": ("step_by_step", "", "gamma"),
    "Who shares statistics": ("who_shares_statistics", "", "statistic"),
    "Why gamma and beta": ("why_gamma_and_beta", "", "gamma"),
    "Training and inference": ("training_and_inference", "", "updates"),
    "Training": ("training", "", "learning_rate"),
}


class Student:
    """One browser tab, as the server sees it."""

    def __init__(self, address: str, page: str = "", query: str = "", slider: str = "gamma") -> None:
        self.address, self.page, self.query, self.slider = address, page, query, slider
        self.page_hash = self.fragment = ""
        self.received = 0
        self.moved = WidgetState()
        self.ends = (0.0, 0.0, 1.0)
        self.stops: list[str] = []
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
        low, high, step = self.ends
        at = random.randrange(round((high - low) / step) + 1)
        if self.stops:
            self.moved.string_array_value.data[:] = [self.stops[at]]
        else:
            self.moved.double_array_value.data[:] = [low + step * at]
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
        if self.moved.id:
            asked.rerun_script.widget_states.widgets.add().CopyFrom(self.moved)
        await self.socket.send(asked.SerializeToString())
        async with asyncio.timeout(60):
            while True:
                message = await self.socket.recv()
                self.received += len(message)
                if self.finished(ForwardMsg.FromString(message)):
                    return

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
                if element.slider.id.endswith(f"-{self.slider}"):
                    slider = element.slider
                    self.moved.id, self.fragment = slider.id, message.delta.fragment_id
                    self.ends, self.stops = (slider.min, slider.max, slider.step), list(slider.options)
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


async def cost(address: str, server: psutil.Process, page: str, query: str, slider: str) -> tuple[float, ...]:
    """Return the milliseconds of CPU of an opened page and of a move, warm, and the kilobytes of both."""
    figures = []
    for _ in range(2):  # the first time warms what a class opens alike
        students = [Student(address, page, query, slider) for _ in range(SAMPLES)]
        before = cpu(server)
        for student in students:
            await student.open()
        opened = 1e3 * (cpu(server) - before) / SAMPLES
        sent = sum(student.received for student in students)
        for _ in range(2):
            before, sent_before = cpu(server), sum(student.received for student in students)
            for student in students:
                await student.move()
            moved = 1e3 * (cpu(server) - before) / SAMPLES
        of_moves = sum(student.received for student in students) - sent_before
        figures = [opened, moved, sent / SAMPLES / 1e3, of_moves / SAMPLES / 1e3]
        for student in students:
            assert student.moved.id, f"{page or 'the lab'} has no slider {slider}"
            assert not student.errors, student.errors
            await student.socket.close()
    return tuple(figures)


def cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


async def costs() -> None:
    """Print what each page costs beside a bare fragment with one slider and one line of text."""
    with TemporaryDirectory() as folder:
        script = Path(folder) / "bare.py"
        script.write_text(BARE)
        with serving(script) as (process, address):
            bare = await cost(address, psutil.Process(process.pid), "", "", "gamma")
    print(f"{'':24}{'opened, ms':>16}{'a move, ms':>16}{'opened, kB':>12}{'a move, kB':>12}")
    print(f"{'a bare fragment':24}{bare[0]:16.1f}{bare[1]:16.1f}{bare[2]:12.0f}{bare[3]:12.1f}")
    with serving() as (process, address):
        for name, (page, query, slider) in PAGES.items():
            opened, moved, kb_opened, kb_moved = await cost(address, psutil.Process(process.pid), page, query, slider)
            times = (f"{opened:.1f} ({opened / bare[0]:.1f}x)", f"{moved:.1f} ({moved / bare[1]:.1f}x)")
            print(f"{name:24}{times[0]:>16}{times[1]:>16}{kb_opened:12.0f}{kb_moved:12.1f}")


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
    asyncio.run(costs())
    with serving() as (process, address):
        figures = asyncio.run(measure(address, psutil.Process(process.pid)))
    table = Table()
    table.heading("A class on one server", "seen")
    for name, (seen, unit, most) in figures.items():
        table.row(name, "", [f"{seen:.3g} {unit}"], f"<= {most:g}", seen <= most)
    return 1 if table.missed else 0


if __name__ == "__main__":
    sys.exit(main())
