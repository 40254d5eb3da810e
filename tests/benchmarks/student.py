"""A browser tab as the server sees it: a session over a real websocket that speaks Streamlit's protocol and draws nothing."""

from __future__ import annotations

import asyncio
import math
import random
import time
from collections.abc import Sequence
from urllib.parse import urlsplit

import numpy as np
import websockets
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

BETWEEN_MOVES, MOVING_SECONDS = 5.0, 30.0
PATIENCE = 60
FINISHED = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


class Student:
    """Opens a page, moves one of its sliders, and asks again as often as the page tells a browser to."""

    def __init__(self, address: str, page: str = "", query: str = "", slider: str = "gamma") -> None:
        self.address, self.page, self.query, self.slider = address, page, query, slider
        self.page_hash = self.fragment = ""
        self.received = self.messages = self.widgets = 0
        self.moved = WidgetState()
        self.ends = (0.0, 0.0, 1.0)
        self.stops: list[str] = []
        self.held: set[str] = set()  # messages the server need not send again
        self.errors: list[str] = []
        self.warnings: list[str] = []
        self.asks_again: dict[str, float] = {}  # after how many seconds, by fragment
        self.progress: list[tuple[float, int]] = []  # when a progress bar stood where

    async def open(self) -> None:
        self.socket = await websockets.connect(
            f"ws://{urlsplit(self.address).netloc}/_stcore/stream",
            subprotocols=["streamlit", "PLACEHOLDER_AUTH_TOKEN"],
            origin=self.address,
            max_size=None,
            open_timeout=PATIENCE,
            ping_interval=None,
        )
        await self.rerun()

    async def reload(self) -> Student:
        """Close the tab's session and return that of the page opened anew, as a browser's reload does."""
        await self.socket.close()
        again = Student(self.address, self.page, self.query, self.slider)
        await again.open()
        return again

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
        async with asyncio.timeout(PATIENCE):
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
                self.asks_again.clear()  # a run of all of the page
            case "auto_rerun":
                self.asks_again[message.auto_rerun.fragment_id] = message.auto_rerun.interval
            case "delta":
                self.messages += 1
                if message.metadata.cacheable:
                    self.held.add(message.hash)
                self._take(message.delta.new_element, message.delta.fragment_id)
            case "script_finished":
                return message.script_finished in FINISHED
        return False

    def _take(self, element: Element, fragment: str) -> None:
        kind = element.WhichOneof("type")
        self.widgets += bool(kind and getattr(getattr(element, kind), "id", ""))
        if kind == "exception":
            self.errors.append(element.exception.message)
        elif kind == "alert" and element.alert.format == Alert.WARNING:
            self.warnings.append(element.alert.body)
        elif kind == "progress":
            self.progress.append((time.perf_counter(), element.progress.value))
        elif kind == "slider" and element.slider.id.endswith(f"-{self.slider}"):
            slider = element.slider
            self.moved.id, self.fragment = slider.id, fragment
            self.ends, self.stops = (slider.min, slider.max, slider.step), list(slider.options)

    async def move_now_and_then(self, until: float, seconds: list[float], between_moves: float = BETWEEN_MOVES) -> None:
        """Move on a schedule of one's own; late is counted from the schedule, so that a slow server cannot hide it."""
        due = time.perf_counter() + random.uniform(0, between_moves)
        while due < until:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            await self.move()
            seconds.append(time.perf_counter() - due)
            due += random.expovariate(1 / between_moves)

    async def follow(self, until: float = math.inf) -> None:
        """Ask again as long as the page says so, up to some time."""
        due = time.perf_counter()
        while self.asks_again and due < until:
            fragment, seconds = next(iter(self.asks_again.items()))
            due = max(due + seconds, time.perf_counter())
            await asyncio.sleep(due - time.perf_counter())
            await self.rerun(fragment)


async def p95_of_moves(students: Sequence[Student]) -> float:
    """Have all move now and then for a while; return the seconds within which nineteen of twenty moves were answered."""
    seconds: list[float] = []
    until = time.perf_counter() + MOVING_SECONDS
    await asyncio.gather(*(student.move_now_and_then(until, seconds) for student in students))
    no_errors(students)
    return float(np.quantile(seconds, 0.95))


def no_errors(students: Sequence[Student]) -> None:
    assert not [error for student in students for error in student.errors]
