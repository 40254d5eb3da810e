"""A student's phone as the server sees it: a websocket that comes back by itself and keeps its vote until it is counted."""

from __future__ import annotations

import asyncio
import json
import random
import time
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import websockets


class Phone:
    """Joins a class, and votes once; what it does where the connection breaks, connection.js does."""

    def __init__(self, address: str, code: str) -> None:
        self.address, self.code = f"ws://{urlsplit(address).netloc}/class/{code}/phone", code
        self.token: str | None = None
        self.seconds: float | None = None  # from the first sending of the vote to its acknowledgement
        self.joined, self.answered = asyncio.Event(), asyncio.Event()
        self.phases: list[tuple[str, float]] = []
        self._value: Any = None
        self._number, self._round, self._sent_at = 0, 0, 0.0
        self._socket: websockets.ClientConnection | None = None
        self.received = self.connections = 0

    async def run(self) -> None:
        """Stay in the class until cancelled."""
        tries = 0
        while True:
            with suppress(OSError, websockets.WebSocketException, TimeoutError):
                async with websockets.connect(self.address, open_timeout=30, ping_interval=None) as self._socket:
                    tries, self.connections = 0, self.connections + 1
                    await self._say({"hello": self.token})
                    async for text in self._socket:
                        self.received += len(text)
                        await self._hear(json.loads(text))
            self._socket = None
            tries += 1
            await asyncio.sleep(min(3, 0.3 * 2**tries) * random.uniform(0.5, 1.5))

    async def vote(self, value: Any, number: int = 1, of_round: int = 1) -> None:
        """Vote, and wait until it is counted."""
        self._value, self._number, self._round, self._sent_at = value, number, of_round, time.monotonic()
        self.answered.clear()
        await self._send_vote()
        await self.answered.wait()

    async def _hear(self, message: dict[str, Any]) -> None:
        match message["t"]:
            case "joined":
                self.token = message["token"]
            case "state":
                self.phases.append((message["phase"], time.monotonic()))
                self.joined.set()
                if self._value is not None and not self.answered.is_set():
                    await self._send_vote()
            case "ok":
                if not self.answered.is_set():
                    self.seconds = time.monotonic() - self._sent_at
                self.answered.set()
            case "later":
                await asyncio.sleep(random.uniform(2, 4))
                await self._send_vote()

    async def _send_vote(self) -> None:
        await self._say({"vote": self._value, "n": self._number, "round": self._round, "turn": 1})

    async def _say(self, message: dict[str, Any]) -> None:
        if self._socket is not None:
            with suppress(websockets.ConnectionClosed):  # it is sent again with the next connection
                await self._socket.send(json.dumps(message))
