"""What an opened page and a move cost the server beside a bare fragment: milliseconds of CPU, and kilobytes sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import psutil

from tests.benchmarks.ratios import Table
from tests.benchmarks.student import Student
from tests.browser.driver import Server, serving

# The system counts a process's time in hundredths of a second: of so many moves that is a twentieth of a millisecond each.
ROUNDS, SAMPLES, MOVES = 4, 30, 6
MOST_MOVED, MOST_OPENED = 1.8, 4.0
MOST_KB_MOVED, MOST_KB_OPENED = 40, 250

BARE = """
import streamlit as st

@st.fragment
def fragment(place):
    gamma = st.slider("gamma", -3.0, 3.0, 1.0, 0.01, key="gamma")
    place.markdown(f"mean {gamma}")
    for number in range(COUNT):
        MORE

chart = st.components.v2.component("chart", js="export default () => {}")
fragment(st.empty())
"""
# What a page's fragment has beside that, so many of each.
COUNT = 5
ELEMENTS = {
    "a slider": 'st.slider("beta", -3.0, 3.0, 0.0, 0.01, key=f"beta{number}")',
    "a slider with 41 stops": 'st.select_slider("epsilon", [10.0 ** -stop for stop in range(41)], key=f"epsilon{number}")',
    "a script with 20 kB": 'st.html("<script>" + f"{gamma:08.2f}" * 2500 + "</script>", unsafe_allow_javascript=True)',
    "a component with 20 kB": 'chart(key=f"chart{number}", data=f"{gamma:08.2f}".encode() * 2500)',
}
# Of each page its address, what the link says, and the slider that is moved, where there is one at once.
PAGES = {
    "Lab": ("", "", "gamma"),
    "Home": ("home", "", ""),
    "A linear map": ("linear_map", "", "gamma"),
    "Step by step": ("step_by_step", "", "gamma"),
    "Who shares statistics": ("who_shares_statistics", "", "set"),
    "Why gamma and beta": ("why_gamma_and_beta", "", "gamma"),
    "Training and inference": ("training_and_inference", "", "updates"),
    "Two modes": ("training_and_inference", "topic=two_modes", "updates"),
    "Batch size": ("training_and_inference", "topic=batch_size", "batch_size"),
    "Training": ("training", "", "learning_rate"),
    "NumPy and TensorFlow": ("numpy_and_tensorflow", "", ""),
    "Precision": ("numpy_and_tensorflow", "part=precision", "data_mean"),
    "Differences": ("numpy_and_tensorflow", "part=differences", "layer_epsilon"),
    "Beliefs": ("beliefs", "", ""),
    "Whose standard deviation": ("whose_standard_deviation", "data_set=digits", "part_size"),
}


Served = tuple[Server, str]


@dataclass(frozen=True)
class Cost:
    """Of an opened page, and of a move on it."""

    opened: float
    moved: float
    kb_opened: float
    kb_moved: float
    messages: float
    widgets: float


@contextmanager
def serving_bare(more: str = "pass") -> Iterator[Served]:
    """Serve the bare fragment, with more elements if asked for, under the app's own configuration."""
    with TemporaryDirectory() as folder:
        script = Path(folder) / "bare.py"
        script.write_text(BARE.replace("MORE", more).replace("COUNT", str(COUNT)))
        with serving(script) as served:
            yield served


def cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


async def measure(table: Table) -> None:
    with serving_bare() as bare, serving() as app:
        pages = {name: await side_by_side(app, page, bare) for name, page in PAGES.items()}
    table.heading("CPU of the server, a page", "page", "bare", "page / bare", "kB")
    for name, (seen, plain) in pages.items():
        _row(table, name, "opened", (seen.opened, plain.opened, MOST_OPENED), (seen.kb_opened, MOST_KB_OPENED))
        if seen.moved:
            _row(table, name, "a move", (seen.moved, plain.moved, MOST_MOVED), (seen.kb_moved, MOST_KB_MOVED))
    if table.missed:
        await _elements(table, pages)


async def _elements(table: Table, pages: Mapping[str, tuple[Cost, Cost]]) -> None:
    """Print what the elements of pages cost: all of an opened page's, and some that a move draws."""
    table.heading("What an element costs", "messages", "widgets", "ms / message")
    for name, (seen, _bare) in pages.items():
        cells = [f"{seen.messages:.0f}", f"{seen.widgets:.0f}", f"{seen.opened / seen.messages:.2f}"]
        table.row("an opened page", name, cells)
    table.heading("", f"with {COUNT}", "bare", "each")
    for name, more in ELEMENTS.items():
        with serving_bare() as bare, serving_bare(more) as app:
            seen, plain = await side_by_side(app, ("", "", "gamma"), bare)
        table.row(
            "a move", name, [f"{seen.moved:.1f} ms", f"{plain.moved:.1f} ms", f"{(seen.moved - plain.moved) / COUNT:.2f} ms"]
        )


def _row(table: Table, page: str, what: str, times: tuple[float, float, float], size: tuple[float, float]) -> None:
    (seen, bare, most), (kilobytes, most_kilobytes) = times, size
    cells = [f"{seen:.1f} ms", f"{bare:.1f} ms", f"{seen / bare:.2f}", f"{kilobytes:.1f}"]
    holds = seen <= most * bare and kilobytes <= most_kilobytes
    table.row(what, page, cells, f"<= {most:g}x, {most_kilobytes} kB", holds)


async def side_by_side(app: Served, page: tuple[str, str, str], bare: Served) -> tuple[Cost, Cost]:
    """Return what a page and the bare one cost in turn: the medians of all rounds but the first, which warms both."""
    rounds = [(await _round(app, *page), await _round(bare, "", "", "gamma")) for _ in range(1 + ROUNDS)]
    of_page, of_bare = (
        Cost(*np.median([astuple(cost) for cost in costs[1:]], axis=0).tolist()) for costs in zip(*rounds, strict=True)
    )
    return of_page, of_bare


async def _round(served: Served, page: str, query: str, slider: str) -> Cost:
    process, address = served
    server = psutil.Process(process.pid)
    students = [Student(address, page, query, slider) for _ in range(SAMPLES)]
    before = cpu(server)
    for student in students:
        await student.open()
    opened, kb_opened = 1e3 * (cpu(server) - before) / SAMPLES, _received(students)
    messages, widgets = students[0].messages, students[0].widgets
    moves = MOVES if slider else 0
    before = cpu(server)
    for student in students * moves:
        await student.move()
    moved = 1e3 * (cpu(server) - before) / SAMPLES / max(1, moves)
    kb_moved = (_received(students) - kb_opened) / max(1, moves)
    for student in students:
        assert bool(student.moved.id) == bool(slider), f"{page or 'the lab'} has no slider {slider}"
        assert not student.errors, student.errors
        await student.socket.close()
    return Cost(opened, moved, kb_opened, kb_moved, messages, widgets)


def _received(students: list[Student]) -> float:
    """Return how many kilobytes each has received."""
    return sum(student.received for student in students) / SAMPLES / 1e3
