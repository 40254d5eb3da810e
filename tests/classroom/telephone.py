"""A phone without a screen: it sends and receives what the page's script does, over a real websocket."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect


class Telephone:
    """A connection to a class that stores its token as a browser does."""

    def __init__(self, server: str, code: str, token: str | None = None) -> None:
        self.server, self.code, self.token = server, code, token
        self.heard: list[dict[str, Any]] = []
        self.socket = connect(f"ws://{server}/class/{code}/phone", open_timeout=30, close_timeout=1, legacy=True)
        with suppress(ConnectionClosed):  # the server closes it at once if there is no such class
            self.say({"hello": token})

    def say(self, message: object) -> None:
        self.socket.send(json.dumps(message))

    def hear(self, kind: str, timeout: float = 20) -> dict[str, Any]:
        """Return the next message of a kind."""
        while True:
            message = json.loads(self.socket.recv(timeout))
            self.heard.append(message)
            if message["t"] == "joined":
                self.token = message["token"]
            if message["t"] == kind:
                return message

    def vote(self, value: object, number: int = 1, of_round: int = 1, turn: int = 1) -> None:
        self.say({"vote": value, "n": number, "round": of_round, "turn": turn})

    def again(self) -> Telephone:
        """Reload."""
        self.socket.close()
        return Telephone(self.server, self.code, self.token)
