"""What an opened page and a move cost the server beside a bare fragment: milliseconds of CPU, and kilobytes sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from tests.benchmarks.ratios import Table
from tests.benchmarks.student import Student
from tests.browser.driver import Server, serving

SAMPLES = 40
MOST_MOVED, MOST_OPENED = 1.8, 4.0
MOST_KB_MOVED, MOST_KB_OPENED = 40, 250

BARE = """
import streamlit as st

@st.fragment
def fragment(place):
    gamma = st.slider("gamma", -3.0, 3.0, 1.0, 0.01, key="gamma")
    place.markdown(f"mean {gamma}")

fragment(st.empty())
"""
# Of each page its address, what the link says, and the slider that is moved, where there is one at once.
PAGES = {
    "Lab": ("", "", "gamma"),
    "Home": ("home", "", ""),
    "A linear map": ("linear_map", "", "gamma"),
    "Step by step": ("step_by_step", "", "gamma"),
    "Who shares statistics": ("who_shares_statistics", "", "statistic"),
    "Why gamma and beta": ("why_gamma_and_beta", "", "gamma"),
    "Training and inference": ("training_and_inference", "", "updates"),
    "Training": ("training", "", "learning_rate"),
    "NumPy and TensorFlow": ("numpy_and_tensorflow", "part=precision", "data_mean"),
    "Beliefs": ("beliefs", "", ""),
}


@dataclass(frozen=True)
class Cost:
    """Of an opened page, and of a move on it."""

    opened: float
    moved: float
    kb_opened: float
    kb_moved: float
    messages: int
    widgets: int


@contextmanager
def serving_bare() -> Iterator[tuple[Server, str]]:
    """Serve the bare fragment, with the app's own configuration."""
    with TemporaryDirectory() as folder:
        script = Path(folder) / "bare.py"
        script.write_text(BARE)
        with serving(script) as served:
            yield served


def cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


async def measure(table: Table) -> None:
    with serving_bare() as (process, address):
        bare = await cost(process, address, "", "", "gamma")
    with serving() as (process, address):
        pages = {name: await cost(process, address, *page) for name, page in PAGES.items()}
    table.heading("CPU of the server, a page", "page", "bare", "page / bare", "kB")
    for name, seen in pages.items():
        _row(table, name, "opened", (seen.opened, bare.opened, MOST_OPENED), (seen.kb_opened, MOST_KB_OPENED))
        if seen.moved:
            _row(table, name, "a move", (seen.moved, bare.moved, MOST_MOVED), (seen.kb_moved, MOST_KB_MOVED))
    if table.missed:
        table.heading("What an element costs", "messages", "widgets", "ms / message")
        for name, seen in {"A bare fragment": bare, **pages}.items():
            table.row("an opened page", name, [str(seen.messages), str(seen.widgets), f"{seen.opened / seen.messages:.2f}"])


def _row(table: Table, page: str, what: str, times: tuple[float, float, float], size: tuple[float, float]) -> None:
    (seen, bare, most), (kilobytes, most_kilobytes) = times, size
    cells = [f"{seen:.1f} ms", f"{bare:.1f} ms", f"{seen / bare:.2f}", f"{kilobytes:.1f}"]
    holds = seen <= most * bare and kilobytes <= most_kilobytes
    table.row(what, page, cells, f"<= {most:g}x, {most_kilobytes} kB", holds)


async def cost(process: Server, address: str, page: str, query: str, slider: str) -> Cost:
    """Return what a page costs once it is warm: the first of two rounds warms what a class opens alike."""
    server = psutil.Process(process.pid)
    for _ in range(2):
        students = [Student(address, page, query, slider) for _ in range(SAMPLES)]
        before = cpu(server)
        for student in students:
            await student.open()
        opened, kb_opened = 1e3 * (cpu(server) - before) / SAMPLES, _received(students)
        messages, widgets = students[0].messages, students[0].widgets
        moved = 0.0
        for _ in range(2 if slider else 0):
            before, kb_before = cpu(server), _received(students)
            for student in students:
                await student.move()
            moved = 1e3 * (cpu(server) - before) / SAMPLES
        kb_moved = _received(students) - kb_before if slider else 0.0
        for student in students:
            assert bool(student.moved.id) == bool(slider), f"{page or 'the lab'} has no slider {slider}"
            assert not student.errors, student.errors
            await student.socket.close()
    return Cost(opened, moved, kb_opened, kb_moved, messages, widgets)


def _received(students: list[Student]) -> float:
    """Return how many kilobytes each has received."""
    return sum(student.received for student in students) / SAMPLES / 1e3
